"""Horizontal bars as SVG, by hand: nothing to install, and text that a reader can select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def curves(title: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Lines over a logarithmic axis, each point with its value; the vertical axis begins at 0."""
    points = [point for line in lines.values() for point in line]
    left, right = log10(min(x for x, _ in points)), log10(max(x for x, _ in points))
    most, height = max(y for _, y in points), 260
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + 60}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height + 60}" fill="white"/>',
        f'<text x="0" y="18" font-weight="bold">{escape(title)}</text>',
    ]

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - left) / ((right - left) or 1)
        return 60 + across * (WIDTH - 180), TOP + 20 + (1 - y / most) * (height - TOP - 20)

    for (name, line), colour in zip(lines.items(), (OURS, "#8a5a00", THEIRS), strict=False):
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in (place(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y in line:
            px, py = place(x, y)
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>')
            parts.append(f'<text x="{px:.1f}" y="{py - 8:.1f}" text-anchor="middle">{number(y)}</text>')
        px, py = place(*line[-1])
        parts.append(f'<text x="{px + 12:.1f}" y="{py + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    for x in sorted({x for x, _ in points}):
        parts.append(f'<text x="{place(x, 0)[0]:.1f}" y="{height + 22}" text-anchor="middle">{x:,.0f}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _logarithm(value: float, least: float, most: float) -> float:
    return log10(value / least) / log10(most / least) if value > 0 and most > least else 0.0


def number(value: float) -> str:
    """Three figures, thousands apart."""
    if value >= 1000:
        digits = 2 - floor(log10(value))
        return f"{round(value, digits):,.0f}"
    return f"{value:.3g}"
