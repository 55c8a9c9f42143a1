"""Whether a figure is a fact, an estimate, a forecast or guidance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.draft import Discourse, Setting, Topic
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.extract.when import AHEAD, When
from pipeline.model.claim import Status
from pipeline.model.mention import NameMention, QuantityMention
from pipeline.recognise.cues import Cue

ANALYST_METRICS = ("target_price", "upside")


def bind_status(
    figure: Item,
    lead: Lead,
    sentence: Sentence,
    when: When,
    topic: Topic | None,
    setting: Setting,
    discourse: Discourse,
) -> Status:
    """The status of a figure from its topic, the cue before it in the sentence, and whether its period lies ahead."""
    if topic is not None and topic.id in (*ANALYST_METRICS, "earnings_forecast"):
        return "forecast"
    if topic is not None and (topic.kind == "multiple" or _is_index_figure(figure)) and _aimed(topic, lead):
        return "forecast"  # 目標市盈率, 恒指目標 27,500 點: what an analyst values by
    if _is_share_of_goal(figure, sentence, discourse):
        return "actual"
    if topic is not None and topic.target:
        return "guidance"
    ahead = _ahead(when, setting)
    if when.local and ahead is False:
        return "actual"
    if ahead is False and topic is not None and topic.quoted and not _expected_near(lead):
        return "actual"  # 市場期待停擺結束，道指升 300 點
    cue = _status_cue(figure, lead, sentence)
    if _is_goal(lead):
        return "forecast" if topic is not None and topic.kind == "multiple" else "guidance"
    if cue is None and (what_was_expected(lead) is not None or revises_outlook(lead, when, topic, setting)):
        cue = "forecast"
    if cue == "forecast" and ahead is not False and _company_expects(figure, sentence, setting, discourse):
        return "guidance"
    if cue == "guidance":
        return "actual" if ahead is False and not _guided_near(lead) else "guidance"
    if cue is not None:
        return "estimate" if ahead is False else "forecast"
    if ahead and when.carried and not figure.bracket and discourse.status in ("estimate", "forecast"):
        return "forecast"  # 預計第四季收入升 6 %。毛利率升至 3.2 %: of the same quarter, which is not over
    if ahead and discourse.drafts and discourse.drafts[-1].status == "guidance":
        return "guidance"  # 目標 2026 年達 2 萬間，2030 年達 3 萬間
    if ahead and _starts_ahead(when, setting):
        return "forecast"
    if discourse.status in ("estimate", "forecast") and _is_statistic(lead):
        return discourse.status
    return "actual"


_PART_OF_FORECAST = re.compile(r"(?:佔|占|達|完成|相當於)[^，。；]{0,12}(?:預測|預估|目標|指引)的(?:約|逾|近)?$")
_ATTAINED = re.compile(r"(?:相當於|完成|達成|達到|達|佔|占|實現)[^，。；]{0,24}的(?:約|逾|近|超過)?$")


def _is_share_of_goal(figure: Item, sentence: Sentence, discourse: Discourse) -> bool:
    """相當於全年目標 300 萬部的 82.6%: how much of a goal was attained."""
    quantity = figure.mention.quantity if isinstance(figure.mention, QuantityMention) else None
    last = discourse.drafts[-1] if discourse.drafts else None
    if quantity is None or quantity.unit != "percent":
        return False
    if _PART_OF_FORECAST.search(sentence.text, sentence.seen_from(figure.start), figure.outer_start):
        return True
    if last is None or last.status != "guidance":
        return False
    return _ATTAINED.search(sentence.text, sentence.seen_from(figure.start), figure.start) is not None


def _is_index_figure(figure: Item) -> bool:
    return isinstance(figure.mention, QuantityMention) and figure.mention.quantity.unit == "點"


def _aimed(topic: Topic, lead: Lead) -> bool:
    return topic.target or topic.id == "target" or _guided_near(lead) or _is_goal(lead)


def _is_goal(lead: Lead) -> bool:
    """公司目標 2034 年市占率達 5%: a goal is named in the clause, and something else is what it is of."""
    goals = [i for i in lead.near if isinstance(i.mention, NameMention) and i.mention.id == "target"]
    return bool(goals) and any(i.kind == "metric" and i.start > goals[0].start for i in lead.near)


# 公司預計全年銷售額升 3 %, 管理層表示，目前料…; not 該行料, 市場預期
_COMPANY_EXPECTS = re.compile(
    r"(?:公司|集團|管理層|董事會)(?:(?:亦|並|則|目前|現時?|今日|同時)*(?:預計|預期|預料|預估|料|估計)|(?:表示|指|稱)，[^。；]{0,40}(?:預計|預期|預料|預估|料|估計))[^。；]*$"
)


def _company_expects(figure: Item, sentence: Sentence, setting: Setting, discourse: Discourse) -> bool:
    """What a company says of its own future is guidance, where no broker's note is read."""
    if setting.broker is not None or discourse.house is not None:
        return False
    if any(i.kind == "broker" for i in sentence.nearest(figure.outer_start)):
        return False
    return (
        _COMPANY_EXPECTS.search(sentence.text, sentence.seen_from(figure.outer_start), figure.outer_start) is not None
    )


