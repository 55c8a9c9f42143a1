"""What stands around a number (bounds, signs, currencies, lists, cells), and that no digit is left out."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.mention import QuantityMention
from pipeline.normalise.folds import fold
from tests.recognise.finding import finder, numerals, only, printed

BOUNDS = [
    ("漲幅超過125%", "more_than"),
    ("逾千人", "more_than"),
    ("用戶超過了8.61億", "more_than"),
    ("突破2萬宗", "more_than"),
    ("700多臺", "more_than"),
    ("50億餘元", "more_than"),
    ("至少3億元", "at_least"),
    ("不低於5%", "at_least"),
    ("100萬元以上", "at_least"),
    ("≥50個", "at_least"),
    ("不足5%", "less_than"),
    ("低於3,000元", "less_than"),
    ("跌破2萬點", "less_than"),
    ("不超過10%", "at_most"),
    ("最多減持2%", "at_most"),
    ("至少訂購10艘", "at_least"),
    ("房貸少說65%", "at_least"),
    ("最多減2%", "at_most"),
    ("5億元以內", "at_most"),
    ("約25萬輛", "approx"),
    ("25萬輛左右", "approx"),
    ("接近五成", "approx"),
    ("約5億元以上", "at_least"),
    ("高達5億元", "exact"),
    ("可達253公里/小時", "exact"),
    # the word is the tail of another
    ("新簽合約5億元", "exact"),
    ("節約5億元", "exact"),
    ("透過3項措施", "exact"),
    ("近3年", "exact"),
]


@pytest.mark.parametrize(("text", "bound"), BOUNDS, ids=[text for text, _ in BOUNDS])
def test_bound(text: str, bound: str) -> None:
    quantity = only(text).quantity
    assert quantity.bound == bound
    assert (quantity.low is None) == (bound in ("less_than", "at_most"))
    assert (quantity.high is None) == (bound in ("more_than", "at_least"))
    assert quantity.value is not None


def test_the_bound_word_stands_outside_the_figure() -> None:
    text = "交付量超過13.5萬輛左右"
    mention = only(text)
    assert text[mention.start : mention.end] == "13.5萬輛"
    assert text[mention.outer_start : mention.outer_end] == "超過13.5萬輛左右"


SIGNS = [
    ("按年+68.9%", "68.9", True),
    ("同比-0.3%", "-0.3", True),
    ("18.6%\t-0.3%", "-0.3", True),
    ("負3.9%", "-3.9", True),
    ("▲3.2", "3.2", True),
    ("▼3.2", "-3.2", True),
    ("-US$5", "-5", True),
]


@pytest.mark.parametrize(("text", "value", "signed"), SIGNS, ids=[text for text, *_ in SIGNS])
def test_sign(text: str, value: str, signed: bool) -> None:
    last = finder().find(text)[0][-1]
    assert (last.quantity.value, last.signed) == (Decimal(value), signed)


def test_plus_or_minus_is_a_range_about_zero() -> None:
    assert (only("誤差±5%").quantity.low, only("誤差±5%").quantity.high) == (-5, 5)


MONEY = [
    # text, currency, value, whether the currency is printed
    ("12億元人民幣", "CNY", "1200000000", True),
    ("12億人幣", "CNY", "1200000000", True),
    ("人民幣12億元", "CNY", "1200000000", True),
    ("新臺幣8,684.6億元", "TWD", "868460000000", True),
    ("NT$1,325", "TWD", "1325", True),
    ("HK$ 40.5", "HKD", "40.5", True),
    ("股息:美元0.30", "USD", "0.30", True),
    ("1.2萬億日圓", "JPY", "1200000000000", True),
    ("140.6港仙", "HKD", "1.406", True),
    ("140.6仙", None, "1.406", False),
    ("36元", None, "36", False),
    ("$17.87億", None, "1787000000", False),
    ("50塊錢", None, "50", False),
]


@pytest.mark.parametrize(("text", "currency", "value", "known"), MONEY, ids=[row[0] for row in MONEY])
def test_money(text: str, currency: str | None, value: str, known: bool) -> None:
    mention = only(text)
    assert (mention.quantity.unit, mention.quantity.value) == (currency, Decimal(value))
    assert mention.quantity.category == "monetary"
    assert mention.currency_printed is known


DECIMALS = [
    ("13.5萬輛", -3),
    ("18.6%", 1),
    ("9000億元", -8),
    ("兩成", -1),
    ("三成五", 0),
    ("2.50元", 2),
    ("2.5仙", 3),
    ("千分之三", 1),
]


@pytest.mark.parametrize(("text", "decimals"), DECIMALS, ids=[text for text, _ in DECIMALS])
def test_decimals(text: str, decimals: int) -> None:
    assert only(text).quantity.decimals_low == only(text).quantity.decimals_high == decimals


CELLS = [
    ("(1,234)", "-1234", None),
    ("(5.3)%", "-5.3", "percent"),
    ("（3.2）億元", "-320000000", None),
    ("$(12)", "-12", None),
    ("HK$ (12.5)", "-12.5", "HKD"),
    ("人民幣(1,234)千元", "-1234000", "CNY"),
    ("1,234(註1)", "1234", None),
    ("3.5x", "3.5", "multiple"),
]


@pytest.mark.parametrize(("text", "value", "unit"), CELLS, ids=[text for text, *_ in CELLS])
def test_cell(text: str, value: str, unit: str | None) -> None:
    quantity = only(text, cell=True).quantity
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


def test_brackets_are_no_sign_in_prose_nor_behind_a_number() -> None:
    assert only("(1,234)").quantity.value == 1234
    assert [q.quantity.value for q in finder().find("6.8(6.64)", cell=True)[0]] == [Decimal("6.8"), Decimal("6.64")]


def test_a_year_alone_is_a_figure_in_a_cell_and_a_date_in_prose() -> None:
    assert only("2024", cell=True).rule == "bare_year"
    assert [n.category for n in numerals("願景2030")] == ["temporal"]


LISTS = [
    ("分別為28億、34億及46億元人民幣", ["2800000000", "3400000000", "4600000000"], "CNY"),
    ("下調0.7和0.4個百分點", ["0.7", "0.4"], "percentage_point"),
    ("需求為1,200、2,640及4,750臺", ["1200", "2640", "4750"], "臺"),
    ("34.34億港元、9.85億及4.28億", ["3434000000", "985000000", "428000000"], "HKD"),
    ("跌2、3成", ["20", "30"], "percent"),
    ("投資3、5億港元", ["300000000", "500000000"], "HKD"),
    ("分別為10，200，300億美元", ["1000000000", "20000000000", "30000000000"], "USD"),
]


@pytest.mark.parametrize(("text", "values", "unit"), LISTS, ids=[row[0] for row in LISTS])
def test_a_list_shares_its_unit(text: str, values: list[str], unit: str) -> None:
    quantities = [q.quantity for q in finder().find(text)[0]]
    assert [(q.value, q.unit) for q in quantities] == [(Decimal(value), unit) for value in values]


@pytest.mark.parametrize("text", ["營收3.2，毛利率5%", "由5升至6%", "報5,000及3萬元"])
def test_what_is_no_list_shares_nothing(text: str) -> None:
    first = finder().find(text)[0][0].quantity
    assert first.multiplier == 1
    assert first.value is not None and first.value in (Decimal("3.2"), 5, 5000)


def test_two_bounds_on_one_thing_are_a_range() -> None:
    quantity = only("年收入1,000萬元以上，1,500萬元以下").quantity
    assert (quantity.low, quantity.high, quantity.bound) == (10_000_000, 15_000_000, "range")


PEERS = [
    # what other readers get wrong
    ("營收增長25%-30%", ["25%-30%"]),
    ("目標價40-42港元", ["40-42港元"]),
    ("這一成績", []),
    ("三元鋰電池", []),
    ("5G網絡", []),
    ("SU7、MiLM2、iPhone 16、S24", []),
    ("中國大陸", []),
    ("1810.HK", []),
    ("用戶達1710萬", ["1710萬"]),
    ("毫米波雷達", []),
    ("六七月份", []),
    ("百度、億緯鋰能、三星、萬科、一體化、十分", []),
    ("15元 -> 28元", ["15元", "28元"]),
    ("4.9元 → 4.93元", ["4.9元", "4.93元"]),
    ("由34.8%上升0.6個百分點至35.4%", ["34.8%", "0.6個百分點", "35.4%"]),
    ("3.7仙或2.6%至每度電140.6仙", ["3.7仙", "2.6%", "140.6仙"]),
    ("季增超過七十位數百分比", []),
    ("259億3仟1佰萬股", ["259億3仟1佰萬股"]),
    ("①2.5億元", ["2.5億元"]),
    ("營收¹ 21.5%²", ["21.5%"]),
    ("Ⅳ期", []),
    ("〇八年", []),
]


@pytest.mark.parametrize(("text", "figures"), PEERS, ids=[text for text, _ in PEERS])
def test_what_peers_get_wrong(text: str, figures: list[str]) -> None:
    assert printed(text) == figures


def test_nothing_is_read_in_what_is_taken() -> None:
    text = "2025年1月3日升6%至36.25港元"
    quantities, others = finder().find(text, taken=[(0, 9), (10, 12)])
    assert [text[q.start : q.end] for q in quantities] == ["36.25港元"]
    assert others == []


def check_cover(text: str, cell: bool = False) -> None:
    """Every run of digits lies in exactly one row, and rows do not overlap."""
    text = fold(text)  # as passages come: of one width
    quantities, others = finder().find(text, cell=cell)
    spans = sorted([(q.start, q.end) for q in quantities] + [(n.start, n.end) for n in others])
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    owner = [0] * len(text)
    for number, (start, end) in enumerate(spans, start=1):
        owner[start:end] = [number] * (end - start)
    previous = ""
    for position, character in enumerate(text):
        if character in "0123456789０１２３４５６７８９":
            assert owner[position], text
            if previous.isdecimal():
                assert owner[position] == owner[position - 1], text
        previous = character


PIECES = st.sampled_from(
    [
        "0",
        "1",
        "5",
        "12",
        "2024",
        "2,345",
        "6.7",
        "１２",
        ".",
        ",",
        "-",
        "–",
        "~",
        "至",
        "到",
        "%",
        "億",
        "萬",
        "元",
        "港元",
        "人民幣",
        "$",
        "HK$",
        "個",
        "個百分點",
        "倍",
        "成",
        "分之",
        "第",
        "前",
        "年",
        "月",
        "日",
        "季",
        "約",
        "逾",
        "超過",
        "以上",
        "(",
        ")",
        "（",
        "）",
        "/",
        ":",
        "：",
        "、",
        "，",
        "。",
        "A",
        "SU",
        "iPhone",
        "HK",
        ".HK",
        "Q",
        "E",
        "一",
        "三",
        "十",
        "百",
        "半",
        "點",
        "號",
        "圖",
        "\n",
        "\t",
        "▲",
        "+",
        "負",
        "介乎",
        "之間",
        "分別",
        "折",
        "度",
        "x",
        "kW",
        "http://a.b/",
        "兩",
        "多",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_no_digit_is_left_out_and_none_is_in_two_rows(text: str, cell: bool) -> None:
    check_cover(text, cell)


def values_in_order(mention: QuantityMention) -> bool:
    low, high = mention.quantity.low, mention.quantity.high
    return low is None or high is None or low <= high


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_every_figure_is_well_formed(text: str, cell: bool) -> None:
    for mention in finder().find(text, cell=cell)[0]:
        assert 0 <= mention.outer_start <= mention.start < mention.end <= mention.outer_end <= len(text)
        assert values_in_order(mention)
        assert (mention.quantity.low is None) == (mention.quantity.decimals_low is None)
        assert (mention.quantity.high is None) == (mention.quantity.decimals_high is None)
        assert (mention.quantity.low, mention.quantity.high) != (None, None)


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=99999, places=2),
    st.sampled_from(["", "萬", "億", "兆"]),
    st.sampled_from(["元", "港元", "元人民幣", "%", "個百分點", "輛", "公里", "倍", "基點"]),
    st.sampled_from(["", "約", "超過", "不足", "至少", "不超過"]),
)
def test_a_figure_printed_is_read_back(number: Decimal, scale: str, unit: str, bound: str) -> None:
    mention = only(f"錄得{bound}{number:,}{scale}{unit}，")
    power = {"": 0, "萬": 4, "億": 8, "兆": 12}[scale]
    assert mention.quantity.value == number.scaleb(power)


HOSTILE = [
    "萬",
    "一",
    "1,",
    "1.",
    "一1",
    "3元",
    "3-",
    "三至",
    "A1",
    "a",
    "-",
    "(",
    "1 ",
    "約",
    "百分之",
    "1A-",
    "2024、",
    "/a",
    "a-",
    "第",
    "1至",
    "零",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_repetition_is_read_to_its_end(piece: str) -> None:
    """100,000 characters, which a step that grows with their square would not finish."""
    text = piece * (100_000 // len(piece))
    quantities, numerals = finder().find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in (*quantities, *numerals))
