"""Where relations fail, the figure that was changed is named, and named first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.model.claim import Claim
from pipeline.reconcile import reconcile
from pipeline.reconcile.figures import figure, note_of, quantity
from pipeline.reconcile.kind import Example
from pipeline.reconcile.precision import printed
from pipeline.reconcile.slips import slips

_HEAD = ("業務", "2023", "2024", "增長")
_ROWS = (
    ("甲", "60.0", "66.0", "10.0%"),
    ("乙", "40.0", "42.0", "5.0%"),
    ("丙", "25.0", "20.0", "-20.0%"),
    ("合計", "125.0", "128.0", "2.4%"),
)


def segments(changed: tuple[int, int] | None = None, text: str = "") -> tuple[Claim, ...]:
    """Three segments and their total in two years, with growths; the figure at (row, column) printed otherwise."""
    claims = []
    for r, (who, *texts) in enumerate(_ROWS, 1):
        for c, (period, printed_text) in enumerate(zip(("2023", "2024", "2024"), texts, strict=True), 1):
            shown = text if (r, c) == changed else printed_text
            basis = "yoy" if c == 3 else None
            claims.append(
                figure("收入", period, shown if c == 3 else f"{shown} 億元", entity=who, at=(r, c), basis=basis)
            )  # type: ignore[arg-type]
    return tuple(claims)


def first_suspects(claims: tuple[Claim, ...]) -> set[tuple[int | None, int | None]]:
    note, extraction = note_of(Example("", claims, table=(_HEAD, *_ROWS)))
    place = {c.claim_id: (c.row, c.col) for c in extraction.claims}
    return {place[r.suspects[0]] for r in reconcile(note, extraction) if not r.holds}


def test_the_table_as_it_is_holds() -> None:
    assert first_suspects(segments()) == set()


@pytest.mark.parametrize(
    ("place", "text"),
    [((1, 2), "68.0"), ((2, 1), "90.0"), ((4, 2), "123.0"), ((3, 2), "200"), ((1, 3), "70.0%"), ((3, 3), "20.0%")],
)
def test_the_changed_figure_is_suspected_first(place: tuple[int, int], text: str) -> None:
    assert first_suspects(segments(place, text)) == {place}


def test_a_slip_is_among_those_that_could_have_made_the_figure() -> None:
    claim = replace(figure("收入", "2024", "18.6 億元"), quantity=quantity("18.6 億元"))
    meant = {Decimal("15.6"), Decimal("81.6"), Decimal("186"), Decimal("1.86"), Decimal("186000")}
    found = {
        Decimal(str(float((r.low + r.high) / 2 / 10**8)))
        for r in slips(claim, printed(claim))
        if r.low is not None and r.high is not None
    }
    assert {float(m) for m in meant} <= {float(f) for f in found}


def test_the_sign_of_a_growth_can_be_a_slip_and_that_of_a_level_cannot() -> None:
    growth, level = figure("收入", "2024", "5.0%", basis="yoy"), figure("收入", "2024", "5.0 億元")
    negative = [any(r.high is not None and r.high < 0 for r in slips(c, printed(c))) for c in (growth, level)]
    assert negative == [True, False]


def test_a_range_has_no_slips() -> None:
    claim = figure("收入", "2024", "95至105 億元")
    assert list(slips(claim, printed(claim))) == []
