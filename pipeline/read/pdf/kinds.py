"""What a line says about itself: captions, source lines, unit lines, list marks, page numbers. Patterns only."""

from __future__ import annotations

import re

NUMERAL = r"(?:[一二三四五六七八九十百]{1,4}|[IVX]{1,4}(?![A-Za-z])|\d{1,3}(?:[.\-–]\d{1,2})*)"
CAPTION = re.compile(
    rf"^[【\[（(]?\s*(?P<kind>圖表|圖|表|附圖|附表|Figure|Fig\.?|Table|Exhibit|Chart)\s*(?P<number>{NUMERAL})\s*[】\]）)]?"
    r"(?:\s*[：:.、｜|]\s*|\s+|$)(?P<title>.*)$",
    re.IGNORECASE,
)
FIGURE_WORDS = ("圖", "figure", "fig", "chart", "exhibit")
SOURCE = re.compile(
    r"^[（(]?註?[）)]?\s*(?:資料|数据|數據|圖片)?(?:來源|来源|出處)\s*[：:]|^Sources?\s*[：:]", re.IGNORECASE
)
UNIT = re.compile(
    r"^[（(【\[]?\s*(?:單位|金額單位|貨幣單位|Units?)\s*[：:]|^[（(](?:除.{2,24}外)?.{0,8}(?:為|以)?(?:新臺幣|新台幣|人民幣|美元|美金|港元|港幣)?"
    r"(?:千|仟|百萬|佰萬|十億|億|萬)元[^。]{0,6}[）)]$|^[（(]除.{2,24}外[）)]$|^(?:除.{2,30}外，?)?(?:金額)?(?:均|皆|餘)?(?:以|係|為)(?:新臺幣|新台幣|人民幣|美元|港元).{0,4}元.{0,6}$",
    re.IGNORECASE,
)
BARE_UNIT = re.compile(
    r"^(?:(?:NT|US|HK)\$\s*(?:thousand|million|billion)s?\s*)?(?:新臺幣|新台幣|人民幣|美[元金]|港[元幣])(?:千|仟|百萬|佰萬|十億|億|萬)元?$",
    re.IGNORECASE,
)
BULLET = re.compile(r"^[•‧·●○■□◆◇▪▫►▶➢➤✓✔★☆※→\uf000-\uf0ff*]\s*(?=\S)|^[–—-]\s+(?=\S)|^[-–—](?=[^\d\s\-–—])")
ENUMERATOR = re.compile(
    r"^(?:#{1,6}(?=\s)|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[）)]|\d{1,2}[.．、](?![\d])|[一二三四五六七八九十]{1,3}、|[a-zA-Z][.)](?=\s)|[①-⑳])"
)
NOTE = re.compile(
    r"^(?:註|附註|备注|備註|注)\s*[\d一二三四五六七八九十]*\s*[：:.]|^\*{1,3}\s*(?=\S)|^Notes?\s*\d*\s*[：:]",
    re.IGNORECASE,
)
PAGE_NUMBER = re.compile(
    r"^[-–—~～\s.·|/]*(?:P\.?|Page|第)?\s*[\dIVXivx]{1,4}\s*(?:頁|页)?(?:\s*(?:/|of|共)\s*\d{1,4}\s*(?:頁|页)?)?[-–—~～\s.·|]*$",
    re.IGNORECASE,
)
CONTINUED = re.compile(
    r"^[（(]?(?:接次頁|承前頁|續|续|續前頁|接下頁|請翻次頁|未完)[）)]?$|^\(?(?:continued)\)?$", re.IGNORECASE
)
TERMINAL = "。！？!?；;：:…"
CLOSERS = "」』”’）)】》〉\"'"


def ends_sentence(text: str) -> bool:
    """Whether the text stops where a sentence stops, closing brackets and quotes passed over."""
    stripped = text.rstrip().rstrip(CLOSERS)
    return bool(stripped) and (stripped[-1] in TERMINAL or (stripped[-1] == "." and not stripped[-2:-1].isdigit()))
