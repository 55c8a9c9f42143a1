"""The one door to Great Expectations: suites and frames in, what each expectation said of which rows out."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.validate.suites import Suite

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expectation said. `rows` are the keys of the rows that failed it; `problem` is why it could not be evaluated."""

    suite: Suite
    number: int  # of the expectation in its suite, 0-based
    success: bool
    evaluated: int | None = None  # rows looked at; None for an expectation about the table
    rows: tuple[Key, ...] = ()
    problem: str | None = None

    @property
    def declared(self) -> Mapping[str, Any]:
        return self.suite.expectations[self.number]


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of one dataset with the suites that judge them; `key` tells rows apart."""

    suites: tuple[Suite, ...]
    frame: pd.DataFrame
    key: tuple[str, ...]


def run(jobs: Iterable[Job], documents: Path | None = None) -> Iterator[tuple[Job, Outcome]]:
    """Judge every frame by its suites, in one checkpoint each. Every declared expectation has an outcome, also one that
    Great Expectations dropped, refused or could not evaluate. `documents`: a folder for its Data Docs, and for its results
    as it words them, with their random ids and times."""
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    if documents is not None:
        context.add_data_docs_site("local", _site(documents))
    for number, job in enumerate(jobs):
        source = f"batch {number}"  # each frame has its own, since a source keeps what it has seen
        asset = context.data_sources.add_pandas(source).add_dataframe_asset(job.suites[0].dataset)
        definition = asset.add_batch_definition_whole_dataframe("all")
        seen: dict[tuple[str, int], Outcome] = {}
        validations = []
        for suite in job.suites:
            try:
                built = context.suites.add(gx.ExpectationSuite(name=suite.name, expectations=list(_numbered(suite))))
            except (
                Exception
            ) as error:  # a suite file may say anything, and pydantic, GX and Python each object in their way
                refused = f"the suite was refused: {error}"
                seen |= {
                    (suite.name, n): Outcome(suite, n, False, problem=refused) for n in range(len(suite.expectations))
                }
                continue
            validations.append(
                context.validation_definitions.add(
                    gx.ValidationDefinition(name=suite.name, data=definition, suite=built)
                )
            )
        if validations:
            checkpoint = context.checkpoints.add(
                gx.Checkpoint(
                    name=f"batch {number}", validation_definitions=validations, result_format=_format(job.key)
                )
            )
            by_name = {suite.name: suite for suite in job.suites}
            for validation in checkpoint.run(batch_parameters={"dataframe": job.frame}).run_results.values():
                suite = by_name[validation.suite_name]
                if documents is not None:
                    _keep(documents / "results" / f"{suite.name}.json", validation)
                outcomes = (_outcome(suite, each, job.key) for each in validation.results)
                seen |= {(suite.name, outcome.number): outcome for outcome in outcomes}
        context.data_sources.delete(source)
        for suite in job.suites:
            for n in range(len(suite.expectations)):
                dropped = Outcome(suite, n, False, problem="it was dropped: no such expectation is registered")
                yield job, seen.get((suite.name, n), dropped)
    if documents is not None:
        context.build_data_docs(site_names=["local"])


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())},
    }


def _keep(path: Path, validation: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(validation.to_json_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _format(key: Sequence[str]) -> dict[str, Any]:
    """Keys of failed rows, and not their values: Great Expectations looks at the call stack for each decimal that it reports."""
    return {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": list(key),
        "exclude_unexpected_values": True,
        "include_unexpected_rows": False,
    }


def _numbered(suite: Suite) -> Iterator[dict[str, Any]]:
    """The expectations with their number, by which a result is told from another."""
    for number, each in enumerate(suite.expectations):
        yield {**each, "meta": {**each.get("meta", {}), "number": number}}


def _outcome(suite: Suite, result: Any, key: Sequence[str]) -> Outcome:
    number = result.expectation_config.meta["number"]
    problem = _problem(result.exception_info)
    if problem is not None:
        return Outcome(suite, number, False, problem=problem)
    details = result.result
    rows = tuple(
        row
        for keys in details.get("unexpected_index_list") or ()
        for row in zip(*(keys[name] for name in key), strict=True)
    )
    if not result.success and details.get("unexpected_count") and not rows:
        return Outcome(suite, number, False, problem=f"{details['unexpected_count']} rows failed, and none was named")
    return Outcome(suite, number, bool(result.success), details.get("element_count"), rows)


def _problem(info: Mapping[str, Any]) -> str | None:
    """Why an expectation raised, from the one or many exceptions that a result carries; None where it did not."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else None
    messages = [each["exception_message"] for each in info.values() if each.get("raised_exception")]
    return str(messages[0]) if messages else None


def _great_expectations() -> Any:
    """Great Expectations with our expectations registered, and silent: no telemetry, no log of what we report ourselves."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    import pipeline.validate.expectations  # noqa: F401

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    return great_expectations
