"""Brokers' views: what each note says of rating, target, what they were before, and what the price is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from pipeline.extract.views.sides import SIDE_RULES, is_earlier
from pipeline.model.claim import BrokerView
from pipeline.read import read_note
from tests.line import extraction_of, note_of

Expected = dict[str, object]


def columns(view: BrokerView) -> Expected:
    """A view as the tests write it: one number for a target of one number, tickers as they are."""
    target = view.target_high if view.target_low == view.target_high else (view.target_low, view.target_high)
    return {
        "broker": view.broker,
        "id": view.entity_id,
        "rating": view.rating,
        "target": target,
        "currency": view.target_currency,
        "before": view.previous_target,
        "rating_before": view.previous_rating,
        "action": view.action,
        "horizon": view.target_horizon,
        "price": view.reference_price,
        "day": view.reference_date,
        "upside": view.upside,
    }


@dataclass(frozen=True)
class Case:
    """Paragraphs, and of each view, by place, the columns that it must have."""

    name: str
    paragraphs: tuple[str, ...]
    views: tuple[Expected, ...]
    title: str | None = field(default=None)


CASES: tuple[Case, ...] = (
    Case(
        "raised and kept",
        ("高盛發表報告，將騰訊控股(00700.HK)目標價由600港元上調至660港元，重申「買入」評級。",),
        (
            {
                "broker": "高盛",
                "id": "0700.HK",
                "rating": "買入",
                "target": 660,
                "currency": "HKD",
                "before": 600,
                "action": "maintain",
            },
        ),
    ),
    Case(
        "downgrade",
        ("花旗將美團(03690.HK)評級由「買入」一舉降至「沽售」，目標價由150港元大削至80港元。",),
        ({"rating": "沽售", "rating_before": "買入", "target": 80, "before": 150, "action": "downgrade"},),
    ),
    Case(
        "initiation in an earlier clause",
        ("摩根大通首次覆蓋泡泡瑪特(09992.HK)，看好其海外業務，予「增持」評級，目標價300港元。",),
        ({"broker": "摩根大通", "rating": "增持", "target": 300, "before": None, "action": "initiate"},),
    ),
    Case(
        "rating in a sentence of its own",
        ("里昂研究報告指，京東健康(06618.HK)上季收入按年升20%。該行將目標價從50元上調至55元。維持「跑贏大市」評級。",),
        ({"broker": "里昂", "id": "6618.HK", "rating": "跑贏大市", "target": 55, "before": 50, "action": "maintain"},),
    ),
    Case(
        "two listings with a price each",
        ("中金指，維持嗶哩嗶哩(BILI.US)「跑贏行業」評級，美股及H股目標價分別上調5%及6%，至28美元及215港元。",),
        (
            {"id": "BILI.US", "rating": "跑贏行業", "target": 28, "currency": "USD"},
            {"id": "9626.HK", "rating": "跑贏行業", "target": 215, "currency": "HKD"},
        ),
    ),
    Case(
        "an A share by its own ticker",
        (
            "富瑞發表報告，看好濰柴動力(02338.HK)。港股目標價由20港元升至24港元，A股(000338.SZ)目標價由18元人民幣升至21元人民幣，均維持「買入」評級。",
        ),
        (
            {"id": "2338.HK", "rating": "買入", "target": 24, "before": 20},
            {"id": "000338.SZ", "rating": "買入", "target": 21, "currency": "CNY", "before": 18},
        ),
    ),
    Case(
        "a rating for each listing",
        (
            "摩通維持金風科技(02208.HK)H股「中性」評級，目標價由11港元升至12港元，並續予金風科技(002202.SZ)A股「增持」評級，目標價16元人民幣。",
        ),
        (
            {"id": "2208.HK", "rating": "中性", "target": 12, "before": 11},
            {"id": "002202.SZ", "rating": "增持", "target": 16, "before": None},
        ),
    ),
    Case(
        "a price in dollars is that of the American shares",
        ("美銀證券將貝殼(02423.HK)目標價定為20美元及52港元，評級「買入」。",),
        ({"id": "BEKE.US", "target": 20, "currency": "USD"}, {"id": "2423.HK", "target": 52, "currency": "HKD"}),
    ),
    Case(
        "names and prices zipped",
        (
            "滙豐研究維持上海醫藥(02607.HK)及國藥(01099.HK)的「持有」評級，目標價分別由12元及18元，下調至11元及上調至20元。",
        ),
        (
            {"id": "2607.HK", "rating": "持有", "target": 11, "before": 12},
            {"id": "1099.HK", "rating": "持有", "target": 20, "before": 18},
        ),
    ),
    Case(
        "two lists in one sentence, the second without 分別",
        (
            "里昂首選長和(00001.HK)及周大福創建(00659.HK)，目標價分別升至60元及9元，亦看好第一太平(00142.HK)及太古(00019.HK)，目標價8元及70元，全數給予「跑贏大市」評級。",
        ),
        (
            {"id": "0001.HK", "target": 60, "rating": "跑贏大市"},
            {"id": "0659.HK", "target": 9, "rating": "跑贏大市"},
            {"id": "0142.HK", "target": 8, "rating": "跑贏大市"},
            {"id": "0019.HK", "target": 70, "rating": "跑贏大市"},
        ),
    ),
    Case(
        "both of the sentence before",
        (
            "里昂將騰訊音樂(01698.HK)目標價維持90港元不變，對網易雲音樂(09899.HK)目標價從300元下調至270元。該行對兩者均維持「跑贏大市」評級。",
        ),
        ({"id": "1698.HK", "target": 90, "rating": "跑贏大市"}, {"id": "9899.HK", "target": 270, "rating": "跑贏大市"}),
    ),
    Case(
        "a name that only gives a reason",
        (
            "大和將網易(09999.HK)明年收入預測下調1%，反映網易雲音樂(09899.HK)收入減少；重申「買入」評級，目標價由250元升至255元。",
        ),
        ({"id": "9999.HK", "rating": "買入", "target": 255, "before": 250},),
    ),
    Case(
        "what the market expects is not whose target it is",
        ("招銀國際指，嗶哩嗶哩(BILI.US)上季淨利潤高於市場共識3%，維持「買入」評級，目標價由30美元上調至31美元。",),
        ({"broker": "招銀國際", "target": 31, "before": 30},),
    ),
    Case(
        "brokers in turn",
        ("高盛維持比亞迪(01211.HK)「買入」評級，目標價130港元；瑞銀則予「中性」評級，目標價110港元。",),
        ({"broker": "高盛", "rating": "買入", "target": 130}, {"broker": "瑞銀", "rating": "中性", "target": 110}),
    ),
    Case(
        "Taiwan's line of key figures",
        (
            "元大投顧：台達電(2308)投資評等：買進（維持）　目標價：1,180元（原980元）　收盤價（2025/11/14）：946元　潛在漲幅：24.7%",
        ),
        (
            {
                "broker": "元大投顧",
                "id": "2308.TW",
                "rating": "買進",
                "target": 1180,
                "currency": "TWD",
                "before": 980,
                "price": 946,
                "day": date(2025, 11, 14),
                "upside": Decimal("24.7"),
                "action": "maintain",
            },
        ),
    ),
    Case(
        "price and upside",
        ("高盛予騰訊控股(00700.HK)「買入」評級，12個月目標價770港元；以昨日收市價632.5港元計，潛在升幅21.7%。",),
        (
            {
                "target": 770,
                "horizon": "12個月",
                "price": Decimal("632.5"),
                "day": date(2025, 11, 9),
                "upside": Decimal("21.7"),
                "before": None,
            },
        ),
    ),
    Case(
        "horizon by date",
        ("摩通予滙控(00005.HK)「增持」評級；2026年12月目標價由120港元上調至126港元。",),
        ({"target": 126, "before": 120, "horizon": "2026年12月"},),
    ),
    Case(
        "what would happen",
        (
            "招商證券國際指，若行業競爭緩和，將上調統一企業中國(00220.HK)至「增持」評級。目前維持「中性」評級，目標價8.4港元。",
        ),
        ({"rating": "中性", "target": Decimal("8.4"), "action": "maintain"},),
    ),
    Case(
        "more in the quotes",
        ("花旗將再鼎醫藥(09688.HK)目標價降至20港元，續予「買入/高風險」評級。",),
        ({"rating": "買入/高風險", "target": 20},),
    ),
    Case(
        "a scenario is not the target",
        ("大摩予小米集團(01810.HK)「增持」評級，目標價60港元。牛市情境下目標價為80港元。",),
        ({"rating": "增持", "target": 60},),
    ),
    Case(
        "the headline gives what the text leaves out",
        ("將巨子生物(02367.HK)盈利預測下調8%，以反映競爭加劇。",),
        ({"broker": "滙豐研究", "id": "2367.HK", "rating": "買入", "target": 46, "currency": "HKD"},),
        title="《大行》滙豐研究降晨曦生物目標價至46元　維持「買入」評級",
    ),
    Case(
        "the headline knows who is meant",
        (
            "野村指，內部收入連同京東(09618.HK)外賣相關收入增長。預期隨著投入減少，京東明年盈利改善，維持「買入」評級，目標價17元。",
        ),
        ({"broker": "野村", "id": "2618.HK", "rating": "買入", "target": 17},),
        title="《大行》野村料京東物流(02618.HK)盈利增長　維持「買入」評級",
    ),
    Case(
        "one broker in two spellings",
        ("摩根士丹利予同程旅行(00780.HK)「增持」評級，目標價28港元。",),
        ({"broker": "摩根士丹利", "id": "0780.HK", "rating": "增持", "target": 28},),
        title="《大行》大摩：同程旅行季績勝預期　目標價28元",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_prose(case: Case) -> None:
    raw = "\n\n".join((*((case.title,) if case.title else ()), *case.paragraphs))
    note = read_note(raw.encode(), "note.txt") if case.title else note_of(*case.paragraphs)
    found = [columns(v) for v in extraction_of(note).views]
    assert len(found) == len(case.views), found
    for expected in case.views:
        assert any({k: f[k] for k in expected} == expected for f in found), (expected, found)


# Sentences that hold a rating word or a target and state no broker's view of a security.
NONE: tuple[str, ...] = (
    "高盛維持對內房股「增持」評級。",
    "中金料嗶哩嗶哩(09626.HK)明年增長仍會優於同業。",
    "公司大股東增持(00700.HK)股份100萬股。",
    "FactSet調查19位分析師，對台積電(2330)目標價中位數為1,700元。",
    "惠譽將小米集團(01810.HK)長期評級由「BBB」上調至「BBB+」。",
)


@pytest.mark.parametrize("sentence", NONE)
def test_no_view(sentence: str) -> None:
    assert extraction_of(note_of(sentence)).views == ()


@pytest.mark.parametrize("rule", SIDE_RULES, ids=lambda r: r.name)
def test_sides(rule: object) -> None:
    for text in rule.reads:  # type: ignore[attr-defined]
        assert _earlier(text), text
    for text in rule.rejects:  # type: ignore[attr-defined]
        assert not _earlier(text), text


def _earlier(marked: str) -> bool:
    start, end = marked.index("<"), marked.rindex(">") - 1
    return is_earlier(marked.replace("<", "", 1)[:end] + marked[end + 2 :], start, end)


TABLES: tuple[tuple[str, str, tuple[Expected, ...]], ...] = (
    (
        "brokers",
        "綜合3間券商，列出對騰訊控股(00700.HK)最新投資評級、目標價：券商│投資評級│目標價(港元)高盛│買入│700元瑞銀│中性│600元->620元大和│沽售│500元",
        (
            {"broker": "高盛", "id": "0700.HK", "rating": "買入", "target": 700, "before": None},
            {
                "broker": "瑞銀",
                "id": "0700.HK",
                "rating": "中性",
                "target": 620,
                "before": 600,
                "action": "raise_target",
            },
            {"broker": "大和", "id": "0700.HK", "rating": "沽售", "target": 500},
        ),
    ),
    (
        "shares",
        "高盛發表報告，對內銀股評級及目標價表列如下：股份│投資評級│目標價(港元)工商銀行(01398.HK)│中性│5元 → 6元中國銀行(03988.HK)│買入│4.9元 → 5元建設銀行(00939.HK)│買入│8元 → 9元",
        (
            {"broker": "高盛", "id": "1398.HK", "rating": "中性", "target": 6, "before": 5},
            {"broker": "高盛", "id": "3988.HK", "rating": "買入", "target": 5, "before": Decimal("4.9")},
            {"broker": "高盛", "id": "0939.HK", "rating": "買入", "target": 9, "before": 8},
        ),
    ),
)


@pytest.mark.parametrize(("name", "text", "views"), TABLES, ids=[t[0] for t in TABLES])
def test_flattened_tables(name: str, text: str, views: tuple[Expected, ...]) -> None:
    found = [columns(v) for v in extraction_of(note_of(text)).views]
    assert len(found) == len(views), found
    for expected in views:
        assert any({k: f[k] for k in expected} == expected for f in found), (expected, found)


MARKDOWN: tuple[tuple[str, str, tuple[Expected, ...]], ...] = (
    (
        "broker, share, old and new target",
        """# 大行評級一覽

