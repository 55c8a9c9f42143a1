"""Runs as HTML: text escaped, marks around it, and where the raw offsets jump a mark of the place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from pipeline.report.notes import NoteRows
from pipeline.report.runs import Run, visible
from pipeline.report.state import State, state_of, worst
from pipeline.report.wording import wording


class RunWriter:
    """Writes the runs of one note."""

    def __init__(self, note: NoteRows) -> None:
        self._ids = [claim.claim_id for claim in note.claims]
        self._states: list[State] = [state_of(claim) for claim in note.claims]
        self._severities = [f"sev-{each.severity}" if note.waived(each) is None else "waived" for each in note.findings]

    def __call__(self, runs: Sequence[Run]) -> Markup:
        """All runs of a block or a cell. The element around them carries the offset of the first one: `offset(runs)`."""
        parts: list[str] = []
        expected = offset(runs)
        for at, run in enumerate(runs):
            if run.start != expected:
                parts.append(f'<i data-o="{-1 if run.start is None else run.start}"></i>')
            goes_on = bool(run.claims) and any(set(run.claims) & set(later.claims) for later in runs[at + 1 : at + 2])
            parts.append(self._run(run, goes_on))
            expected = None if run.start is None else run.start + len(run.text)
        return Markup("".join(parts))

    def _run(self, run: Run, goes_on: bool) -> str:
        text = escape(run.text)
        if run.claims:
            state = worst(self._states[n] for n in run.claims)
            numbers = " ".join(map(str, run.claims))
            style = f"f s-{state}{' goes-on' if goes_on else ''}"
            if not run.first:
                return f'<span class="{style}" data-c="{numbers}">{text}</span>'
            name = self._ids[run.claims[0]]
            return (
                f'<a class="{style}" id="{name}" href="#{name}" data-c="{numbers}" tabindex="-1" '
                f'aria-describedby="is-{state}">{text}</a>'
            )
        if run.findings:
            numbers = " ".join(map(str, run.findings))
            return f'<span class="g {self._severities[run.findings[0]]}" data-f="{numbers}">{text}</span>'
        if run.numeral == "unread":
            return f'<span class="n unread" title="{wording().text("state.unread", "zh")}">{text}</span>'
        return f'<span class="n">{text}</span>' if run.numeral else str(text)


def offset(runs: Sequence[Run]) -> int | None:
    """The raw offset at which some runs begin; None where their text is not raw."""
    return runs[0].start if runs else None


def say(key: str, **values: object) -> Markup:
    """Words in both languages, one of which is shown."""
    zh, en = (text.format(**values) if values else text for text in wording().both(key))
    return Markup('<span class="zh" lang="zh-Hant">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def both(zh: str, en: str) -> Markup:
    """The same for words that come with the rows."""
    return Markup('<span class="zh" lang="zh-Hant">{}</span><span class="en" lang="en">{}</span>').format(
        visible(zh), visible(en)
    )


def attributes(**keys: str) -> Markup:
    """Attributes whose words follow the language: `attributes(aria_label="ui.search")`."""
    pairs = [(name.replace("_", "-"), key) for name, key in keys.items()]
    now = Markup(" ").join(Markup('{}="{}"').format(name, wording().text(key, "zh")) for name, key in pairs)
    later = ";".join(f"{name} {key}" for name, key in pairs)
    return Markup('{} data-say="{}"').format(now, later)


def joined(parts: Iterable[str | None], between: str = " · ") -> str:
    """The parts that are there."""
    return between.join(part for part in parts if part)