def _expected_near(lead: Lead) -> bool:
    return any(isinstance(i.mention, Cue) and i.mention.value("status") in AHEAD for i in lead.near)


def _guided_near(lead: Lead) -> bool:
    return any(i.said.get("status") == "guidance" for i in lead.near)


def _is_statistic(lead: Lead) -> bool:
    """中位數 308.92 億元, in a sentence of its own: still of the forecasts that the sentence before spoke of."""
    return any(i.said.get("statistic") in ("median", "mean") for i in lead.near)


def _starts_ahead(when: When, setting: Setting) -> bool:
    """A period that has begun says nothing by itself: 2023 年配息 3.5 元 in a note of June 2023 is a fact."""
    start = when.period.start if when.period else None
    return start is not None and setting.as_of is not None and start > setting.as_of


def _ahead(when: When, setting: Setting) -> bool | None:
    """Whether the period ends after the note's own date; None where either is unknown."""
    day = setting.as_of
    if day is None or when.period is None:
        return None
    end = when.period.end
    if end is None:
        return None
    return end > day


def _status_cue(figure: Item, lead: Lead, sentence: Sentence) -> str | None:
    """The last cue of expectation or guidance before the figure: in its bracket where it stands in one, else in the sentence."""
    start = figure.bracket[0] if figure.bracket else sentence.start
    part = max(start, sentence.text.rfind("；", max(start, sentence.seen_from(figure.outer_start)), figure.outer_start))
    found = None
    for item in () if sentence.says.isdisjoint(_EXPECTING) else sentence.nearest(figure.outer_start):
        if item.start < start:
            continue
        if "consensus" in item.said and item.start < part:
            continue  # what the market expects ends with its part of the sentence
        if (
            (value := item.said.get("status")) in AHEAD
            and item.depth == figure.depth
            and not only_held_against(item, sentence)
            and not _left_behind(item, figure, lead, sentence)
        ):
            found = value
        elif (
            item.kind == "metric"
            and isinstance(item.mention, NameMention)
            and item.mention.id in ("target", "guidance")
            and item.depth == figure.depth
        ):
            found = found if only_held_against(item, sentence) else "guidance"
    if found is None and figure.bracket:
        return _status_cue_outside(figure, sentence)
    if found is None and not figure.bracket and sentence.text.startswith(_IF, _clause(lead, sentence)):
        return "forecast"
    if found is None and (_MAYBE.search(sentence.text, lead.near_start, lead.end) or _is_compared_with(lead)):
        return "forecast"
    if found is None and "status" in sentence.says:
        for item in sentence.after(figure)[:3]:
            if item.said.get("status") == "guidance":
                return "guidance"
    return found


_EXPECTING = ("status", "metric")


_HELD_AGAINST = re.compile(r"(?:[勝遜優超低高差好弱強]於?|符合?|較|不及|達|達[成到]|完成|超越|超過|突破|跑贏|實現)$")
_WHOSE = re.compile(
    r"(?:(?:指引|預期|目標)?[及和與]|[㐀-鿿]{0,4}\d{1,2}[間家](?:券商|機構|投行|大行)|該行|券商|投行|大行|分析師|市場|公司|集團|全年|年度|本年|今年|原定|既定|自身|內部|預定|原先)+$"
)
_FIGURE = re.compile(r"(?:，包括|，即|的)?[^，。；]{0,3}\d|，?包括|，即|為|[:：]")


def only_held_against(item: Item, sentence: Sentence) -> bool:
    """勝於市場預期, 符預期, 超越全年目標: the figure was held against an expectation, it is none itself; 優於預期的 5.63 億元 and 達成
    指引，包括利潤率 10 % are."""
    return _is_held_against(item, sentence) and not _FIGURE.match(sentence.text, item.end)


