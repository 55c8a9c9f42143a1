"""Numerals that are no figure, found before any figure is read: links, tickers, model names, dates, references, list marks, and
words that merely contain a numeral.

One alternation over the text; earlier rules win. A rule with a category gives a `NumeralMention`; words give nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.quantity import NumeralCategory


@dataclass(frozen=True, slots=True)
class Blocker:
    """`reads`: text → what is blocked in it; `rejects`: texts in which this rule blocks nothing. `{unit}`, `{digit}` and
    `{metric}` are fragments; the pattern holds no groups of its own."""

    name: str
    category: NumeralCategory | None
    pattern: str
    reads: tuple[tuple[str, str], ...]
    rejects: tuple[str, ...] = ()


FRAGMENTS = {
    "digits": "零〇一二兩三四五六七八九十",
    "numeral": r"(?:\d{1,4}|[零〇一二兩三四五六七八九十廿卅百]{1,5})",
    "day": r"(?:3[01]|[12]\d|0?[1-9])",
    "month": r"(?:1[0-2]|0?[1-9])",
    "year": r"(?:19|20)\d\d",
    "cn_month": "(?:十[一二]?|[一二三四五六七八九])",
    # ratios and statistics that are written close to their figure: EPS1.72元, PE 15倍
    "metric": r"(?:EPS|DPS|BPS|BVPS|NAV|PE|PER|P/E|PB|PBR|P/B|PS|P/S|PEG|ROE|ROA|ROI|ROIC|EV/EBITDA|EBITDA|EBITDAR|EBIT|GDP|CPI|PPI|PCE|PMI|ISM|ARPU|GMV|DAU|MAU|CAPEX|Capex|FCF|AUM|NIM|NPL|LTV|CAR|CET1?|CAGR|YoY|QoQ|MoM|YTD|ADR|IPO|RevPAR|GPM|OPM|NPM|ASP|TAM|SSSG|USD|HKD|CNY|RMB|TWD|NTD|EUR|JPY|HK|US|NT|VIX|SOFR|HIBOR|LIBOR|HKD|WTI|DRAM|NAND|SSD|LNG|K|D|J|x|X|vs|up|down|of|to|at|by|and|from|for|in|on|the|about|around|over|only)",
}

BLOCKERS: tuple[Blocker, ...] = (
    Blocker(
        "link",
        "identifier",
        r"https?://[^\s一-鿿,;，。、)\]>\"]+|www\.[^\s一-鿿)\]>\"]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|(?<![\w.])/[\w\-/%]+/[\w\-/%.?=&]*",
        (
            ("見https://example.com/a/1234?x=5。", "https://example.com/a/1234?x=5"),
            ("ir2330@example.com", "ir2330@example.com"),
        ),
        ("升5%",),
    ),
    Blocker(
        "date",
        "temporal",
        r"(?<!\d)(?:\d{1,3}\.\d{2,4}?)?{year}[-/.]{month}[-/.]{day}(?!\d)(?:[ T]?\d{1,2}:\d\d(?::\d\d)?)?|{year}[-/]{month}(?![\d/-])|\d{1,2}:\d\d(?::\d\d)?(?![\d:])|{day}/{month}/{year}",
        (("於2025-11-12 16:25收市", "2025-11-12 16:25"), ("2025/05/20公布", "2025/05/20"), ("16:25", "16:25")),
    ),
    Blocker(
        "ticker",
        "identifier",
        r"\(?\b\d{1,6}[.-](?:HK|TWO?|TT|SH|SZ|SS|US|KS|KQ|T|JP|SG|SI)\b\)?|\b[A-Z]{1,6}\.(?:US|O|N|OQ)\b|\b\d{1,5} (?:HK|TT|US|CH|JP|KS)\b(?: Equity)?"
        r"|(?<=[一-鿿A-Za-z*\])])\((?:\d{4}|\d{6}|0\d{4})(?:[-.][A-Z]{1,3})?\)|(?:股票代號|股份代號|股份代碼|股票代碼|證券代號|代號|代碼|編號|stock code)[:： ]?\d+",
        (
            ("小米(1810.HK)升", "(1810.HK)"),
            ("台積電(2330)公布", "(2330)"),
            ("(02015.HK)", "(02015.HK)"),
            ("代號2330", "代號2330"),
        ),
        ("(1,234)",),
    ),
    Blocker(
        "telephone",
        "identifier",
        r"(?:電話|傳真|熱線|查詢|Tel|Fax|TEL|FAX)[:：. ]{0,3}\+?[\d()\- ]{6,20}\d|\+\d{1,3}[- ]\d[\d\- ]{5,14}\d|\(0\d\)\d{3,4}-\d{4}|\b0\d-\d{3,4}-\d{4}|\b0800-\d{3}-\d{3}",
        (
            ("電話:2345 6789", "電話:2345 6789"),
            ("+852 2345 6789", "+852 2345 6789"),
            ("(02)2345-6789", "(02)2345-6789"),
        ),
    ),
    Blocker(
        "period_code",
        "temporal",
        r"(?<![A-Za-z0-9])(?:[1-4]Q(?:FY)?'?(?:\d{4}|\d\d)?[EFA]?|Q[1-4](?:[/ ']?(?:20)?\d\d)?[EFA]?|(?:20)?\d\d[ ]?Q[1-4](?:\([EFA]\)|[EFA])?|[12]H(?:FY)?'?(?:\d{4}|\d\d)?[EFA]?|H[12](?:[/ ']?(?:20)?\d\d)?|(?:20)?\d\dH[12]|[CF]Y'?(?:20)?\d\d(?:[-/~](?:20)?\d\d)?[EFA]?|Y\d\dQ\d|(?:9M|[1-9]M|1[0-2]M)\d\d|20\d\d[EFA]|20\d\d-20\d\d[EFA]?|20\d\d/\d\d|\d\d[EF](?=[年 ,、/]))(?![A-Za-z0-9])",
        (
            ("1Q26營收", "1Q26"),
            ("FY2025", "FY2025"),
            ("2025E", "2025E"),
            ("Q3", "Q3"),
            ("Y24Q1", "Y24Q1"),
            ("2024/25財年", "2024/25"),
        ),
    ),
    Blocker(
        "year",
        "temporal",
        r"{year}(?:年度?|財年|[至到~\-–]{year}年?|年?[至到~\-–](?:{year}|\d\d)年)(?:第?[一二三四1-4]季度?|[上下]半年)?(?:{month}月(?:底|初|中)?(?:{day}日)?)?"
        r"|(?:民國)?1[01]\d年(?:度|{month}月(?:{day}日)?|第?[一二三四1-4]季|[上下]半年|前[一二三]季)|[一二][九〇零一二三四五六七八九]{3}年(?:{cn_month}月)?(?:[{digits}廿卅]{1,3}日)?",
        (
            ("2024年第三季度升", "2024年第三季度"),
            ("2025至2027年", "2025至2027年"),
            ("二零二五年六月", "二零二五年六月"),
            ("113年7月1日", "113年7月1日"),
            ("2025財年", "2025財年"),
        ),
    ),
    Blocker(
        "month_day",
        "temporal",
        r"(?<![\d.]){month}(?:[至到~\-–、及和]{month})?月(?:份|底|初|中旬?|下旬|上旬|末)?(?:{day}[日號])?(?:[至到~\-–]{day}[日號])?|(?<![個{digits}百千]){cn_month}(?:[{digits}至到、]{1,3})?月(?:份|底|初|中旬?|下旬|上旬|末)?(?:[{digits}廿卅]{1,3}[日號])?"
        r"|(?<=\(){day}日(?=\))|(?<![\d.,第]){day}日(?![均線圓元內])|[周週][一二三四五六日](?![{digits}百])|(?:星期|禮拜)[一二三四五六日]|\d{1,2}時(?:\d{1,2}分|許|正|半)?(?!代)|(?:上午|下午|早上|晚上|凌晨|中午){numeral}[點時]半?",
        (
            ("11月12日公布", "11月12日"),
            ("六七月份推出", "六七月份"),
            ("今日(13日)", "13日"),
            ("周四收市", "周四"),
            ("九月底", "九月底"),
        ),
        ("三個月", "13日線"),
    ),
    Blocker(
        "ordinal_period",
        "temporal",
        r"(?:第|[前首頭上末])?{numeral}個?(?:財季|季度|財年|財政年度)|第{numeral}(?:個?(?:財?季|月|年|日|天|週|周|交易日|年度))|[前首頭]{numeral}(?:個?(?:季|月|年|日|天|週|周|星期|交易日))|(?<![{digits}\d連續近去來])[一二三四]季(?![{digits}])",
        (
            ("第三季營收", "第三季"),
            ("首9個月", "首9個月"),
            ("前三季度", "前三季度"),
            ("第二個季度", "第二個季度"),
            ("三季報", "三季"),
        ),
        ("連續兩季", "3個月"),
    ),
    Blocker(
        "ordinal",
        "enumerator",
        r"第{numeral}(?:期|代|屆|座|章|節|條|款|頁|號|集|類|批|輪|階段|版|部|項|個|次|場|梯次|線|方|者|步|層|級|型|系列|種|間|家|座|套|隻|支|段|樓|幢|檔|大道)|(?<![{digits}\d百千萬])[一二三四五六七八九十\d]期(?!數|貨|權|望|間|待|內|末|指)",
        (("第二代產品", "第二代"), ("一期和二期工程", "一期"), ("第3章", "第3章")),
        ("位居第三",),
    ),
    Blocker(
        "indicator",
        "indicator",
        r"\d{1,3}(?:天|日|週|周|月|年)(?:移動)?(?:平均|均)?線|\d{1,3}(?:天|日)(?:平均|均)價?|\d{1,3}(?:MA|EMA|SMA)\b|(?:RSI|KD|MACD|MA|EMA|ATR|BOLL)\(?\d{1,3}(?:,\d{1,3})*\)?(?![\d.%])|[五十]{1,2}天線|(?:十|廿|五十|百|二百五十)天線",
        (("跌穿250天線", "250天線"), ("RSI(14)", "RSI(14)"), ("20日均線", "20日均線")),
    ),
    Blocker(
        "reference",
        "enumerator",
        r"(?:圖表?|表格?|附註|附錄|註|注|附件|頁|章節|Figure|Fig\.?|Table|Exhibit|Chart|Note|p\.|P\.)[ ]?(?:\d{1,3}(?:\.\d{1,2})?(?![\d,.%萬億元倍])|[{digits}]{1,3}(?=[:：、.\s]))|《[^《》\d]{0,6}\d+號》|\[\d{1,3}\]|[①-⑳]|第\d+[-~至]\d+頁",
        (("圖1:", "圖1"), ("圖表12顯示", "圖表12"), ("附註5", "附註5"), ("圖三:", "圖三"), ("Table 3", "Table 3")),
    ),
    Blocker(
        "list_mark",
        "enumerator",
        r"(?<![^\n])\s{0,4}(?:\(?\d{1,2}[.)、](?![\d])|\(\d{1,2}\)|[{digits}]{1,3}、|\([{digits}]{1,3}\))|(?<=[。;:：,，、\s])\(\d{1,2}\)(?=[ 一-鿿A-Za-z])|(?<=[。;:：\s])\([一二三四五六七八九十]{1,3}\)",
        (("1. 營收增長", "1."), ("(2)毛利率", "(2)"), ("一、前言", "一、")),
        ("1.5倍", "(1,234)"),
    ),
    Blocker(
        "version",
        "identifier",
        r"\d+(?:\.\d+){2,}|(?<![\d.,])\d{4,}-\d{3,}(?:-\d+)*(?![\d.])|(?<![\d.,])0\d+(?![\d.:])|(?<![\d.,])\d{19,}(?:\.\d+)?",
        (("版本3.2.1", "3.2.1"), ("00700", "00700")),
        ("0.5",),
    ),
    Blocker(
        "glued_product",
        "product",
        r"(?<![A-Za-z0-9])(?!{metric}[\d.,]+(?![A-Za-z\d]))(?!(?:HK|US|NT|AU|CA|NZ|CN|JP|MOP|[ACSR])[$¥]|(?:RMB|CNY|HKD|USD|TWD|NTD|EUR|JPY|GBP|NT|RM)[\d.,]+(?![A-Za-z\d]))[A-Za-z][A-Za-z+/&.\-]*\d[A-Za-z\d.+/\-]*(?<![.\-/+])",
        (
            ("搭載SU7車型", "SU7"),
            ("MiLM2模型", "MiLM2"),
            ("GB200伺服器", "GB200"),
            ("S24系列", "S24"),
            ("HBM3E", "HBM3E"),
        ),
        ("EPS1.72元", "HK$40"),
    ),
    Blocker(
        "leading_digit_product",
        "product",
        r"(?<![A-Za-z\d.,])(?!\d+(?:\.\d+)?(?:{latin_unit})(?![A-Za-z\d]))\d{1,5}(?:-?[A-Z][A-Za-z\d]*)+(?![A-Za-z\d])|(?<![\d.])[2-6]G(?![A-Za-z\d])|(?<![\d.])[248]K(?=超高清|電視|視頻|影片|影像|屏|顯示|解析|畫質|高清|螢幕)",
        (("5G網絡", "5G"), ("3D打印", "3D"), ("4K電視", "4K"), ("3C產品", "3C")),
        ("220kW", "8MP", "40K"),
    ),
    Blocker(
        "named_product",
        "product",
        r"(?<![A-Za-z0-9])(?!{metric}\s)(?:[A-Za-z]*[a-z][A-Za-z]+|[A-Z]{2,}[a-z]*)(?: (?:Pro|Max|Ultra|Gen|Note|Series|Phase|Tower))?[ -]\d{1,4}(?![\d.,%:]|[ ]?(?:{unit}|[萬億千百]))(?: ?(?:Pro|Max|Ultra|Plus|mini|Gen \d|[A-Z])(?![A-Za-z]))*",
        (("iPhone 16系列", "iPhone 16"), ("Windows 11", "Windows 11"), ("iPhone 17 Pro實機", "iPhone 17 Pro")),
        ("EPS 1.72元", "PE 15倍", "Orin x 2"),
    ),
    Blocker(
        "vague",
        "quantity",
        r"(?<![十百千萬億\d])[數幾][十百千萬億兆]{1,4}(?![一二三\d])",
        (("涉及數十億元", "數十億"), ("幾百人", "幾百")),
        ("十幾萬", "指數10點"),
    ),
    Blocker(
        "ratio",
        "quantity",
        r"(?<![\d.:])\d{1,6}(?:\.\d+)?:\d{1,6}(?:\.\d+)?(?![\d:])|(?<![\d.])\d{1,3}供\d{1,3}|(?<![\d.])\d{1,3}拆\d{1,3}|(?<![\d.])\d{1,3}送\d{1,3}(?![\d元])",
        (("比例為3:1", "3:1"), ("10供3", "10供3")),
        ("16:25",),
    ),
)
