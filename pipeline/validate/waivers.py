"""Known findings that a team has looked at: a file of fingerprints, each with a reason and a day on which it lapses."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError
from pipeline.model.check import Finding

COLUMNS = ("fingerprint", "reason", "expires")


@dataclass(frozen=True, slots=True)
class Waiver:
    """Silences the findings of one fingerprint up to and including the day `expires`."""

    fingerprint: str
    reason: str
    expires: date


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """A TOML file of [[waiver]] tables or a CSV file with a header line, both with fingerprint, reason, expires (ISO day).

    Raises ConfigurationError with the file and the number of the entry for one that is not complete."""
    try:
        entries = _csv(path) if path.suffix == ".csv" else _toml(path)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{path}: {error}; expected [[waiver]] tables, or CSV with {', '.join(COLUMNS)}"
        ) from None
    waivers = tuple(_waiver(path, number, entry) for number, entry in enumerate(entries, start=1))
    repeated = {w.fingerprint for w in waivers if sum(w.fingerprint == v.fingerprint for v in waivers) > 1}
    if repeated:
        raise ConfigurationError(f"{path}: {', '.join(sorted(repeated))} waived twice; keep one entry for each")
    return waivers


def apply_waivers(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> tuple[Finding, ...]:
    """The findings with those marked that a waiver silences today. An invariant cannot be waived."""
    live = {waiver.fingerprint: waiver for waiver in waivers if waiver.expires >= today}
    return tuple(_waived(finding, live.get(finding.fingerprint)) for finding in findings)


def idle_waivers(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> tuple[Waiver, ...]:
    """Waivers that have lapsed or whose finding is gone: the file can do without them."""
    known = {finding.fingerprint for finding in findings}
    return tuple(w for w in waivers if w.expires < today or w.fingerprint not in known)


def _waived(finding: Finding, waiver: Waiver | None) -> Finding:
    if waiver is None or finding.origin == "invariant":
        return finding
    return replace(finding, waived=True, waiver_reason=waiver.reason)


def _toml(path: Path) -> list[Mapping[str, Any]]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = document.pop("waiver", [])
    if document or not isinstance(entries, list):
        raise ValueError(f"unknown keys {', '.join(document) or 'waiver'}")
    return entries


def _csv(path: Path) -> list[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _waiver(path: Path, number: int, entry: Mapping[str, Any]) -> Waiver:
    if set(entry) != set(COLUMNS) or not all(entry.values()):
        raise ConfigurationError(
            f"{path}: waiver {number} has {', '.join(map(str, entry))}; expected {', '.join(COLUMNS)}, none empty"
        )
    expires = entry["expires"]
    try:
        day = expires if isinstance(expires, date) else date.fromisoformat(str(expires))
    except ValueError:
        raise ConfigurationError(
            f"{path}: waiver {number} expires {expires}; expected a day such as 2026-06-30"
        ) from None
    return Waiver(str(entry["fingerprint"]), str(entry["reason"]), day)
