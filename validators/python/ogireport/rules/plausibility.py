"""Which of several repairs is the likelier: by the slips people make when they fill a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ogireport.form import Form
from ogireport.kinds import Bilingual, Equation
from ogireport.rules.context import Context
from ogireport.rules.equation import total
from ogireport.rules.systems import Figures, Repair

SLIPS: Mapping[str, tuple[int, Bilingual]] = {  # how unlikely a slip is, and what it is called
    "carried": (0, {"zh": "与上年报告一致", "en": "agrees with last year's report"}),
    "zero_total": (1, {"zh": "总计仍为 0", "en": "the total was left at 0"}),
    "swapped": (1, {"zh": "与相邻单元格写反", "en": "swapped with its neighbour"}),
    "transposed": (1, {"zh": "两位数字颠倒", "en": "two digits transposed"}),
    "digit_lost": (1, {"zh": "少写一位数字", "en": "a digit is missing"}),
    "digit_added": (1, {"zh": "多写一位数字", "en": "a digit too many"}),
    "one_digit": (2, {"zh": "一位数字不同", "en": "one digit differs"}),
    "zero": (3, {"zh": "仍为 0", "en": "it was left at 0"}),
    "other": (3, {"zh": "改动的单元格最少", "en": "the fewest cells change"}),
    "contrary": (6, {"zh": "与上年报告不一致", "en": "differs from last year's report"}),
}


class Ranked(NamedTuple):
    """A repair in the order of the form, with the slip that explains each change best.

    Sorts by how unlikely the slips are, then by how many boxes it fills: most are 0.
    """

    cost: int
    filled: int
    places: tuple[tuple[int, int], ...]
    repair: Repair
    slips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the figures: totals, neighbours on the form, last year's figures."""

    totals: frozenset[str]
    neighbours: Mapping[str, frozenset[str]]
    places: Mapping[str, int]
    carried: Figures = field(default_factory=dict)

    @classmethod
    def of(cls, forms: Iterable[Form], totals: Iterable[str]) -> Surroundings:
        forms = tuple(forms)
        cells = [cell for form in forms for cell in form.cells()]
        neighbours: dict[str, frozenset[str]] = dict.fromkeys(cells, frozenset())
        for line in (line for form in forms for line in _lines(form)):
            for one, other in pairwise(line):
                neighbours[one] |= {other}
                neighbours[other] |= {one}
        places = {cell: place for place, cell in enumerate(cells)}
        return cls(frozenset(totals), neighbours, places)

    def rank(self, repairs: Iterable[Repair], printed: Figures) -> list[Ranked]:
        """The repairs, the likeliest first."""
        return sorted(self._ranked(repair, printed) for repair in repairs)

    def _ranked(self, repair: Repair, printed: Figures) -> Ranked:
        ordered = {cell: repair[cell] for cell in sorted(repair, key=self.places.__getitem__)}
        slips = tuple(self._slip(cell, ordered, printed) for cell in ordered)
        cost = sum(SLIPS[slip][0] for slip in slips)
        filled = sum(figure > 0 for figure in ordered.values())
        places = tuple((self.places[cell], figure) for cell, figure in ordered.items())
        return Ranked(cost, filled, places, ordered, slips)

    def _slip(self, cell: str, repair: Repair, printed: Figures) -> str:
        before, after = printed[cell], repair[cell]
        if (carried := self.carried.get(cell)) in (before, after):
            return "carried" if after == carried else "contrary"
        if before == 0 and cell in self.totals:
            return "zero_total"
        if self._swapped(cell, repair, printed):
            return "swapped"
        return misprint(str(before), str(after))

    def _swapped(self, cell: str, repair: Repair, printed: Figures) -> bool:
        """Whether its figure is that of a neighbour that changes too, or went there."""
        before, after = printed[cell], repair[cell]
        return any(
            0 < after == printed[other] or 0 < before == repair[other]
            for other in self.neighbours[cell] & repair.keys()
        )


def _lines(form: Form) -> Iterator[list[str]]:
    """The cells of every row and of every column in printed order."""
    rows = [row for row in form.rows.values() if row.columns]
    for row in rows:
        yield [f"{form.table}/{row.code}/{column}" for column in row.columns]
    for column in form.columns:
        yield [f"{form.table}/{row.code}/{column}" for row in rows if column in row.columns]


def misprint(before: str, after: str) -> str:
    """The slip of the pen that makes `before` of `after`."""
    if "0" in (before, after):
        return "zero" if before == "0" else "other"
    if len(after) == len(before) + 1 and _without_one(after, before):
        return "digit_lost"
    if len(before) == len(after) + 1 and _without_one(before, after):
        return "digit_added"
    differ = [place for place, (a, b) in enumerate(zip(before, after, strict=False)) if a != b]
    if len(before) == len(after) > 1 and len(differ) == 1:
        return "one_digit"
    if len(before) == len(after) and differ[1:] == [differ[0] + 1]:
        here, there = differ
        if before[here] + before[there] == after[there] + after[here]:
            return "transposed"
    return "other"


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def carried(context: Context) -> Figures:
    """The figures of this report's cells that follow from last year's report."""
    if context.previous is None:
        return {}
    found: dict[str, int] = {}
    for _, guard, equation in context.spec.active(context.report.forms, ("previous",)):
        if _carries(equation) and context.applies(guard):
            figures = total(map(context.previous.cells.get, equation.paths[1]))
            if figures is not None:
                found[equation.at] = int(figures)
    return found


def _carries(equation: Equation) -> bool:
    own, others = ([term.scope for term in side] for side in (equation.left, equation.right))
    return equation.relation == "eq" and own == [""] and {*others} == {"previous"}
