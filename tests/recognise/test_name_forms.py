"""Names that no list has: indices by their last word, and buildings and plots of land in notes on property."""

import pytest

from pipeline.recognise.name_forms import find_indices
from pipeline.recognise.property_names import PropertyNames, is_on_property

INDICES = (
    ("企業活動指數在6月錄得51.2。", "企業活動指數", True),
    ("6月投入價格指數為49。", "投入價格指數", True),
    ("「晨星強積金綜合指數」報250點。", "晨星強積金綜合指數", False),
)


@pytest.mark.parametrize(("text", "name", "surveyed"), INDICES)
def test_an_index_is_known_by_its_last_word(text: str, name: str, surveyed: bool) -> None:
    (index,) = find_indices(text, lambda surface: False)
    assert (text[index.start : index.end], index.surveyed) == (name, surveyed)


@pytest.mark.parametrize("text", ["三大指數齊升。", "主要指數下跌。", "該指數連升三個月。", "科技指數報5,000點。"])
def test_words_before_it_that_name_none(text: str) -> None:
    assert list(find_indices(text, lambda surface: False)) == []


def test_an_index_that_a_list_has_is_left_to_it() -> None:
    assert list(find_indices("甲行樓價指數報130點。", lambda surface: surface == "樓價指數")) == []


DISTRICTS = ("荃灣", "中環", "沙田")
BUILDINGS = (
    ("旗下沙田「晨曦居」今日加推30伙，呎價1.5萬元，新盤將於周六發售。", {"晨曦居"}),
    ("沙田朗日峰日內開價。沙田朗日峰今日公布價單，涉50伙，平均呎價1.4萬元。", {"朗日峰"}),
    ("中環東方大廈全層售出，建築面積1萬平方呎，呎價2萬元，該商廈樓齡20年。", {"東方大廈"}),
    ("荃灣和平街與安寧路交界地皮截標，地盤面積7萬平方呎，樓面呎價3,000元。", {"荃灣和平街與安寧路交界地皮"}),
)


@pytest.mark.parametrize(("text", "names"), BUILDINGS)
def test_buildings_and_plots(text: str, names: set[str]) -> None:
    assert {text[start:end] for start, end in PropertyNames(DISTRICTS).find(text)} == names


@pytest.mark.parametrize(
    "text",
    [
        "公司於沙田設研發中心，第三季收入5億元。",  # no note on property
        "中環購物中心新盤呎價2萬元，建築面積1萬平方呎。",  # a kind of building
        "沙田業主「撻訂」，損失訂金，新盤呎價1.5萬元，涉30伙。",  # a quoted word that is no name
    ],
)
def test_no_buildings(text: str) -> None:
    assert {text[start:end] for start, end in PropertyNames(DISTRICTS).find(text)} == set()


def test_hostile_text_costs_little() -> None:
    text = "沙田新盤呎價1萬平方呎" * 20_000
    assert is_on_property(text)
    assert len(list(PropertyNames(DISTRICTS).find(text))) <= len(text)
    assert list(find_indices("企業活動" * 50_000 + "指數", lambda surface: False))
