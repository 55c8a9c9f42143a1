"""duckling (Rust port), ZH_HK: money, distance and numbers; nothing inside what it reads as a time."""

from common import Found, main
from duckling import (
    Context,
    default_locale_lang,
    load_time_zones,
    parse,
    parse_dimensions,
    parse_lang,
    parse_locale,
    parse_ref_time,
)

ZONES = load_time_zones("/usr/share/zoneinfo")
CONTEXT = Context(
    parse_ref_time(ZONES, "Asia/Hong_Kong", 1736121600), parse_locale("ZH_HK", default_locale_lang(parse_lang("ZH")))
)
DIMENSIONS = parse_dimensions(["amount-of-money", "distance", "number", "time"])
CURRENCIES = {"HKD": "HKD", "CNY": "CNY", "USD": "USD", "TWD": "TWD", "$": "money"}


def find(passage):
    found = parse(passage["text"], CONTEXT, DIMENSIONS, False)
    times = [(each["start"], each["end"]) for each in found if each["dim"] == "time"]
    taken = []
    for dimension in ("amount-of-money", "distance", "number"):
        for each in found:
            value = each["value"].get("value")
            if each["dim"] != dimension or not isinstance(value, (int, float)):
                continue
            start, end = each["start"], each["end"]
            if any(s < end and start < e for s, e in [*times, *taken]):
                continue
            unit = None
            if dimension == "amount-of-money":
                unit = CURRENCIES.get(each["value"].get("unit"))
                if unit is None:
                    continue
            elif dimension == "distance":
                unit = {"kilometre": "km"}.get(each["value"].get("unit"))
            taken.append((start, end))
            yield Found(start, end, repr(value), unit)


if __name__ == "__main__":
    main(find)
