"""Times: where they are printed, and which period they mean.

`PeriodFinder(vocabulary).find(text)` gives the mentions of a passage; `resolve(mention, context)` the period of one, and whether
the context was needed; `follow(context, mention, resolved)` the context for the next mention.
"""

from pipeline.recognise.periods.context import PeriodContext, Resolved, follow
from pipeline.recognise.periods.finder import PeriodFinder
from pipeline.recognise.periods.resolve import resolve

__all__ = ["PeriodContext", "PeriodFinder", "Resolved", "follow", "resolve"]
