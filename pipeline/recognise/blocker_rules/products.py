"""Names that hold a number: SU7, iPhone 16, 5G, 標普500, 世界500強."""

from pipeline.recognise.blocker_rules.rule import DIGIT, LATIN, Blocker

FRAGMENTS = {
    # ratios and statistics that are written close to their figure: EPS1.72元, PE 15倍
    "metric": "(?:EPS|DPS|BPS|BVPS|NAV|PER?|P/E|PBR?|P/B|P/S|PEG|RO[EAIC]|ROIC|ROTCE|OP|NP|NI|NII|GP|OPEX|PAT|PBT|EBT|PPOP|SG&A|R&D|GM|OM|NM|EV/EBITDA|EBITDAR?|EBITA?|GDP|CPI|PPI|PCE|PMI|ISM|ARPU"
    "|GMV|DAU|MAU|CAPEX|Capex|FCF|AUM|NIM|NPL|LTV|CET1?|CAGR|YoY|QoQ|MoM|YTD|IPO|RevPAR|[GON]PM|ASP|TAM|SSSG|VIX|SOFR|HIBOR|LIBOR"
    "|Hibor|Shibor|SHIBOR|WTI|Brent|TOP|Top|top|No|NO|HK|US|NT|vs|up|down|of|to|at|by|and|from|for|in|on|the|about|over|only)",
    # currencies that are written close to their figure
    "money_code": r"(?:(?:HK|US|NT|AU|CA|NZ|CN|JP|MOP|[ACSR])[$¥]|(?:RMB|CNY|CNH|HKD|USD|TWD|NTD|EUR|JPY|GBP|NT|RM)[0-9.,]+(?![A-Za-z]))",
}

PRODUCTS: tuple[Blocker, ...] = (
    Blocker(
        "index_name",
        "product",
        "標納富滬中上深科創羅日泛歐臺恒恆港澳道M",
        r"(?:標普|標準普爾|納指|納斯達克|富時(?:中國|新興)?[A-Z]?|滬深|中證|上證|深證|科創|創業板|羅素|日經|泛歐|歐洲|臺灣|恒生|港股通|澳洲|MSCI[A-Za-z一-鿿]{0,6})"
        r"(?:30|35|40|50|80|100|150|180|200|225|300|400|500|600|800|1000|2000|3000)(?![0-9.,點萬億%家間隻檔個]|[0-9])",
        (("標普500指數", "標普500"), ("滬深300", "滬深300"), ("富時中國50指數", "富時中國50")),
        ("納指100點", "日經500點"),
    ),
    Blocker(
        "named_list",
        "product",
        DIGIT,
        r"[0-9]{2,5}(?:指數|期貨|強(?![勁大烈化勢]))|(?:301|232)(?=條款|調查)",
        (("世界500強", "500強"), ("301調查", "301")),
        ("升500點",),
    ),
    Blocker(
        "glued_product",
        "product",
        LATIN,
        r"(?<![0-9])(?!{metric}[0-9.,]+(?![A-Za-z0-9])|{money_code})[A-Za-z][A-Za-z+/&.\-]{0,20}[0-9][A-Za-z0-9.+/\-]{0,40}+(?<![.\-/+])",
        (
            ("搭載SU7車型", "SU7"),
            ("MiLM2模型", "MiLM2"),
            ("GB200伺服器", "GB200"),
            ("S24系列", "S24"),
            ("HBM3E", "HBM3E"),
            ("L6/L9補貼", "L6/L9"),
        ),
        ("EPS1.72元", "HK$40", "RMB40"),
    ),
    Blocker(
        "leading_digit_product",
        "product",
        DIGIT,
        r"(?<![$¥€£])(?![0-9]+(?:\.[0-9]+)?{latin_unit})[0-9]{1,5}(?:-?[A-Z][A-Za-z0-9]*)+(?![A-Za-z0-9$¥])|[2-6]G(?![A-Za-z0-9])"
        r"|[248]K(?=超高清|電視|視頻|影片|影像|屏|顯示|解析|畫質|高清|螢幕)|[0-9]\.[0-9](?=版|模型|系列)",
        (
            ("5G網絡", "5G"),
            ("3D打印", "3D"),
            ("4K電視", "4K"),
            ("3C產品", "3C"),
            ("通義千問3-Max", "3-Max"),
            ("混元2.0模型", "2.0"),
        ),
        ("220kW", "8MP", "40K"),
    ),
    Blocker(
        "named_product",
        "product",
        LATIN,
        r"(?<![0-9])(?!{metric}[ -])(?:(?=[A-Z]{0,20}[a-z])[A-Za-z]{2,24}+|[A-Z]{2,12}+(?! [0-9]+\.))(?: (?:Pro|Max|Ultra|Gen|Note|Series|Phase|Tower))?"
        r"[ -](?!{year}(?![0-9]))[0-9]{1,4}(?:\.[0-9](?![0-9%]))?(?![0-9%:]|[.,][0-9]|[ ]?(?:{unit}|[萬億千百]))(?: ?(?:Pro|Max|Ultra|Plus|mini|Gen [0-9]|[A-Z])(?![A-Za-z]))*",
        (
            ("iPhone 16系列", "iPhone 16"),
            ("Windows 11", "Windows 11"),
            ("iPhone 17 Pro實機", "iPhone 17 Pro"),
            ("Gemini 3，距離", "Gemini 3"),
            ("PCIe 5.0介面", "PCIe 5.0"),
        ),
        ("EPS 1.72元", "PE 15倍", "Orin x 2", "Top 5", "OP 24.8", "Increased 2025"),
    ),
)
