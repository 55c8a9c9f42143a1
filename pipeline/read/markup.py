"""Inline Markdown and HTML: which characters of a line a reader sees, and which of those are the text of a link.

A link's text is note text, its address is not; emphasis marks, image lines and tags are passed over. Links whose text runs
over several lines occur in scraped pages, so the whole text is read at once, in one pass.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model.place import Span
from pipeline.read.lines import trimmed

_TAGS = (
    "a|abbr|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|nobr|ol|p|pre|q|s|"
    "small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|wbr"
)
_TOKEN = re.compile(
    rf"""(?P<escape>\\(?=[\\`*_\[\]()\#+.!|>~-]))
    |(?P<open>!?\[)
    |(?P<close>\])
    |(?P<comment><!--)
    |(?P<address><(?:https?://|mailto:)[^<>\s]*>|https?://[^\s<>"'（）()「」『』【】，。；、]+(?:\([^\s()]*\)[^\s<>"'（）()「」，。；、]*)?)
    |(?P<tag></?(?:{_TAGS})(?:\s+[\w-]+\s*=[^<>\n]{{0,400}})?\s?/?>)
    |(?P<strong>\*{{2,3}}|~~|`{{1,3}}|(?<![A-Za-z0-9_])__(?=\S)|(?<=\S)__(?![A-Za-z0-9_]))
    |(?P<italic>(?<![0-9A-Za-z*])\*(?=[^\s*][^*\n]{{0,400}}(?<=\S)\*(?!\*)))""",
    re.VERBOSE | re.IGNORECASE,
)
_OPENS = re.compile(r"[\\!\[\]<h*~`_]", re.IGNORECASE)  # found fast, so that _TOKEN is tried at few places
_DESTINATION = re.compile(r'\((?>[^()"\n]++|\([^()\n]*+\)|"[^"\n]*+")*+\)')
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n|\r[ \t]*\r")
_LONGEST_LINK_TEXT = 1500


@dataclass(frozen=True, slots=True)
class Markup:
    """Where markup stands in a text: sorted ranges that do not overlap."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    link_starts: tuple[int, ...]
    link_ends: tuple[int, ...]
    images: tuple[int, ...]  # where images start
    n_links: int

    def pieces(self, text: str, start: int, end: int) -> tuple[Span, ...]:
        """What is visible of a range, without the white space at its ends."""
        pieces, at = [], start
        for i in range(bisect_right(self.ends, start), len(self.starts)):
            if self.starts[i] >= end:
                break
            if self.starts[i] > at:
                pieces.append(Span(at, self.starts[i]))
            at = max(at, min(self.ends[i], end))
        if at < end:
            pieces.append(Span(at, end))
        return _trim(text, pieces)

    def link_characters(self, text: str, pieces: Iterable[Span]) -> int:
        """How many visible characters of the pieces are link text, white space left out."""
        count = 0
        for piece in pieces:
            for i in range(bisect_right(self.link_ends, piece.start), len(self.link_starts)):
                if self.link_starts[i] >= piece.end:
                    break
                linked = text[max(piece.start, self.link_starts[i]) : min(piece.end, self.link_ends[i])]
                count += len("".join(linked.split()))
        return count

    def has_image(self, start: int, end: int) -> bool:
        at = bisect_left(self.images, start)
        return at < len(self.images) and self.images[at] < end


NO_MARKUP = Markup((), (), (), (), (), 0)


def _trim(text: str, pieces: list[Span]) -> tuple[Span, ...]:
    """Pieces of white space alone go; the first loses what it starts with, the last what it ends with."""
    kept = [piece for piece in pieces if trimmed(text, piece.start, piece.end)]
    if not kept:
        return ()
    first = trimmed(text, kept[0].start, kept[0].end)
    last = trimmed(text, kept[-1].start, kept[-1].end)
    assert first and last  # every piece that was kept has something visible
    if len(kept) == 1:
        return (first,)
    return (Span(first.start, kept[0].end), *kept[1:-1], Span(kept[-1].start, last.end))


class _Next:
    """Where a pattern occurs next, looked for once however often it is asked."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text, self._pattern, self._known = text, pattern, -1

    def after(self, at: int) -> int:
        """Start of its first occurrence from `at` on; beyond the end where there is none. `at` never goes back."""
        if self._known < at:
            found = self._pattern.search(self._text, at)
            self._known = found.start() if found else len(self._text) + 1
        return self._known


def read_markup(text: str, start: int = 0) -> Markup:
    """All inline markup from `start` on. Linear in the length of the text."""
    marks: list[tuple[int, int]] = []
    links: list[tuple[int, int]] = []
    images: list[int] = []
    brackets: list[tuple[int, int, bool]] = []  # where they open, where their text starts, whether an image
    italic_end = -1
    comment_ends, blank_lines = _Next(text, re.compile("-->")), _Next(text, _BLANK_LINE)
    at = start
    while token := _next_token(text, at):
        at = token.end()
        kind = token.lastgroup
        if kind == "escape":
            marks.append((token.start(), at))
            at += 1
        elif kind == "open":
            brackets.append((token.start(), token.end(), token[0] == "!["))
        elif kind == "close":
            opened = brackets.pop() if brackets else None
            target = _DESTINATION.match(text, at)
            if opened is None or target is None or token.start() - opened[1] > _LONGEST_LINK_TEXT:
                continue
            if opened[2] and _BLANK_LINE.search(text, opened[1], token.start()):
                continue
            at = target.end()
            if opened[2]:
                marks.append((opened[0], at))
                images.append(opened[0])
            else:
                marks += [(opened[0], opened[1]), (token.start(), at)]
                links.append((opened[1], token.start()))
        elif kind == "comment":
            closing, blank = comment_ends.after(at), blank_lines.after(at)
            if closing < blank:  # over a blank line note text could be lost in it
                at = closing + len("-->")
                marks.append((token.start(), at))
        elif kind == "italic":
            if token.start() < italic_end:
                continue
            italic_end = text.index("*", token.end()) + 1
            marks += [(token.start(), token.end()), (italic_end - 1, italic_end)]
            at = token.end()
        else:
            marks.append((token.start(), token.end()))
    starts, ends = _merge(marks)
    link_starts, link_ends = _merge(links)
    return Markup(starts, ends, link_starts, link_ends, tuple(sorted(images)), len(links) + len(images))


def _next_token(text: str, at: int) -> re.Match[str] | None:
    while opening := _OPENS.search(text, at):
        token = _TOKEN.match(text, opening.start())
        if token:
            return token
        at = opening.end()
    return None


def _merge(ranges: list[tuple[int, int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return tuple(starts), tuple(ends)
