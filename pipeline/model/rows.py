"""One row type per dataset of the contract: the single source of files, schemas and structural checks.

A field is `Annotated[type, description]`; a Literal is an enumeration, `| None` makes it nullable. Order here is the order of
columns. Per-note datasets also end in `columns.VERSION_COLUMNS`. `schemas/` is generated from this file (`make schemas`).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pipeline.model.check import FindingOrigin, Quality, ReconciliationKind, Severity, Support
from pipeline.model.claim import Action, Basis, Measure, Origin, Per, Statistic, Status
from pipeline.model.columns import Dataset, Json, dataset
from pipeline.model.note import BlockKind, CellRole, Format
from pipeline.model.quantity import Bound, ClaimCategory, NumeralCategory

ReportStatus = Literal["ok", "partial", "failed"]
Market = Literal["HK", "TW", "CN", "US"]

# What several datasets have in common.
ReportId = Annotated[str, "First 16 hex digits of the SHA-256 of the raw file."]
Start = Annotated[int, "First code point in the raw text, 0-based."]
End = Annotated[int, "Code point after the last one in the raw text."]
StartOrNull = Annotated[int | None, "First code point in the raw text, 0-based."]
EndOrNull = Annotated[int | None, "Code point after the last one in the raw text."]
PageNumber = Annotated[int | None, "Page, 1-based; PDF only."]
X0 = Annotated[float | None, "Left edge in PDF points; PDF only."]
Top = Annotated[float | None, "Top edge in PDF points from the top of the page; PDF only."]
X1 = Annotated[float | None, "Right edge in PDF points; PDF only."]
Bottom = Annotated[float | None, "Bottom edge in PDF points from the top of the page; PDF only."]
ByOcr = Annotated[bool, "Whether its characters were recognised in a picture (OCR); the file does not hold them."]
ClaimIdOrNull = Annotated[str | None, "The claim that it became; the first one where there are several."]
PeriodStart = Annotated[date | None, "First day, inclusive; null where open or unknown."]
PeriodEnd = Annotated[date | None, "Last day, inclusive; null where open or unknown."]
Qualifiers = Annotated[Json, "Object of what narrows the figure (region, segment, product …), keys sorted."]
Message = Annotated[str, "For a reader, in Traditional Chinese."]
MessageEn = Annotated[str, "The same in English."]


class ReportRow(NamedTuple):
    """One note: what it says of itself, how it was read, and how much of it."""

    report_id: ReportId
    title: Annotated[str | None, "The note's own headline."]
    broker: Annotated[str | None, "The house that publishes the note."]
    analysts: Annotated[tuple[str, ...], "Authors as printed."]
    published_at: Annotated[datetime | None, "Time of publication."]
    published_on: Annotated[date | None, "Day of publication where the note was published."]
    language: Annotated[str | None, "BCP 47: zh-Hant-HK, zh-Hant-TW, zh-Hans …"]
    script_mix: Annotated[Decimal | None, "Share of Simplified characters among those of one script alone, 0 to 1."]
    entity: Annotated[str | None, "The security that the note is about."]
    entity_id: Annotated[str | None, "Its ticker: 1810.HK, 2330.TW, BIDU.US."]
    market: Annotated[Market | None, "Market of that security or of the note."]
    url: Annotated[str | None, "Address that the file gives for itself."]
    format: Annotated[Format | None, "What the file is, by its content."]
    encoding: Annotated[str | None, "Encoding of a text file, as decoded."]
    reader: Annotated[str | None, "How it was read: text, pdfium, pdfium+ocr …"]
    n_pages: Annotated[int | None, "Pages; PDF only."]
    n_characters: Annotated[int, "Code points of the raw text."]
    n_tables: Annotated[int, "Tables read."]
    n_charts: Annotated[int, "Charts and pictures found: rows of `figures`."]
    figures_read: Annotated[int, "Figures that became claims: rows of `claims`."]
    figures_unresolved: Annotated[int, "Claims of which some column could not be decided."]
    figures_unread: Annotated[int, "Numerals of a figure's category that became no claim."]
    errors: Annotated[int, "Findings of severity error."]
    warnings: Annotated[int, "Findings of severity warning."]
    status: Annotated[ReportStatus, "`partial`: some of the note could not be read; `failed`: none of it."]
    message: Annotated[str | None, "What could not be read, and what to do."]
    settings_hash: Annotated[str, "Hash of the settings that rows depend on."]


class BrokerViewRow(NamedTuple):
    """One broker's view of one security in a note."""

    view_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    broker: Annotated[str | None, "Who holds the view."]
    entity: Annotated[str | None, "The security in canonical Traditional."]
    entity_id: Annotated[str | None, "Its ticker."]
    rating: Annotated[str | None, "Rating as printed."]
    rating_score: Annotated[int | None, "5 buy … 1 sell; null where the rating is not mapped."]
    action: Annotated[Action | None, "What the broker did to its view."]
    target_low: Annotated[Decimal | None, "Target price, lower end."]
    target_high: Annotated[Decimal | None, "Target price, upper end."]
    target_currency: Annotated[str | None, "ISO 4217."]
    target_horizon: Annotated[str | None, "How far ahead the target looks, as printed."]
    previous_rating: Annotated[str | None, "Rating before, as printed."]
    previous_target: Annotated[Decimal | None, "Target price before."]
    reference_price: Annotated[Decimal | None, "Price that the target is compared with."]
    reference_date: Annotated[date | None, "Day of that price."]
    stated_upside: Annotated[Decimal | None, "Upside as stated, in percent."]
    claim_ids: Annotated[tuple[str, ...], "Claims that the view was read from."]
    start: Start
    end: End
    page: PageNumber


