"""Scraped pages and news items: the site and the live quotes apart from the note."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.read.texts import check, outline, read, texts

PAGE = """\
---
url: https://news.example.com/1
title: https://news.example.com/1
stock_code: 9999
extracted_date: 2025-06-25T07:39:04
---

東方財報／首季獲利優於預期 EPS 1.72元 | 股市 | 示例新聞網

快訊

## [颱風最快週五發警報 15:26](https://news.example.com/2 "颱風最快週五發警報 15:26")

## [樂透頭獎 3.2 億元開出 14:20](https://news.example.com/3)

# 東方財報／首季獲利優於預期 EPS 1.72元

2025-05-13 17:49

記者[王小明](https://news.example.com/r/1)／台北報導

記憶體廠[**東方**](/tag/東方)（1234）公布財報，單季淨利達 5.26 億元，季增 73.4%，優於市場預期。

廣告 更多內容請繼續往下閱讀

公司指出，現貨價格止跌反彈，帶動需求回溫，毛利率為 13.8%，季減 0.1 個百分點。

[營收](/tag/營收)
[東方](/tag/東方)

[![](https://img.example.com/1.jpg)](https://news.example.com/4 "西方財報")

## [西方財報／首季獲利 1.62 億元](https://news.example.com/4)

### [南方電零組件股價單日大跌 37%](https://news.example.com/5)

南方電 22 日公告重訊，宣布其主要產品線因客戶調整庫存而停工，引發投資人關注，法人下修...

2025-05-23 15:58

共 0 則留言

* 張貼文章請勿侵犯他人權利，留言內容由各人自行負責。

Copyright © 2025 示例新聞網
"""


def test_the_note_of_a_page() -> None:
    note = read(PAGE)
    check(note)
    kept = [(kind, text) for kind, text in outline(note) if kind not in ("boilerplate", "front_matter")]
    assert kept == [
        ("title", "東方財報／首季獲利優於預期 EPS 1.72元"),
        ("paragraph", "2025-05-13 17:49"),
        ("paragraph", "記者|王小明|／台北報導"),
        ("paragraph", "記憶體廠|東方|（1234）公布財報，單季淨利達 5.26 億元，季增 73.4%，優於市場預期。"),
        ("paragraph", "公司指出，現貨價格止跌反彈，帶動需求回溫，毛利率為 13.8%，季減 0.1 個百分點。"),
    ]
    assert note.metadata.title == "東方財報／首季獲利優於預期 EPS 1.72元"
    assert note.metadata.published_at == datetime(2025, 5, 13, 17, 49)
    assert note.metadata.ticker is None  # the crawler's guess is no ticker of the note


def test_links_set_into_the_note_do_not_end_it() -> None:
    body = "公司指出，現貨報價回升，帶動客戶拉貨轉強，產能利用率回升至九成以上，下半年可望優於上半年，法人看好其後市表現與獲利能力。"
    links = "\n".join(f"* [相關報導之{n}](/news/{n})" for n in "甲乙丙丁")
    note = read(f"---\nurl: https://a.example\n---\n\n# 東方公司法說\n\n{body}\n\n{links}\n\n{body}\n\n{body}\n")
    assert len(texts(note, "paragraph")) == 3
    assert len(texts(note, "boilerplate")) == 4


def test_a_note_with_a_few_links_is_all_note() -> None:
    note = read("# 東方公司\n\n詳見[年報](http://a/b)第 3 頁。\n\n[公司網站](http://c)\n")
    assert texts(note, "boilerplate") == []


def test_an_article_inside_a_page_laid_out_in_tables() -> None:
    row = (
        "| |  |  | | --- | --- | | * [首頁](/) * [新聞](/n) 新聞內文  字級設定： 小 中 大  東方雲端動能強勁，擬擴大海外規模  人氣(0) 2025/06/24 09:49  "
        "東方雲端(1234)今年第一季營收 4.33 億元、年增 42%，海外比重達 58%，公司看好全年表現。  "
        "董事長表示，日本分公司每年投入約 1000 萬元，未來將加速拓展。  推薦新聞  * [西方公司明起競拍，承銷價 96 元](/n/2)  close | |"
    )
    note = read(
        f"---\nurl: https://a.example\n---\n\n東方雲端動能強勁，擬擴大海外規模 - 示例理財網\n\n|  |\n| --- |\n| [首頁](/) |\n\n|  |\n{row}\n"
    )
    check(note)
    assert texts(note, "title") == ["東方雲端動能強勁，擬擴大海外規模"]
    assert [text[:6] for text in texts(note, "paragraph")] == ["東方雲端(1", "董事長表示，"]
    assert note.tables == ()


ITEM = (
    "《大行》甲行降東方汽車目標價至128元  交付量遜預期\n2025-11-10T11:42:00\nhttp://www.example.com/news/1\n\n"
    "甲行發表研報指，東方汽車(09999.HK)\xa0\xa0-1.650 (-2.066%)\xa0\xa0 \xa0沽空\xa0$1.82億;\xa0比率\xa024.140%\xa0\xa0 十月交付量按月減少6%，遜於預期。"
    "相關內容《大行》乙行升西方汽車(08888.HK)目標價至85元籲「買入」該行因此將目標價由132元下調至128元，評級「買入」。"
    "---------------------------券商│目標價甲行│128元乙行│130元"
    "(hc/w)(港股報價延遲最少二十分鐘。沽空資料截至 2025-11-12 16:25。) (美股為即時串流報價； 場外股票資料延遲最少15分鐘。)\n"
)


def test_a_news_item_with_live_quotes() -> None:
    note = read(ITEM)
    check(note)
    assert outline(note) == [
        ("title", "《大行》甲行降東方汽車目標價至128元  交付量遜預期"),
        ("front_matter", "2025-11-10T11:42:00"),
        ("front_matter", "http://www.example.com/news/1"),
        (
            "paragraph",
            "甲行發表研報指，東方汽車(09999.HK)|十月交付量按月減少6%，遜於預期。|該行因此將目標價由132元下調至128元，評級「買入」。",
        ),
        ("paragraph", "券商│目標價甲行│128元乙行│130元"),
        ("boilerplate", "-1.650 (-2.066%)\xa0\xa0 \xa0沽空\xa0$1.82億;\xa0比率\xa024.140%"),
        ("boilerplate", "相關內容《大行》乙行升西方汽車(08888.HK)目標價至85元籲「買入」"),
        ("boilerplate", "---------------------------"),
        ("boilerplate", "(hc/w)"),
        ("boilerplate", "(港股報價延遲最少二十分鐘。沽空資料截至 2025-11-12 16:25。)"),
        ("boilerplate", "(美股為即時串流報價； 場外股票資料延遲最少15分鐘。)"),
    ]
    assert note.metadata.published_at == datetime(2025, 11, 10, 11, 42)
    assert note.metadata.url == "http://www.example.com/news/1"


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("《大行》甲行列出港股高分紅組合名單(表)", "本網綜合15間券商預測，東方第三季利潤介乎89億至109億元。"),
        (
            "《大行》丁行降東方集團(00999.HK)目標價至11元  記憶體漲價使成本受壓",
            "綜合9間券商預測，第三季收入可達百億元。",
        ),
        ("人幣中間價下調20點 報7.0856兌一美元", "此外，公司擬派中期息0.3元。"),
        ("某國11月失業率為4.1%，低於之前的4.2%。預測值為4.2%。", "據悉，新車型將於明年上市。"),
        ("《業績》東方汽車半年純利11.4億元升0.6%", "期內，毛利率升1.2個百分點。"),
    ],
)
def test_where_a_related_title_ends(title: str, rest: str) -> None:
    note = read(f"東方公司公布業績，收入按年增加一成。相關內容{title}{rest}\n")
    assert texts(note, "boilerplate") == [f"相關內容{title}"]
    assert texts(note, "paragraph") == [f"東方公司公布業績，收入按年增加一成。|{rest}"]


def test_figures_in_brackets_are_no_quotes() -> None:
    text = "東方(09999.HK) 首季純利 3.21 億元 (+12%)，次季 2.95 億元 (-8.1%)。"
    assert outline(read(f"前言說明。\n\n{text}\n"))[1:] == [("paragraph", text)]
