"""Waiver files: read, refused, applied, lapsed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.model.check import Finding
from pipeline.validate import Waiver, apply_waivers, idle_waivers, load_waivers

TOML = '[[waiver]]\nfingerprint = "f1"\nreason = "confirmed with the broker"\nexpires = 2026-06-30\n'
CSV = "fingerprint,reason,expires\nf1,confirmed with the broker,2026-06-30\n"
WAIVER = Waiver("f1", "confirmed with the broker", date(2026, 6, 30))


def finding(fingerprint: str = "f1", origin: str = "source") -> Finding:
    return Finding("x", "r", "same_fact", "error", origin, (), None, None, None, "甲", "a", fingerprint)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "content"), [("w.toml", TOML), ("w.csv", CSV)])
def test_both_forms_read_alike(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert load_waivers(path) == (WAIVER,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[waiver]]\nfingerprint = "f1"\nexpires = 2026-06-30\n', "waiver 1 has fingerprint, expires"),
        (TOML.replace("2026-06-30", '"soon"'), "waiver 1 expires soon; expected a day"),
        (TOML + TOML, "f1 waived twice"),
        ('[waiver]\nfingerprint = "f1"\n', "expected"),
        ("waivers = []\n", "unknown keys waivers"),
    ],
)
def test_an_incomplete_file_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_waivers(path)


def test_a_waiver_silences_up_to_its_day() -> None:
    on, after = (apply_waivers([finding()], [WAIVER], day)[0] for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert on.waived and on.waiver_reason == "confirmed with the broker"
    assert not after.waived


def test_an_invariant_cannot_be_waived() -> None:
    assert not apply_waivers([finding(origin="invariant")], [WAIVER], date(2026, 1, 1))[0].waived


def test_idle_waivers_have_lapsed_or_lost_their_finding() -> None:
    today = date(2026, 1, 1)
    assert idle_waivers([finding()], [WAIVER], today) == ()
    assert idle_waivers([finding("f2")], [WAIVER], today) == (WAIVER,)
    assert idle_waivers([finding()], [WAIVER], date(2027, 1, 1)) == (WAIVER,)
