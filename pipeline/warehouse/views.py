"""The views of a warehouse, in SQL that DuckDB, PostgreSQL, Redshift, BigQuery, Snowflake and ClickHouse share.

- `<dataset>`: the rows of the contract, of the readings that are committed in `reports`;
- `report_validity`: from when to when a note was a current one, at any address;
- `<dataset>_latest`: rows of the notes that are current now; `<dataset>_as_of`: all rows with the time during which they were current.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.model.rows import NOTE_DATASETS
from pipeline.warehouse.layout import ROW_VERSION, Layout, table_name

Quote = Callable[[str], str]

VALIDITY = "report_validity"

# A version that is not loaded yet does not end the one before it: until its `reports` row is there, the old one stays current.
# Several addresses of one note are joined into stretches of time without a gap.
_VALIDITY = """
WITH versions AS (
    SELECT {uri} AS uri, {report_id} AS report_id, {valid_from} AS valid_from, {valid_to} AS valid_to,
        LEAD({valid_from}) OVER (PARTITION BY {uri} ORDER BY {valid_from}) AS next_from
    FROM {report_versions}
),
loaded AS (
    SELECT uri, report_id, valid_from,
        CASE WHEN valid_to IS NOT NULL AND (next_from IS NULL OR next_from > valid_to) THEN valid_to END AS deleted_at,
        LEAD(valid_from) OVER (PARTITION BY uri ORDER BY valid_from) AS next_from
    FROM versions
    WHERE report_id IN (SELECT {report_id} FROM {reports})
),
stretches AS (
    SELECT report_id, valid_from, COALESCE(deleted_at, next_from) AS valid_to FROM loaded
),
ordered AS (
    SELECT report_id, valid_from, valid_to,
        MAX(valid_to) OVER ({before}) AS covered_to,
        MAX(CASE WHEN valid_to IS NULL THEN 1 ELSE 0 END) OVER ({before}) AS covered
    FROM stretches
),
numbered AS (
    SELECT report_id, valid_from, valid_to,
        SUM(CASE WHEN covered = 1 OR valid_from <= covered_to THEN 0 ELSE 1 END) OVER (
            PARTITION BY report_id ORDER BY valid_from, valid_to ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM ordered
)
SELECT report_id, MIN(valid_from) AS valid_from,
    CASE WHEN COUNT(valid_to) = COUNT(*) THEN MAX(valid_to) END AS valid_to
FROM numbered
GROUP BY report_id, stretch
"""
_BEFORE = "PARTITION BY report_id ORDER BY valid_from, valid_to ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


def views(layout: Layout, table: Quote, column: Quote) -> Iterator[tuple[str, str]]:
    """Each view's name and its SELECT, those that others read from first. `table` and `column` quote names."""
    yield (
        VALIDITY,
        _VALIDITY.format(
            uri=column("uri"),
            report_id=column("report_id"),
            valid_from=column("valid_from"),
            valid_to=column("valid_to"),
            report_versions=table("report_versions"),
            reports=table("reports"),
            before=_BEFORE,
        ),
    )
    version, report_id = column(ROW_VERSION.name), column("report_id")
    committed = f"SELECT {version} FROM {table('reports')}"
    for dataset in NOTE_DATASETS:
        source = table(table_name(dataset))
        names = [column(name) for name in layout[table_name(dataset)] if name != ROW_VERSION.name]
        listed = ", ".join(names)
        of_rows = ", ".join(f"r.{name}" for name in names)
        if table_name(dataset) != dataset.name:
            yield dataset.name, f"SELECT {listed} FROM {source} WHERE {version} IN ({committed})"
        yield (
            f"{dataset.name}_latest",
            f"SELECT {listed} FROM {source} WHERE {version} IN ({committed}) AND {report_id} IN "
            f"(SELECT report_id FROM {table(VALIDITY)} WHERE valid_to IS NULL)",
        )
        yield (  # columns that a later version adds come last, where a view can take them
            f"{dataset.name}_as_of",
            f"SELECT v.valid_from, v.valid_to, {of_rows} FROM {source} r JOIN {table(VALIDITY)} v "
            f"ON r.{report_id} = v.report_id WHERE r.{version} IN ({committed})",
        )
