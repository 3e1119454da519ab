"""Two cells each of two lines and two columns, all four wrong: no equation gives one away.

What one corner loses its neighbours gain, so the figures have one freedom; only that none may be
negative narrows them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from operator import sub

from ogireport.rules.systems import Figures, Repair, Residuals, System, Use, bits

Corners = tuple[Use, ...]  # the first shares an equation with the second and with the third


def rectangles(
    system: System, cells: Figures, residuals: Residuals, closed: int, limit: int
) -> Iterator[Repair]:
    """The new figures of four corners that balance every equation; none is in a closed one."""
    for corners in _corners(system, residuals):
        if any((use.bits | use.own) & closed for use in corners):
            continue
        for first in _range(corners, cells, residuals, limit):
            changes = _changes(corners, first, residuals)
            if all(changes):
                pairs = zip(corners, changes, strict=True)
                yield {use.cell: cells[use.cell] + change for use, change in pairs}


def _corners(system: System, residuals: Residuals) -> Iterator[Corners]:
    """The rectangles whose four sides are equations, among them all that fail."""
    crossing, failing = system.crossing, bits(residuals)
    side = 1 << min(residuals, key=lambda number: len(system.uses[number]))
    meeting = [both ^ side for both in crossing if both & side]
    for left, right in combinations(meeting, 2):
        open_side = failing & ~(side | left | right)
        for both in crossing if open_side.bit_count() < 2 else ():
            far = both ^ left
            if both & left and far not in (side, right) and far | open_side == far:
                ends = (side | left, side | right, far | left, far | right)
                yield from product(*(crossing.get(end, ()) for end in ends))


def _range(corners: Corners, cells: Figures, residuals: Residuals, limit: int) -> range:
    """How much the first corner may change so that no figure is negative or above the limit."""
    low, high = -limit, limit
    none, one = (_changes(corners, first, residuals) for first in (0, 1))
    for use, start, step in zip(corners, none, map(sub, one, none), strict=True):
        least, most = sorted(step * (bound - cells[use.cell] - start) for bound in (0, limit))
        low, high = max(low, least), min(high, most)
    closes = _answer(corners[2], none[2], corners[3], residuals) == none[3]
    return range(low, high + 1) if closes else range(0)


def _changes(corners: Corners, first: int, residuals: Residuals) -> tuple[int, ...]:
    """The changes of all corners when the first changes by so much."""
    one, two, three, four = corners
    second = _answer(one, first, two, residuals)
    third = _answer(one, first, three, residuals)
    return first, second, third, _answer(two, second, four, residuals)


def _answer(known: Use, change: int, other: Use, residuals: Residuals) -> int:
    """The change of another cell in the equation that both are in."""
    (number,) = known.signs.keys() & other.signs.keys()
    return -other.signs[number] * (residuals.get(number, 0) + known.signs[number] * change)