class NumeralRow(NamedTuple):
    """One numeral of the note, none left out: every run of digits lies in exactly one row."""

    numeral_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    start: Start
    end: End
    page: PageNumber
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom
    text: Annotated[str, "As printed: raw_text[start:end]."]
    category: Annotated[NumeralCategory, "What kind of numeral it is."]
    rule: Annotated[str, "The rule that read it."]
    claim_id: ClaimIdOrNull
    ocr: ByOcr


class ClaimRow(NamedTuple):
    """One figure stated about something: prose, heading, caption or table cell."""

    claim_id: Annotated[str, "Hash of report, span and ordinal, never of values."]
    report_id: ReportId
    ordinal: Annotated[int, "Position in reading order, 0-based."]
    origin: Annotated[Origin, "Where it stands."]
    start: Start
    end: End
    page: PageNumber
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom
    table_id: Annotated[str | None, "Table of its cell."]
    row: Annotated[int | None, "Row of its cell, 0-based."]
    col: Annotated[int | None, "Column of its cell, 0-based."]
    text: Annotated[str, "As printed with scale and unit, without the bound word: raw_text[start:end]."]
    quote: Annotated[str, "Its sentence or cell, as printed; of one beyond 2,000 characters what stands around it."]
    low: Annotated[Decimal | None, "Lower end in base units; null where the bound is open below."]
    high: Annotated[Decimal | None, "Upper end in base units; null where the bound is open above."]
    bound: Annotated[Bound, "How the figure bounds the value."]
    unit: Annotated[str | None, "ISO 4217, percent, percentage_point, multiple, UCUM code, or the measure word."]
    multiplier: Annotated[Decimal, "Scale as printed or from the unit line: 1, 1000, 10000, 100000000 …"]
    decimals_low: Annotated[int | None, "The lower end is accurate to 10^-d in base units."]
    decimals_high: Annotated[int | None, "The upper end is accurate to 10^-d in base units."]
    category: Annotated[ClaimCategory, "FinNum category."]
    entity: Annotated[str | None, "The subject, never the speaker, in canonical Traditional."]
    entity_id: Annotated[str | None, "Its ticker where it is listed."]
    metric: Annotated[str | None, "The measure as printed, in canonical Traditional."]
    metric_id: Annotated[str | None, "Its slug in the vocabulary."]
    qualifiers: Qualifiers
    statistic: Annotated[Statistic | None, "max, min, mean …"]
    per: Annotated[Per | None, "per share, unit, month, order."]
    measure: Annotated[Measure, "A level, a difference, a growth rate, a multiple or a rank."]
    basis: Annotated[Basis | None, "What a change or growth is against."]
    period: Annotated[str | None, "2024Q3, 2024H1, 2024, 2024-11, 2025-01-03, FY2025, 2024-01-01/2025-01-03."]
    period_start: PeriodStart
    period_end: PeriodEnd
    status: Annotated[Status, "actual, estimate, forecast or guidance."]
    attribution: Annotated[str | None, "Who says so, as printed; null where the note or the company itself does."]
    inferred: Annotated[tuple[str, ...], "Columns carried over or deduced, not printed beside the figure."]
    unresolved: Annotated[tuple[str, ...], "Columns that could not be decided."]
    quality: Annotated[Quality, "`contradicted`: takes part in an error; `suspect`: takes part in a warning."]
    support: Annotated[Support, "Whether another figure of the note confirms or contradicts it."]
    rule: Annotated[str, "The rule that read it."]
    evidence: Annotated[Json, "Object of column to a list of [start, end] in the raw text: where it was taken from."]
    ocr: ByOcr
    corrected: Annotated[Json, "Object of column to old value, who and why: what a person corrected (overrides file)."]
    fact_key: Annotated[
        str | None, "What a reported figure is of, equal in all notes that state it; null where words are open."
    ]


