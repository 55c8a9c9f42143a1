"""The one door to Jinja, and what makes a page whole: styles and scripts inside it, and a policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline import __version__
from pipeline.report.markup import attributes, both, joined, say
from pipeline.report.runs import visible

_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def render(template: str, styles: tuple[str, ...], scripts: tuple[str, ...], data: Any, **values: Any) -> str:
    """A page as one file. `styles` and `scripts` name files of `assets`; `data` is what the scripts are given."""
    style, script = assets(styles), assets(scripts)
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    return _environment().get_template(template).render(
        style=Markup(style), script=Markup(script), policy=policy, data=Markup(json_for_script(data)), **values
    )  # fmt: skip


@cache
def assets(names: tuple[str, ...]) -> str:
    """Files of `assets`, one after the other."""
    folder = files("pipeline.report").joinpath("assets")
    return "\n" + "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


@cache
def everything_in_package() -> str:
    """Hash of the version, templates, assets and words that pages are made with."""
    digest = hashlib.sha256(__version__.encode())
    for folder in ("", "assets", "templates"):
        for file in sorted(files("pipeline.report").joinpath(folder).iterdir(), key=lambda each: each.name):
            if file.is_file() and not file.name.endswith(".pyc"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def json_for_script(value: Any) -> str:
    """JSON that no text in it can end: it stands in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_JSON_ESCAPES)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.globals.update(say=say, both=both, attributes=attributes, joined=joined)
    return environment


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
