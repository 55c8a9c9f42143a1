"""Recognizers-Text, Chinese: percentages, money, dimensions, then plain numbers; nothing inside its own dates."""

import warnings

warnings.simplefilter("ignore")

from common import Found, main
from recognizers_date_time import recognize_datetime
from recognizers_number import recognize_number, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension
from recognizers_text import Culture

DIMENSIONS = {"Kilometer": "km", "Kilometer per hour": "km/h", "Square meter": "m2", "Kilowatt": "kW"}
CURRENCIES = {"CNY", "HKD", "USD", "TWD"}


def find(passage):
    text = passage["simplified"]
    dates = [(r.start, r.end + 1) for r in recognize_datetime(text, Culture.Chinese)]
    taken = []

    def free(result):
        return not any(s < result.end + 1 and result.start < e for s, e in [*dates, *taken])

    for kind, recognize in (
        ("percent", recognize_percentage),
        ("money", recognize_currency),
        ("dimension", recognize_dimension),
        ("number", recognize_number),
    ):
        for result in recognize(text, Culture.Chinese):
            value = (result.resolution or {}).get("value")
            if value is None or not free(result):
                continue
            start, end, unit = result.start, result.end + 1, None
            if kind == "percent":
                value, unit = value.rstrip("%"), "percentage_point" if "点" in result.text else "percent"
            elif kind == "money":
                iso = result.resolution.get("isoCurrency")
                unit = iso if (iso in CURRENCIES and iso != "CNY") or "人民币" in result.text else "money"
            elif kind == "dimension":
                unit = DIMENSIONS.get(result.resolution.get("unit"))
                if unit is None:
                    continue
            taken.append((start, end))
            yield Found(start, end, value.replace(",", ""), unit)


if __name__ == "__main__":
    main(find)
