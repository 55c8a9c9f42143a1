"""Which of two values is the earlier one: 由 95 元上調至 110 元, 目標價 1,180 元(原 980 元), 評級由「中性」升至「買入」."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING, CLOSING = "「『\"“《'", "」』\"”》'"
_REACH = 24  # characters looked at on either side


@dataclass(frozen=True, slots=True)
class SideRule:
    """Says that a value is the earlier one from what stands right before or right behind it, quotes left out. Examples are
    sentences with the value between angle brackets."""

    name: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    reads: tuple[str, ...]
    rejects: tuple[str, ...]


_MOVES = r"(?:上調|下調|調升|調降|調高|調低|上修|下修|提高|提升|削減|調整|升|降|削|減|增)"

SIDE_RULES: tuple[SideRule, ...] = (
    SideRule(
        "from",
        re.compile(
            r"(?:(?<![經理緣])由|從|(?<![來])自)(?:原先|原來|原本|原有|先前|此前|之前|目前|原)?的?(?:每股)?約?\s*$"
        ),
        None,
        ("目標價由<95元>上調至110元", "目標價從原先<95港元>升至110港元", "評級由「<中性>」升至「買入」"),
        ("目標價由95元上調至<110元>", "經由<95元>的發行價"),
    ),
    SideRule(
        "formerly",
        re.compile(
            r"(?:原先|原來|原本|原有|先前|此前|之前|早前|上次|舊|原|(?<![目日年月以之此先])前(?=次|值|目標|投資|評)次?值?)的?"
            r"(?:投資)?(?:目標價格?|評級|評等|建議)?(?:為|是|[:：])?\s*(?:每股)?約?\s*$"
        ),
        None,
        (
            "目標價1,180元(原<980元>)",
            "目標價為120元，之前為<100元>",
            "前次目標價：<100元>",
            "投資評等：買進(原<中立>)",
            "前評級：<持有>",
        ),
        ("目前<100元>", "目前目標價為<100元>", "日前目標價<100元>"),
    ),
    SideRule(
        "arrow",
        None,
        re.compile(r"(?:評級|評等)?\s*(?:→|➔|➜|⇒|->|=>|-->)"),
        ("<5.2元> → 5.5元", "<買入>→中性"),
        ("5.2元 → <5.5元>",),
    ),
    SideRule(
        "moved_on",
        None,
        re.compile(
            rf"(?:的?(?:評級|評等))?(?:再|則|大幅|輕微|微幅|小幅|略|微|大|一舉)?{_MOVES}[^，。；、,;\d%]{{0,6}}?(?:至|到|為)(?!今)"
        ),
        ("目標價<100元>上調至120元", "評級「<中性>」調升至「買入」"),
        ("目標價由100元調升至<120元>", "目標價<120元>，較現價高20%", "目標價<120元>，升20%至高位"),
    ),
    SideRule(
        "from_english",
        re.compile(r"\b[Ff]rom\s*(?:HK\$|US\$|NT\$|RMB|[$¥])?\s*$"),
        None,
        ("TP raised to HK$30 from <HK$25>", "upgraded from <Hold> to Buy"),
        ("TP raised from HK$25 to <HK$30>",),
    ),
)


def is_earlier(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is what the value was before."""
    before = text[max(0, start - _REACH) : start].rstrip(OPENING)
    after = text[end : end + _REACH].lstrip(CLOSING)
    return any(
        (rule.before is not None and rule.before.search(before)) or (rule.after is not None and rule.after.match(after))
        for rule in SIDE_RULES
    )
