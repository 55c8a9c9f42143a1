"""Every vocabulary file is sorted, sourced, in canonical form, and gives a surface one meaning."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.vocabulary import FOLDER, load_vocabulary, read_word_list

FILES = sorted(FOLDER.glob("*.tsv"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_sorted_and_sourced(path: Path) -> None:
    words = read_word_list(path)
    keys = list(words.rows)
    assert keys == sorted(keys)
    assert words.columns[-1] == "source"
    assert all(row["source"] for row in words)


def test_a_repeated_surface_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "scales.tsv"
    path.write_text("surface\tmultiplier\tsource\n萬\t10000\ta\n萬\t1000\tb\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"scales\.tsv:3: 萬 stands twice"):
        read_word_list(path)


def test_a_users_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not a folder"):
        load_vocabulary([tmp_path / "missing"])
