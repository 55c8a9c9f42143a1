"""Lengths of time, which are no periods until something says from when: 7年, 三個月, 過去12個月, 10年期, 250天線."""

from pipeline.recognise.periods.grammar import Rule

# Before the years, so that 連續第三季 is no third quarter.
ORDINALS: tuple[Rule, ...] = (
    Rule(
        "nth",
        r"(?:(?<=連續)|(?<=連升)|(?<=連跌))第(?P<ordinal><number>)個?<unit>",
        ("ordinal",),
        ("連續⟨第三季⟩", "連續⟨第五個季度⟩", "連升⟨第三個交易日⟩"),
        ("今年第三季",),
    ),
)

LENGTHS: tuple[Rule, ...] = (
    Rule(
        "past",
        r"(?<![餘以之馬早晚最])(?P<past><w:past>)<amount>(?:<unit>|(?P<unit_month>(?<!\d)月))(?!期(?!間)|線|<record>)",
        ("past",),
        ("近3年", "過去12個月", "過去7天", "過去數月", "上2個月", "前1周"),
        ("近3倍", "前十大", "首十年期", "近15年新高", "近14年第4高", "近16年來低位"),
    ),
    Rule(
        "future",
        r"(?<![餘以之馬早晚最])(?P<future><w:future>)<amount>(?:<unit>|(?P<unit_month>(?<!\d)月))(?!期(?!間)|線)",
        ("future",),
        ("未來五年", "未來12個月", "未來數月"),
    ),
    Rule(
        "ago",
        r"(?!\d\d\d)<amount><unit>(?P<ago>(?:以|之)?前)(?![景瞻夕後往進述任線沿鋒提三兩二五十一四六七八九\d])(?P<same>同期)?",
        ("counted", "numeral"),
        ("一年前同期", "⟨5年前⟩，", "2天前"),
        ("三年前瞻", "三年前三季", "5天前後", "二零二五年前", "08年前"),
    ),
    Rule(
        "duration",
        r"<amount><unit>(?!期(?!間)|線)",
        ("counted", "numeral"),
        (
            "7年",
            "三個月",
            "5天",
            "40至50週",
            "兩年",
            "六個月",
            "連續⟨四年⟩",
            "28.5天",
            "3.21個月",
            "一個半月",
            "三年半",
            "⟨十年⟩期間",
            "數年",
            "兩三年",
            "一百二十天",
            "十幾年",
        ),
        ("52個國家", "9間", "10月", "9月", "24小時", "三季度", "指數季檢", "單位數年均", "155日圓"),
    ),
    Rule("tenor", r"<amount><unit>(?P<tenor>期)(?!間)", ("counted", "numeral"), ("10年期", "三年期", "七天期")),
    Rule(
        "moving_average",
        r"<amount><unit>(?P<average>(?:移動平均|平均|均)?線)",
        ("counted", "numeral"),
        ("100天線", "250天線", "20日均線"),
    ),
    Rule("nth_alone", r"第(?P<ordinal><number>)個?<unit>", ("ordinal",), ("第三個月", "第六年", "第三日"), ("第三季",)),
)
