"""Names that a note introduces itself: 「名稱(1810.HK)」 teaches a name and its ticker, and the short forms that the note uses later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.recognise.name_lexicon import fold, spelling
from pipeline.recognise.tickers import Ticker, find_bracketed, find_codes, hong_kong, mainland
from pipeline.vocabulary import Vocabulary

MAX_NAME = 16  # characters; no listed name of HKEX, TWSE or TPEx is longer in its short form
MAX_STUDIED = 64  # unknown names per note whose left end is studied: keeps hostile input linear

# A share class is printed behind the name and is no part of it: 美團-W, 鈺齊-KY, 攜程集團-S, 國巨*
SHARE_CLASS = re.compile(r"(?:-(?:SW|W|S|B|P|R|U|KY|DR|SS|WR|SWR)|\*)+$")
# A market word between name and ticker: 阿里巴巴美股(BABA.US), 紫金礦業H股(2899.HK)
_MARKET = re.compile(r"(?:美股|港股|[ABH]股|ADR|台股|臺股|美國存託憑證|預託證券)$")
_CHINESE = re.compile(r"[一-鿿]+")
_TRAILING = " \t*_~]"
_BORDERS = frozenset("\n\t ，。、；：「《（！？》」）;:(!?)")
_NAME_RUN = re.compile(r"[一-鿿㐀-䶿A-Za-z0-9\-·.&'* ]+$")
_SPACES = re.compile(r" {2,}|(?<![A-Za-z0-9&]) | (?![A-Za-z0-9&])")  # no name has one of these inside
_LATIN_HEAD = 4  # Chinese characters that may open a name that goes on in Latin letters: 派拉蒙Skydance
_PRONOUNS = ("該股", "該公司", "該集團")
_NUMBER = re.compile(r"\d[\d.,]*[萬億元點倍%仙厘股]")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9\-.&']*(?: (?:& )?[A-Za-z][A-Za-z0-9\-.&']*)*$")

# What stands before a name. A name begins behind the last of them that leaves a name.
_BEFORE_NAME = re.compile(
    "|".join(
        (
            "相關內容|首次覆蓋|啟動覆蓋|首次予|維持對?|重申|看好|首選|上調對?|下調對?|偏好|關注|旗下|母公司|母企|主要|包括|例如|其中|建議|推薦|買入|沽出|減持|增持|透過|通過",
            "調入|調出|剔出|剔除|納入|暫停|恢復|引入|收購|涉及|加入|列出|造好|走低|走高|偏軟|回升|靠穩|受壓|個別|及最|加上|隨著|反映|考慮到|出席|超越|擊敗|允許|譴責|獲得|拒絕|近期",
            "接待了?|見到|疑似|月份|一名|落案起訴|宣布|公布|表示|指出|本港|內地|今日|昨日|日前|早前|目前|同時|此外|另外|至於|由於|依據|根據|按照|針對|對於|關於|有關|報導|報道|消息",
            "龍頭|巨頭|大廠|廠商|(?<![招華農浙電])商(?![湯業銀品社務住用旅行證局])(?=[一-鿿A-Za-z]{2})|業者|企業(?=.{2})|公司(?=.{2})|概念股|股王|(?<![控參入持])股(?![份權價息王])|平臺|集團(?=[一-鿿]{2})|廠(?=[一-鿿]{2})",
            r"[及與予將由指從向被獲讓給是令降料稱另受但亦如視之就若惟把使非兼據丨](?=[一-鿿A-Za-z]{2})|對(?![手沖])(?=[一-鿿A-Za-z]{2})|而(?=[一-鿿]{2})",
            r"\d[\d.,]*[萬億千百]*(?:日圓|港元|美元|歐元|英鎊|韓圜|[元點倍%仙厘])?",
        )
    )
)
# Characters that stand before names and inside them as well: no border where the note always prints both together.
_PERHAPS_BEFORE_NAME = re.compile(r"(?:[在至為於傳列升微續等另]|以(?!太))(?=[一-鿿A-Za-z]{2})|[的和](?=[一-鿿]{2})")
# What may be dropped from a name's end to make its short form.
_TAIL = re.compile(
    r"(?:股份有限公司|有限公司|控股集團|集團控股|集團股份|集團|控股|股份|公司|企業|實業|國際|科技|汽車|生物|製藥|藥業|醫藥|電機|電子|半導體|光電|材料|能源|工業|資訊|投控|"
    r"金控|銀行|保險|證券|証券|地產|置業|發展|礦業|鋰業|鋼鐵|航空|物流|健康|電力|燃氣|光學|網絡|網路|娛樂|食品|商業|軟件|軟體|旅行|珠寶|黃金|機器人|智能|新能|環境|水泥|影業|音樂|快遞|服務|重工|電氣|電器|金融|教育|生技|建設|開發)$"
)
# Ordinary words that are short names too (表現理想): not a name behind these.
_NOT_A_NAME_BEHIND = re.compile(r"(?:[不未較更甚最很夠尚頗如算最]|表現|成績|結果|反應|非常|十分|並不|健康|天下)$")


@dataclass(frozen=True, slots=True)
class LearnedName:
    """A name that the note introduces at `passage`, `start`, `end`. `forms`: what the note calls it, itself included."""

    name: str
    canonical: str
    entity_id: str
    forms: tuple[str, ...]
    passage: int
    start: int
    end: int
    rule: str


class KnownNames:
    """What the vocabulary knows of securities: canonical name and surfaces by ticker, tickers by surface."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.canonical: dict[str, str] = {}
        self.surfaces: dict[str, list[str]] = {}
        self.ids: dict[str, str] = {}
        for printed, row in vocabulary["entities"].rows.items():
            surface = spelling(printed)
            self.ids[surface] = row["entity_id"]
            if row["entity_id"]:
                self.canonical.setdefault(row["entity_id"], row["canonical"])
                self.surfaces.setdefault(row["entity_id"], []).append(surface)
        for entity_id, row in vocabulary["securities"].rows.items():
            self.canonical.setdefault(entity_id, row["name"])
            self.surfaces.setdefault(entity_id, []).append(spelling(row["name"]))
        for printed, row in vocabulary["brokers"].rows.items():
            if row["kind"] != "pronoun":  # 該行, 券商 are nobody's name
                self.ids.setdefault(spelling(printed), "")
        self.ordinary = frozenset(vocabulary["not_names"].rows)
        self.leading = _words(vocabulary, "brokers", "ratings", "actions", "bases", "directions", "statuses")
        self.words = self.leading | _words(vocabulary, "metrics", "qualifiers")
        self.regions = frozenset(s for s, row in vocabulary["qualifiers"].rows.items() if row["key"] == "region")

    def resolve(self, ticker: Ticker, left: str, market: Market) -> str | None:
        """The `entity_id` of a ticker behind `left`. A bare code belongs to the security whose name stands there; else six
        digits are mainland China's, a leading zero Hong Kong's, four digits the note's market's. A bare year is none."""
        code = ticker.code
        if ticker.entity_id is not None:
            over_the_counter = ticker.entity_id + "O"
            return over_the_counter if over_the_counter in self.canonical else ticker.entity_id
        if not code.isdigit():
            return f"{code}.US" if self._stands(f"{code}.US", left) else None
        if len(code) == 6:
            return mainland(code)
        named = (i for i in (f"{code}.TW", f"{code}.TWO", hong_kong(code)) if self._stands(i, left))
        if found := next(named, None):
            return found
        if len(code) == 5 or code.startswith("0"):
            return hong_kong(code) if code.startswith("0") else None
        if 1900 <= int(code) <= 2100:
            return None
        over_the_counter = f"{code}.TWO"
        taiwan = over_the_counter if over_the_counter in self.canonical else f"{code}.TW"
        return hong_kong(code) if market == "HK" else taiwan

    def _stands(self, entity_id: str, left: str) -> bool:
        """Whether `left` ends with a name of that security."""
        bare = SHARE_CLASS.sub("", left)
        return any(left.endswith(s) or bare.endswith(s) for s in self.surfaces.get(entity_id, ()))