| 券商 | 股份 | 最新評級 | 前目標價（港元） | 最新目標價（港元） | 變動 |
|---|---|---|---|---|---|
| 高盛 | 騰訊控股(0700.HK) | 買入 | 701 | 770 | +9.8% |
| 摩根大通 | 泡泡瑪特(9992.HK) | 增持 | 不適用 | 340 | 首予 |
""",
        (
            {"broker": "高盛", "id": "0700.HK", "rating": "買入", "target": 770, "before": 701},
            {
                "broker": "摩根大通",
                "id": "9992.HK",
                "rating": "增持",
                "target": 340,
                "before": None,
                "action": "initiate",
            },
        ),
    ),
    (
        "one view down a table of fields",
        """# 元大投顧：台達電(2308)

| 項目 | 內容 |
|---|---|
| 投資評等 | 買進 |
| 目標價（元） | 1,180 |
| 前次目標價（元） | 980 |
| 收盤價（元） | 946 |
| 潛在漲幅（%） | 24.7 |
""",
        (
            {
                "broker": "元大投顧",
                "id": "2308.TW",
                "rating": "買進",
                "target": 1180,
                "before": 980,
                "price": 946,
                "upside": Decimal("24.7"),
            },
        ),
    ),
    (
        "a broker that nobody knows, under a head that says what it is",
        """# 騰訊控股(0700.HK)目標價

