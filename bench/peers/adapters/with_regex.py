"""The floor: one regular expression for a number, the scale after it, and what every adapter gets for nothing."""

import re

from common import Found, main, scaled

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def find(passage):
    text = passage["text"]
    for match in NUMBER.finditer(text):
        end, value = scaled(text, match.start(), match.end(), match.group())
        yield Found(match.start(), end, value)


if __name__ == "__main__":
    main(find)
