"""Who or what a figure is about: the name before it, the market it speaks of, or the subject carried over."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.extract.draft import Discourse, Draft, Setting, Subject, Topic
from pipeline.extract.markets import OF_THE_EXCHANGE, exchange, market_of
from pipeline.extract.places import HOMES, home_of, of_company, place_of, town
from pipeline.extract.stream import Item, Lead, Sentence, clause_start, is_listed
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.recognise.cues import Cue


def subject_item(item: Item, passage: Passage) -> Subject:
    """The subject that an entity mention names."""
    name = item.mention
    assert isinstance(name, NameMention)
    return Subject(name.canonical if name.id else name.text, name.id, passage.raw(item.start, item.end))


def bind_subject(
    figure: Item,
    lead: Lead,
    sentence: Sentence,
    passage: Passage,
    discourse: Discourse,
    setting: Setting,
    topic: Topic | None,
) -> tuple[Subject | None, bool]:
    """The subject and whether it was carried over (not printed in the figure's own lead)."""
    if topic is not None and topic.id in SECURITY_METRICS:
        security = _security(lead, passage, discourse, setting)
        if security is not None:
            return security, security.span is None
        if topic.id in VIEW_METRICS and (viewed := _viewed(lead, sentence, passage, discourse, setting)) is not None:
            return viewed
    market = market_of(lead, sentence, passage)
    if topic is not None and topic.scope == "market" and not any(i.kind == "entity" for i in lead.near):
        if topic.kind in ("price", "index") and topic.id not in _OF_A_NAME and topic.span is not None:
            if _ANY_INDEX.fullmatch(topic.text):  # 私人住宅售價指數: of the town, no index with a name
                home = HOMES.get(setting.market or "")
                return (Subject(home, None) if home else None), True
            return Subject(topic.text, None, topic.span), False
        if any(i.kind == "region" for i in lead.near) and (place := place_of(lead, passage, discourse)) is not None:
            return place, False
    if topic is not None and topic.id in OF_THE_EXCHANGE and (whole := exchange(lead, sentence, passage)) is not None:
        return whole, False
    if topic is not None and topic.scope == "economy" and not of_company(topic, lead, discourse):
        place = place_of(lead, passage, discourse) or home_of(topic, setting)
        if place is not None:
            return place, place.span is None
    if _OTHERS.search(sentence.text, max(sentence.start, lead.end - _OTHERS_REACH), lead.end):
        return None, False  # whose they are is said in words that name nobody
    for item in reversed(lead.items):
        if item.kind == "entity" and not _compared(item, lead) and not _aside(item, lead, sentence):
            if has_role(sentence.text, item.start, item.end):
                continue
            if market is not None and market.span is not None and market.span.start > passage.offsets[item.start]:
                return market, False
            return subject_item(item, passage), False
        if item.said.get("company") is not None:
            return _the_company(item, lead, sentence, passage) or discourse.company or setting.primary, True
    if market is not None:
        return market, False
    in_passing = bool(discourse.drafts) and is_of_currency(discourse.drafts[-1]) and topic is not None
    if in_passing and topic is not None and topic.scope is None and discourse.subject is not None:
        return discourse.subject, True
    if setting.primary is None and (named := town(lead, sentence, passage, topic)) is not None:
        return named, False
    if discourse.drafts and (last := discourse.drafts[-1]).subject is not None:
        printed = any(isinstance(i.mention, NameMention) and i.mention.id == "share_price" for i in lead.near)
        of_security = topic is not None and topic.id in SECURITY_METRICS and not printed  # ADR升 20 %，股價升 7 %
        return last.subject if of_security else company_of(last, discourse, setting), True
    carried = discourse.subject or setting.primary
    if carried is None and (rate := _names_itself(topic)) is not None:
        return rate, False
    if carried is None:
        return place_of(lead, passage, discourse) or home_of(topic, setting), True
    return carried, True


def is_of_currency(draft: Draft) -> bool:
    """新台幣兌美元每升值 1%，毛利率 …: a rate of exchange is spoken of in passing, the company goes on."""
    return draft.topic is not None and draft.topic.id == "exchange_rate"


def _names_itself(topic: Topic | None) -> Subject | None:
    """港元拆息: a market's rate in a note that speaks of nobody."""
    if topic is None or topic.scope != "market" or topic.id in _OF_A_NAME or topic.span is None:
        return None
    return Subject(topic.text, None, topic.span)


_ANY_INDEX = re.compile(r"(?:私人住宅|住宅|整體|私宅|私樓|二手|一手|樓宇)*(?:售價|樓價|租金)指數")
SECURITY_METRICS = ("target_price", "upside", "share_price", "rating")  # of a security, not of its company: H股目標價


VIEW_METRICS = ("target_price", "upside", "rating")


def _viewed(
    lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse, setting: Setting
) -> tuple[Subject, bool] | None:
    """Whose rating or target it is: the name in its own clause, else the one that a clause before began with. A name that only
    gives a reason (以反映某子公司收入遜預期；目標價…) is passed over."""
    for item in reversed(lead.items):
        if not is_listed(item):
            continue
        clause = clause_start(sentence, item.start)
        if begins_clause(item, clause, sentence) or (
            clause == lead.near_start and not _is_reason(item, clause, sentence)
        ):
            return subject_item(item, passage), False
    last = next((d for d in reversed(discourse.drafts) if d.topic is not None and d.topic.id in VIEW_METRICS), None)
    if last is not None and last.subject is not None:
        return last.subject, True
    begun = _begun(sentence, lead.start)
    subject = subject_item(begun, passage) if begun is not None else discourse.viewed
    return (subject, True) if subject is not None else None


def begins_clause(item: Item, clause: int, sentence: Sentence) -> bool:
    """Whether nothing but a speaker, function words and a description stands between a clause's start and a name."""
    if item.start - clause > _FAR_INTO_CLAUSE:
        return False
    rest, at = "", clause
    for other in sentence.between(clause, item.start):
        joins = any(kind in other.said for kind in _JOINING)
        if other.start >= at and other.kind in ("period", "region", "broker", "cue") and not joins:
            rest, at = rest + sentence.text[at : other.start], other.end
    if _NO_CLAUSE_YET.fullmatch(rest + sentence.text[at : item.start]) is not None:
        return True
    return _VIEWS.search(sentence.text, max(clause, item.start - 4), item.start) is not None and not _is_reason(
        item, clause, sentence
    )


_REACH = 64  # items looked back over
_FAR_INTO_CLAUSE = 60  # characters
_JOINING = ("and", "compare", "with", "from", "at", "company")
_NO_CLAUSE_YET = re.compile(
    r"(?:[將把對予給並亦也又仍續而但惟則故在就由獲其該的為至再列出《》「」『』\s]|我們|本行|吾等|同時|另外|此外|至於|看好|首選|目前|最新|發表|研究|報告|研報|指出?"
    r"|表示|認為|相信|今日|昨日|早前|因此|不過|然而|其中|當中|評級|給予|調整)*(?:[㐀-鿿]{1,10}(?:股|商|企業|公司|集團|廠|龍頭))?"
)
_VIEWS = re.compile(r"(?:給予|維持|重申|續予|首予|覆蓋|看好|看淡|推薦|[予將把])(?:對)?$")  # 我們給予某股「持有」
_REASON = re.compile(r"反映|因(?!此|而)|由於|鑑於|鑒於|基於|考慮|計及|計入|受惠|受累|憑|較|優於|遜於|相比|來自|競爭")


def _is_reason(item: Item, clause: int, sentence: Sentence) -> bool:
    return _REASON.search(sentence.text, max(clause, item.start - _FAR_INTO_CLAUSE), item.start) is not None


def _begun(sentence: Sentence, offset: int) -> Item | None:
    """The listed company that the last clause to begin with one before an offset begins with."""
    if "entity" not in sentence.says:
        return None
    for item in reversed(sentence.nearest(offset, _REACH)):
        if is_listed(item) and not item.depth and begins_clause(item, clause_start(sentence, item.start), sentence):
            return item
    return None


def viewed_after(sentence: Sentence, passage: Passage, discourse: Discourse) -> Subject | None:
    """The company that a sentence leaves for the ratings and targets of the next: the last one that a clause begins with or that
    has a target price."""
    begun = _begun(sentence, sentence.end)
    priced = next(
        (
            d
            for d in reversed(discourse.drafts)
            if d.topic is not None and d.topic.id == "target_price" and d.subject is not None and d.subject.id
        ),
        None,
    )
    if priced is not None and (begun is None or begun.start < priced.item.start):
        return priced.subject
    return subject_item(begun, passage) if begun is not None else discourse.viewed


def _security(lead: Lead, passage: Passage, discourse: Discourse, setting: Setting) -> Subject | None:
    """The listing that the lead names: 其H股, 該股美股, A股目標價, of the company before it or the one spoken of."""
    for item in reversed(lead.items):
        market = item.said.get("listing")
        if market is not None:
            named = (i for i in reversed(lead.items) if i.end <= item.start and is_listed(i))
            before = next(named, None)
            company = subject_item(before, passage) if before else discourse.company or setting.primary
            return listed(company, market, setting)
        if is_listed(item):
            return None
    return None


def company_of(draft: Draft, discourse: Discourse, setting: Setting) -> Subject | None:
    """The subject that a figure leaves: behind the target price of its A shares a company is the one that it was before."""
    subject, before = draft.subject, discourse.company
    if subject is None or before is None or before.id is None or draft.topic is None:
        return subject
    if draft.topic.id not in SECURITY_METRICS or subject.id is None:
        return subject
    same = setting.listings.company(subject.id) == setting.listings.company(before.id)
    return before if same else subject


def listed(company: Subject | None, market: str, setting: Setting) -> Subject | None:
    """A company's security in a market; its ticker is None where neither the note nor the vocabulary has it."""
    if company is None or company.id is None:
        return None
    return Subject(company.name, setting.listings.sister(company.id, market), company.span)


def _the_company(cue: Item, lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """因工業客戶佔公司銷量 75%: 公司 is the one that the sentence named before, if it did."""
    for item in reversed(lead.items):
        if item.end <= cue.start and is_listed(item) and not _compared(item, lead) and not _aside(item, lead, sentence):
            return subject_item(item, passage)
    return None


def _compared(item: Item, lead: Lead) -> bool:
    """The name is only what another is held against: 與特斯拉相比，小米…, in a clause before the figure's own."""
    before = [i for i in lead.items if i.end <= item.start]
    if item.start >= lead.near_start and not any(
        is_listed(i) or (i.said.get("company") is not None) for i in before if i.start >= lead.near_start
    ):
        return False
    cue = before[-1].mention if before else None
    if isinstance(cue, Cue) and (cue.value("compare") is not None or cue.value("with") is not None):
        return item.start - cue.end <= 1
    return False


_OF_A_NAME = (
    "share_price",
    "index_level",
    "market_cap",
    "trading_value",
    "trading_volume",
    "short_selling",
    "short_ratio",
)
# companies that are not the note's own: 部分非重要子公司之資產總額
_OTHERS = re.compile(r"該等(?:子公司|公司|被投資公司)|(?:部分|若干)[^，。；]{0,6}子公司|被投資公司|關聯企業")
_OTHERS_REACH = 60


def _aside(item: Item, lead: Lead, sentence: Sentence) -> bool:
    """A name inside an earlier clause that is not its subject: 均搭載了寧德時代提供的電池，最大功率為…"""
    if sentence.text.startswith(_SUPPLIES, item.end):
        return True
    if _LEFT_OUT.search(sentence.text, max(sentence.start, item.start - _LEFT_OUT_REACH), item.start):
        return True
    if item.start >= lead.near_start:
        return False
    position = bisect_right(sentence.marks, item.start)
    start = max(lead.start, sentence.marks[position - 1] if position else lead.start)
    between = _BRACKETS.sub("", sentence.text[start : item.start])
    for other in lead.items:
        if start <= other.start < item.start and other.kind in ("period", "region", "broker", "entity", "cue"):
            between = between.replace(sentence.text[other.start : other.end], "")
    rest = between.strip("的，, 「」《》")
    return len(rest) > _SUBJECT_SHIFT or bool(_TAKES_OBJECT.search(rest))


_LEFT_OUT_REACH = 24  # characters
_LEFT_OUT = re.compile(r"(?:不考慮|不計入?|撇除|剔除|扣除|不包括|不含)[^，。；]{0,16}$")  # 若不考慮甲與乙的收入
_BRACKETS = re.compile(r"\([^()]*\)")
_SUPPLIES = ("提供", "供應", "生產的", "製造的")
_TAKES_OBJECT = re.compile(r"搭載|來自|包括|[由與含]|超[越過]|優於|高於|低於|取代|收購")
_SUBJECT_SHIFT = 6  # characters of adverbs and the like that may stand before a clause's subject


# 主要客戶為甲與乙, 基石投資者包括丙、丁及戊, 首選股為…: named for the part that they play, and not what is spoken of
_ROLE = re.compile(
    r"(?:(?:客戶|供應商|競爭對手|合作夥伴|基石投資者|首選股?)(?:目前|仍|亦|主要|分別)*(?:為|是|包括|包含|涵蓋|有|如)[:：]?|基石投資者|首選股?)"
    r"(?P<others>[^，。；]{0,120}[、及與和]\s*)?$"
)
_PART = re.compile("客戶|供應商|競爭對手|合作夥伴|基石投資者|首選")  # one of them stands before every role
_EXCHANGE = re.compile(r"[港聯證上深紐]交所|香港交易所")
_PLACE_BEFORE = re.compile(r"[在於向經獲由從]$")
_PLACE_BEHIND = re.compile(r"主板|上市|掛牌|遞交|提交|呈交|披露|文件|公告|公布的|的?資料|創業板|GEM")
_ROLE_REACH = 140


def has_role(text: str, start: int, end: int) -> bool:
    """Whether the name at text[start:end] is somebody's customer, investor or the like, or an exchange as a place."""
    if _EXCHANGE.fullmatch(text, start, end):
        before = _PLACE_BEFORE.search(text, max(0, start - 1), start)
        return before is not None or _PLACE_BEHIND.match(text, end) is not None
    if _PART.search(text, max(0, start - _ROLE_REACH), start) is None:
        return False
    role = _ROLE.search(text, max(0, start - _ROLE_REACH), start)
    if role is None:
        return _FIRST_CHOICE.search(text, max(0, start - _FIRST_CHOICES), start) is not None
    return role["others"] is None or "、" in role["others"] or len(role["others"]) <= _PAIR


_FIRST_CHOICE = re.compile(r"首選股?[㐀-鿿]{2,16}$")  # 首選銀娛|永利澳門: a title's list without marks
_FIRST_CHOICES = 20  # characters


_PAIR = 24  # characters of a first name, its ticker and the word that joins it to the second