def _words(vocabulary: Vocabulary, *lists: str) -> frozenset[str]:
    return frozenset(fold(surface) for name in lists for surface in vocabulary[name].rows)


Market = Literal["HK", "TW"]
_HONG_KONG = re.compile(r"\.HK|港元|港股|恆指|聯交所|港仙")
_TAIWAN = re.compile(r"-TW|\.TW|臺股|新臺幣|上櫃|興櫃|證交所|櫃買|仟元")


def _market(text: str) -> Market:
    """Whose codes a note prints bare: Hong Kong's where it speaks of Hong Kong more than of Taiwan."""
    return "HK" if len(_HONG_KONG.findall(text)) > len(_TAIWAN.findall(text)) else "TW"


def learn(texts: Sequence[str], known: KnownNames) -> tuple[LearnedName, ...]:
    """The names that the passages introduce, by place, the first introduction of each name only."""
    texts = [spelling(text) for text in texts]
    joined = "\n".join(texts)
    market = _market(joined)
    learned: dict[str, LearnedName] = {}
    studied = 0
    for passage, text in enumerate(texts):
        for bracket, ticker in find_bracketed(text):
            end = max(0, bracket - 2 * MAX_NAME)
            end += len(text[end:bracket].rstrip(_TRAILING))
            counter = _MARKET.search(text, max(0, end - 8), end)
            end = counter.start() if counter else end
            left = text[max(0, end - 2 * MAX_NAME) : end]
            entity_id = known.resolve(ticker, left, market)
            if entity_id is None or not left:
                continue
            name, rule = _known_name(left, entity_id, known), "learned.ticker"
            if name is None:
                studied += 1
                if studied > MAX_STUDIED:
                    continue
                name, rule = _studied_name(left, joined, known), "learned.ticker_unknown"
            if name is None or name in learned:
                continue
            base = SHARE_CLASS.sub("", name)
            canonical = known.canonical.get(entity_id, base)
            learned[name] = LearnedName(
                name, canonical, entity_id, _forms(name, base, joined, known), passage, end - len(name), end, rule
            )
        for code in find_codes(text):
            for entity_id in (f"{code.code}.TW", f"{code.code}.TWO"):
                name = max(
                    (s for s in known.surfaces.get(entity_id, ()) if text.startswith(s, code.end)),
                    key=len,
                    default=None,
                )
                if name is not None and name not in learned:
                    canonical, end = known.canonical[entity_id], code.end + len(name)
                    learned[name] = LearnedName(
                        name, canonical, entity_id, (name,), passage, code.end, end, "learned.code_first"
                    )
    return tuple(_without_shared_forms(learned.values()))


