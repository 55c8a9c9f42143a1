"""Companies and bodies that no list has, where the note says who speaks for them: 永信保經|董事長林秀蘭 teaches 永信保經."""

from __future__ import annotations

import re
from collections.abc import Iterator

# who runs a company; an economist or a minister speaks of others
_OFFICE = "董事長|執行董事|董事總經理|行政總裁|總裁|總經理|執行長|財務長|營運長|技術長|發言人|創辦人|創始人|首席執行官|首席財務官|CEO|CFO"
_OFFICES = re.compile(_OFFICE)
_BORDER = r"(?:(?<=[，。；：、「」【】《》()（）\s])|(?<![^\n]))"
# the name begins its clause, its officer's own name stands right behind
_SPOKEN_FOR = re.compile(
    rf"{_BORDER}(?P<name>[㐀-鿿A-Za-z]{{3,10}}?)(?:集團|公司)?(?:兼|聯合|聯席|首席|執行|副|資深|高級|大中華區|亞太區){{0,2}}(?:{_OFFICE})(?=[㐀-鿿]{{2,4}}(?:[今昨]|表示|指|認為|稱|透露|說|強調|[^㐀-鿿]))"
)
_NO_NAME = re.compile(
    rf"{_OFFICE}|董事|主席|助理|前任?$"
    r"|[的在於由與和及對將為是這那該各其本]|^(?:公司|集團|政府|行政|財政|前|新任|現任|時任|副|多|據|根據|但|而|惟)|(?:研究|業務|市場|銷售|營銷|投資|管理|策略|經濟|產業|地區|行政|技術|部|分析|首席|執行|獨立|非|財經)$"
)


def find_organisations(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of every place of the names that are spoken for; they may overlap other names."""
    if _OFFICES.search(text) is None:
        return
    names = {m["name"] for m in _SPOKEN_FOR.finditer(text) if not _NO_NAME.search(m["name"])}
    if not names:
        return
    for match in re.finditer("|".join(map(re.escape, sorted(names, key=len, reverse=True))), text):
        yield match.span()
