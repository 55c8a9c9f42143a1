"""What a line says about itself: captions, source lines, unit lines, notes, list marks, page numbers. Patterns only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model.note import BlockKind

_NUMERAL = r"(?:[一二三四五六七八九十百]{1,4}|[0-9０-９]{1,3}(?:[.\-－–][0-9０-９]{1,2})*|[IVX]{1,4}(?![A-Za-z]))"
_WORD = r"附圖|附表|圖表|图表|圖|图|表格|表|Figure|Fig\.?|Table|Exhibit|Chart"
_CAPTION = re.compile(
    rf"[【\[（(《▲▼■●◆]?\s*(?P<word>{_WORD})\s*(?P<number>{_NUMERAL})\s*[】\]）)》]?(?:\s*[：:.．、｜|丨]\s*|\s+|$)",
    re.IGNORECASE,
)
_BARE_CAPTION = re.compile(r"[【\[（(]?(?P<word>附圖|附表|圖表|图表|圖|图|表)\s*[】\]）)]?\s*[：:]\s*\S")
_PICTURE_CAPTION = re.compile(r"[▲△▼]\s*(?=\S)")
_PHOTO_CREDIT = re.compile(r".{2,100}[（(](?:示意圖|圖片?|資料照片?|翻攝|攝影?)\s*[／/：:∕][^（）()]{1,20}[）)]$")
_TABLE_WORDS = ("附表", "表", "table")

_SOURCE = re.compile(
    r"[（(【\[*※註注：:\s]{0,6}(?:(?:資料|资料|數據|数据|圖片|图片|圖|表|照片|資訊)\s*)?(?:來源|来源|出處|出处)\s*[：:／/]|[（(]?\s*Sources?\s*[：:]",
    re.IGNORECASE,
)
_MONEY = r"(?:新臺幣|新台幣|臺幣|台幣|人民幣|人民币|美元|美金|港元|港幣|港币|日圓|歐元|NT\$|US\$|HK\$|RMB)"
_UNIT = re.compile(
    rf"""[（(【\[※*註注：:\s]{{0,6}}(?:單位|单位|金額單位|貨幣單位|幣別|Units?)\s*(?:[：:／/]|為|为|均為|皆為|\s)
    |[（(][^（）()。]{{0,24}}(?:以|為|为|係)?\s*{_MONEY}?\s*(?:千|仟|百萬|百万|佰萬|十億|億|亿|萬|万){{1,3}}(?:元|{_MONEY})[^（）()。]{{0,10}}[）)]$
    |(?:除.{{2,30}}外，?)?\s*(?:金額)?(?:均|皆|餘)?(?:以|係|為|为)?\s*{_MONEY}\s*(?:千|仟|百萬|百万|佰萬|十億|億|亿|萬|万){{1,3}}元?(?:為單位|計|列示)?$
    |[※*]?\s*(?:本篇|本文|本報告|本表|以下|表內|表中).{{0,20}}單位""",
    re.VERBOSE | re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"(?:註|附註|备注|備註|注|註解|Notes?)\s*[0-9一二三四五六七八九十]{0,2}\s*[：:.]|[※＊]\s*\S|\*{1,3}\s?(?=[^*\s])|\[\^[^\]\s]{1,20}\]:|[¹²³⁴⁵⁶⁷⁸⁹]\s*\S",
    re.IGNORECASE,
)
BULLET = re.compile(r"(?:[-*+•‧·●○▪▫◦■□◆◇►▶✓✔★☆]|[–—])[ \t\u3000]+(?=\S)|[•●○▪▫◦■□◆◇►▶✓✔★☆](?=\S)")
ENUMERATOR = re.compile(
    r"[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})[）)]\s*(?=\S)|[0-9]{1,2}(?:[.．](?=[\s\u3400-\u9fff])|[、)）])\s*(?=\S)|[①-⑳]\s*(?=\S)"
)
CHAPTER = re.compile(
    r"(?:[壹貳參肆伍陸柒捌玖拾一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章節部]|[（(][一二三四五六七八九十]{1,3}[）)])\s*\S"
)
ARROW = re.compile(r"[➤➢►▶❖◆◇■□▌▎┃★☆✦]+\s*(?=\S)")
_BRACKETED = re.compile(r"【[^【】]{1,60}】$")
_PAGE_NUMBER = re.compile(
    r"[-–—~\s.·|]*(?:P\.?|Page|第)?\s*[0-9IVXivx]{1,4}\s*(?:頁|页)?(?:\s*(?:/|of|共)\s*[0-9]{1,4}\s*(?:頁|页)?)?[-–—~\s.·|]*",
    re.IGNORECASE,
)
_PAGE_NUMBER_SIGN = re.compile(r"[-–—~|/]|頁|页|Page|P\.|of", re.IGNORECASE)
RULE = re.compile(r"[ \t]*(?:[-*_=~—–─═＝－＿]\s?){3,}[ \t]*")

_TERMINAL = "。！？!?；;：:…"
_CLOSERS = "」』”’）)】》〉\"'"
SENTENCE = re.compile("[。！？；，]")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a caption line says of its object."""

    number: str | None  # as printed: 三, 3, 1.2
    names_table: bool  # 表 or Table; 圖, Chart and Exhibit name either


def read_caption(text: str) -> Caption | None:
    """The caption that a line is, None where it is none: `圖三：…`, `Figure 3 …`, `表：…`, `▲…` under a picture."""
    if len(text) > 120 or text.endswith("。"):
        return None
    found = _CAPTION.match(text) or _BARE_CAPTION.match(text)
    if found:
        groups = found.groupdict()
        return Caption(groups.get("number"), groups["word"].lower() in _TABLE_WORDS)
    pictured = _PICTURE_CAPTION.match(text) or _PHOTO_CREDIT.match(text)
    return Caption(None, False) if pictured else None


def line_kind(text: str) -> BlockKind | None:
    """Captions, source lines, unit lines, footnotes and page numbers; None for everything else."""
    if _SOURCE.match(text) and len(text) <= 200:
        return "source_line"
    if _UNIT.match(text) and len(text) <= 80:
        return "unit_line"
    if read_caption(text):
        return "caption"
    if _FOOTNOTE.match(text):
        return "footnote"
    return "running_head" if is_page_number(text) else None


def is_page_number(text: str) -> bool:
    """`- 3 -`, `第 3 頁`, `Page 3 of 9`, `3/9`; a bare number may be a figure."""
    return len(text) <= 24 and _PAGE_NUMBER.fullmatch(text) is not None and _PAGE_NUMBER_SIGN.search(text) is not None


def is_bracketed_heading(text: str) -> bool:
    """【…】 alone on a line."""
    return _BRACKETED.fullmatch(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether the text stops where a sentence stops, closing brackets and quotes passed over."""
    stripped = text.rstrip().rstrip(_CLOSERS)
    if not stripped:
        return True
    return stripped[-1] in _TERMINAL or (stripped[-1] == "." and not stripped[-2:-1].isdigit())
