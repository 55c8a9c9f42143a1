"""jionlp: money, the only figures that it finds by itself; its own dates are left out."""

import jionlp
from common import Found, main

MONEY = {"港元": "HKD", "港币": "HKD", "美元": "USD", "人民币": "CNY", "新台币": "TWD"}


def find(passage):
    for each in jionlp.ner.extract_money(passage["simplified"], with_parsing=True):
        detail = each.get("detail") or {}
        number = detail.get("num")
        if number is None:
            continue
        start, end = each["offset"]
        text = passage["simplified"][start:end]
        first = next((i for i, c in enumerate(text) if c.isdigit() or c in "一二三四五六七八九十百千万亿两半"), 0)
        unit = next((name for word, name in MONEY.items() if word in text), "money")
        low = number[0] if isinstance(number, list) else number
        yield Found(start + first, end, low, unit)


if __name__ == "__main__":
    main(find)
