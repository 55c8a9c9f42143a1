"""Horizontal bars as SVG, by hand: nothing to install, and text that a reader can select."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import floor, log10

WIDTH, LEFT, BAR, GAP, TOP = 760, 210, 20, 8, 34
OURS, THEIRS = "#1b6ca8", "#b8c4ce"


def bars(
    title: str, values: Sequence[tuple[str, float]], *, logarithmic: bool = False, ours: str = "brokernotes"
) -> str:
    """One bar for each name, longest first; a logarithmic scale starts a decade below the smallest value."""
    ordered = sorted(values, key=lambda each: -each[1])
    most = max((value for _, value in ordered), default=1.0)
    least = 10 ** floor(log10(min((v for _, v in ordered if v > 0), default=1.0))) / 10
    height = TOP + len(ordered) * (BAR + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="0" y="18" font-weight="bold">{escape(title)}</text>',
    ]
    for n, (name, value) in enumerate(ordered):
        share = _logarithm(value, least, most) if logarithmic else value / most
        y, length = TOP + n * (BAR + GAP), max(share, 0.0) * (WIDTH - LEFT - 90)
        shade = OURS if name == ours else THEIRS
        parts.append(f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{shade}"/>')
        parts.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 15}">{number(value)}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _logarithm(value: float, least: float, most: float) -> float:
    return log10(value / least) / log10(most / least) if value > 0 and most > least else 0.0


def number(value: float) -> str:
    """Three figures, thousands apart."""
    if value >= 1000:
        digits = 2 - floor(log10(value))
        return f"{round(value, digits):,.0f}"
    return f"{value:.3g}"
