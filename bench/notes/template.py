"""Sentences with places for figures: 「收入{rev}，{rate^按年升|按年跌}{rate}。」 becomes the pieces of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bench.notes.pieces import Figure, Paragraph, Piece, Turn

_PLACE = re.compile(r"\{(?P<name>\w+)(?:\^(?P<up>[^|}]*)\|(?P<down>[^}]*))?\}")


def pieces(template: str, figures: Mapping[str, Figure], words: Mapping[str, str] | None = None) -> Iterator[Piece]:
    """`{name}` is a figure, `{name^up|down}` the word that gives that figure its sign, `{word}` a word of `words`."""
    last = 0
    for match in _PLACE.finditer(template):
        if match.start() > last:
            yield template[last : match.start()]
        last = match.end()
        if match["up"] is not None:
            figure = figures[match["name"]]
            if f"{{{match['name']}}}" in template:
                yield Turn(figure.key, match["up"], match["down"])
            else:  # the word alone is printed
                yield match["up"] if figure.sign > 0 else match["down"]
        elif words and match["name"] in words:
            yield words[match["name"]]
        else:
            yield figures[match["name"]]
    if last < len(template):
        yield template[last:]


def paragraph(template: str, figures: Mapping[str, Figure], words: Mapping[str, str] | None = None) -> Paragraph:
    return Paragraph(tuple(pieces(template, figures, words)))
