"""Small charts as inline SVG. They carry no words: what they show is said beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

_WIDTH = 320


def share_bar(parts: Mapping[str, int], *, height: int = 10) -> Markup:
    """One bar cut into the shares of its parts; the part's name is its style: s-confirmed …"""
    total = sum(parts.values()) or 1
    drawn, at = [], 0.0
    for name, count in parts.items():
        width = _WIDTH * count / total
        if count:
            drawn.append(
                f'<rect class="{name}" x="{at:.2f}" y="0" width="{max(width - 1, 0.8):.2f}" height="{height}"/>'
            )
        at += width
    return _svg("share", height, drawn, stretch=True)


def columns(stacks: Sequence[Mapping[str, int]], *, height: int = 96) -> Markup:
    """A column for each stack, its parts on top of each other, all to one scale."""
    most = max((sum(stack.values()) for stack in stacks), default=0) or 1
    step = _WIDTH / max(len(stacks), 1)
    width = min(step * 0.72, 34)
    drawn = [f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{height - 0.5}" y2="{height - 0.5}"/>']
    for n, stack in enumerate(stacks):
        y = float(height) - 1
        for name, count in stack.items():
            tall = (height - 14) * count / most
            if count:
                y -= tall
                left = n * step + (step - width) / 2
                drawn.append(
                    f'<rect class="{name}" x="{left:.2f}" y="{y:.2f}" width="{width:.2f}" height="{max(tall - 0.8, 0.8):.2f}" rx="1.5"/>'
                )
        if stack and sum(stack.values()):
            drawn.append(
                f'<text x="{n * step + step / 2:.2f}" y="{y - 3:.2f}" text-anchor="middle">{sum(stack.values())}</text>'
            )
    return _svg("columns", height, drawn)


def bar(count: int, most: int, name: str) -> Markup:
    """One bar of a list of bars."""
    width = _WIDTH * count / max(most, 1)
    return _svg(
        "meter", 8, [f'<rect class="{name}" x="0" y="0" width="{max(width, 2):.2f}" height="8" rx="3"/>'], stretch=True
    )


def price_line(targets: Sequence[tuple[Decimal, Decimal]], prices: Sequence[Decimal]) -> Markup:
    """Target prices, each as (low, high), over the prices that they are compared with, on one line of money."""
    ends = [end for target in targets for end in target] + list(prices)
    least, most = min(ends), max(ends)
    extent = (most - least) or Decimal(1)

    def x(value: Decimal) -> float:
        return 8 + float((value - least) / extent) * (_WIDTH - 16) if most > least else _WIDTH / 2

    drawn = [f'<line class="axis" x1="4" x2="{_WIDTH - 4}" y1="10" y2="10"/>']
    drawn += [f'<line class="price" x1="{x(each):.2f}" x2="{x(each):.2f}" y1="3" y2="17"/>' for each in prices]
    for low, high in targets:
        if high > low:
            drawn.append(f'<line class="range" x1="{x(low):.2f}" x2="{x(high):.2f}" y1="10" y2="10"/>')
        drawn += [f'<circle class="target" cx="{x(each):.2f}" cy="10" r="4"/>' for each in {low, high}]
    return _svg("prices", 20, drawn)


def _svg(style: str, height: int, drawn: Sequence[str], *, stretch: bool = False) -> Markup:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return Markup(
        f'<svg class="{style}" viewBox="0 0 {_WIDTH} {height}"{ratio} aria-hidden="true">{"".join(drawn)}</svg>'
    )
