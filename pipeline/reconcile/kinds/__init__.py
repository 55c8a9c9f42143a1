"""One file for each kind of relation, and the order in which they are looked for."""

from __future__ import annotations

from pipeline.reconcile.kind import Kind
from pipeline.reconcile.kinds import (
    cross_report,
    difference,
    elapsed_time,
    growth_vs_levels,
    joint,
    list_length,
    median_of_members,
    monthly_vs_annual,
    range_of_members,
    ratio,
    same_fact,
    share_times_growth,
    sum_to_total,
    text_vs_table,
    unit_scale,
    upside_vs_target,
)

KINDS: tuple[Kind, ...] = (
    sum_to_total.KIND,
    growth_vs_levels.KIND,
    share_times_growth.KIND,
    same_fact.KIND,
    text_vs_table.KIND,
    range_of_members.KIND,
    median_of_members.KIND,
    upside_vs_target.KIND,
    difference.KIND,
    ratio.KIND,
    monthly_vs_annual.KIND,
    list_length.KIND,
    elapsed_time.KIND,
    unit_scale.KIND,
    joint.KIND,
    cross_report.KIND,
)
