"""The rules for numerals that are no figure. Among those that start with the same character the earlier wins."""

from pipeline.recognise.blocker_rules.codes import CODES
from pipeline.recognise.blocker_rules.marks import MARKS
from pipeline.recognise.blocker_rules.products import FRAGMENTS, PRODUCTS
from pipeline.recognise.blocker_rules.rule import Blocker
from pipeline.recognise.blocker_rules.times import TIMES

BLOCKERS: tuple[Blocker, ...] = (*TIMES, *CODES, *MARKS, *PRODUCTS)

__all__ = ["BLOCKERS", "FRAGMENTS", "Blocker"]
