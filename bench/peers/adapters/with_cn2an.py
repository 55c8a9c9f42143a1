"""cn2an: it converts and does not find, so one expression finds its candidates."""

import re

import cn2an
from common import Found, main

CANDIDATE = re.compile(
    r"-?\d[\d,]*(?:\.\d+)?[十百千万亿]*|[零一二两三四五六七八九十百千万亿]{2,}(?:点[零一二三四五六七八九]+)?"
)


def find(passage):
    for match in CANDIDATE.finditer(passage["simplified"]):
        try:
            value = cn2an.cn2an(match.group().replace(",", ""), "smart")
        except (ValueError, KeyError):
            continue
        yield Found(match.start(), match.end(), repr(value))


if __name__ == "__main__":
    main(find)
