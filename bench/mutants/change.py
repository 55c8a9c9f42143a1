"""One figure of a made note changed, as a slip of the pen would."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bench.notes.pieces import Figure, Grid, MadeNote, Paragraph

Operator = Callable[[Figure, random.Random], Iterator[Figure]]

PAIRS = {"萬": "億", "億": "萬"}
MONEY = {"元人民幣": ("港元", "HKD"), "港元": ("元人民幣", "CNY")}


def digit(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    """Each digit of a number replaced by two others."""
    for place, character in enumerate(figure.number):
        if character.isdigit():
            for other in rng.sample([d for d in "0123456789" if d != character], 2):
                number = figure.number[:place] + other + figure.number[place + 1 :]
                if not _led_by_zero(number):
                    yield replace(figure, number=number)


def transposition(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    for place in range(len(figure.number) - 1):
        one, two = figure.number[place : place + 2]
        if one.isdigit() and two.isdigit() and one != two:
            number = figure.number[:place] + two + one + figure.number[place + 2 :]
            if not _led_by_zero(number):
                yield replace(figure, number=number)


def lost_point(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    if "." in figure.number:
        yield replace(figure, number=_regrouped(figure.number.replace(".", "")))


def times_ten(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    """The point one place to the right, as many places as before."""
    whole, point, places = figure.number.partition(".")
    if point and len(places) > 1:
        yield replace(figure, number=f"{_regrouped(whole + places[0])}.{places[1:]}0")
    elif not point and figure.number.replace(",", "").isdigit():
        yield replace(figure, number=_regrouped(figure.number + "0"))


def sign(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    """升 for 跌, + for −; of a rate of growth or a change, which have one."""
    if figure.meaning.relation not in ("growth", "change") or figure.about.metric_id == "upside":
        return
    if figure.number[0] in "+-":
        yield replace(figure, number=("-" if figure.number[0] == "+" else "+") + figure.number[1:])
    else:
        yield replace(figure, sign=-figure.sign)


def scale(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    if figure.scale in PAIRS:
        yield replace(figure, scale=PAIRS[figure.scale])


def currency(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    if figure.unit_word in MONEY and figure.exponent == 0:
        word, code = MONEY[figure.unit_word]
        yield replace(figure, unit_word=word, unit=code)


def stale(figure: Figure, rng: random.Random) -> Iterator[Figure]:
    """An old value left behind: the same sort of number, some percent off."""
    digits = figure.number.replace(",", "").lstrip("+-")
    places = len(digits.partition(".")[2])
    off = float(digits) * rng.choice((0.93, 0.96, 1.05, 1.08))
    number = f"{off:,.{places}f}"
    prefix = figure.number[0] if figure.number[0] in "+-" else ""
    if prefix + number != figure.number:
        yield replace(figure, number=prefix + number)


OPERATORS: Mapping[str, Operator] = {
    "digit": digit,
    "transposition": transposition,
    "lost point": lost_point,
    "times ten": times_ten,
    "sign": sign,
    "萬/億": scale,
    "currency": currency,
    "stale copy": stale,
}


def with_figures(made: MadeNote, changed: Mapping[str, Figure]) -> MadeNote:
    """The note with some figures replaced, by key."""
    blocks: list[Paragraph | Grid] = []
    for block in made.blocks:
        if isinstance(block, Paragraph):
            pieces = tuple(changed.get(p.key, p) if isinstance(p, Figure) else p for p in block.pieces)
            blocks.append(replace(block, pieces=pieces))
        else:
            rows = tuple(
                tuple(changed.get(c.key, c) if isinstance(c, Figure) else c for c in row) for row in block.rows
            )
            blocks.append(replace(block, rows=rows))
    return replace(made, blocks=tuple(blocks))


def swapped_rows(made: MadeNote) -> Iterator[dict[str, Figure]]:
    """Two neighbours of a table's column with their numbers exchanged."""
    for block in made.blocks:
        if isinstance(block, Grid):
            for above, below in zip(block.rows[1:], block.rows[2:], strict=False):
                for one, two in zip(above, below, strict=True):
                    if isinstance(one, Figure) and isinstance(two, Figure) and one.number != two.number:
                        yield {one.key: replace(one, number=two.number), two.key: replace(two, number=one.number)}


def _regrouped(number: str) -> str:
    """Digits with separators of thousands where the number had any, none where it had none."""
    sign = number[0] if number[0] in "+-" else ""
    digits = int(number.replace(",", "").lstrip("+-"))
    return f"{sign}{digits:,}" if "," in number else f"{sign}{digits}"


def _led_by_zero(number: str) -> bool:
    digits = number.lstrip("+-")
    return len(digits) > 1 and digits[0] == "0" and digits[1] != "."
