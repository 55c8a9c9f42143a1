"""Of what a figure is where no list has the noun, and whose it is where names only play a part."""

import pytest

from tests.extract.test_prose import columns
from tests.line import claim_of, claims_of

READS: tuple[tuple[str, str, dict[str, object]], ...] = (
    # shares
    ("小米累計購回500萬股，佔已發行股份0.5%。", "0.5%", {"metric": "已發行股份佔比", "measure": "level"}),
    ("加盟店去年佔整體系統銷售約8%。", "8%", {"metric": "系統銷售佔比"}),
    ("小米在內地的市場佔有率達15%。", "15%", {"metric": "市場佔有率"}),
    # measures by their last word, in the figure's own clause
    ("利率期貨顯示，12月減息機會60%。", "60%", {"metric": "減息機會"}),
    ("產品規格逾100個品項，電壓範圍從12V到900V。", "12V到900V", {"metric": "電壓範圍"}),
    ("公司借貸的息差收窄，低於8%的資金成本支持擴張。", "8%", {"metric": "資金成本"}),
    # what is no noun
    ("吉利11月海外出口破10萬輛續創新高。", "10萬輛", {"metric": "海外出口"}),
    ("零跑汽車首十一月交付50萬輛，提前完成45萬輛全年目標。", "45萬輛", {"metric": "交付"}),
    ("鴻海第一季淨利9億元新臺幣，年增率達12%。", "12%", {"metric": "淨利", "measure": "growth", "basis": "yoy"}),
    # behind the figure
    ("新車提供超過300英里(480公里)的續航里程。", "300英里", {"metric": "續航里程"}),
    ("香港公開發售接獲42倍認購。", "42倍", {"metric": "認購"}),
    ("集團以2億元購入物業。", "2億元", {"metric": "購入"}),
    ("小米估值基於11倍非公認會計準則2027年市盈率。", "11倍", {"metric": "市盈率", "measure": "level"}),
    ("鴻海AI代理及數字人佔廣告收入12%及4%，分別按季增長40%及55%。", "4%", {"segment": "數字人"}),
    ("鴻海AI代理及數字人佔廣告收入12%及4%，分別按季增長40%及55%。", "40%", {"metric": "廣告收入", "measure": "growth"}),
    ("百度經營溢利按年跌70%。雲業務料大致平穩，按年升20%。", "20%", {"metric": "雲業務"}),
    ("如果明年需求增速超過30%，價格將升。", "30%", {"metric": "需求"}),
    # losses of what is named before them
    ("美團上季經調整溢利轉虧蝕50億元人民幣。", "50億元人民幣", {"metric": "經調整溢利"}),
    # parts
    ("騰訊營銷服務業務次季收入按年增長20%。", "20%", {"metric": "營銷服務業務收入", "segment": "營銷服務業務"}),
    ("美團外賣收入按年增長20%，新增業務維持虧損5億元人民幣。", "5億元人民幣", {"segment": "新增業務"}),
    ("31個大城市城鎮調查失業率為5%。", "5%", {"segment": "大城市"}),
    ("收入分佈為臺灣50%、香港30%、其他20%。", "20%", {"region": "其他"}),
    # lengths of time that are measured
    ("周平均工作時間為48.5小時。", "48.5小時", {"metric": "周平均工作時間"}),
    ("用戶日均使用時長為110分鐘，按年增加5分鐘。", "5分鐘", {"metric": "日均使用時長", "measure": "change"}),
    # readings of an index that no list has
    ("6月製造業PMI為52.6。企業活動指數在6月處於擴張區間，錄得54.5。", "54.5", {"metric": "企業活動指數"}),
    # names that only play a part
    ("騰訊今日在港交所購回100萬股。", "100萬股", {"entity": "騰訊控股"}),
    ("鴻海主要客戶為微軟與甲骨文。全年EPS為13元新臺幣。", "13元新臺幣", {"entity": "鴻海"}),
    ("贛鋒鋰業董事長表示，今年全球碳酸鋰需求在145萬噸。", "145萬噸", {"entity": "全球碳酸鋰"}),
    ("基石投資者甲基金、乙基金及海底撈合共認購200萬股。", "200萬股", {"entity": None}),
    ("一個月港元拆息跌至2.9厘。", "2.9厘", {"entity": "港元拆息"}),
)


@pytest.mark.parametrize(("sentence", "figure", "expected"), READS, ids=[f"{s[:8]}-{f}" for s, f, _ in READS])
def test_reads(sentence: str, figure: str, expected: dict[str, object]) -> None:
    found = columns(claim_of(sentence, figure))
    assert {k: found.get(k) for k in expected} == expected


@pytest.mark.parametrize("sentence", ["合約為期3個月。", "工程需時2年。", "公司增加3名董事，任期3年。"])
def test_other_lengths_of_time_are_no_claims(sentence: str) -> None:
    assert not [c for c in claims_of(sentence) if c.rule.startswith("duration")]


def test_a_list_ends_where_its_clause_does() -> None:
    sentence = "下調2026及2027財年淨利潤預測9%及8%；料2026財年營業額及淨利潤分別按年增長2%及下跌5%。"
    assert claim_of(sentence, "2%").metric == "營業額"
    assert claim_of(sentence, "5%").metric == "淨利潤"
