"""Names that a note introduces itself: 「名稱(1810.HK)」 teaches a name and its ticker, and the short forms that the note uses later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.recognise.name_lexicon import fold
from pipeline.recognise.tickers import Ticker, find_bracketed, hong_kong
from pipeline.vocabulary import Vocabulary

MAX_NAME = 16  # characters; no listed name of HKEX, TWSE or TPEx is longer in its short form
MAX_STUDIED = 64  # unknown names per note whose left end is studied: keeps hostile input linear

# A share class is printed behind the name and is no part of it: 美團-W, 鈺齊-KY, 攜程集團-S, 國巨*
SHARE_CLASS = re.compile(r"(?:-(?:SW|W|S|B|P|R|U|KY|DR|SS|WR|SWR)|\*)+$")
# A market word between name and ticker: 阿里巴巴美股(BABA.US), 紫金礦業H股(2899.HK)
_MARKET = re.compile(r"(?:美股|港股|[ABH]股|ADR|台股|臺股|美國存託憑證|預託證券)$")
_TRAILING = " \t*_~]"
_BORDERS = frozenset("\n\t ，。、;:；：「《(!?》」)")
_NAME_RUN = re.compile(r"[一-鿿㐀-䶿A-Za-z0-9\-·.&'* ]+$")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9\-.&']*(?: [A-Za-z][A-Za-z0-9\-.&']*)*$")

# What stands before a name. A name begins behind the last of them that leaves a name.
_BEFORE_NAME = re.compile(
    "|".join(
        (
            "相關內容|首次覆蓋|啟動覆蓋|首次予|維持對?|重申|看好|首選|上調對?|下調對?|偏好|關注|旗下|母公司|母企|主要|包括|例如|其中|建議|推薦|買入|沽出|減持|增持|透過|通過",
            "調入|調出|剔出|剔除|納入|暫停|恢復|引入|收購|涉及|加入|列出|造好|走低|走高|偏軟|回升|靠穩|受壓|個別|及最",
            "龍頭|巨頭|大廠|廠商|[造應發營服務運]商|業者|企業(?=.{2})|公司(?=.{2})|概念股|(?<![控參入持])股(?![份權價息])|平臺|股王|集團(?=[一-鿿]{2})|廠(?=[一-鿿]{2})",
            r"[及與予將對由指從向被獲讓給是在令降至料稱為以於傳列升微續等](?=[一-鿿A-Za-z]{2})|的(?=[一-鿿]{2})|和(?!黃|記|舜|碩|泰|大|潤|成|桐|益|勤|康|鑫|諧|解)(?=[一-鿿]{2})",
            r"\d[\d.,]*[萬億元點倍%仙厘港美]*",
        )
    )
)
# What may be dropped from a name's end to make its short form.
_TAIL = re.compile(
    r"(?:股份有限公司|有限公司|控股集團|集團控股|集團股份|集團|控股|股份|公司|企業|實業|國際|科技|汽車|生物|製藥|藥業|醫藥|電機|電子|半導體|光電|材料|能源|工業|資訊|投控|"
    r"金控|銀行|保險|證券|証券|地產|置業|發展|礦業|鋰業|鋼鐵|航空|物流|健康|電力|燃氣|光學|網絡|網路|娛樂|食品|商業|軟件|軟體|旅行|珠寶|黃金|機器人|智能|新能|環境|水泥|影業|音樂|快遞|服務|生技|建設|開發)$"
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
        for surface, row in vocabulary["entities"].rows.items():
            self.ids[surface] = row["entity_id"]
            if row["entity_id"]:
                self.canonical.setdefault(row["entity_id"], row["canonical"])
                self.surfaces.setdefault(row["entity_id"], []).append(surface)
        for entity_id, row in vocabulary["securities"].rows.items():
            self.canonical.setdefault(entity_id, row["name"])
            self.surfaces.setdefault(entity_id, []).append(row["name"])
        self.ordinary = frozenset(vocabulary["not_names"].rows)
        self.leading = _words(vocabulary, "brokers", "ratings", "actions", "bases", "directions", "statuses")
        self.words = self.leading | _words(vocabulary, "metrics", "qualifiers")

    def resolve(self, ticker: Ticker, left: str, hong_kong_note: bool) -> str | None:
        """The `entity_id` of a ticker behind `left`. A bare code is Taiwan's unless it has a leading zero, belongs to a
        Hong Kong name that stands there, or the note prints Hong Kong tickers only; a bare year is none."""
        if ticker.entity_id is not None:
            over_the_counter = ticker.entity_id + "O"
            return over_the_counter if over_the_counter in self.canonical else ticker.entity_id
        candidates = [f"{ticker.code}.TW", f"{ticker.code}.TWO", hong_kong(ticker.code)]
        for candidate in candidates:
            if any(left.endswith(surface) for surface in self.surfaces.get(candidate, ())):
                return candidate
        if len(ticker.code) == 5 or ticker.code.startswith("0"):
            return hong_kong(ticker.code) if ticker.code.startswith("0") else None
        if 1900 <= int(ticker.code) <= 2100 or not _NAME_RUN.search(left):
            return None
        if hong_kong_note:
            return None
        return next((c for c in candidates[:2] if c in self.canonical), None)


def _words(vocabulary: Vocabulary, *lists: str) -> frozenset[str]:
    return frozenset(fold(surface) for name in lists for surface in vocabulary[name].rows)


def learn(texts: Sequence[str], known: KnownNames) -> tuple[LearnedName, ...]:
    """The names that the passages introduce, by place, the first introduction of each name only."""
    joined = "\n".join(texts)
    hong_kong_note = ".HK" in joined and "-TW" not in joined and ".TW" not in joined
    learned: dict[str, LearnedName] = {}
    studied = 0
    for passage, text in enumerate(texts):
        for bracket, ticker in find_bracketed(text):
            end = max(0, bracket - 2 * MAX_NAME)
            end += len(text[end:bracket].rstrip(_TRAILING))
            market = _MARKET.search(text, max(0, end - 8), end)
            end = market.start() if market else end
            left = text[max(0, end - 2 * MAX_NAME) : end]
            entity_id = known.resolve(ticker, left, hong_kong_note)
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
    return tuple(learned.values())


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
    run = run_match[0].strip()
    latin = _LATIN_RUN.search(run)
    if latin and 3 <= len(latin[0]) < len(run) and not run[: latin.start()].strip()[-1:].isascii():
        return latin[0]
    starts = {m.end() for m in _BEFORE_NAME.finditer(run)} | set(_word_ends(run, known))
    start = next((s for s in sorted(starts, reverse=True) if _may_begin(run, s, joined, known)), 0)
    run = run[start:].strip(" -·.")
    bare = SHARE_CLASS.sub("", run)
    for size in range(min(len(bare), MAX_NAME), 1, -1):
        if _is_name(bare[-size:], known) and _begins_clause(bare[-size:], len(bare) - size, joined):
            return bare[-size:] + run[len(bare) :]
    return run if 2 <= len(run) <= MAX_NAME and _is_name(bare, known) else None


def _is_name(text: str, known: KnownNames) -> bool:
    return len(text) >= 2 and _TAIL.sub("", text) != "" and fold(text) not in known.words and text not in known.ordinary


def _word_ends(run: str, known: KnownNames) -> Iterator[int]:
    """Where vocabulary words of two characters or more end inside the run: 花旗|首予|…"""
    for start in range(len(run) - 2):
        for size in range(2, min(6, len(run) - start - 1)):
            if fold(run[start : start + size]) in known.leading:
                yield start + size


def _may_begin(run: str, start: int, joined: str, known: KnownNames) -> bool:
    """Whether a name may begin there: what is left is a name, and the note does not always print it with what stands before."""
    rest = run[start:].strip(" -·.")
    if not _is_name(SHARE_CLASS.sub("", rest), known):
        return False
    glued = joined.count(run[max(0, start - 2) : start] + run[start:])
    return glued < 2 or joined.count(rest) > glued


def _begins_clause(end: str, cut: int, joined: str) -> bool:
    """Whether the note has that end of a run behind a border as well; the whole run (`cut` 0) always counts."""
    return cut > 0 and any(joined[at - 1] in _BORDERS for at in _places(end, joined) if at)


def _places(word: str, text: str, limit: int = 100) -> Iterator[int]:
    """Where a word stands: its first places only, which keeps a hostile note linear."""
    at = text.find(word)
    while at >= 0 and limit:
        yield at
        at, limit = text.find(word, at + 1), limit - 1


def _forms(name: str, base: str, joined: str, known: KnownNames) -> tuple[str, ...]:
    """The name, itself without share class, and each shorter form that the note uses apart from it."""
    forms = dict.fromkeys((name, base))
    short = _TAIL.sub("", base)
    candidates = [short, base[:2] if len(base) >= 4 and "一" <= base[0] <= "鿿" and "一" <= base[1] <= "鿿" else ""]
    for form in dict.fromkeys(candidates):
        if form in forms or not _is_name(form, known) or known.ids.get(form, "-") not in ("-", ""):
            continue
        if _used_apart(form, base, joined):
            forms[form] = None
    return tuple(forms)


def _used_apart(form: str, name: str, joined: str) -> bool:
    rest = name[len(form) :]
    return any(
        not joined.startswith(rest, m.end())
        and not _NOT_A_NAME_BEHIND.search(joined[max(0, m.start() - 2) : m.start()])
        for m in re.finditer(re.escape(form), joined)
    )


def may_stand(form: str, text: str, start: int) -> bool:
    """False where a short form is an ordinary word: 表現理想, 不理想."""
    return len(form) > 2 or not _NOT_A_NAME_BEHIND.search(text[max(0, start - 2) : start])
