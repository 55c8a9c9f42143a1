"""One code point for one, every spelling of a word alike."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise import canonical
from pipeline.normalise.folds import fold, fold_table, read_tsv

ANY_TEXT = st.text(st.characters(exclude_categories=[]))  # surrogates too
CHINESE = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.sampled_from("后里余台面干系发国说万与 0123.,%％，"),
    )
)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("毛利率１７．１％", "毛利率17.1%"),
        ("１，２３４．５億", "1,234.5億"),
        ("分別為10，200，300億", "分別為10，200，300億"),
        ("－22.5﹪ 及 −0.3%", "-22.5% 及 -0.3%"),
        ("3.5～4.0億", "3.5~4.0億"),
        ("3.5–4.0—5", "3.5–4.0—5"),
        ("10² ①2 ½ Ⅳ期 ㊣", "10² ①2 ½ Ⅳ期 ㊣"),
        ("（3.2）億元", "(3.2)億元"),
        ("⽶粉⻑⺠", "米粉長民"),
        ("豈有\u3000此\xa0理", "豈有 此 理"),
        ("A\0B\ud800C", "A\ufffdB\ufffdC"),
    ],
)
def test_folds(printed: str, expected: str) -> None:
    assert canonical(printed) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("台積電", "臺積電", "台积电"),
        ("說明", "説明", "说明"),
        ("稅後純益", "税後純益"),
        ("生產線", "生產綫", "生产线"),
        ("市場份額合計", "市场份额合计"),
        ("衛星通訊裡", "衞星通訊裏", "卫星通讯里"),
        ("恆生指數", "恒生指數", "恒生指数"),
    ],
)
def test_spellings_meet(spellings: tuple[str, ...]) -> None:
    assert len({canonical(s) for s in spellings}) == 1


@pytest.mark.parametrize(
    "text", ["干預匯率", "余先生接任總經理", "里奧運動", "萬里長城", "上周的占地面積", "集群運算", "茶几與几案"]
)
def test_traditional_is_not_over_converted(text: str) -> None:
    assert canonical(text) == text


def test_both_scripts_in_one_sentence() -> None:
    assert canonical("公司憑自主研发的技術，占地廣闊") == "公司憑自主研發的技術，占地廣闊"
    assert canonical("余額見附註；设备厂商后市份额") == "余額見附註；設備廠商後市份額"


@given(ANY_TEXT | CHINESE)
def test_length_is_kept_and_twice_is_once(text: str) -> None:
    once = canonical(text)
    assert len(once) == len(text)
    assert canonical(once) == once


@given(ANY_TEXT)
def test_folds_leave_digits_as_digits(text: str) -> None:
    for before, after in zip(text, fold(text), strict=True):
        if before in "0123456789":
            assert before == after
        if unicodedata.category(before) == "No":
            assert before == after  # superscripts, circled digits, fractions


def test_every_code_point_becomes_one() -> None:
    everything = "\n".join(map(chr, range(0x20, 0x30000)))
    once = canonical(everything)
    assert len(once) == len(everything)
    assert canonical(once) == once
    assert not set(fold_table()) & set(fold_table().values())


def test_data_files_are_sorted_and_sourced() -> None:
    for name in ("radicals.tsv", "scripts.tsv", "variants.tsv"):
        lines = read_tsv(name)
        assert [line[0] for line in lines] == sorted(line[0] for line in lines)
        assert all(line[-1] for line in lines)
    assert all(list(characters) == sorted(set(characters)) for _, characters, _ in read_tsv("scripts.tsv"))


def test_script_classes_are_those_of_the_installed_opencc(tmp_path: Path) -> None:
    """scripts.tsv again from the dictionaries that OpenCC ships: an upgrade that moves a character fails here."""
    import opencc

    clib = Path(sysconfig.get_path("purelib")) / "opencc" / "clib"
    tool = clib / "bin" / "opencc_dict"
    if not tool.exists():
        pytest.skip("this build of OpenCC ships no opencc_dict")

    def dump(name: str) -> dict[str, list[str]]:
        out = tmp_path / f"{name}.txt"
        source = clib / "share" / "opencc" / f"{name}.ocd2"
        subprocess.run([tool, "-i", source, "-f", "ocd2", "-o", out, "-t", "text"], check=True, capture_output=True)
        lines = (line.split("\t") for line in out.read_text(encoding="utf-8").splitlines() if "\t" in line)
        return {key: values.split(" ") for key, values in lines}

    simplified, traditional = dump("STCharacters"), dump("TSCharactersExt") | dump("TSCharacters")
    ambiguous = {c for c, values in simplified.items() if c in values and len(values) > 1}
    only_simplified = {c for c, values in simplified.items() if c not in values}
    only_traditional = {c for c, values in traditional.items() if c not in values}
    assert (len(ambiguous), len(only_simplified), len(only_traditional)) == (203, 3809, 3203)
    to_taiwan = opencc.OpenCC("s2tw").convert
    kept_in_taiwan = {c for c in only_simplified if to_taiwan(c) == c}  # 群 床 峰: Taiwan's own form
    variants = {variant for variant, _, _ in read_tsv("variants.tsv")}
    both = only_simplified & only_traditional
    expected = {
        "ambiguous": ambiguous | {"么"},  # 麼 in Simplified, 幺 in Taiwan's dictionaries
        "simplified": only_simplified - kept_in_taiwan - both - variants - {"么"},
        "traditional": only_traditional - both,
    }
    names = {"恆": "恒", "恒": "恒"}  # 恒生, 恒隆, 恒瑞: as the companies and the index write themselves
    assert {v: f for v, f, _ in read_tsv("variants.tsv")} == {v: to_taiwan(v) for v in variants} | names
    assert {name: set(characters) for name, characters, _ in read_tsv("scripts.tsv")} == expected


def test_opencc_meets_its_own_expectations(shared: Path) -> None:
    """Every configuration that we build on, over OpenCC's own cases."""
    import opencc

    cases = json.loads((shared / "suites/opencc/opencc_testcases_clean.json").read_text(encoding="utf-8"))
    checks = [(config, case["input"], want) for case in cases for config, want in case["expected"].items()]
    converters = {config: opencc.OpenCC(config) for config, _, _ in checks}
    failures = [c for c in checks if converters[c[0]].convert(c[1]) != c[2]]
    assert len(checks) == 543
    assert failures == []


def test_finance_hazards(shared: Path) -> None:
    """Simplified finance words in a Simplified sentence; every disagreement is listed with its reason."""
    cases = json.loads((shared / "suites/hazards/finance_hazards.json").read_text(encoding="utf-8"))
    ours = {word: canonical(f"{word}。这说明")[: len(word)] for word, _ in cases}
    differing = {word: ours[word] for word, accepted in cases if ours[word] not in accepted.split(" ")}
    lines = (Path(__file__).parent / "finance_differences.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert differing == {word: got for word, _, got, _ in (line.split("\t") for line in lines)}
