"""One borderless table from a cluster of figures: its extent, its columns, its head and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.accept import each_underlined, is_table, labelled_rows
from pipeline.read.pdf.tables.assemble import assemble
from pipeline.read.pdf.tables.columns import figure_columns, stub_columns
from pipeline.read.pdf.tables.draft import Draft
from pipeline.read.pdf.tables.extent import find_extent, in_stub
from pipeline.read.pdf.tables.head_lines import head_lines, labels_under_head
from pipeline.read.pdf.tables.regions import BitRow, Cluster, years_only
from pipeline.read.pdf.tables.underlined import underlined_stubs, widen_to_rules
from pipeline.read.pdf.tables.value_columns import note_column, text_columns, widen, without_leading


def build(
    rows: Sequence[BitRow], cluster: Cluster, others: Sequence[Cluster], known: Sequence[Rect], ink: PageInk
) -> Draft | None:
    """The table of a cluster, None where the cluster is no table. `known` are the places of tables found before."""
    members = {i: sorted((b for r, b in cluster.members if r == i), key=lambda b: b.x0) for i in sorted(cluster.rows)}
    body = sorted(members)
    heads_of_years = 0
    while heads_of_years < len(body) and years_only(members[body[heads_of_years]]):
        heads_of_years += 1
    body = body[heads_of_years:]
    if not body:
        return None
    bands = figure_columns([members[i] for i in body])
    bands = without_leading(bands, rows, body)
    if not bands:
        return None
    extent = find_extent(rows, body, bands, cluster, others, known, ink)
    size = median(b.size for i in body for b in members[i])
    heads = head_lines(rows, extent, bands, ink, size)
    extent.first -= labels_under_head(heads, rows, extent, bands)
    widen_to_rules(bands, heads, [row.bits for row in rows[extent.first : extent.last + 1]], ink.rules_h)
    stub_bits = [[b for b in rows[i].bits if in_stub(b, extent, bands)] for i in range(extent.first, extent.last + 1)]
    labelled = labelled_rows(rows, body, extent, bands)
    underlined = each_underlined(rows[extent.first], bands, heads, ink.rules_h)
    if not is_table(rows, body, bands, labelled, heads, extent, underlined):
        return None
    head_stub_bits = [b for line in heads for b in line if b.x1 < bands[0].x0]
    stubs = stub_columns(stub_bits, head_stub_bits)
    stubs = underlined_stubs(stubs, stub_bits, heads, ink.rules_h, bands[0].x0)
    stubs, bands = note_column(stubs, bands, heads, rows, body)
    bands = text_columns(rows, extent, stubs, bands, heads)
    within = [r for r in ink.rules_h if rows[extent.first].top < r.centre < rows[extent.last].bottom + 6]
    widen(bands, stubs, heads, within)
    return assemble(rows, extent, stubs, bands, heads, ink)
