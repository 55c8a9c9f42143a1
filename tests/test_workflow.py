"""What CI of a repository of notes runs: the action's own steps, in a shell as a runner starts it, and the pre-commit hook."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipeline.cli import app, exit_code
from tests.shared import ROOT


def parsed(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


ACTION = parsed("action.yml")
STEPS = ACTION["runs"]["steps"]


def run_step(
    name: str, folder: Path, outputs: dict[str, str] | None = None, **inputs: str
) -> subprocess.CompletedProcess[str]:
    """One step with its script as GitHub runs it: expressions in `env`, `bash -eo pipefail`."""
    step = next(step for step in STEPS if step.get("name") == name)
    given = {key: each["default"] for key, each in ACTION["inputs"].items()} | inputs
    values = {f"inputs.{key}": value for key, value in given.items()}
    values |= {f"steps.check.outputs.{key}": value for key, value in (outputs or {}).items()}
    env = {key: re.sub(r"\$\{\{ (.+?) \}\}", lambda m: values[m[1]], text) for key, text in step.get("env", {}).items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    files = {f"GITHUB_{each}": str(folder / each.lower()) for each in ("STEP_SUMMARY", "OUTPUT", "PATH")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder, env={**os.environ, **env, **files, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """A repository with two notes, one of which contradicts itself, after the action's steps."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "my notes").mkdir()
    for name in ("hk_aircon_share_inconsistent.md", "hk_interim_results_shenzhou.txt"):
        shutil.copy(ROOT / "raw" / name, folder / "my notes")
    return folder, [
        run_step("Read the notes", folder, raw="my notes"),
        run_step("Check their figures", folder, raw="my notes"),
    ]


def test_the_steps_leave_what_is_shown_and_uploaded(checked: Any) -> None:
    folder, (read, judged) = checked
    assert (read.returncode, judged.returncode) == (0, 0), "the last step fails, after everything was uploaded"
    assert judged.stdout.startswith("::error file=my notes/hk_aircon_share_inconsistent.md,line=")
    assert (folder / "output").read_text() == "code=1\n"
    assert "## brokernotes" in (folder / "step_summary").read_text(encoding="utf-8")
    sarif = json.loads((folder / "extracted" / "ci" / "findings.sarif").read_text(encoding="utf-8"))
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in sarif["runs"][0]["results"]}
    assert "my%20notes/hk_aircon_share_inconsistent.md" in uris
    uploaded = "".join(step["with"]["path"] for step in STEPS if "upload-artifact" in step.get("uses", ""))
    for path in uploaded.replace("${{ inputs.out }}", "extracted").split():
        assert any((folder / path).iterdir()), path


def test_the_last_step_gives_the_exit_code_of_the_checks(checked: Any) -> None:
    folder, _ = checked
    for code in ("0", "1", "2"):
        assert run_step("Result", folder, {"code": code}).returncode == int(code)


def test_a_wrong_setting_fails_at_once(tmp_path: Path) -> None:
    (tmp_path / "brokernotes.toml").write_text("[limit]\n", encoding="utf-8")
    done = run_step("Read the notes", tmp_path)
    assert done.returncode == 1
    assert "unknown section limit" in done.stderr


def test_no_text_of_others_becomes_part_of_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), "pass it by env: a file's name could be a command"


def test_the_workflow_uses_the_action_with_inputs_that_it_has() -> None:
    workflow = parsed(".github/workflows/brokernotes.yml")
    (job,) = workflow["jobs"].values()
    (own,) = [step for step in job["steps"] if step["uses"] == "./"]
    assert set(own["with"]) <= set(ACTION["inputs"])
    assert (ROOT / own["with"]["raw"]).is_dir()
    assert workflow["permissions"]["security-events"] == "write"
    used = [step["uses"] for step in (*job["steps"], *STEPS) if "uses" in step and step["uses"] != "./"]
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", each) for each in used)


def test_every_option_of_a_script_is_one_of_its_command() -> None:
    import typer.main

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for step in STEPS:
        for command, rest in re.findall(r"^ *brokernotes (\w+)((?:.*\\\n)*.*)", step.get("run", ""), re.MULTILINE):
            known = {option for parameter in commands[command].params for option in parameter.opts}
            assert set(re.findall(r"(?<![\w-])--[a-z-]+", rest)) <= known


def test_the_hook_refuses_a_note_that_contradicts_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (hook,) = parsed(".pre-commit-hooks.yaml")
    names = [path.name for path in (ROOT / "raw").iterdir()]
    assert all(re.search(hook["files"], name) for name in names)
    assert not re.search(hook["files"], "notes.csv")
    for name in ("hk_aircon_share_inconsistent.md", "hk_interim_results_shenzhou.txt"):
        shutil.copy(ROOT / "raw" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "brokernotes"
    assert exit_code([*arguments, "hk_aircon_share_inconsistent.md"]) == 1
    assert exit_code([*arguments, "hk_interim_results_shenzhou.txt"]) == 0
    assert "share_times_growth" in capsys.readouterr().out
