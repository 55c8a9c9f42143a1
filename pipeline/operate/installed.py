"""What is installed: the program, what it needs, and the data that comes with it."""

from __future__ import annotations

import platform
import sys
from importlib import metadata, util
from pathlib import Path

from packaging.requirements import Requirement

import pipeline
from pipeline import __version__
from pipeline.errors import ConfigurationError
from pipeline.operate.found import Found
from pipeline.settings import Settings

PACKAGE = "brokernotes"
REINSTALL = "uv sync --frozen, or pip install --upgrade brokernotes"


def python() -> Found:
    found = f"{platform.python_version()} ({platform.python_implementation()}) at {sys.executable}"
    wanted = metadata.metadata(PACKAGE)["Requires-Python"]
    if platform.python_version() in Requirement(f"python{wanted}").specifier:
        return Found("ok", found)
    return Found("fail", f"{found}; expected {wanted}", "make an environment with one of these: uv venv --python 3.12")


def itself() -> Found:
    return Found("ok", f"{__version__} at {Path(pipeline.__file__).parent}")


def dependencies() -> Found:
    """All that the package asks for, extras left out, against what is there."""
    required = [Requirement(text) for text in metadata.requires(PACKAGE) or ()]
    required = [each for each in required if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = [problem for each in required if (problem := _problem(each))]
    if wrong:
        return Found("fail", "; ".join(wrong), REINSTALL)
    told = ("pdfplumber", "pypdfium2", "pyarrow", "duckdb", "great-expectations")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in told)
    return Found("ok", f"{len(required)} of {len(required)} as asked for ({versions} …)")


def _problem(wanted: Requirement) -> str | None:
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"{wanted.name} is missing; expected {wanted.specifier or 'any version'}"
    return None if version in wanted.specifier else f"{wanted.name} is {version}; expected {wanted.specifier}"


def opencc() -> Found:
    """Its data are files of their own: a wheel that lacks them imports, and converts nothing."""
    from pipeline.normalise import canonical

    for printed, expected in (("营业额", "營業額"), ("台積電", "臺積電"), ("説", "說")):
        if (given := canonical(printed)) != expected:
            return Found("fail", f"{printed} became {given}; expected {expected}", f"its data is damaged: {REINSTALL}")
    return Found("ok", f"{metadata.version('opencc')}, with its data: 营业额 → 營業額")


def vocabulary(settings: Settings) -> Found:
    from pipeline.vocabulary import load_vocabulary

    folders = settings.vocabulary_folders
    try:
        loaded = load_vocabulary(folders)
    except ConfigurationError as error:
        return Found("fail", str(error), "mend the file, or [vocabulary] folders")
    words = sum(len(each.rows) for each in loaded.lists.values())
    own = f", with {', '.join(map(str, folders))}" if folders else ""
    return Found("ok", f"{words:,} lines of {len(loaded.lists)} files, hash {loaded.hash}{own}")


def names(settings: Settings) -> Found:
    """spaCy, and the trained pipeline that the settings name."""
    version, model = metadata.version("spacy"), settings.nlp.model
    if not model:
        return Found("ok", f"{version}, without a trained pipeline: names come from the vocabulary and from the note")
    if Path(model).exists() or util.find_spec(model.replace("-", "_")):
        return Found("ok", f"{version}, with {model}")
    return Found("fail", f"{version}; {model} is no package and no folder here", "install it, or empty [nlp] model")


def suites() -> Found:
    from pipeline.validate.suites import load_suites, suites_folder

    try:
        loaded = load_suites()
    except ConfigurationError as error:
        return Found("fail", str(error), REINSTALL)
    expectations = sum(len(each.expectations) for each in loaded)
    return Found("ok", f"{expectations} expectations in {len(loaded)} suites of {suites_folder()}")


def extra(name: str, module: str, what_for: str, wanted: bool) -> Found:
    """`wanted`: the settings ask for what it is for."""
    if util.find_spec(module):
        return Found("ok", f"{module} {metadata.version(module)}")
    remedy = f"pip install 'brokernotes[{name}]'"
    if wanted:
        return Found("fail", f"not installed, and needed for {what_for}", remedy)
    return Found("ok", f"not installed; it is for {what_for}: {remedy}")
