"""Great Expectations' own classes for intervals. Importing this module registers them, and imports Great Expectations."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = Decimal("-Infinity"), Decimal("Infinity")


def _ends(columns: pd.DataFrame) -> tuple[pd.Series[Any], ...]:
    """stated_low, stated_high, derived_low, derived_high with an infinite number where there is no end."""
    return tuple(
        columns.iloc[:, place].astype(object).where(columns.iloc[:, place].notna(), missing)
        for place, missing in enumerate((LEAST, MOST, LEAST, MOST))
    )


def _meet(columns: pd.DataFrame) -> pd.Series[bool]:
    stated_low, stated_high, derived_low, derived_high = _ends(columns)
    return (stated_low <= derived_high) & (derived_low <= stated_high)


def _touch(columns: pd.DataFrame) -> pd.Series[bool]:
    """Whether the intervals have one point in common although both have width, or an end that one of them excludes.
    Columns 4 to 7 say which ends are excluded, in the order of the ends."""
    stated_low, stated_high, derived_low, derived_high = _ends(columns)
    open_ = [columns.iloc[:, place].astype(bool) for place in range(4, 8)]
    wide = (stated_low < stated_high) & (derived_low < derived_high)
    above = stated_high == derived_low
    below = stated_low == derived_high
    return (above & (wide | open_[1] | open_[2])) | (below & (wide | open_[0] | open_[3]))


class IntervalsMeet(MulticolumnMapMetricProvider):
    """Row by row: some value lies in both intervals."""

    condition_metric_name = "multicolumn_values.intervals_meet"

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:  # noqa: N805
        return _meet(column_list)


class IntervalsOverlap(MulticolumnMapMetricProvider):
    """Row by row: where the intervals meet they have more in common than an end."""

    condition_metric_name = "multicolumn_values.intervals_overlap"

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:  # noqa: N805
        return ~_touch(column_list)


class VerdictsAgree(MulticolumnMapMetricProvider):
    """Row by row: what the pipeline wrote down (columns 8 and 9: holds, touches) is what the intervals say."""

    condition_metric_name = "multicolumn_values.verdicts_agree"

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:  # noqa: N805
        holds, touches = (column_list.iloc[:, place].astype(bool) for place in (8, 9))
        return (holds == _meet(column_list)) & (touches == _touch(column_list))


class ExpectIntervalsToMeet(MulticolumnMapExpectation):
    """Expect the stated and the derived interval of each row to have a value in common.

    `column_list`: stated_low, stated_high, derived_low, derived_high; null is unbounded."""

    map_metric = "multicolumn_values.intervals_meet"
    args_keys = ("column_list",)


class ExpectIntervalsToOverlap(MulticolumnMapExpectation):
    """Expect intervals of positive width not to touch in a single point, nor intervals in an end that one excludes.

    `column_list`: the four ends, then whether each is excluded, in the same order."""

    map_metric = "multicolumn_values.intervals_overlap"
    args_keys = ("column_list",)


class ExpectVerdictsToAgree(MulticolumnMapExpectation):
    """Expect the columns that say how the intervals stand to each other to say what the intervals say.

    `column_list`: the four ends, whether each is excluded, then holds and touches."""

    map_metric = "multicolumn_values.verdicts_agree"
    args_keys = ("column_list",)
