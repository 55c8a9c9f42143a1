"""Made notes by number: the same number, the same note."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.notes.digests import announced, outlook, ratings, targets
from bench.notes.pieces import Draft, MadeNote, Paragraph
from bench.notes.results import cumulative, month, quarter, year
from bench.notes.sections import SECTIONS, opening
from bench.notes.statements import mix, months, shipments, side_by_side, statement
from bench.notes.traps import traps
from bench.notes.world import COMPANIES, HK, TICKERS, TW, Scene

Section = Callable[[Scene], None]

# of each group at most one: two of them would tell of the same figures, and differ
GROUPS: tuple[tuple[Section, ...], ...] = (
    (quarter, side_by_side, cumulative),
    (year, outlook, statement, mix, announced),
    (month, months),
    (shipments,),
    (targets, ratings),
    (traps,),
)


def make(seed: int) -> MadeNote:
    """A note of an opening and a few sections in changing order, for Hong Kong or Taiwan."""
    rng = random.Random(seed)
    company, ticker = rng.choice(COMPANIES)
    style = TW if ticker.endswith("TW") else HK
    scene = Scene(rng, style, company, ticker, rng.randint(2022, 2025), rng.randint(1, 3), Draft())
    opening(scene)
    for section in rng.sample(SECTIONS, rng.randint(3, len(SECTIONS))):
        section(scene)
    return _done(seed, scene)


def make_other(seed: int) -> MadeNote:
    """A note by another hand: other words, other tables, other traps."""
    rng = random.Random(f"other {seed}")
    company, ticker = rng.choice(COMPANIES)
    style = TW if ticker.endswith("TW") else HK
    code = ticker.partition(".")[0]
    shown = rng.choice(TICKERS[style.name]).format(code=code)
    scene = Scene(rng, style, company, shown, rng.randint(2023, 2025), rng.randint(1, 3), Draft())
    title = rng.choice(
        (f"{company}（{shown}）研究報告", f"{company}（{shown}）：業績點評", f"{company} ({shown}) 最新動態")
    )
    scene.draft.blocks.append(Paragraph((title,), "title"))
    if rng.random() < 0.8:
        month, day = rng.choice((11, 12)), rng.randint(14, 28)
        form = rng.choice(
            ("{y}年{m}月{d}日", "{y}-{m:02d}-{d:02d}", "{y}/{m:02d}/{d:02d} 17:30", "日期：{y}年{m}月{d}日")
        )
        scene.draft.blocks.append(Paragraph((form.format(y=scene.year, m=month, d=day),)))
    sections = [rng.choice(group) for group in GROUPS]
    for section in rng.sample(sections, rng.randint(3, len(sections))):
        section(scene)
    return _done(seed, scene)


def _done(seed: int, scene: Scene) -> MadeNote:
    draft = scene.draft
    return MadeNote(
        seed, tuple(draft.blocks), tuple(draft.wholes), tuple(draft.constants.items()), tuple(draft.amounts.items())
    )
