"""Text peers and this project on annotated notes: F1 level by level, and characters a second of processor time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.peers.environments import Peer, Unavailable, ask
from bench.peers.gold import GoldNote, Row, gold_notes, levels_of, passages
from bench.speed.timing import timed

PEERS = (
    Peer("one regular expression", "with_regex", (), "", "the floor: a number, its scale, its unit"),
    Peer(
        "Recognizers-Text",
        "with_recognizers",
        ("recognizers-text-suite==1.0.2a2", "emoji==1.7.0", "setuptools<80"),
        "recognizers-text-suite",
        "Chinese, fed simplified script sentence by sentence, its faster way",
    ),
    Peer("duckling", "with_duckling", ("pyduckling-native-phihos==0.3.0",), "pyduckling-native-phihos", "ZH_HK"),
    Peer("jionlp", "with_jionlp", ("jionlp==1.5.31", "setuptools<80"), "jionlp", "its money extractor"),
    Peer(
        "cn2an", "with_cn2an", ("cn2an==0.5.24", "setuptools<80"), "cn2an", "behind an expression that finds numerals"
    ),
    Peer("quantulum3", "with_quantulum3", ("quantulum3==0.10.0", "setuptools<80"), "quantulum3", "English units"),
)
CURRENCIES = ("HKD", "CNY", "TWD", "USD")


def measure(runs: int) -> dict[str, Any]:
    """Figures by peer; where a peer cannot run, why."""
    notes = gold_notes()
    requests = [_requests(note) for note in notes]
    out: dict[str, Any] = {
        "notes": [note.name for note in notes],
        "claims": sum(not claim.get("optional") for note in notes for claim in note.claims),
        "brokernotes": _ours(notes, runs),
    }
    for peer in PEERS:
        try:
            out[peer.name] = {"about": peer.about, "version": _pinned(peer), **_peer(peer, notes, requests, runs)}
        except Unavailable as why:
            out[peer.name] = {"about": peer.about, "version": _pinned(peer), "skipped": str(why)}
    return out


def _pinned(peer: Peer) -> str:
    return next((r.partition("==")[2] for r in peer.requirements if r.startswith(peer.package)), "")


def _requests(note: GoldNote) -> list[tuple[int, dict[str, str]]]:
    """Start and content of each sentence. The currency of a bare 元 is given to every peer: the most frequent one of the note."""
    money = Counter(claim["unit"] for claim in note.claims if claim.get("unit") in CURRENCIES)
    currency = money.most_common(1)[0][0] if money else "HKD"
    return [
        (start, {"text": text, "simplified": _simplified(text), "currency": currency}) for start, text in passages(note)
    ]


def _simplified(text: str) -> str:
    """The same text in simplified script, character by character so that offsets hold."""
    import opencc

    converted: str = opencc.OpenCC("t2s").convert(text)
    return converted if len(converted) == len(text) else "".join(opencc.OpenCC("t2s").convert(c)[:1] or c for c in text)


def _peer(
    peer: Peer, notes: Sequence[GoldNote], requests: Sequence[Sequence[tuple[int, dict[str, str]]]], runs: int
) -> dict[str, Any]:
    sent = [content for each in requests for _, content in each]
    answer = ask(peer, {"passages": sent, "runs": runs})
    found = iter(answer["rows"])
    rows: list[list[Row]] = [
        [{**row, "start": start + row["start"], "end": start + row["end"]} for start, _ in each for row in next(found)]
        for each in requests
    ]
    characters = sum(len(content["text"]) for content in sent)
    return {"f1": levels_of(notes, rows), "characters_per_second": characters / max(median(answer["seconds"]), 1e-9)}


def _ours(notes: Sequence[GoldNote], runs: int) -> dict[str, Any]:
    """The same notes through this project: the whole job for the rows, and of it the stages that look at characters for the
    speed (what the peers do); it reads the whole file, boilerplate included."""
    from bench.speed.stages import TEXT_STAGES, RawNote, stage_seconds
    from pipeline import __version__
    from pipeline.run import line_for
    from pipeline.settings import Settings

    line = line_for(Settings())
    raws = [RawNote(note.path.name, note.path.read_bytes(), len(note.text)) for note in notes]
    rows: list[list[Row]] = []
    for raw in raws:
        _, result = timed(lambda raw=raw: line.run(raw.raw, raw.name))
        rows.append(result.tables["claims"].to_pylist())
    stages = stage_seconds(line, raws, runs)
    seconds = sum(stages[stage] for stage in TEXT_STAGES)
    return {
        "about": "normalise, recognise, extract",
        "version": __version__,
        "f1": levels_of(notes, rows),
        "characters_per_second": sum(raw.characters for raw in raws) / seconds,
    }
