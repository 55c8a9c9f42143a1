"""Names of the vocabulary, and names that a note introduces, in sentences of our own."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.normalise import canonical
from pipeline.recognise.names import NameFinder
from pipeline.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    return NameFinder(load_vocabulary())


def passages(*texts: str) -> list[Passage]:
    return [Passage(canonical(t), range(len(t)), "paragraph", i) for i, t in enumerate(texts)]


def found(finder: NameFinder, *texts: str) -> list[NameMention]:
    return [mention for mentions in finder.find(passages(*texts)) for mention in mentions]


def brief(mentions: Sequence[NameMention]) -> list[tuple[str, str]]:
    return [(m.text, m.kind) for m in mentions]


def ids(mentions: Sequence[NameMention]) -> dict[str, str | None]:
    return {m.text: m.id for m in mentions if m.kind == "entity"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全球智能手機市場份額", [("全球", "region"), ("智能手機", "product"), ("市場份額", "metric")]),
        ("小米手機出貨量", [("小米", "entity"), ("手機", "product"), ("出貨量", "metric")]),
        ("互聯網服務業務毛利率", [("互聯網服務業務", "segment"), ("毛利率", "metric")]),
        ("家電板塊收入", [("家電板塊", "segment"), ("收入", "metric")]),
        ("IoT 與生活消費產品業務收入", [("IoT 與生活消費產品業務", "segment"), ("收入", "metric")]),
        (
            "非國際財務報告準則計量經調整淨利潤",
            [("非國際財務報告準則計量", "accounting"), ("經調整淨利潤", "metric")],
        ),
        ("里昂料騰訊EPS達1.72元", [("里昂", "broker"), ("騰訊", "entity"), ("EPS", "metric")]),
        ("歸屬於母公司業主之淨利", [("歸屬於母公司業主之淨利", "metric")]),
        ("線上渠道銷售額", [("線上渠道", "channel"), ("銷售額", "metric")]),
    ],
)
def test_words_that_adjoin_are_read_apart(finder: NameFinder, text: str, expected: list[tuple[str, str]]) -> None:
    assert brief(found(finder, text)) == expected


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("收入增長和利潤率", "長和"),  # 增長|和
        ("成長和毛利率", "長和"),
        ("面對高通脹環境", "高通"),
        ("投資者關注前景", "投資"),
        ("該廠的警報alarm系統", "arm"),
        ("跌破十元大關，失守19元大關", "元大"),
        ("創下新里程碑", "里程"),
        ("詳見 https://www.google.com/finance/quote", "google"),
        ("逾千億美元訂單", "美"),
        ("收於 205 億澳門元", "澳門"),
        ("增長 目標一致", "增長目標"),
    ],
)
def test_a_word_inside_other_words_is_no_name(finder: NameFinder, text: str, absent: str) -> None:
    assert canonical(absent) not in [m.text for m in found(finder, text)]


def test_spelling_variants_meet(finder: NameFinder) -> None:
    for text in ("滙豐控股", "匯豐控股"):
        assert ids(found(finder, text)) == {text: "0005.HK"}
    for text in ("台積電", "臺積電", "台积电"):
        assert ids(found(finder, text)) == {"臺積電": "2330.TW"}
    assert [m.id for m in found(finder, "應收賬款及應收帳款")] == ["receivables", "receivables"]


def test_abbreviations_keep_their_case(finder: NameFinder) -> None:
    assert brief(found(finder, "預測PE 12倍")) == [("PE", "metric")]
    assert not found(finder, "pe us")


def test_a_loss_has_its_metric_and_the_sign_in_the_vocabulary(finder: NameFinder) -> None:
    (mention,) = found(finder, "經調整虧損淨額")
    assert mention.id == "adjusted_net_profit"
    assert load_vocabulary()["metrics"].rows[mention.text]["sign"] == "-1"


def test_the_rule_tells_how_far_a_word_measures(finder: NameFinder) -> None:
    rules = {m.text: m.rule for m in found(finder, "恒指升；門店與營收增幅")}
    assert rules == {
        "恒指": "lexicon.index",
        "門店": "lexicon.metrics.counted",
        "營收": "lexicon.metrics",
        "增幅": "lexicon.metrics.generic",
    }


@pytest.mark.parametrize(
    "text",
    [
        "維持「買入」評級",
        "投資評等為買進",
        "評級由中性上調",
        "重申買入",
        "│持有│",
        "投資建議買進，",
        "優於大市",
        "增持評級",
    ],
)
def test_ratings(finder: NameFinder, text: str) -> None:
    assert [m.kind for m in found(finder, text)].count("rating") == 1


@pytest.mark.parametrize("text", ["主要股東增持五萬股", "外資買進鋼鐵股", "公司持有三成股權"])
def test_what_shareholders_do_is_no_rating(finder: NameFinder, text: str) -> None:
    assert "rating" not in [m.kind for m in found(finder, text)]


def test_a_note_teaches_its_names(finder: NameFinder) -> None:
    text = "晨曦生物(09123.HK)上季多賺兩成。該行看好晨曦前景，晨曦生物股價料回升。"
    mentions = found(finder, text)
    assert ids(mentions) == {"晨曦生物": "9123.HK", "晨曦": "9123.HK"}
    assert {m.canonical for m in mentions if m.kind == "entity"} == {"晨曦生物"}
    assert [m.rule for m in mentions if m.kind == "entity"] == [
        "learned.ticker_unknown",
        "learned.short_form",
        "learned.ticker_unknown",
    ]
    (learned,) = finder.learned(passages(text))
    assert (learned.name, learned.entity_id, learned.start, learned.end) == ("晨曦生物", "9123.HK", 0, 4)


@pytest.mark.parametrize(
    ("text", "name", "entity_id"),
    [
        ("花旗首予晨曦生物(9123.HK)買入評級", "晨曦生物", "9123.HK"),
        ("看好電商平台晨曦互動-W(09123.HK)", "晨曦互動-W", "9123.HK"),
        ("瑞銀升百濟神州(ONC.US)目標價", "百濟神州", "ONC.US"),
        ("理想汽車美股(LI.US)跌", "理想汽車", "LI.US"),
        ("設備股迪思科(09125.HK)升", "迪思科", "9125.HK"),
        ("股王信驊（5274）13日除息", "信驊", "5274.TWO"),
        ("大廠聯發科([2454-TW])", "聯發科", "2454.TW"),
        ("晶圓代工廠世界（5347）", "世界", "5347.TWO"),
        ("Palantir(PLTR-US)", "Palantir", "PLTR.US"),
        ("晶片龍頭輝達（NVDA）", "輝達", "NVDA.US"),
        ("權值股2330台積電走高", "臺積電", "2330.TW"),
        ("恒生中國企業(02828.HK)", "恒生中國企業", "2828.HK"),
        ("晨曦科技（01810.HK；LI.US）", "晨曦科技", "1810.HK"),
        ("興櫃公司晨曦離岸（6798）掛牌", "晨曦離岸", "6798.TW"),
        ("港股偏軟，晨曦控股(9123)跌", "晨曦控股", "9123.HK"),
        ("深圳上市的晨曦時代(300999)", "晨曦時代", "300999.SZ"),
    ],
)
def test_where_a_name_before_its_ticker_begins(finder: NameFinder, text: str, name: str, entity_id: str) -> None:
    assert [(n.name, n.entity_id) for n in finder.learned(passages(text))][:1] == [(name, entity_id)]
    assert ids(found(finder, text))[name] == entity_id


@pytest.mark.parametrize("text", ["今年(2025)營收", "預測(1234)", "升14.8%(1810)", "昨(2024)年獲利"])
def test_a_year_or_a_number_in_brackets_teaches_nothing(finder: NameFinder, text: str) -> None:
    assert not finder.learned(passages(text))


def test_a_short_form_that_two_names_share_is_no_name(finder: NameFinder) -> None:
    text = "晨曦生物(09123.HK)及晨曦電力(09124.HK)同升，晨曦系股份造好"
    assert "晨曦" not in ids(found(finder, text))


def test_an_ordinary_word_is_no_short_form(finder: NameFinder) -> None:
    text = "創新實業(02788.HK)持續創新；理想汽車(02015.HK)表現理想，理想今日公布業績"
    mentions = [m for m in found(finder, text) if m.text in ("創新", "理想")]
    assert [(m.text, m.start) for m in mentions] == [("理想", text.index("理想今日"))]


def test_a_speaker_stays_one_unless_its_ticker_stands_there(finder: NameFinder) -> None:
    mentions = found(finder, "花旗(C.US)升2%。花旗料目標價40元")
    assert [(m.text, m.kind) for m in mentions if m.text == "花旗"] == [("花旗", "entity"), ("花旗", "broker")]


def test_a_ticker_that_stands_alone_is_the_entity(finder: NameFinder) -> None:
    (mention,) = found(finder, "建議關注 1810.HK ")
    assert (mention.text, mention.canonical, mention.id) == ("1810.HK", "小米集團", "1810.HK")


def test_mentions_map_back_to_their_passage_and_never_overlap(finder: NameFinder) -> None:
    texts = ("小米集團(01810.HK)收入", "", "全球市場份額 14%", "小米手機")
    for passage, mentions in zip(passages(*texts), finder.find(passages(*texts)), strict=True):
        assert all(passage.text[m.start : m.end] == m.text for m in mentions)
        assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_a_name_does_not_run_over_two_passages(finder: NameFinder) -> None:
    assert "市場份額" not in [m.text for m in found(finder, "市場", "份額")]


@pytest.mark.parametrize("text", ["萬" * 50_000, "1," * 50_000, "(1810.HK)" * 5_000, "增長和" * 20_000, "a@" * 30_000])
def test_hostile_runs_end(finder: NameFinder, text: str) -> None:
    found(finder, text)


def test_a_users_own_words_are_found(tmp_path: Path) -> None:
    (tmp_path / "entities.tsv").write_text(
        "surface\tcanonical\tentity_id\tkind\tsource\n晨曦\t晨曦生物\t9123.HK\tcompany\town\n", encoding="utf-8"
    )
    mentions = found(NameFinder(load_vocabulary([tmp_path])), "晨曦收入")
    assert brief(mentions) == [("晨曦", "entity"), ("收入", "metric")]


def test_a_users_own_pipeline_adds_organisations(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("zh")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "ORG", "pattern": "曦光研究"}, {"label": "ORG", "pattern": "小米"}]
    )
    nlp.to_disk(tmp_path / "own")
    mentions = found(NameFinder(load_vocabulary(), str(tmp_path / "own")), "曦光研究指小米收入增長")
    assert [(m.text, m.rule) for m in mentions][:2] == [("曦光研究", "model.ORG"), ("小米", "lexicon.entities")]