class FactRow(NamedTuple):
    """What the note says, said once: claims about the same thing. The value is that of the most precise claim."""

    fact_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    entity: Annotated[str | None, "The subject in canonical Traditional."]
    entity_id: Annotated[str | None, "Its ticker where it is listed."]
    metric: Annotated[str | None, "The measure in canonical Traditional."]
    metric_id: Annotated[str | None, "Its slug in the vocabulary."]
    qualifiers: Qualifiers
    statistic: Annotated[Statistic | None, "max, min, mean …"]
    per: Annotated[Per | None, "per share, unit, month, order."]
    measure: Annotated[Measure, "A level, a difference, a growth rate, a multiple or a rank."]
    basis: Annotated[Basis | None, "What a change or growth is against."]
    period: Annotated[str | None, "As in claims."]
    period_start: PeriodStart
    period_end: PeriodEnd
    status: Annotated[Status, "actual, estimate, forecast or guidance."]
    attribution: Annotated[str | None, "Who says so."]
    low: Annotated[Decimal | None, "Lower end in base units."]
    high: Annotated[Decimal | None, "Upper end in base units."]
    bound: Annotated[Bound, "How the figure bounds the value."]
    unit: Annotated[str | None, "As in claims."]
    decimals_low: Annotated[int | None, "The lower end is accurate to 10^-d in base units."]
    decimals_high: Annotated[int | None, "The upper end is accurate to 10^-d in base units."]
    category: Annotated[ClaimCategory, "FinNum category."]
    claim_ids: Annotated[tuple[str, ...], "Its claims in reading order."]
    unresolved: Annotated[tuple[str, ...], "Columns that could not be decided; such a claim is a fact of its own."]
    quality: Annotated[Quality, "The worst of its claims."]


class BlockRow(NamedTuple):
    """One block of the note in reading order: its headline, a heading, a paragraph, a caption, a table …"""

    block_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    ordinal: Annotated[int, "Position in reading order, 0-based."]
    kind: Annotated[BlockKind, "What it is."]
    level: Annotated[int, "Of a heading, 1 outermost; 0 elsewhere."]
    spans: Annotated[Json, "List of [start, end] in the raw text: more than one where a break cuts a sentence."]
    start: Start
    end: End
    page: PageNumber
    table_id: Annotated[str | None, "The table that it is, or is the caption, unit or source line of."]
    figure_id: Annotated[str | None, "The chart or picture that it is the caption or source line of."]


