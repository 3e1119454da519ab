"""Findings told once: what a rule cannot check in many places is one finding with their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ogireport.findings import Finding, Outcome

CELLS = 24  # of one finding: no equation of one row or column has more


class Shown(NamedTuple):
    """A finding, how many like ones it stands for, and how many of its cells are left out."""

    finding: Finding
    alike: int = 0
    unlisted: int = 0


def shown(findings: Iterable[Finding], *, full: bool) -> Iterator[Shown]:
    """The findings to show: each with all its cells when `full`, else blanks told once."""
    found = tuple(findings)
    if full:
        yield from map(Shown, found)
        return
    blank = Counter(each.rule for each in found if each.outcome is Outcome.UNDETERMINED)
    told: Counter[str] = Counter()
    for each in found:
        many = each.outcome is Outcome.UNDETERMINED and blank[each.rule] > 1
        if not (many and told[each.rule]):
            first = replace(each, cells=each.cells[:CELLS], detail=None if many else each.detail)
            unlisted = len(each.cells) - len(first.cells)
            yield Shown(first, blank[each.rule] - 1 if many else 0, unlisted)
        told[each.rule] += many
