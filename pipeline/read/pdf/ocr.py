"""The one door to RapidOCR (the extra `ocr`, its weights in the wheel): a page that is only a picture, as ink.

Characters come with boxes of their own, estimated by the recogniser along the line. One thread: the same picture gives the
same characters, and more threads take longer on few cores.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from pipeline.read.pdf.ink import Frame, Glyphs, PageInk, Run

DOTS = 200  # an inch; more costs time and reads no better
POINTS = 72 / DOTS
EM = 0.82  # of the height of a line's box: the rest is white above and below
DESCENT = 0.18  # of that height, from the box's foot to the baseline
TOUCHING = 1.2  # ems: white between two characters of one line that no space was read in
ENGINE = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}

Corners = Sequence[Sequence[float]]


class Character(NamedTuple):
    """One character in points: left and right edge, and whether a space was read before it."""

    text: str
    x0: float
    x1: float
    spaced: bool


class PictureLine(NamedTuple):
    """One line as recognised, in points of the page as shown, and how sure the recogniser is, 0 to 1."""

    characters: list[Character]
    top: float
    bottom: float
    score: float


def is_installed() -> bool:
    """Whether the extra is there; nothing is loaded to say so."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_picture(picture: Any, ink: PageInk) -> tuple[PageInk, list[PictureLine]]:
    """A page with the characters that its picture (PIL, RGB, `DOTS` an inch, as shown) was found to print instead of its own,
    and the lines that they stand in."""
    lines = [_line(*found) for found in _recognise(picture)]
    lines = [line for line in lines if line.characters]
    printed = [(n, line, character) for n, line in enumerate(lines) for character in line.characters]
    runs = [Run(*_size(line), line.bottom - DESCENT * (line.bottom - line.top), False) for line in lines]
    glyphs = Glyphs(
        text=[c.text for _, _, c in printed],
        x0=[c.x0 for _, _, c in printed],
        top=[line.top for _, line, _ in printed],
        x1=[c.x1 for _, _, c in printed],
        bottom=[line.bottom for _, line, _ in printed],
        run=[n for n, _, _ in printed],
        spaced=[c.spaced for _, _, c in printed],
    )
    frame = Frame(0, ink.frame.width, ink.frame.height)
    return PageInk(ink.number, frame, glyphs, runs, pictures=ink.pictures, paths=ink.paths, ocr=True), lines


def _size(line: PictureLine) -> tuple[float, float]:
    """Height and width of a line's em."""
    em = EM * (line.bottom - line.top)
    return em, em


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(params=ENGINE)


def _recognise(picture: Any) -> Iterator[tuple[str, Corners, Sequence[tuple[str, Corners]], float]]:
    """Text, corners, characters with their corners, and score of each line, in pixels, as the recogniser orders them. None for a
    picture that it has no memory for: its page stays one that is named as unread."""
    import numpy
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        found = _engine()(numpy.asarray(picture)[:, :, ::-1], return_word_box=True, return_single_char_box=True)
    except (ONNXRuntimeError, MemoryError):
        return
    if found.txts is None:
        return
    for text, corners, words, score in zip(found.txts, found.boxes, found.word_results, found.scores, strict=True):
        yield text, corners, [(each[0], each[2]) for each in words], float(score)


def _line(text: str, corners: Corners, words: Sequence[tuple[str, Corners]], score: float) -> PictureLine:
    top = min(float(y) for _, y in corners) * POINTS
    bottom = max(float(y) for _, y in corners) * POINTS
    left, right = (f(float(x) for x, _ in corners) * POINTS for f in (min, max))
    letters = [character for character in text if not character.isspace()]
    edges = [(min(float(x) for x, _ in c) * POINTS, max(float(x) for x, _ in c) * POINTS) for _, c in words]
    if [word for word, _ in words] != letters:  # no box for each character: shared out evenly
        step = (right - left) / max(len(letters), 1)
        edges = [(left + i * step, left + (i + 1) * step) for i in range(len(letters))]
    spaced = _spaced(text)
    em = EM * (bottom - top)
    characters: list[Character] = []
    for i, (letter, (x0, x1)) in enumerate(zip(letters, edges, strict=True)):
        if i + 1 < len(letters) and not spaced[i + 1] and -em < edges[i + 1][0] - x1 < TOUCHING * em:
            x1 = edges[i + 1][0]
        characters.append(Character(letter, x0, max(x1, x0), spaced[i]))
    return PictureLine(characters, top, bottom, score)


def _spaced(text: str) -> list[bool]:
    """For each character that prints, whether white stands before it in the line."""
    return [i > 0 and text[i - 1].isspace() for i, character in enumerate(text) if not character.isspace()]
