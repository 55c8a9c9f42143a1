"""Facts of all notes, side by side in the database: which note states which, what earlier notes say of them, and which notes
are to be compared anew because a note came, changed or went."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.model.claim import Claim
from pipeline.model.columns import dataset
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.model.quantity import Quantity
from pipeline.model.rows import ClaimRow

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.reconcile.kinds.cross_report import Question
    from pipeline.reconcile.statements import EarlierFact

TABLES = (
    "CREATE TABLE internal.stated (report_id VARCHAR, key VARCHAR, restated BOOLEAN, claim_id VARCHAR, low DOUBLE, high DOUBLE)",
    "CREATE TABLE internal.asked (report_id VARCHAR, key VARCHAR, claim_id VARCHAR, level_id VARCHAR)",
    "CREATE TABLE internal.standing (report_id VARCHAR)",
    "CREATE TABLE internal.changed (report_id VARCHAR)",
    "CREATE TABLE internal.touched (key VARCHAR, until BIGINT)",
)
"""Facts that a note states; the keys that it asks earlier notes for; the notes that stand somewhere; and since notes were last
compared, those that are others, and the keys of what they stated or state with the time from which it can matter."""

HELD_BY_NOTE = ("internal.stated", "internal.asked")
HOURS_EAST = 8  # of UTC, where notes are published; a note with a day and no time has midnight of that day
_DAY = timedelta(days=1) // timedelta(microseconds=1)
_MIDNIGHT = timedelta(hours=HOURS_EAST) // timedelta(microseconds=1)

DATED = f"""CREATE VIEW internal.dated AS SELECT report_id, epoch_us(published_at) AS since,
    since + CASE WHEN since = epoch_us(published_on::TIMESTAMP) - {_MIDNIGHT} THEN {_DAY - 1} ELSE 0 END AS until
    FROM reports WHERE published_at IS NOT NULL"""
"""The first and the last microsecond, of UTC, in which a note may have been published; a note without a date is left out."""

_TOUCHED = """INSERT INTO internal.touched
    SELECT key, min(until) FROM internal.stated JOIN internal.dated USING (report_id) WHERE report_id IN ({}) GROUP BY key"""
_AFFECTED = """CREATE OR REPLACE TEMP TABLE affected AS
SELECT report_id FROM internal.changed
UNION
SELECT report_id FROM internal.asked JOIN internal.dated USING (report_id)
    JOIN (SELECT key, min(until) AS until FROM internal.touched GROUP BY key) AS touched USING (key)
