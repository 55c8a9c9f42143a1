"""Times that count from the day of publication or from what was spoken of: 上季, 本月, 上周五, 當日, 期內."""

from pipeline.recognise.periods.grammar import Rule
from pipeline.recognise.periods.rules.checks import last_century

RELATIVE: tuple[Rule, ...] = (
    Rule(
        "quarter_word",
        r"(?:(?P<qo><w:quarter_offset>)|(?<![訂名清帳賬存保數幾兩三個])(?P<ql><w:quarter_of_last>))<edge>?",
        ("quarter_offset", "quarter_of_last"),
        ("本季", "上季", "下季", "單季", "季內", "本季底"),
        ("季增",),
    ),
    Rule("half_word", r"(?P<ho><w:half_offset>)", ("half_offset",), ("上個半年",)),
    Rule(
        "month_word",
        r"(?<![數幾兩三個])(?:(?P<mo><w:month_offset>)|(?<![訂名清帳賬存保數幾兩三個])(?P<ml><w:month_of_last>))(?![率均])<day_in_month>?",
        ("month_offset", "month_of_last"),
        ("本月", "上月", "上月14日", "本月初", "當月"),
        ("訂單月率",),
    ),
    Rule(
        "year_and_month_word",
        r"(?P<yw><w:year>)(?P<mo><w:month_offset>)(?P<d><d>)[日號]",
        ("year",),
        ("去年本月十日",),
    ),
    Rule(
        "week_word",
        r"(?:(?P<wo><w:week>)|(?P<wl><w:week_of_last>))(?!末)(?P<wd>[一二三四五六日天])?(?!大福|生生|黑鴨|刊|期|轉)",
        ("week", "week_of_last"),
        ("上周", "本周", "上周五", "下周二", "上週", "上個星期三"),
        ("本周大福", "下周刊"),
    ),
    Rule(
        "weekend",
        r"(?:(?P<wo><w:week>)|(?P<wl><w:week_of_last>))(?P<weekend>末)",
        ("week", "week_of_last"),
        ("上周末", "下周末"),
    ),
    Rule(
        "week_of_year",
        r"<year>的?第(?P<week>\d{1,2}|[一二三四五六七八九十]{1,3})個?[周週]",
        ("year_figure", "counted", "numeral", "year"),
        ("2025年第48周", "2021年的第二周"),
    ),
    Rule(
        "weekend_alone",
        r"<w:weekday_word>(?P<weekend>末)",
        ("weekday_word",),
        ("周末", "週末"),
    ),
    Rule(
        "weekday",
        r"<w:weekday_word>(?P<wd>[一二三四五六日])(?![個次])",
        ("weekday_word",),
        ("周四", "星期五", "禮拜一"),
        ("周一個", "周大福"),
    ),
    Rule(
        "day_word",
        r"(?:(?P<do><w:day>)|(?P<dl><w:day_of_last>)|(?P<td><w:trading_day>)|(?P<dp><w:day_prefix>)<open>(?P<d>\d{1,2})<close>[日天早晚午晨]?|(?P<dp><w:day_prefix>)<open>(?P<d>\d{1,2})日<close>)(?!頭條|方舟|之後》|黃花|均|圓|期)",
        ("day", "day_of_last", "trading_day", "day_prefix"),
        ("今日", "昨日", "當日", "今(25)日", "昨（13日）", "上日", "全日"),
        ("今日頭條",),
    ),
    Rule(
        "same",
        r"(?<![短中長預學假星遠任療])(?P<samew><w:same>)(?!債|票|燃|煤|電|地)",
        ("same",),
        ("期內", "年內", "上期"),
        ("短期內", "預期內地", "本期債券"),
    ),
    Rule("plan", r"(?P<plan><w:plan>)", ("plan",), ("十四五", "「⟨十五五⟩」時期"), ()),
    Rule(
        "decade",
        r"(?:上世紀|本世紀|(?P<century>1\d|2[01]|十[五六七八九]|二十一?)世紀)?(?P<decade>[1-9]0|[一二三四五六七八九]十)年代",
        ("counted", "numeral", "century"),
        ("90年代", "九十年代", "20世紀80年代", "上世紀90年代"),
        ("25年代",),
        last_century,
    ),
)
