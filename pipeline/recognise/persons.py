"""People who speak: 董事長林秀蘭表示. The name that stands between an office and a word of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator

OFFICES = (
    "董事長", "執行董事", "董事", "總裁", "總經理", "執行長", "財務長", "營運長", "技術長", "策略長", "投資長", "發言人", "主席", "行長", "理事長",
    "首席執行官", "首席財務官", "首席運營官", "首席技術官", "首席經濟學家", "首席經濟師", "首席分析師", "首席策略師", "經濟學家", "經濟師", "策略師",
    "分析師", "分析員", "研究員", "總監", "主管", "創辦人", "創始人", "部長", "局長", "司長", "署長", "CEO", "CFO", "COO",
)  # fmt: skip
SAYS = (
    "表示", "指出", "認為", "預期", "預料", "預計", "預估", "估計", "透露", "強調", "補充", "坦言", "說明", "提到", "解釋", "相信", "稱", "指", "說", "料",
)  # fmt: skip

_SPEAKS = re.compile(
    rf"(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})(?:[(（][^()（）]{{1,12}}[)）])?\s?"
    rf"(?P<name>[㐀-鿿]{{2,3}})(?:[(（][^()（）]{{1,12}}[)）])?(?:今日|昨日|今天|昨天)?(?:{'|'.join(SAYS)})"
)


def speakers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name of a person who speaks: with an office the first time, without it later."""
    names: set[str] = set()
    for found in _SPEAKS.finditer(text):
        names.add(found["name"])
        yield found.span("name")
    if names:
        again = (
            rf"(?<![㐀-鿿])(?P<name>{'|'.join(map(re.escape, sorted(names)))})(?:續|又|亦|並|則)?(?:{'|'.join(SAYS)})"
        )
        yield from (found.span("name") for found in re.finditer(again, text))