WHERE since > touched.until"""
_ANSWERS = """
WITH dated AS (
    SELECT * FROM internal.dated SEMI JOIN internal.standing USING (report_id)
), wanted AS (
    SELECT asked.*, dated.since FROM internal.asked JOIN dated USING (report_id) SEMI JOIN affected USING (report_id)
), running AS (
    SELECT key, report_id, claim_id, restated, low, high, until,
        sum(restated::INTEGER) OVER (PARTITION BY key ORDER BY until RANGE UNBOUNDED PRECEDING) AS run
    FROM internal.stated JOIN dated USING (report_id) SEMI JOIN wanted USING (key)
), said AS (
    SELECT key, until, report_id, claim_id, max(low) OVER so_far <= min(high) OVER so_far AS settled
    FROM running WINDOW so_far AS (PARTITION BY key, run ORDER BY until RANGE UNBOUNDED PRECEDING)
    QUALIFY row_number() OVER (PARTITION BY key, until ORDER BY report_id DESC) = 1
)
SELECT wanted.report_id, wanted.claim_id, wanted.level_id, said.claim_id AS earlier_id, said.settled
FROM wanted ASOF JOIN said ON wanted.key = said.key AND wanted.since > said.until
"""
"""For each question of the notes `affected`, the last statement of a note that was surely published before, and whether the
statements up to it, from the last one that is called restated on, have a value in common."""

_CLAIM_COLUMNS = [column.name for column in dataset("claims", ClaimRow, ["claim_id"]).columns]
_READ = [name for name in _CLAIM_COLUMNS if name not in ("quote", "evidence", "corrected")]


@dataclass(frozen=True, slots=True)
class Asked:
    """One note with what earlier ones say of its facts. `published_at` in UTC; `versions` are those of its rows."""

    report_id: str
    published_at: datetime
    versions: tuple[str, ...]
    answers: tuple[tuple[Question, EarlierFact], ...]
    pages: Mapping[str, int | None]  # by claim_id


class Across:
    """The tables of `internal` in an open database."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def add(self, report_ids: Iterable[str], claims: pa.Table | None) -> None:
        """Notes that have been put in, their reports too. `claims`: all of theirs."""
        from pipeline.reconcile.keys import stated_once
        from pipeline.reconcile.kinds.cross_report import questions
        from pipeline.reconcile.precision import printed
        from pipeline.reconcile.statements import key_from

        ids = sorted(report_ids)
        self._changed(ids)
        stated, asked = [], []
        for report_id, figures in _keyed(claims) if claims is not None else ():
            once = stated_once((key_from(row["fact_key"]), claim_of(row)) for row in figures)
            for key, claim in once.items():
                value = printed(claim)
                low = -math.inf if value.low is None else float(value.low)
                high = math.inf if value.high is None else float(value.high)
                stated.append((report_id, str(key._replace(restated=False)), key.restated, claim.claim_id, low, high))
            for wanted, question in questions(once):
                ids = [claim.claim_id for claim in question]
                asked.append((report_id, str(wanted), ids[0], ids[1] if len(ids) > 1 else None))
        self._insert("internal.stated", stated, 6)
        self._insert("internal.asked", asked, 4)
        self._these("report_id", ids)
        self._connection.execute(_TOUCHED.format("SELECT report_id FROM these"))

    def drop(self, ids: str) -> None:
        """Notes that are about to be taken out: `ids` is a query of their report_id."""
        self._connection.execute(f"INSERT INTO internal.changed {ids}")
        self._connection.execute(_TOUCHED.format(ids))

    def stand(self, report_ids: Iterable[str]) -> None:
        """These notes, and no others, are not withdrawn and not superseded."""
        self._connection.execute("CREATE OR REPLACE TEMP TABLE now_standing (report_id VARCHAR)")
        self._insert("now_standing", [(each,) for each in sorted(report_ids)], 1)
        moved = """(SELECT report_id FROM now_standing EXCEPT SELECT report_id FROM internal.standing)
            UNION (SELECT report_id FROM internal.standing EXCEPT SELECT report_id FROM now_standing)"""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE moved AS {moved}")
        self.drop("SELECT report_id FROM moved")
        self._connection.execute("DELETE FROM internal.standing")
        self._connection.execute("INSERT INTO internal.standing SELECT report_id FROM now_standing")

    def affected(self, also: Iterable[str] = ()) -> list[str]:
        """The notes to compare: those that changed, later ones that ask for what they state, and `also`."""
        self._changed(sorted(also))
        self._connection.execute(_AFFECTED)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE answers AS {_ANSWERS}")
        return [row[0] for row in self._connection.execute("SELECT report_id FROM affected ORDER BY 1").fetchall()]

    def asked(self, report_ids: Sequence[str]) -> list[Asked]:
        """Of these affected notes, those that earlier ones say something of."""
        from pipeline.reconcile.statements import EarlierFact

        rows = self._of("SELECT * FROM answers", "report_id", report_ids)
        claims = self._claims({each for row in rows for each in row[1:4] if each})
        notes = self._notes({row[0] for row in rows} | {claims[row[3]]["report_id"] for row in rows})
        found: dict[str, list[tuple[Question, EarlierFact]]] = {}
        figures = {claim_id: claim_of(row) for claim_id, row in claims.items()}
        for report_id, claim_id, level_id, earlier_id, settled in rows:
            question = tuple(figures[each] for each in (claim_id, level_id) if each)
            source = notes[claims[earlier_id]["report_id"]].source
            found.setdefault(report_id, []).append((question, EarlierFact(figures[earlier_id], source, settled)))
        return [
            Asked(
                report_id,
                notes[report_id].published_at,
                notes[report_id].versions,
                tuple(answers),
                {claim.claim_id: claims[claim.claim_id]["page"] for question, _ in answers for claim in question},
            )
            for report_id, answers in found.items()
        ]

    def done(self) -> None:
        """All that is affected has been compared."""
        self._connection.execute("DELETE FROM internal.changed")
        self._connection.execute("DELETE FROM internal.touched")

    def _changed(self, report_ids: Sequence[str]) -> None:
        self._insert("internal.changed", [(each,) for each in report_ids], 1)

    def _claims(self, claim_ids: set[str]) -> dict[str, dict[str, Any]]:
        columns = ", ".join(f'"{name}"' for name in _READ)
        found = self._of(f"SELECT {columns} FROM claims", "claim_id", claim_ids)
        return {row[0]: dict(zip(_READ, row, strict=True)) for row in found}

    def _notes(self, report_ids: set[str]) -> dict[str, _Published]:
        columns = "report_id, title, published_on, epoch_us(published_at), pipeline_version, vocabulary_hash"
        found = self._of(f"SELECT {columns} FROM reports", "report_id", report_ids)
        return {
            report_id: _Published(source_of(title, day), datetime.fromtimestamp(at / 10**6, UTC), tuple(versions))
            for report_id, title, day, at, *versions in found
        }

    def _of(self, query: str, column: str, values: Collection[str]) -> list[tuple[Any, ...]]:
        """The rows of a query in which the column has one of the values, in a fixed order."""
        self._these(column, sorted(values))
        found: list[tuple[Any, ...]] = self._connection.execute(
            f"{query} SEMI JOIN these USING ({column}) ORDER BY ALL"
        ).fetchall()
        return found

    def _these(self, column: str, values: Sequence[str]) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE these ({column} VARCHAR)")
        self._insert("these", [(value,) for value in values], 1)

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]], width: int) -> None:
        if rows:
            import pyarrow as pa

            columns = [pa.array(column) for column in zip(*rows, strict=True)]
            self._connection.register("incoming", pa.table(columns, names=[f"c{n}" for n in range(width)]))
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
            self._connection.unregister("incoming")