def _is_held_against(item: Item, sentence: Sentence) -> bool:
    before = _WHOSE.sub("", sentence.text[max(sentence.start, item.start - 16) : item.start])
    return _HELD_AGAINST.search(before) is not None


_IF = ("若", "倘", "假設", "假如", "如果")  # 若新台幣升至 28.5 元: what may come


def _clause(lead: Lead, sentence: Sentence) -> int:
    at = lead.near_start
    while at < lead.end and sentence.text[at] in " ，,；;。":
        at += 1
    return at


_MAYBE = re.compile(
    r"(?<![0-9%點元倍])或(?=將|會|可|需|再|進一步|放緩|加快|上升|下跌|下降|增|減|擴|收窄|轉|達|升|跌|降|在|為)"
)


def _is_compared_with(lead: Lead) -> bool:
    """相較該行預測則為 8.65 億美元: what was expected, told as a level of its own."""
    cues = [i for i in lead.near if isinstance(i.mention, Cue)][-2:]
    if len(cues) < 2 or _basis(cues[0]) != "vs_estimate":
        return False
    held, reach = cues
    assert isinstance(held.mention, Cue) and isinstance(reach.mention, Cue)
    arrives = reach.mention.text in ("為", "是") and reach.start - held.end <= 1 and lead.end - reach.end <= 1
    return arrives and held.mention.value("direction") is None


def _left_behind(item: Item, figure: Item, lead: Lead, sentence: Sentence) -> bool:
    """勝券商預測介乎 558 億至 589 億元；每股盈利 6.95 元: what was expected is told, the next clause is of the facts again."""
    if not _is_held_against(item, sentence) or _is_statistic(lead):
        return False
    return sentence.clauses_between(item.end, figure.outer_start) > 0


def _status_cue_outside(figure: Item, sentence: Sentence) -> str | None:
    assert figure.bracket
    found = None
    for item in sentence.nearest(figure.bracket[0]):
        if (value := item.said.get("status")) in AHEAD and not only_held_against(item, sentence):
            found = value
    return found


def revises_outlook(lead: Lead, when: When, topic: Topic | None, setting: Setting) -> bool:
    """下調 2026 年收入 5.6%: a move of what is expected, though no word of expectation stands there."""
    if not _ahead(when, setting) or topic is None or topic.kind in ("price", "index", None) or topic.scope is not None:
        return False
    return any(isinstance(i.mention, Cue) and _REVISES.match(i.mention.text) for i in lead.near)


_REVISES = re.compile(r"[上下]調|[上下]修|調[升降高低]")


def what_was_expected(lead: Lead) -> Item | None:
    """高於市場預測升 0.9%: the words of expectation, where the figure is itself what was expected."""
    cues = [i for i in lead.near if isinstance(i.mention, Cue) and i.mention.text not in _ONLY]
    if (ahead := _expected_move(cues)) is not None:
        return ahead
    cues = cues[-2:]
    if len(cues) < 2:
        return None
    held, move = cues
    if move.said.get("of") is not None and move.end == lead.end:
        own = held.said.get("basis") == "vs_estimate" and held.end == move.start
        return held if own else None  # 低於市場預期的 0.4%
    assert isinstance(held.mention, Cue) and isinstance(move.mention, Cue)
    if held.mention.value("basis") != "vs_estimate" or held.mention.text.startswith(_HOLDS_AGAINST):
        return None
    right_behind = move.start - held.end <= 1 and lead.end - move.end <= 1
    return held if move.mention.value("direction") is not None and right_behind else None


_ONLY = ("僅", "只")  # 遠遜市場預期僅收縮 0.2%


def _expected_move(cues: Sequence[Item]) -> Item | None:
    """不及市場預期的增長 27.4 %, 低於市場預期料收窄至跌 0.1 %: the move itself was expected, told with 的 or a word of expectation."""
    place = next((n for n, i in enumerate(cues) if _basis(i) == "vs_estimate"), None)
    if place is None or len(cues) < place + 3:
        return None
    held, link, move = cues[place], cues[place + 1].mention, cues[-1].mention
    assert isinstance(link, Cue) and isinstance(move, Cue)
    linked = link.value("of") is not None or link.value("status") in AHEAD
    adjoining = link.start - held.end <= 1
    return held if linked and adjoining and move.value("direction") is not None else None


def _basis(item: Item) -> str | None:
    return item.said.get("basis")


_HOLDS_AGAINST = ("較", "比", "相較", "相對", "對比")  # 較市場預期低 3%: by how much it was missed