class TableRow(NamedTuple):
    """One table, over one page or several."""

    table_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    ordinal: Annotated[int, "Position in reading order, 0-based."]
    caption: Annotated[str | None, "As printed."]
    unit_line: Annotated[str | None, "As printed."]
    source_line: Annotated[str | None, "As printed."]
    pages: Annotated[tuple[int, ...], "Pages that it stands on; PDF only."]
    page: Annotated[int | None, "Page of the box; PDF only."]
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom
    start: Start
    end: End
    n_rows: Annotated[int, "Height in cells."]
    n_cols: Annotated[int, "Width in cells."]
    n_header_rows: Annotated[int, "Rows of column heads."]
    n_stub_cols: Annotated[int, "Columns of row heads, note and code columns included."]


class CellRow(NamedTuple):
    """One cell at its top-left position, header cells included."""

    table_id: Annotated[str, "Its table."]
    row: Annotated[int, "0-based."]
    col: Annotated[int, "0-based."]
    report_id: ReportId
    row_span: Annotated[int, "Rows that it covers."]
    col_span: Annotated[int, "Columns that it covers."]
    role: Annotated[CellRole, "Column head, row head or data."]
    text: Annotated[str, "As printed, wrapped lines joined; empty for an empty cell."]
    row_path: Annotated[Json, "List of the row heads that govern it, outermost first."]
    col_path: Annotated[Json, "List of the column heads above it, outermost first."]
    claim_id: ClaimIdOrNull
    start: StartOrNull
    end: EndOrNull
    page: PageNumber
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom


class FigureRow(NamedTuple):
    """One chart or picture."""

    figure_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    ordinal: Annotated[int, "Position in reading order, 0-based."]
    number: Annotated[str | None, "As printed."]
    caption: Annotated[str | None, "As printed."]
    source_line: Annotated[str | None, "As printed."]
    start: StartOrNull
    end: EndOrNull
    page: PageNumber
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom


class ReconciliationRow(NamedTuple):
    """One arithmetic relation between claims, both sides as intervals."""

    reconciliation_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    kind: Annotated[ReconciliationKind, "The relation."]
    claim_ids: Annotated[tuple[str, ...], "Claims that take part, the stated side first."]
    stated_low: Annotated[Decimal | None, "Lower end of what is printed; null where open."]
    stated_high: Annotated[Decimal | None, "Upper end of what is printed; null where open."]
    stated_low_open: Annotated[bool, "The lower end itself is excluded."]
    stated_high_open: Annotated[bool, "The upper end itself is excluded."]
    derived_low: Annotated[Decimal | None, "Lower end of what follows, rounded outward; null where open."]
    derived_high: Annotated[Decimal | None, "Upper end of what follows, rounded outward; null where open."]
    derived_low_open: Annotated[bool, "The lower end itself is excluded."]
    derived_high_open: Annotated[bool, "The upper end itself is excluded."]
    gap: Annotated[Decimal | None, "Distance between the intervals, 0 where they meet; null beyond DECIMAL(38,9)."]
    touches: Annotated[bool, "Intervals of positive width meet in one point only."]
    holds: Annotated[bool, "The intervals meet."]
    formula: Annotated[str, "Readable: 14.8 / 13.6 × 1.032 − 1."]
    suspects: Annotated[tuple[str, ...], "Claims that may be wrong, most likely first."]
    earlier_claim_ids: Annotated[
        tuple[str, ...], "For cross_report: the claims of an earlier note that it is held against."
    ]
    as_of: Annotated[datetime | None, "For cross_report: notes that were published before this time were looked at."]
    start: Start
    end: End
    page: PageNumber
    message: Message
    message_en: MessageEn


class FindingRow(NamedTuple):
    """One thing that a reader must look at."""

    finding_id: Annotated[str, "Identifies the row."]
    report_id: ReportId
    check: Annotated[str, "Stable slug of the check; unresolved_… for what could not be read."]
    severity: Annotated[Severity, "error, warning or info."]
    origin: Annotated[FindingOrigin, "The note is wrong, we may be, or the pipeline is."]
    claim_ids: Annotated[tuple[str, ...], "Claims concerned, the culprit first."]
    reconciliation_id: Annotated[str | None, "The relation that does not hold."]
    start: StartOrNull
    end: EndOrNull
    page: PageNumber
    message: Message
    message_en: MessageEn
    fingerprint: Annotated[str, "Stable over re-runs and small edits elsewhere: for waivers."]


