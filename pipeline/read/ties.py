"""Captions, source lines and unit lines tied to the table or picture that they speak of. Shared by the readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model.note import Figure, Table
from pipeline.model.place import Printed, Span
from pipeline.read.kinds import SENTENCE, read_caption
from pipeline.read.lines import Draft

_WHOLE_NOTE = re.compile("本篇|本文|本報告|本报告|以下|均為|皆為|均为")
_CORNER_UNIT = re.compile(r"[（(]?(?P<unit>單位\s*[：:／/]\s*[^（）()]{1,24})[）)]?$")
_REACH = 5  # blocks between a caption and its table, or a table and its source line
_PROSE = 60  # characters; a paragraph as long as this ends what belongs to a figure
_LABEL = 60  # characters; a longer line above a table is no label of it


@dataclass(slots=True)
class _Object:
    """A table, a picture, or a table that its caption calls 圖, with the drafts that belong to it."""

    at: int  # index of its first draft
    table: int | None = None
    is_figure: bool = False
    number: str | None = None
    caption: Printed | None = None
    unit_line: Printed | None = None
    source_line: Printed | None = None
    figure: int | None = None


def tie(drafts: Sequence[Draft], tables: Sequence[Table]) -> tuple[tuple[Table, ...], tuple[Figure, ...]]:
    """Tables with their captions, unit and source lines, and the figures, in reading order. Sets `table` and `figure` of
    the drafts, and makes captions of the labels right above a table and of the subtitle lines of a picture."""
    owners: dict[int, _Object] = {}  # draft index → object
    for at, draft in enumerate(drafts):
        if draft.kind == "caption":
            _tie_caption(drafts, at, owners)
    for at, draft in enumerate(drafts):
        if draft.kind == "table" and at not in owners:
            owners[at] = _Object(at, table=draft.table)
            _tie_label(drafts, at, owners)
    for one in owners.values():
        if one.table is not None:
            one.unit_line = _corner_unit(tables[one.table])
    for at, draft in enumerate(drafts):
        if draft.kind == "source_line":
            _tie_source(drafts, at, owners)
        elif draft.kind == "unit_line":
            _tie_unit(drafts, at, owners)
    objects = _in_order(owners)
    figures = [one for one in objects if one.is_figure]
    for number, one in enumerate(figures):
        one.figure = number
    for at, one in owners.items():
        drafts[at].table, drafts[at].figure = one.table, one.figure
    by_table = {one.table: one for one in objects if one.table is not None}
    return (
        tuple(_with_lines(table, by_table.get(number)) for number, table in enumerate(tables)),
        tuple(Figure(one.number, one.caption, one.source_line) for one in figures),
    )


def _with_lines(table: Table, one: _Object | None) -> Table:
    if one is None:
        return table
    return replace(table, caption=one.caption, unit_line=one.unit_line, source_line=one.source_line)


def _corner_unit(table: Table) -> Printed | None:
    """A unit printed in the head above the stubs, `項目（單位：千元）`, counts for the whole table."""
    corner = next((cell.printed for cell in table.cells if cell.row == cell.col == 0 and cell.role == "header"), None)
    found = _CORNER_UNIT.search(corner.text) if corner and len(corner.spans) == 1 else None
    if corner is None or found is None or len(corner.text) != corner.span.end - corner.span.start:
        return None
    start = corner.span.start + found.start("unit")
    return Printed(found["unit"], (Span(start, start + len(found["unit"])),))


def _in_order(owners: dict[int, _Object]) -> list[_Object]:
    unique = {id(one): one for one in owners.values()}
    return sorted(unique.values(), key=lambda one: one.at)


def _tie_caption(drafts: Sequence[Draft], at: int, owners: dict[int, _Object]) -> None:
    draft = drafts[at]
    said = read_caption(draft.text)
    one = _Object(at, number=said.number if said else None, caption=draft.printed())
    table = next((k for k in _below(drafts, at) if drafts[k].kind == "table" and k not in owners), None)
    if table is None and said and (said.names_table or at == len(drafts) - 1 or drafts[at + 1].kind != "source_line"):
        table = next((k for k in _above(drafts, at, 2) if drafts[k].kind == "table" and k not in owners), None)
    if table is not None:
        one.table, owners[table] = drafts[table].table, one
    one.is_figure = table is None or (said is not None and not said.names_table)
    owners[at] = one


def _tie_label(drafts: Sequence[Draft], at: int, owners: dict[int, _Object]) -> None:
    """A bold or italic line, a heading, or one that ends in a colon, right above a table without a caption."""
    above = at - 1
    while above >= 0 and drafts[above].kind == "unit_line":
        above -= 1
    if above < 0 or above in owners or len(drafts[above].text) > _LABEL:
        return
    label = drafts[above]
    if label.kind == "heading" or (label.kind == "paragraph" and label.text[-1:] in "：:" and "。" not in label.text):
        owners[at].caption = label.printed()
        if label.kind == "heading" and label.emphasised:
            label.kind, label.level, owners[above] = "caption", 0, owners[at]
        elif label.kind == "paragraph":
            owners[above] = owners[at]


def _tie_source(drafts: Sequence[Draft], at: int, owners: dict[int, _Object]) -> None:
    for k in _above(drafts, at, _REACH):
        one = owners.get(k)
        if one is None:
            continue
        if one.source_line is None:
            one.source_line, owners[at] = drafts[at].printed(), one
            if one.table is None:
                for between in range(k + 1, at):  # the subtitle that a picture's caption was printed with
                    if drafts[between].kind == "paragraph":
                        drafts[between].kind, owners[between] = "caption", one
        return


def _tie_unit(drafts: Sequence[Draft], at: int, owners: dict[int, _Object]) -> None:
    unit = drafts[at].printed()
    near = [k for k in (*_below(drafts, at), *_above(drafts, at, 2)) if k in owners and owners[k].table is not None]
    if near and owners[near[0]].unit_line is None:
        owners[near[0]].unit_line, owners[at] = unit, owners[near[0]]
    if _WHOLE_NOTE.search(unit.text):
        for k in range(at + 1, len(drafts)):
            if drafts[k].kind == "table" and owners[k].unit_line is None:
                owners[k].unit_line = unit


def _below(drafts: Sequence[Draft], at: int) -> Iterator[int]:
    """Drafts under one, as far as something could belong to it."""
    for k in range(at + 1, min(len(drafts), at + 1 + _REACH)):
        if drafts[k].kind in ("caption", "heading", "title", "source_line", "list_item") or _is_prose(drafts[k]):
            return
        yield k
        if drafts[k].kind == "table":
            return


def _above(drafts: Sequence[Draft], at: int, reach: int) -> Iterator[int]:
    for k in range(at - 1, max(-1, at - 1 - reach), -1):
        if drafts[k].kind in ("heading", "title", "source_line") or _is_prose(drafts[k]):
            return
        yield k


def _is_prose(draft: Draft) -> bool:
    return draft.kind == "paragraph" and len(draft.text) >= _PROSE and SENTENCE.search(draft.text) is not None
