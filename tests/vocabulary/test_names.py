"""The lists of names hang together: canonical characters, slugs defined once, identifiers well formed."""

import re
from decimal import Decimal

import pytest

from pipeline.model.claim import ACTIONS, BASES, STATUSES
from pipeline.normalise import canonical
from pipeline.recognise.name_lexicon import fold
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
NAME_LISTS = (
    "metrics",
    "entities",
    "brokers",
    "ratings",
    "actions",
    "bases",
    "directions",
    "loss_words",
    "statuses",
    "qualifiers",
    "not_names",
    "name_heads",
    "name_tails",
)
ENTITY_ID = re.compile(r"\d{4,5}\.HK|\d{4}\.TWO?|[A-Z]{1,5}(\.[A-Z])?\.US|\d{6}\.(SH|SZ|BJ)")
UNIT_KINDS = {
    *(
        "money",
        "percent",
        "percent_or_money",
        "percent_or_multiple",
        "percent_or_count",
        "count",
        "per_share",
        "multiple",
        "index",
        "price",
    ),
    *(
        "ratio",
        "area",
        "length",
        "power",
        "speed",
        "energy",
        "mass",
        "volume",
        "torque",
        "duration",
        "rank",
        "computing",
        "basis_point",
    ),
}


@pytest.mark.parametrize("name", NAME_LISTS)
def test_surfaces_are_canonical_traditional(name: str) -> None:
    wrong = {s: canonical(s) for s in VOCABULARY[name].rows if canonical(s) != s}
    assert not wrong


@pytest.mark.parametrize("name", NAME_LISTS)
def test_no_surface_has_two_meanings_by_case_or_space(name: str) -> None:
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for surface, row in VOCABULARY[name].rows.items():
        meaning = tuple(v for k, v in row.items() if k not in ("surface", "source"))
        meanings.setdefault(fold(surface), set()).add(meaning)
    assert not {s: m for s, m in meanings.items() if len(m) > 1}


def test_every_metric_is_defined_and_every_definition_used() -> None:
    used = {row["metric_id"] for row in VOCABULARY["metrics"]}
    assert used == set(VOCABULARY["metric_definitions"].rows)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", slug) for slug in used)


def test_a_metric_is_found_by_its_canonical_surface() -> None:
    for slug, row in VOCABULARY["metric_definitions"].rows.items():
        assert VOCABULARY["metrics"].rows[row["canonical"]]["metric_id"] == slug


def test_definitions_have_a_known_kind_and_an_ordered_range() -> None:
    for row in VOCABULARY["metric_definitions"]:
        assert row["unit_kind"] in UNIT_KINDS
        if row["low"] and row["high"]:
            assert Decimal(row["low"]) < Decimal(row["high"])


def test_entity_ids_are_tickers_of_the_contract() -> None:
    ids = {row["entity_id"] for row in VOCABULARY["entities"]} | set(VOCABULARY["securities"].rows)
    assert not {i for i in ids - {""} if not ENTITY_ID.fullmatch(i)}


def test_one_canonical_name_to_a_ticker() -> None:
    names: dict[str, set[str]] = {}
    for row in VOCABULARY["entities"]:
        if row["entity_id"]:
            names.setdefault(row["entity_id"], set()).add(row["canonical"])
    assert not {i: n for i, n in names.items() if len(n) > 1}


def test_codes_are_those_of_the_contract() -> None:
    assert {row["basis"] for row in VOCABULARY["bases"]} <= set(BASES)
    assert {row["action"] for row in VOCABULARY["actions"]} <= set(ACTIONS)
    assert {row["status"] for row in VOCABULARY["statuses"]} <= set(STATUSES)
    assert {row["score"] for row in VOCABULARY["ratings"]} == {"1", "2", "3", "4", "5"}
    assert {row["sign"] for row in VOCABULARY["metrics"]} == {"", "-1"}