| 券商 | 評級 | 目標價（港元） |
|---|---|---|
| 晨曦証券 | 買入 | 700 |
| 高盛 | 買入 | 710 |
""",
        (
            {"broker": "晨曦証券", "id": "0700.HK", "rating": "買入", "target": 700},
            {"broker": "高盛", "id": "0700.HK", "rating": "買入", "target": 710},
        ),
    ),
)


@pytest.mark.parametrize(("name", "text", "views"), MARKDOWN, ids=[t[0] for t in MARKDOWN])
def test_tables(name: str, text: str, views: tuple[Expected, ...]) -> None:
    found = [columns(v) for v in extraction_of(read_note(text.encode(), "note.md")).views]
    assert len(found) == len(views), found
    for expected in views:
        assert any({k: f[k] for k in expected} == expected for f in found), (expected, found)


def test_a_view_points_to_its_claims_and_place() -> None:
    text = "高盛將騰訊控股(00700.HK)目標價由600港元上調至660港元，重申「買入」評級。"
    extraction = extraction_of(note_of(text))
    (view,) = extraction.views
    assert text[view.span.start : view.span.end] == "600港元上調至660港元，重申「買入"
    assert [c.text for c in extraction.claims if c.claim_id in view.claim_ids] == ["600港元", "660港元"]


def test_the_same_note_gives_the_same_views() -> None:
    note = note_of(*CASES[8].paragraphs)
    assert extraction_of(note).views == extraction_of(note).views


def test_hostile_length_stays_linear() -> None:
    """A sentence of two thousand targets and ratings is read, and its one view is not given for each."""
    text = "高盛予騰訊控股(00700.HK)" + "「買入」評級，目標價100港元，" * 2_000 + "。"
    views = extraction_of(note_of(text)).views
    assert len(views) <= 2 and {v.target_low for v in views} == {100}  # whoever spoke far back is not taken for known


def test_a_rating_without_a_target_has_its_place() -> None:
    note = note_of(
        "大和:晨星電子評級重申「買入」", "大和發表報告，晨星電子(1810.HK)第三季收入勝預期，重申「買入」評級。"
    )
    (view,) = extraction_of(note).views
    assert (view.broker, view.rating, view.rating_score, view.target_low) == ("大和", "買入", 5, None)
    assert note.raw_text[view.span.start : view.span.end].startswith("買入")


def test_a_second_rating_leaves_the_first_view_alone() -> None:
    note = note_of(
        "摩根大通指，騰訊控股(0700.HK)目標價由600港元升至650港元，評級「增持」。",
        "高盛指，美團(3690.HK)目標價120港元，評級「買入」。",
    )
    views = {v.entity_id: v for v in extraction_of(note).views}
    first = views["0700.HK"]
    assert first.span.end <= note.raw_text.index("\n")
    assert first.rating == "增持" and views["3690.HK"].rating == "買入"
