"""Every default is visible, and what is not a setting is refused by name and line."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.settings import FILE, Settings, as_toml, load_settings


def write(folder: Path, text: str, name: str = FILE) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_printed_reads_back_as_the_same_settings(tmp_path: Path) -> None:
    path = write(tmp_path, as_toml(Settings()))
    assert replace(load_settings(path), origin=None) == Settings()
    changed = load_settings(write(tmp_path, '[nlp]\nmodel = "模型"\n[run]\nraw = ["a", "b"]\nworkers = 3\n'))
    assert (changed.nlp.model, changed.run.raw, changed.run.workers) == ("模型", ("a", "b"), 3)
    again = load_settings(write(tmp_path, as_toml(changed), "again.toml"))
    assert replace(again, origin=None) == replace(changed, origin=None)


def test_the_nearest_file_above_counts_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, '[tool.brokernotes.vocabulary]\nfolders = ["words"]\n', "pyproject.toml")
    assert load_settings(folder=below).vocabulary_folders == (tmp_path / "words",)
    write(tmp_path / "a", "[limits]\nseconds = 5\n")
    assert load_settings(folder=below).limits.seconds == 5
    write(tmp_path / "a" / "b", "[project]\n", "pyproject.toml")  # says nothing of us
    assert load_settings(folder=below).limits.seconds == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limits]\n\nsecnds = 5\n", r":3: unknown setting secnds in \[limits\]; did you mean seconds\?"),
        ("\n[limit]\nseconds = 5\n", r":2: unknown section limit; did you mean limits\?"),
        ("colour = 1\n", r":1: unknown section colour; expected one of run, limits"),
        ("run = 5\n", r":1: run is a section: write \[run\]"),
        ("limits.seconds = 0\n", r":1: \[limits\] seconds is 0; expected a whole number, 1 or more"),
        ("[limits]\nseconds = true\n", r":2: \[limits\] seconds is true; expected a whole number"),
        ('[limits]\nseconds = "5"\n', r':2: \[limits\] seconds is "5"; expected a whole number'),
        ('[run]\nraw = "raw"\n', r':2: \[run\] raw is "raw"; expected a list of texts'),
        ('[run]\nfail_on = ["sauce"]\n', r":2: .*expected a list of source, extraction, invariant"),
        ("[nlp]\nmodel = 5\n", r":2: \[nlp\] model is 5; expected a text"),
        ('[report]\nlanguage = "fr"\n', r':2: \[report\] language is "fr"; expected zh or en'),
        ("[run\n", r"cannot be read as TOML: .*line 1"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_settings(path)
    assert str(caught.value).startswith(str(path))


def test_in_a_project_file_the_line_is_found_under_its_prefix(tmp_path: Path) -> None:
    path = write(tmp_path, "[limits]\nsecnds = 1\n\n[tool.brokernotes.limits]\nsecnds = 1\n", "pyproject.toml")
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml:5: unknown setting secnds"):
        load_settings(path)


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"missing\.toml: cannot be read"):
        load_settings(tmp_path / "missing.toml")


def test_the_hash_changes_with_what_rows_depend_on_and_with_nothing_else(tmp_path: Path) -> None:
    def settings(text: str) -> Settings:
        return load_settings(write(tmp_path, text))

    base = Settings().hash
    assert settings('[run]\nworkers = 7\nout = "x"\n[limits]\nseconds = 9\n').hash == base
    assert settings('[nlp]\nmodel = "m"\n').hash != base
    assert settings('[checks]\nwaivers = "w.toml"\n').hash == base  # silences the alarm, not the rows
    assert settings('[checks]\nwaivers = "w.toml"\n').waivers == tmp_path / "w.toml"
