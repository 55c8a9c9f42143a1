"""Changed files: each a function of its number alone, so that one that does harm can be made again."""

from __future__ import annotations

import copy
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

Mutation = Callable[[random.Random, bytes, bytes], bytes]
"""From a source of chance, a file and another one of its kind."""

LARGEST = 300_000  # bytes; larger seeds are left out, for they take long and show nothing that smaller ones do not
_WORDS = tuple(
    token.encode()
    for token in (
        *(
            "萬",
            "億",
            "兆",
            "%",
            "％",
            "，",
            ",",
            ".",
            "-",
            "~",
            "至",
            "、",
            "(",
            "（",
            "）",
            "第",
            "年",
            "Q3",
            "1",
            "9" * 40,
            "０",
            "〇",
        ),
        *(
            "|",
            "|-|",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "#",
            "```",
            "---\n",
            "> ",
            "* ",
            "![",
            "](",
            "<!--",
            "-->",
            "&#",
            "&lt;",
            "&#x110000;",
        ),
        *(
            "<table>",
            "<td colspan=9999>",
            "<td rowspan=9999>",
            "</td>",
            "<tr>",
            "<script>",
            "<style>",
            "<p",
            "</div>",
            "<br/>",
            "<pre>",
        ),
        *(
            "obj",
            "endobj",
            "stream\n",
            "endstream",
            "/Kids[",
            "/Parent 1 0 R",
            "/Length 99999999",
            "/Count -1",
            "/Rotate 90",
            "/MediaBox[0 0 1e9 1e9]",
        ),
        *(
            "/Filter/FlateDecode",
            "BT ",
            " ET",
            " Tj ",
            "/F1 0 Tf ",
            " Tm ",
            "1e38 ",
            "-1e38 ",
            "q " * 50,
            " Do ",
            "xref",
            "%%EOF",
        ),
        *(
            "<w:tbl>",
            "</w:tbl>",
            '<w:gridSpan w:val="999"/>',
            "<w:vMerge/>",
            "<w:t>",
            "</w:p>",
            "<w:sdt>",
            "<w:txbxContent>",
        ),
        *("\u202e", "\u200b", "\ufeff", "\u0301" * 30, "\U0001f409", "\ufffd", "\u2028"),
    )
)
TOKENS = (*_WORDS, b"\0", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xff\xfe", b"\xfe\xff", b"\x80" * 20)


def seeds(folders: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Name and bytes of the real files below the folders."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    kept = [path for path in paths if not path.name.startswith(".") and path.stat().st_size <= LARGEST]
    return [(path.name, path.read_bytes()) for path in kept]


def mutant(number: int, real: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The file of a number: name, and bytes of a real one after some changes."""
    chance = random.Random(number)
    name, raw = chance.choice(real)
    kind = name.rpartition(".")[2]
    other = chance.choice([bytes_ for its_name, bytes_ in real if its_name.rpartition(".")[2] == kind])
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 10))):
        raw = _mutated(chance, raw, other)
    return name, raw[: 4 * LARGEST]


def _mutated(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    if raw.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _within_archive(chance, raw, other)
    if raw.startswith(b"%PDF") and chance.random() < 0.5:
        return _within_stream(chance, raw, other)
    return chance.choice(MUTATIONS)(chance, raw, other)


def _flip(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    changed = bytearray(raw)
    for _unused in range(chance.choice((1, 4, 32))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _remove(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    start, end = _range(chance, raw)
    return raw[:start] + raw[end:]


def _repeat(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    start, end = _range(chance, raw, most=400)
    return raw[:end] + raw[start:end] * chance.choice((1, 2, 10, 200)) + raw[end:]


def _insert(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 100, 3000)) + raw[at:]


def _replace(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    start, end = _range(chance, raw, most=20)
    return raw[:start] + chance.choice(TOKENS) + raw[end:]


def _cross(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    start, end = _range(chance, other)
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + other[start:end] + raw[at:]


def _swap(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    start, end = _range(chance, raw)
    middle = (start + end) // 2
    return raw[:start] + raw[middle:end] + raw[start:middle] + raw[end:]


def _number(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    """Another number where one stands."""
    at = [place for place in chance.sample(range(len(raw)), min(len(raw), 200)) if raw[place : place + 1].isdigit()]
    if not at:
        return raw
    end = at[0]
    while raw[end : end + 1].isdigit():
        end += 1
    value = chance.choice((b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e308", b"0.0000001"))
    return raw[: at[0]] + value + raw[end:]


MUTATIONS: tuple[Mutation, ...] = (
    _flip,
    _cut,
    _remove,
    _repeat,
    _insert,
    _insert,
    _replace,
    _replace,
    _cross,
    _swap,
    _number,
)


def _range(chance: random.Random, raw: bytes, most: int = 4000) -> tuple[int, int]:
    start = chance.randrange(len(raw) + 1)
    return start, min(len(raw), start + chance.randrange(1, most))


def _within_archive(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """A part of the archive changed, and all of it packed again."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            parts = old.infolist()
            chosen = chance.choice([part for part in parts if part.filename.endswith("document.xml")] or parts)
            if chance.random() < 0.2:
                chosen = chance.choice(parts)
            for part in parts:
                data = old.read(part)
                if part is chosen:
                    change = _elements if chance.random() < 0.7 else chance.choice(MUTATIONS)
                    data = change(chance, data, data)
                new.writestr(part, data)  # with its own time: the same number is the same file
    except Exception:  # it was broken by a change before this one
        return _flip(chance, raw, other)
    return out.getvalue()


_NASTY = ("0", "-1", "999999999999", "x", "", "1e9", "continue", "restart", "9" * 30)


def _elements(chance: random.Random, raw: bytes, _: bytes) -> bytes:
    """XML that is still well formed: elements removed, repeated, put elsewhere or inside others, their attributes changed. A
    change of bytes alone is refused by the parser, and nothing behind it is reached."""
    from lxml import etree

    try:
        root = etree.fromstring(raw)
    except etree.XMLSyntaxError:
        return _flip(chance, raw, raw)
    for _unused in range(chance.choice((1, 2, 5, 20))):
        elements = [each for each in root.iter(etree.Element) if each.getparent() is not None]
        if not elements:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(6):
            case 0:
                one.getparent().remove(one)
            case 1:
                for _again in range(chance.choice((1, 3, 30))):
                    one.addnext(copy.deepcopy(one))
            case 2:
                one.insert(0, copy.deepcopy(other))
            case 3:
                one.addprevious(copy.deepcopy(other))
            case 4 if one.attrib:
                one.set(chance.choice(list(one.attrib)), chance.choice(_NASTY))
            case _:
                one.text = chance.choice(_WORDS).decode("utf-8", "replace").replace("\0", "") or None
    return bytes(etree.tostring(root))[: 4 * LARGEST]


def _within_stream(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """The contents of a stream changed, and packed again."""
    start = raw.find(b"stream", chance.randrange(len(raw) + 1))
    end = raw.find(b"endstream", start + 6)
    if start < 0 or end < 0:
        return _replace(chance, raw, other)
    try:
        data = zlib.decompress(raw[start + 6 : end].strip(b"\r\n"))
    except zlib.error:
        return _replace(chance, raw, other)
    return raw[:start] + b"stream\n" + zlib.compress(chance.choice(MUTATIONS)(chance, data, data)) + b"\n" + raw[end:]
