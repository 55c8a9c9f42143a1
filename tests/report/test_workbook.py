"""The workbook: cells keep their types, words stay words, figures lead to their pages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import pipeline.report.workbook as workbook
from pipeline.report.notes import NoteRows, load_note, note_ids
from pipeline.report.workbook import SHEETS, write_workbook
from tests.report import made

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[NoteRows]:
    folder = made.folder(tmp_path_factory.mktemp("workbook"))
    return [load_note(folder, each) for each in note_ids(folder)]


class Book:
    """What an Excel file holds, read off its XML."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        document = ET.fromstring(self._zip.read("xl/workbook.xml"))
        self.names = [sheet.attrib["name"] for sheet in document.iter(f"{MAIN}sheet")]
        self.styles = ET.fromstring(self._zip.read("xl/styles.xml")).find(f"{MAIN}cellXfs")

    def sheet(self, number: int) -> ET.Element:
        return ET.fromstring(self._zip.read(f"xl/worksheets/sheet{number}.xml"))

    def rows(self, number: int) -> Iterator[dict[str, ET.Element]]:
        """Each row as head → cell."""
        heads: list[str] = []
        for row in self.sheet(number).iter(f"{MAIN}row"):
            cells = {re.sub(r"\d", "", cell.attrib["r"]): cell for cell in row}
            if not heads:
                heads = [text(cell).split("\n")[-1] for cell in row]
                letters = list(cells)
            else:
                yield {head: cells[letter] for head, letter in zip(heads, letters, strict=True) if letter in cells}

    def links(self, number: int) -> list[str]:
        name = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        if name not in self._zip.namelist():
            return []
        return [each.attrib["Target"] for each in ET.fromstring(self._zip.read(name))]

    def parts(self) -> list[bytes]:
        return [self._zip.read(name) for name in self._zip.namelist()]


def text(cell: ET.Element) -> str:
    return "".join(each.text or "" for each in cell.iter(f"{MAIN}t"))


def test_a_sheet_for_each_dataset_and_a_row_for_each_row(notes: list[NoteRows], tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", notes)
    book = Book(tmp_path / "book.xlsx")
    assert book.names == ["報告", "券商觀點", "發現", "數字", "事實", "核對", "欄位說明"]
    for number, name in enumerate(SHEETS, start=1):
        due = len(notes) if name == "reports" else sum(len(getattr(note, name)) for note in notes)
        assert sum(1 for _ in book.rows(number)) == due


def test_numbers_are_numbers_to_the_last_digit_or_text(notes: list[NoteRows], tmp_path: Path) -> None:
    (note,) = (each for each in notes if each.report.broker == "遠山證券")
    long = note.claims[0]._replace(
        low=Decimal("1234567890123456.5"),
        high=Decimal("123456789012.345"),
        multiplier=Decimal("99999999999999999999999999999.999999999"),
    )
    write_workbook(tmp_path / "book.xlsx", [replace(note, claims=(long, *note.claims[1:]))])
    rows = list(Book(tmp_path / "book.xlsx").rows(4))
    assert rows[0]["low"].attrib["t"] == "inlineStr"
    assert text(rows[0]["low"]) == "1234567890123456.5"
    assert text(rows[0]["multiplier"]) == "99999999999999999999999999999.999999999"
    for row, claim in list(zip(rows, note.claims, strict=True))[1:]:
        assert Decimal(row["low"].findtext(f"{MAIN}v") or "") == claim.low
    assert Decimal(rows[0]["high"].findtext(f"{MAIN}v") or "") == long.high
    assert {text(row["state"]) for row in rows} == {"矛盾", "存疑", "未定", "印證", "無從核對"}


def test_nothing_becomes_a_formula(notes: list[NoteRows], tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", notes, pages=True)
    book = Book(tmp_path / "book.xlsx")
    assert not [part for part in book.parts() if b"<f>" in part or b"<f " in part]
    evil = [cell for row in book.rows(4) for cell in row.values() if text(cell).startswith(("=", "+", "-", "@"))]
    assert {text(each) for each in evil} >= {"=1+1", "+5%"}
    assert book.styles is not None
    for cell in evil:
        assert book.styles[int(cell.attrib["s"])].attrib.get("quotePrefix") == "1"
    assert not [
        link
        for number in range(1, 7)
        for link in book.links(number)
        if not re.fullmatch(r"[0-9a-f]{16}\.html(#[0-9a-f]{16})?", link)
    ]


def test_a_figure_leads_to_its_page(notes: list[NoteRows], tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", notes, pages=True)
    book = Book(tmp_path / "book.xlsx")
    links = [each.attrib for each in book.sheet(4).iter(f"{MAIN}hyperlink")]
    claims = [claim for note in notes for claim in note.claims]
    assert len(links) == len(claims)
    targets = book.links(4)
    fragments = [each.get("location") for each in links]
    where = [
        f"{target}#{fragment}" if fragment else target for target, fragment in zip(targets, fragments, strict=True)
    ]
    assert where == [f"{claim.report_id}.html#{claim.claim_id}" for claim in claims]
    write_workbook(tmp_path / "bare.xlsx", notes)
    assert Book(tmp_path / "bare.xlsx").links(4) == []


def test_rows_and_links_that_do_not_fit_go_on(
    notes: list[NoteRows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 11)
    monkeypatch.setattr(workbook, "LINKS", 4)
    write_workbook(tmp_path / "book.xlsx", notes, pages=True)
    book = Book(tmp_path / "book.xlsx")
    first = book.names.index("數字") + 1
    parts = [number for number, name in enumerate(book.names, start=1) if name.startswith("數字")]
    claims = [claim.claim_id for note in notes for claim in note.claims]
    assert [text(row["claim_id"]) for number in parts for row in book.rows(number)] == claims
    assert [sum(1 for _ in book.rows(number)) for number in parts][:2] == [10, 10]
    assert len(book.links(first)) == 4


def test_a_text_longer_than_a_cell_is_cut_with_a_mark(notes: list[NoteRows], tmp_path: Path) -> None:
    long = notes[0].report._replace(title="𠮷" * 40_000, message="short")
    write_workbook(tmp_path / "book.xlsx", [replace(notes[0], report=long)])
    (row,) = Book(tmp_path / "book.xlsx").rows(1)
    kept = text(row["title"])
    assert len(kept.encode("utf-16-le")) // 2 <= workbook.TEXT
    assert kept.endswith("𠮷…")


def test_the_same_rows_give_the_same_file(notes: list[NoteRows], tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, notes, pages=True)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_english_heads(notes: list[NoteRows], tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", notes, language="en")
    assert Book(tmp_path / "book.xlsx").names == [
        "Notes",
        "Views",
        "Findings",
        "Claims",
        "Facts",
        "Relations",
        "Columns",
    ]
