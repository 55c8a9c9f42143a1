"""A PDF without a word is no note."""

from __future__ import annotations

import pytest

from pipeline.errors import UnreadableNoteError
from pipeline.read import read_note
from tests.read.pdf.made import Drawing


def test_blank_pages_are_refused() -> None:
    with pytest.raises(
        UnreadableNoteError, match="pages without a character or a picture; expected a note with text"
    ) as error:
        read_note(Drawing().rule(10, 10, 90, 10).page().raw(), "blank.pdf")
    assert error.value.check == "empty_file"


def test_a_blank_page_beside_another_is_none_of_that() -> None:
    note = read_note(Drawing().page().lines(60, 80, ["東方公司營收 12.5 億元"]).raw(), "note.pdf")
    assert "12.5 億元" in note.raw_text