def _without_shared_forms(learned: Collection[LearnedName]) -> Iterator[LearnedName]:
    """藥明 is short for none where the note introduces 藥明康德, 藥明生物 and 藥明合聯."""
    owners: dict[str, set[str]] = {}
    for name in learned:
        for form in name.forms:
            owners.setdefault(form, set()).add(name.entity_id)
    for name in learned:
        own = (name.name, SHARE_CLASS.sub("", name.name))
        yield replace(name, forms=tuple(f for f in name.forms if f in own or len(owners[f]) == 1))


def _known_name(left: str, entity_id: str, known: KnownNames) -> str | None:
    """The longest surface of that security, or of any security, that `left` ends with."""
    bare = SHARE_CLASS.sub("", left)
    suffix = left[len(bare) :]
    own = [s for s in known.surfaces.get(entity_id, ()) if bare.endswith(s) or left.endswith(s)]
    if own:
        best = max(own, key=len)
        return best if left.endswith(best) and not bare.endswith(best) else best + suffix
    for size in range(min(len(bare), MAX_NAME), 1, -1):
        if bare[-size:] in known.ids:
            return bare[-size:] + suffix
    return None


def _studied_name(left: str, joined: str, known: KnownNames) -> str | None:
    """The left end of an unknown name: what follows the last word that stands before names, cut to the longest end that
    the note uses at the beginning of a clause too."""
    run_match = _NAME_RUN.search(left)
    if run_match is None:
        return None
    run = _SPACES.split(run_match[0].strip())[-1]
    latin = _LATIN_RUN.search(run)
    if latin and len(latin[0]) >= 3 and latin.start() > _LATIN_HEAD:
        return latin[0] if _is_name(latin[0], known) else None
    sure = {m.end() for m in _BEFORE_NAME.finditer(run)}
    perhaps = {m.end() for m in _PERHAPS_BEFORE_NAME.finditer(run)} | set(_word_ends(run, known))
    start = max((s for s in sure | perhaps if _may_begin(run, s, None if s in sure else joined, known)), default=0)
    run = run[start:].strip(" -·.")
    bare = SHARE_CLASS.sub("", run)
    for size in range(len(bare) - 1, 1, -1):
        cut, end = bare[:-size], bare[-size:]
        if cut not in known.regions and _is_name(end, known) and _begins_clause(end, bare, joined):
            return end + run[len(bare) :]
    return run if len(run) <= MAX_NAME and _is_name(bare, known) else None


