"""The numbers of a text, in digits or in Chinese."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

COUNT, BARE, YUAN, PERCENT, OTHER = "01234"  # with a unit, without, of money, a share, of another
_SCALE = {"万": 10_000, "亿": 100_000_000}
_CHINESE = {c: n % 10 for n, c in enumerate("零一二三四五六七八九〇")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


class Number(NamedTuple):
    """A number of a text, of money in yuan; `last` is what one of its last digit is worth."""

    length: int  # characters, without blanks
    value: Decimal
    last: Decimal
    unit: str
    rounded: bool


def number_of(match: re.Match[str], letter: str) -> Number:
    """The number of a match of the lexer."""
    first = 3 if match[3] else 7
    digits, scale, more, unit = (match[first + n] or "" for n in range(4))
    times = _SCALE.get(scale, 1)
    value = Decimal(digits.replace(",", "")) if match[3] else Decimal(_chinese(digits))
    last = Decimal(1).scaleb(value.as_tuple().exponent)  # type: ignore[arg-type]
    rounded = bool(more or (scale and letter != YUAN))
    return Number(match.end() - match.start(), value * times, last * times, unit, rounded)


def _chinese(digits: str) -> int:
    """The value of a Chinese numeral below ten thousand, or of one written digit by digit."""
    if _TENS.keys().isdisjoint(digits):
        return int("".join(str(_CHINESE[c]) for c in digits))
    total, digit = 0, None
    for char in digits:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        else:
            digit = _CHINESE[char]
    return total + (digit or 0)
