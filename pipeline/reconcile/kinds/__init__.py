"""One file for each kind of relation, and the order in which they are looked for."""

from __future__ import annotations

from pipeline.reconcile.kinds import (
    elapsed_time,
    growth_vs_levels,
    monthly_vs_annual,
    same_fact,
    share_times_growth,
    sum_to_total,
    text_vs_table,
)
from pipeline.reconcile.relation import Kind

KINDS: tuple[Kind, ...] = (
    sum_to_total.KIND,
    growth_vs_levels.KIND,
    share_times_growth.KIND,
    same_fact.KIND,
    text_vs_table.KIND,
    monthly_vs_annual.KIND,
    elapsed_time.KIND,
)