def _is_name(text: str, known: KnownNames) -> bool:
    if len(text) < 2 or _TAIL.sub("", text) == "" or _NUMBER.match(text) or text.endswith(_PRONOUNS):
        return False
    return fold(text) not in known.words and text not in known.ordinary


def _word_ends(run: str, known: KnownNames) -> Iterator[int]:
    """Where vocabulary words of two characters or more end inside the run: 花旗|首予|…"""
    for start in range(len(run) - 2):
        for size in range(2, min(6, len(run) - start - 1)):
            cut = start + size
            if not run[cut - 1 : cut + 1].isascii() and fold(run[start:cut]) in known.leading:
                yield cut


def _may_begin(run: str, start: int, joined: str | None, known: KnownNames) -> bool:
    """Whether a name may begin there: what is left is a name, and (given the note, for a border that is not sure) the note
    does not always print it with what stands before: 綠的諧波."""
    rest = run[start:].strip(" -·.")
    if not _is_name(SHARE_CLASS.sub("", rest), known):
        return False
    if joined is None:
        return True
    glued = joined.count(run[max(0, start - 2) : start] + run[start:])
    return glued < 2 or joined.count(rest) > glued


def _begins_clause(end: str, run: str, joined: str) -> bool:
    """Whether the note prints the end of a run behind a border too, other than at the head of the run itself (嗶哩|嗶哩)."""
    return any(at and joined[at - 1] in _BORDERS and not joined.startswith(run, at) for at in _places(end, joined))


def _places(word: str, text: str, limit: int = 100) -> Iterator[int]:
    """Where a word stands: its first places only, which keeps a hostile note linear."""
    at = text.find(word)
    while at >= 0 and limit:
        yield at
        at, limit = text.find(word, at + 1), limit - 1


def _forms(name: str, base: str, joined: str, known: KnownNames) -> tuple[str, ...]:
    """The name, itself without share class, and each shorter form that the note uses apart from it."""
    forms = dict.fromkeys((name, base))
    prefix = base[:2] if 4 <= len(base) <= 5 and _CHINESE.fullmatch(base[:2]) else ""
    for form in dict.fromkeys((_TAIL.sub("", base), prefix)):
        if form in forms or not _is_name(form, known) or known.ids.get(form, "-") not in ("-", ""):
            continue
        if _used_apart(form, base, joined):
            forms[form] = None
    return tuple(forms)


def _used_apart(form: str, name: str, joined: str) -> bool:
    """Whether the note prints a form where the name does not go on."""
    following = name[len(form)]
    return any(
        not joined.startswith(following, at + len(form)) and may_stand(form, joined, at) for at in _places(form, joined)
    )


def may_stand(form: str, text: str, start: int) -> bool:
    """False where a short form is an ordinary word: 表現理想, 不理想."""
    return len(form) > 2 or not _NOT_A_NAME_BEHIND.search(text[max(0, start - 2) : start])
