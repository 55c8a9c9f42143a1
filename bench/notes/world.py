"""Who and what made notes are about, and the words of their market. All companies and figures are invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bench.notes.pieces import About, Draft
from bench.notes.printing import Unit

COMPANIES = (
    ("啟明電子", "2468.HK"), ("海岳通訊", "1867.HK"), ("天衡科技", "2291.HK"), ("晨曜光學", "1733.HK"), ("禾豐家電", "2637.HK"),
    ("星洲半導體", "1547.TW"), ("瑞昱川科", "1561.TW"), ("宏遠精密", "1575.TW"), ("鼎盛材料", "1596.TW"), ("兆豐電機", "1554.TW"),
)  # fmt: skip
TICKERS = {
    "HK": ("{code}.HK", "0{code}.HK", "{code}-HK", "{code} HK"),
    "TW": ("{code}.TW", "{code}-TW", "{code}", "{code} TT"),
}  # by market, as notes print them
BROKERS = (
    "中金",
    "高盛",
    "里昂",
    "花旗",
    "大和",
    "富瑞",
    "瑞銀",
    "摩根大通",
    "滙豐環球研究",
    "招銀國際",
    "建銀國際",
    "中銀國際",
    "野村",
    "美銀證券",
    "海通國際",
)
SEGMENTS = ("手機業務", "汽車業務", "雲端業務", "家電業務", "遊戲業務", "廣告業務")
PRODUCTS = ("伺服器", "記憶體", "面板", "被動元件", "散熱模組")
BRANDS = ("三星", "蘋果", "小米", "華為", "榮耀", "vivo", "OPPO", "傳音")


@dataclass(frozen=True, slots=True)
class Style:
    """How a market writes. Pairs are the words for up and down."""

    name: str
    yoy: tuple[tuple[str, str], ...]
    qoq: tuple[tuple[str, str], ...]
    pp: tuple[tuple[str, str], ...]
    revenue: tuple[str, ...]
    profit: tuple[str, ...]
    share: tuple[str, ...]
    quarters: tuple[str, ...]
    currency: str
    money: str  # the words behind a scale, from the second figure on
    money_first: str
    price: str
    same_time: str


HK = Style(
    "HK",
    (("按年升", "按年跌"), ("同比增長", "同比下降"), ("按年增長", "按年減少"), ("按年上升", "按年下跌")),
    (("按季升", "按季跌"), ("環比增長", "環比下降")),
    (("上升", "下跌"), ("提升", "回落")),
    ("收入", "營業額", "營收"),
    ("純利", "淨利潤"),
    ("市場份額", "市佔率"),
    ("第一季", "第二季", "第三季", "第四季"),
    "CNY",
    "元",
    "元人民幣",
    "港元",
    "上年同期",
)
TW = Style(
    "TW",
    (("年增", "年減"), ("較去年同期增加", "較去年同期減少"), ("年成長", "年衰退")),
    (("季增", "季減"), ("較上季增加", "較上季減少")),
    (("增加", "減少"), ("提升", "下滑")),
    ("營收", "合併營收"),
    ("稅後淨利", "稅後純益"),
    ("市占率", "市場占有率"),
    ("第1季", "第2季", "第3季", "第4季"),
    "TWD",
    "元",
    "元",
    "元",
    "去年同期",
)


@dataclass(slots=True)
class Scene:
    """One note in the making: its chance, style, company and time, and the draft."""

    rng: random.Random
    style: Style
    company: str
    ticker: str
    year: int
    quarter: int
    draft: Draft
    first_money: bool = True
    names: int = 0

    @property
    def period(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def before(self) -> str:
        return f"{self.year - 1}Q{self.quarter}"

    @property
    def quarter_word(self) -> str:
        return self.style.quarters[self.quarter - 1]

    def pick(self, options: Sequence[Any]) -> Any:
        return self.rng.choice(options)

    def name(self, stem: str) -> str:
        """A fresh name for a hidden amount."""
        self.names += 1
        return f"{stem}{self.names}"

    def amount(self, stem: str, value: Fraction) -> str:
        name = self.name(stem)
        self.draft.amounts[name] = value
        return name

    def spread(self, low: float, high: float) -> Fraction:
        """A number between, with more digits than are ever printed."""
        return Fraction(self.rng.randint(int(low * 10**9), int(high * 10**9)), 10**9)

    def money(self, places: int, scale: str = "億") -> Unit:
        """The company's currency; the first figure of a note says which."""
        word = self.style.money_first if self.first_money else self.style.money
        self.first_money = False
        return Unit(scale, places, word, self.style.currency)

    def about(self, metric: str, metric_id: str, **columns: Any) -> About:
        return About(self.company, metric, metric_id, columns.pop("period", self.period), **columns)
