"""The rules that read figures, in the order in which they are tried at a numeral: what is said specially before numbers with
a unit, ranges before single numbers."""

from pipeline.recognise.figure_rules.amounts_and_ranges import AMOUNTS
from pipeline.recognise.figure_rules.ranks import RANKS
from pipeline.recognise.figure_rules.rule import Rule
from pipeline.recognise.figure_rules.shares import SHARES

RULES: tuple[Rule, ...] = (*SHARES, *RANKS, *AMOUNTS)