class SourceRow(NamedTuple):
    """Where and when a note arrived."""

    report_id: ReportId
    uri: Annotated[str, "Path or address of the raw file."]
    sha256: Annotated[str | None, "Of the raw file, 64 hex digits; null for a file that could not be opened."]
    n_bytes: Annotated[int, "Size of the raw file."]
    received_at: Annotated[datetime, "When it was first seen there."]
    deleted_at: Annotated[datetime | None, "When it was first missed there."]


class ReportVersionRow(NamedTuple):
    """How long a note was the current one at its address, and which it superseded."""

    uri: Annotated[str, "Path or address of the raw file."]
    report_id: ReportId
    supersedes: Annotated[str | None, "report_id of the note that stood there before."]
    valid_from: Annotated[datetime, "From when it was the current one."]
    valid_to: Annotated[datetime | None, "Until when; null while it still is."]


class WaiverRow(NamedTuple):
    """One known finding that a team has looked at: it stays a row of `findings` and does not fail a run."""

    fingerprint: Annotated[str, "That of the findings it silences."]
    reason: Annotated[str, "Why it may stand."]
    expires: Annotated[date, "Last day on which it silences them."]


class RunRow(NamedTuple):
    """One run of the pipeline."""

    run_id: Annotated[str, "Identifies the row."]
    started_at: Annotated[datetime, "Start."]
    finished_at: Annotated[datetime, "End."]
    pipeline_version: Annotated[str, "Version of brokernotes."]
    vocabulary_hash: Annotated[str, "Hash of the vocabulary."]
    settings_hash: Annotated[str, "Hash of the settings that rows depend on."]
    settings: Annotated[Json, "All settings."]
    notes: Annotated[int, "Notes that were asked for."]
    notes_new: Annotated[int, "Read in this run."]
    notes_unchanged: Annotated[int, "Kept from an earlier run."]
    notes_failed: Annotated[int, "That could not be read."]
    errors: Annotated[int, "Findings of severity error that are not waived."]
    warnings: Annotated[int, "Findings of severity warning that are not waived."]
    exit_code: Annotated[int, "0, 1, 2 or 3."]
    figures: Annotated[
        int | None, "Figures read, of all notes asked for. Null, like what follows, where an older version ran."
    ] = None
    bytes_read: Annotated[int | None, "Size of the raw files read in this run."] = None
    read_ms: Annotated[int | None, "Milliseconds of reading, of all workers together."] = None
    check_ms: Annotated[int | None, "Milliseconds of checking."] = None
    publish_ms: Annotated[int | None, "Milliseconds of putting notes in place."] = None
    memory_mb: Annotated[int | None, "Resident memory that the largest process of the run had at most."] = None


DATASETS: tuple[Dataset, ...] = (
    dataset("reports", ReportRow, ["report_id"]),
    dataset("broker_views", BrokerViewRow, ["view_id"]),
    dataset("numerals", NumeralRow, ["numeral_id"]),
    dataset("claims", ClaimRow, ["claim_id"]),
    dataset("facts", FactRow, ["fact_id"]),
    dataset("blocks", BlockRow, ["block_id"]),
    dataset("tables", TableRow, ["table_id"]),
    dataset("cells", CellRow, ["table_id", "row", "col"]),
    dataset("figures", FigureRow, ["figure_id"]),
    dataset("reconciliations", ReconciliationRow, ["reconciliation_id"]),
    dataset("findings", FindingRow, ["finding_id"]),
    dataset("sources", SourceRow, ["uri", "report_id"], per_note=False),
    dataset("report_versions", ReportVersionRow, ["uri", "valid_from"], per_note=False),
    dataset("waivers", WaiverRow, ["fingerprint"], per_note=False),
    dataset("runs", RunRow, ["run_id"], per_note=False),
)
NOTE_DATASETS: tuple[Dataset, ...] = tuple(each for each in DATASETS if each.per_note)

ACROSS_KIND: ReconciliationKind = "cross_report"
ACROSS = {"reconciliations": "kind", "findings": "check"}
"""Datasets with rows that depend on other notes, and the column that says so of a row: it holds ACROSS_KIND."""
