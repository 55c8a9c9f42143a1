"""Pinned environments of the peers, made when they are first asked for, under `.bench/` of the checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.shared import ROOT

FOLDER = ROOT / ".bench"
ADAPTERS = Path(__file__).parent / "adapters"
INSTALL_SECONDS = 600
RUN_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer: its adapter in `adapters/`, what to install for it, and whose version is quoted."""

    name: str
    adapter: str
    requirements: tuple[str, ...]
    package: str
    about: str


class Unavailable(Exception):  # noqa: N818 it is an answer, and no error
    """A peer that cannot be installed or run here; `str()` says why in a few words."""


def python_of(peer: Peer) -> Path:
    """The interpreter of a peer's environment. Raises Unavailable."""
    folder = FOLDER / "-".join([peer.adapter, *sorted(peer.requirements)]).replace("/", "_").replace(" ", "")[:150]
    python, ready = folder / "bin" / "python", folder / "ready"
    if ready.exists():
        return python
    uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    _run([uv, "venv", "--quiet", "--clear", "--python", version, str(folder)])
    if peer.requirements:
        _run([uv, "pip", "install", "--quiet", "--python", str(python), *peer.requirements])
    ready.touch()
    return python


def ask(peer: Peer, request: Any) -> Any:
    """What a peer's adapter answers. Raises Unavailable."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "answer.json"
        command = [str(python_of(peer)), str(ADAPTERS / f"{peer.adapter}.py"), str(out)]
        try:
            done = subprocess.run(
                command, input=json.dumps(request), capture_output=True, text=True, timeout=RUN_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Unavailable(f"ran longer than {RUN_SECONDS} s") from error
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise Unavailable(f"failed: {said[-1][:160] if said else done.returncode}")
        return json.loads(out.read_text(encoding="utf-8"))


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"cannot be installed: {type(error).__name__}") from error
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise Unavailable(f"cannot be installed: {said[-1][:160] if said else done.returncode}")
