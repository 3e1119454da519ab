"""The tokens of a JSON text, found in one pass whatever it holds, so that it can be refused before it is read."""

from __future__ import annotations

import re

DEEPEST = 100  # levels of brackets; a report has fewer than ten
MOST = 1_000_000  # values; the largest report that follows the schema has fewer
_TEXT = r'"(?:[^"\\]++|\\.)*+"?'  # one left open goes on to the end: nothing is looked at twice
TOKEN = re.compile(rf'{_TEXT}|[{{}}\[\],:]|[^\s{{}}\[\],:"]+', re.DOTALL)
_NESTING = re.compile(rf"{_TEXT}|[{{}}\[\],]", re.DOTALL)
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}


def extent(text: str) -> tuple[int, int]:
    """How deep a JSON text is nested and how many values it holds, at most.

    The count ends where a bound is passed; what is surely within both is not looked into.
    """
    level = deepest = values = 0
    opening = text.count("{") + text.count("[")
    short = len(text) < MOST  # a value takes a character; commas need not be counted
    if opening <= DEEPEST and (short or opening + text.count(",") < MOST):
        return opening, min(len(text), MOST)
    for match in _NESTING.finditer(text):
        level += _STEPS.get(match[0], 0)
        deepest = max(deepest, level)
        values += match[0] in "{[,"
        if deepest > DEEPEST or values >= MOST:
            break
    return deepest, values + 1
