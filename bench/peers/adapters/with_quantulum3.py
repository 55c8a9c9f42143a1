"""quantulum3: quantities with English units and signs."""

import warnings

warnings.simplefilter("ignore")

from common import Found, main
from quantulum3 import parser

UNITS = {"percentage": "percent", "dollar": "USD", "kilometre per hour": "km/h", "kilometre": "km", "kilowatt": "kW"}


def find(passage):
    for each in parser.parse(passage["text"]):
        start, end = each.span
        yield Found(start, end, repr(each.value), UNITS.get(each.unit.name))


if __name__ == "__main__":
    main(find)
