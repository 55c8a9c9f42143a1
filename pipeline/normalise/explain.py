"""What normalising changed, for people: replayed over the raw text of a passage the edits give its text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.model.passage import Edit, NormalisedNote, Passage
from pipeline.model.place import Span
from pipeline.normalise.folds import fold


def edits(normalised: NormalisedNote) -> list[Edit]:
    """Every change, by passage and place. Reasons: `fold` width and look-alikes, `script` Simplified or variant form, `join`
    a break or another block inside a sentence, `space` typesetting space or an invisible character."""
    raw = normalised.note.raw_text
    folded = fold(raw)
    return [edit for passage in normalised.passages for edit in _of_passage(passage, raw, folded)]


def _of_passage(passage: Passage, raw: str, folded: str) -> Iterator[Edit]:
    changes: list[tuple[int, int, str, str]] = []  # position in the passage, raw offset, after, reason
    previous = None
    for at, offset in enumerate(passage.offsets):
        if previous is not None and offset > previous + 1:
            skipped = raw[previous + 1 : offset]
            reason = "space" if "\n" not in skipped and not skipped.strip() else "join"
            yield from _flush(changes, raw)
            changes = []
            yield Edit(Span(previous + 1, offset), skipped, "", reason)
        if passage.text[at] != raw[offset]:
            reason = "fold" if passage.text[at] == folded[offset] else "script"
            changes.append((at, offset, passage.text[at], "join" if passage.text[at].isspace() else reason))
        previous = offset
    yield from _flush(changes, raw)


def _flush(changes: list[tuple[int, int, str, str]], raw: str) -> Iterator[Edit]:
    for _, group in groupby(enumerate(changes), lambda item: (item[1][1] - item[0], item[1][3])):
        one = [change for _, change in group]
        span = Span(one[0][1], one[-1][1] + 1)
        yield Edit(span, raw[span.start : span.end], "".join(change[2] for change in one), one[0][3])
