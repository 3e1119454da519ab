"""Which of several repairs is the likelier: by the slips people make when they fill a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ogireport.check.peel import Figures, Repair
from ogireport.spec import Bilingual

Ways = Mapping[str, tuple[int, Bilingual]]
SLIPS: Ways = {  # how unlikely a slip is, and its name
    "carried": (0, {"zh": "与上年报告一致", "en": "agrees with last year's report"}),
    "zero_total": (1, {"zh": "合计还是 0", "en": "the total was left 0"}),
    "swapped": (1, {"zh": "与相邻的格写反", "en": "swapped with its neighbour"}),
    "transposed": (1, {"zh": "两位数字颠倒", "en": "two digits transposed"}),
    "digit_lost": (1, {"zh": "少写一位数字", "en": "a digit is missing"}),
    "digit_added": (1, {"zh": "多写一位数字", "en": "a digit too many"}),
    "one_digit": (2, {"zh": "一位数字不同", "en": "one digit differs"}),
    "zero": (3, {"zh": "还是 0", "en": "was left 0"}),
    "other": (3, {"zh": "改动的格最少", "en": "the fewest cells change"}),
    "disagrees": (6, {"zh": "与上年报告不一致", "en": "disagrees with last year's report"}),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the figures: totals, neighbours on the form, last year's figures."""

    totals: frozenset[str]
    neighbours: Mapping[str, frozenset[str]]
    carried: Figures

    def slips(self, repair: Repair, printed: Figures) -> tuple[str, ...]:
        """The slip that explains each change best."""
        return tuple(self._slip(cell, repair, printed) for cell in repair)

    def _slip(self, cell: str, repair: Repair, printed: Figures) -> str:
        before, after = printed[cell], repair[cell]
        if cell in self.carried and self.carried[cell] in (before, after):
            return "carried" if after == self.carried[cell] else "disagrees"
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


def misprint(before: str, after: str) -> str:
    """The slip of the pen that makes `before` of `after`."""
    if before == "0":
        return "zero"
    if after == "0":
        return "other"
    if len(after) == len(before) + 1 and _without_one(after, before):
        return "digit_lost"
    if len(before) == len(after) + 1 and _without_one(before, after):
        return "digit_added"
    if len(before) == len(after) > 1:
        places = [place for place, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        first, last = places[0], places[-1]
        if last == first:
            return "one_digit"
        if last == first + 1 and before[first : last + 1] == after[last] + after[first]:
            return "transposed"
    return "other"


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def cost(slips: tuple[str, ...]) -> int:
    """The lower, the likelier."""
    return sum(SLIPS[slip][0] for slip in slips)
