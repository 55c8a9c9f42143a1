"""No text crashes the reader, however it is made, and what was read stays in range."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UnreadableNoteError
from pipeline.normalise import normalise
from pipeline.read import read_note
from tests.read.texts import check, read

PIECES = st.sampled_from(
    [
        "\n", "\n\n", "\r\n", " ", "\t", "|", "│", "┌──┐", "+--+", "---", "***", "**", "*", "#", "## ", "- ", "> ", "[", "](", ")", "![", "<b>", "<!--",
        "-->", "`", "\\", "http://a/b", "圖一：", "表2 ", "資料來源：", "單位：千元", "註：", "➤ ", "【", "】", "相關內容", "《大行》", "(00001.HK)",
        "  -1.000 (-1.0%)", "沽空 $1億; 比率 2%", "(a/b)", "(報價延遲。)", "--------", "東方公司營收成長", "，", "。", "18.6%", "2024年", "1. ", "合計",
        "\ufeff", "\u3000", "\xa0", "\u200b", "\0", "\ud800", "url: http://a", "延伸閱讀", "- 3 -", "12",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_arrangement_of_marks(text: str) -> None:
    try:
        note = read(text)
    except UnreadableNoteError:
        return
    check(note)
    for passage in normalise(note).passages:
        assert passage.text


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
@settings(deadline=None)
def test_any_text(text: str) -> None:
    with contextlib.suppress(UnreadableNoteError):
        check(read(text))


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes(raw: bytes) -> None:
    with contextlib.suppress(UnreadableNoteError):
        check(read_note(raw, "case"))


@given(st.lists(PIECES.filter(lambda piece: piece not in "\0\ud800"), max_size=40).map("".join))
@settings(deadline=None)
def test_prose_is_never_lost(noise: str) -> None:
    """A paragraph between blank lines is in a block whatever stands around it, fetched pages apart."""
    prose = "東方公司首季營收年增一成，毛利率改善至三成，法人看好全年表現。"
    note = read(f"{noise}\n\n{prose}\n\n{noise}\n")
    covered = {offset for block in note.blocks for span in block.spans for offset in range(span.start, span.end)}
    at = note.raw_text.index(prose)
    assert covered.issuperset(range(at, at + len(prose)))


@pytest.mark.parametrize(
    "pattern",
    ["萬", "1,", "[a](", "](", "**", "*a", "`", "\\", "(((", "<!--", "|", "\t", "- ", "# ", "相關內容", "(1.HK)  -1.00 (-1.0%)", "圖一：甲\n\n", "a\tb\n", "|a|b|\n", "│a│b│\n", "甲  乙\n"],
)  # fmt: skip
def test_long_repetition_is_read_to_its_end(pattern: str) -> None:
    """50,000 characters or so, which a step that grows with their square would not finish."""
    raw = (pattern * (50_000 // len(pattern))).encode()
    with contextlib.suppress(UnreadableNoteError):
        note = read_note(raw, "case")
        check(note)
        assert len(normalise(note).canonical) == len(note.raw_text)
