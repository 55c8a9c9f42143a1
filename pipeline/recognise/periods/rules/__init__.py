"""Every way to print one time. Where two rules read the same characters, the earlier one wins."""

from pipeline.recognise.periods.grammar import Rule
from pipeline.recognise.periods.rules.codes import CODES
from pipeline.recognise.periods.rules.dates import DATES
from pipeline.recognise.periods.rules.lengths import LENGTHS, ORDINALS
from pipeline.recognise.periods.rules.relative import RELATIVE
from pipeline.recognise.periods.rules.years import FISCAL, YEARS

RULES: tuple[Rule, ...] = (*ORDINALS, *YEARS, *FISCAL, *CODES, *DATES, *RELATIVE, *LENGTHS)
