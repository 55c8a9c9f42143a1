"""Paths sorted into what a table is drawn with: horizontal rules, vertical rules and shaded boxes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.limits import PdfLimits

THICKEST_RULE = 4.0  # points: a filled box no thicker is a rule
SHORTEST_RULE = 3.0
STRAIGHT = 0.8  # points that the ends of a rule may differ by
JOIN_GAP = 1.2  # points between pieces of one rule
DASH_GAP = 4.0  # between its dots and dashes
DASH = 8.0  # the longest dash
SAME_LINE = 1.2
CORNER = 3.0  # points that two rules which meet may stay apart
MOST_RULES = 800
WHITE = 0xFFFFFF

Subpath = tuple[list[tuple[float, float]], bool, bool]  # points, has curves, is closed


class PathCollector:
    """Takes paths and pictures of one page, as shown, and gives them to its `PageInk` in the reading frame."""

    def __init__(self, limits: PdfLimits, shown: Rect) -> None:
        self.limits = limits
        self._shown = shown
        self._left = limits.objects_per_page
        self._cut = False
        self._paths = 0
        self._horizontal: list[Rect] = []
        self._vertical: list[Rect] = []
        self._fills: list[Rect] = []
        self._pictures: list[Rect] = []

    def allow(self, wanted: int) -> int:
        """Take `wanted` objects from the page's budget; what is left of it before that."""
        left = self._left
        self._cut = self._cut or wanted > left
        self._left = max(0, left - wanted)
        return left

    def picture(self, box: Rect) -> None:
        self._pictures.append(box)

    def path(self, subpaths: Sequence[Subpath], *, filled: int | None, stroked: int | None, width: float) -> None:
        """One path. `filled` and `stroked` are its colours, None where it is not painted so; `width` of its stroke."""
        self._paths += len(subpaths)
        for points, curved, closed in subpaths:
            if not curved and filled is not None:
                box = _box_of(points)
                if box is not None:
                    self._fill(box, filled)
            if not curved and stroked is not None:
                ends = [*points, points[0]] if closed else points
                for (x0, y0), (x1, y1) in pairwise(ends):
                    self._segment(Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), width)

    def _fill(self, box: Rect, colour: int) -> None:
        if box.height <= THICKEST_RULE and box.width > box.height:
            self._horizontal.append(box)
        elif box.width <= THICKEST_RULE and box.height > box.width:
            self._vertical.append(box)
        elif colour != WHITE and box.width < 0.97 * self._shown.width:
            self._fills.append(box)

    def _segment(self, box: Rect, width: float) -> None:
        half = min(width, THICKEST_RULE) / 2
        if box.height <= STRAIGHT and box.width > STRAIGHT:
            self._horizontal.append(Rect(box.x0, box.centre - half, box.x1, box.centre + half))
        elif box.width <= STRAIGHT and box.height > STRAIGHT:
            self._vertical.append(Rect(box.middle - half, box.top, box.middle + half, box.bottom))

    def into(self, ink: PageInk) -> None:
        frame = ink.frame
        into = frame.into
        horizontal, vertical = self._horizontal, self._vertical
        if frame.turns % 2:
            horizontal, vertical = vertical, horizontal
        ink.rules_h = merge_rules([into(box) for box in horizontal if box.meets(self._shown)])
        ink.rules_v = [
            Rect(r.top, r.x0, r.bottom, r.x1)
            for r in merge_rules(
                [Rect(r.top, r.x0, r.bottom, r.x1) for r in (into(box) for box in vertical if box.meets(self._shown))]
            )
        ]
        ink.fills = [into(box) for box in self._fills if box.meets(self._shown)]
        ink.pictures = [into(box) for box in self._pictures if box.meets(self._shown)]
        ink.cut = ink.cut or self._cut
        ink.paths = self._paths


def drawn_boxes(horizontal: Sequence[Rect], vertical: Sequence[Rect]) -> list[Rect]:
    """Bounding boxes of rules that touch, where two or more of either kind do."""
    rules = [*horizontal, *vertical]
    if not vertical or len(rules) > MOST_RULES:
        return []
    parent = list(range(len(rules)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for v in range(len(horizontal), len(rules)):
        upright = rules[v]
        for h in range(len(horizontal)):
            level = rules[h]
            if (
                level.x0 - CORNER <= upright.middle <= level.x1 + CORNER
                and upright.top - CORNER <= level.centre <= upright.bottom + CORNER
            ):
                parent[find(v)] = find(h)
    groups: dict[int, list[int]] = {}
    for i in range(len(rules)):
        groups.setdefault(find(i), []).append(i)
    boxes: list[Rect] = []
    for members in groups.values():
        uprights = sum(i >= len(horizontal) for i in members)
        if uprights >= 2 and len(members) - uprights >= 2:
            box = rules[members[0]]
            for i in members[1:]:
                box = box.union(rules[i])
            boxes.append(box)
    return boxes


def _box_of(points: Sequence[tuple[float, float]]) -> Rect | None:
    """The box that a closed outline of four corners draws, None for any other shape."""
    corners = list(points)
    if (
        len(corners) == 5
        and abs(corners[0][0] - corners[4][0]) < STRAIGHT
        and abs(corners[0][1] - corners[4][1]) < STRAIGHT
    ):
        corners.pop()
    if len(corners) != 4:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = Rect(min(xs), min(ys), max(xs), max(ys))
    square = all(
        (abs(x - box.x0) < STRAIGHT or abs(x - box.x1) < STRAIGHT)
        and (abs(y - box.top) < STRAIGHT or abs(y - box.bottom) < STRAIGHT)
        for x, y in corners
    )
    return box if square else None


def merge_rules(rules: Sequence[Rect]) -> list[Rect]:
    """Horizontal rules with touching, overlapping or dotted pieces on one line joined, top to bottom. Stubs shorter than
    `SHORTEST_RULE` are dropped. Vertical rules are merged by passing them with their axes swapped."""
    lines: list[list[Rect]] = []
    for rule in sorted(rules, key=lambda r: r.centre):
        if lines and rule.centre - lines[-1][0].centre <= SAME_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[Rect] = []
    for line in lines:
        line.sort()
        current, piece = line[0], line[0].width
        for rule in line[1:]:
            if rule.x0 - current.x1 <= (DASH_GAP if rule.width <= DASH and piece <= DASH else JOIN_GAP):
                current = current.union(rule)
            else:
                merged.append(current)
                current = rule
            piece = rule.width
        merged.append(current)
    return [rule for rule in merged if rule.width >= SHORTEST_RULE]
