"""Passages: joined over breaks, typesetting spaces left out, every offset mapped back."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.note import Block, Note
from pipeline.model.passage import NormalisedNote
from pipeline.model.place import Span
from pipeline.normalise import edits, normalise
from pipeline.normalise.passages import Offsets
from tests.normalise.cases import note_of, note_of_table

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=[]), st.sampled_from("年月亿億后余 \u3000\n\r\t\u200b　0123456789.,%－（()$")
    )
)


def read(raw_text: str, *pieces: str) -> str:
    (passage,) = normalise(note_of(raw_text, *pieces)).passages
    return passage.text


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("增 至 14.8 %", "增至14.8%"),
        ("2024 年", "2024年"),
        ("營 收 占 比", "營收占比"),
        ("合　　計", "合計"),
        ("東方公司 ( 1234.HK ) 的股價", "東方公司(1234.HK)的股價"),
        ("份額為 19% 的龍頭", "份額為19%的龍頭"),
        ("EPS 約 US$ 5 億", "EPS約US$5億"),
        ("20\u200b24", "2024"),
        ("1 000 億", "1 000億"),
        ("1 x 84", "1 x 84"),
        ("銷售達標 目標價上調", "銷售達標 目標價上調"),  # a headline's space parts its clauses
        ("目標價至128元  10月交付", "目標價至128元 10月交付"),
        ("殖利率達8.1％　連3年", "殖利率達8.1% 連3年"),
        ("按年 -3.2%", "按年 -3.2%"),
        ("中金\t105.57億元", "中金\t105.57億元"),
        ("10² 平方米", "10² 平方米"),
        ("  前後空白 \n", "前後空白"),
    ],
)
def test_spaces(printed: str, expected: str) -> None:
    assert read(printed) == expected


@pytest.mark.parametrize(
    ("raw_text", "pieces", "expected"),
    [
        ("門店已開設\n\n \n超過 200 家", ("門店已開設", "超過 200 家"), "門店已開設超過200家"),
        ("在中國大\n\n陸市場", ("在中國大", "陸市場"), "在中國大陸市場"),
        ("smart\nphone", ("smart", "phone"), "smart phone"),
        ("配備 1\n84 TOPS", ("配備 1", "84 TOPS"), "配備1\n84 TOPS"),
        ("營收**15**億", ("營收", "15", "億"), "營收15億"),
        ("[東方](/a b/c)（1234）", ("東方", "（1234）"), "東方(1234)"),
        ("由10相關內容20億", ("由10", "20億"), "由10 20億"),  # what stood between is not known to be nothing
        ("由**10****20**億", ("由", "10", "20", "億"), "由1020億"),
    ],
)
def test_joins(raw_text: str, pieces: tuple[str, ...], expected: str) -> None:
    assert read(raw_text, *pieces) == expected


def test_lines_cut_at_one_column_are_joined_through_their_figures() -> None:
    head = "東方公司今年首季稅後淨利為新臺幣九億元，較去年同期增加，季增７３％，每股盈餘達0"
    text = head + ".21元，第二季營收為新臺幣2000億元，較上季成長，法人預期全年營收可望再創新高，並維持配息政策不變。"
    lines = [""]
    for character in text:
        if columns(lines[-1] + character) > columns(head):
            lines.append("")
        lines[-1] += character
    assert lines[0] == head and len(lines) == 3
    assert read("  \n".join(lines), *lines) == text.replace("７３％", "73%")


def columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def test_short_lines_are_no_column() -> None:
    lines = ("毛利率 1", "營益率 2", "淨利率 3")
    assert read("\n".join(lines), *lines) == "毛利率1營益率2淨利率3"
    digits = ("共計 12", "34 億元", "56 萬人")
    assert read("\n".join(digits), *digits) == "共計12\n34億元56萬人"


def test_neutral_cells_take_the_script_of_their_column() -> None:
    normalised = normalise(note_of_table([["后市", "后市"], ["预测说明", "預測說明"], ["万元", "万元"]]))
    assert [p.text for p in normalised.passages] == ["後市", "后市", "預測說明", "預測說明", "萬元", "万元"]


def test_neutral_cells_take_the_script_of_their_table_before_the_note() -> None:
    prose = "這是一份繁體報告，說明營業額與毛利率之變動。"
    normalised = normalise(note_of_table([["品牌厂商", "万元"], ["说明", "3"]], before=prose))
    assert [p.text for p in normalised.passages] == [prose, "品牌廠商", "萬元", "說明", "3"]


def test_passages_say_where_they_stand() -> None:
    normalised = normalise(note_of_table([["甲", ""], ["乙", "2"]], before="說明"))
    assert [(p.text, p.kind, p.block, p.table, p.cell) for p in normalised.passages] == [
        ("說明", "paragraph", 0, None, None),
        ("甲", None, 1, 0, 0),
        ("乙", None, 1, 0, 2),
        ("2", None, 1, 0, 3),
    ]


@st.composite
def notes(draw: st.DrawFn) -> Note:
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in itertools.pairwise(cuts)]
    kept = [span for span in spans if draw(st.booleans())]
    blocks, piece = [], []
    for span in kept:
        piece.append(span)
        if draw(st.booleans()):
            blocks.append(Block("paragraph", tuple(piece)))
            piece = []
    return Note("0" * 16, "case", "text", None, text, tuple(blocks))


@given(notes())
def test_every_character_maps_back(note: Note) -> None:
    normalised = normalise(note)
    assert len(normalised.canonical) == len(note.raw_text)
    for passage in normalised.passages:
        offsets = list(passage.offsets)
        assert len(offsets) == len(passage.text)
        assert all(a < b for a, b in itertools.pairwise(offsets))
        first, last = note.blocks[passage.block].spans[0].start, note.blocks[passage.block].spans[-1].end
        assert first <= offsets[0] and offsets[-1] < last
        for character, offset in zip(passage.text, offsets, strict=True):
            assert character == normalised.canonical[offset] or character in " \n\t"
            if character in "0123456789" and note.raw_text[offset].isascii():
                assert note.raw_text[offset] == character


@given(notes())
def test_no_visible_character_is_lost(note: Note) -> None:
    normalised = normalise(note)
    mapped = {offset for passage in normalised.passages for offset in passage.offsets}
    for block in note.blocks:
        for span in block.spans:
            for offset in range(span.start, span.end):
                if note.raw_text[offset].isalnum():
                    assert offset in mapped


@given(notes())
def test_normalising_twice_is_normalising_once(note: Note) -> None:
    for passage in normalise(note).passages:
        again = normalise(note_of(passage.text)).passages
        assert [p.text for p in again] == [passage.text]


@given(notes())
def test_edits_replay(note: Note) -> None:
    normalised = normalise(note)
    for passage in normalised.passages:
        one = NormalisedNote(note, (passage,), normalised.canonical)
        text, at = "", passage.offsets[0]
        for edit in edits(one):
            assert edit.before == note.raw_text[edit.span.start : edit.span.end]
            assert edit.reason in {"fold", "script", "join", "space"}
            text += note.raw_text[at : edit.span.start] + edit.after
            at = edit.span.end
        assert text + note.raw_text[at : passage.offsets[-1] + 1] == passage.text


def test_edits_say_why() -> None:
    note = note_of("收入 ５ 亿元\n\n這說明", "收入 ５ 亿元", "這說明")
    assert [(e.before, e.after, e.reason) for e in edits(normalise(note))] == [
        (" ", "", "space"),
        ("５", "5", "fold"),
        (" ", "", "space"),
        ("亿", "億", "script"),
        ("\n\n", "", "join"),
    ]


def test_offsets_behave_as_a_sequence() -> None:
    offsets = Offsets([0, 3], [10, 20], 5)
    assert list(offsets) == [10, 11, 12, 20, 21] == [offsets[i] for i in range(5)]
    assert (offsets[-1], offsets[1:4], len(offsets)) == (21, [11, 12, 20], 5)
    assert offsets == Offsets([0, 3], [10, 20], 5) != Offsets([0], [10], 5)
    with pytest.raises(IndexError):
        offsets[5]


def test_number_hazards(shared: Path) -> None:
    cases = json.loads((shared / "suites/hazards/number_hazards.json").read_text(encoding="utf-8"))
    differing = {printed: read(printed) for printed, expected in cases if read(printed) != expected}
    with (Path(__file__).parent / "hazard_differences.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["text"].replace("\\0", "\0"): row["ours"] for row in csv.DictReader(file, delimiter="\t")}
    assert differing == listed