@dataclass(frozen=True, slots=True)
class _Published:
    source: str
    published_at: datetime
    versions: tuple[str, ...]


def source_of(title: str | None, day: date) -> str:
    """How a message names an earlier note: day and title."""
    return f"{day.isoformat()}《{' '.join(title.split())}》" if title else f"{day.isoformat()} 的報告"


def claim_of(row: Mapping[str, Any]) -> Claim:
    """A row of `claims` as a figure to compare: what it is of, what is printed, and where."""
    span = Span(row["start"], row["end"])
    return Claim(
        claim_id=row["claim_id"],
        report_id=row["report_id"],
        ordinal=row["ordinal"],
        origin=row["origin"],
        span=span,
        text=row["text"],
        quote_span=span,
        quantity=Quantity(
            row["low"], row["high"], row["bound"], row["unit"], row["multiplier"], row["decimals_low"],
            row["decimals_high"], row["category"],
        ),
        entity=row["entity"],
        entity_id=row["entity_id"],
        metric=row["metric"],
        metric_id=row["metric_id"],
        qualifiers=tuple(sorted(json.loads(row["qualifiers"]).items())),
        measure=row["measure"],
        basis=row["basis"],
        period=Period(row["period"], row["period_start"], row["period_end"]) if row["period"] else None,
        status=row["status"],
        attribution=row["attribution"],
        statistic=row["statistic"],
        per=row["per"],
        rule=row["rule"],
        inferred=tuple(row["inferred"]),
        unresolved=tuple(row["unresolved"]),
    )  # fmt: skip


def _keyed(claims: pa.Table) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The figures with a key of each note, in the order of the rows."""
    import pyarrow.compute as pc

    notes: dict[str, list[dict[str, Any]]] = {}
    for row in claims.select(_READ).filter(pc.is_valid(claims["fact_key"])).to_pylist():
        notes.setdefault(row["report_id"], []).append(row)
    yield from notes.items()
