"""The smallest sets of cells whose change balances equations, found without a solver.

The problem is that of Fellegi and Holt: change as few figures as possible so that every equation
holds and none is negative. The way is to peel: where an equation holds exactly one cell of the
set, its residual is the change of that cell; apply it, and the same is true of the rest. What
cannot be peeled holds two cells or more in every equation; the smallest such set is a rectangle.
"""

from __future__ import annotations

from collections.abc import Iterator

from ogireport.rules.rectangles import rectangles
from ogireport.rules.systems import Figures, Repair, Residuals, System, Use, bits

NODES = 1_000  # partial repairs that one search looks at before it gives up
CORNERS = 4  # of a rectangle
LARGEST = 12  # cells of a set; with more, a repair is a guess


class Unlocated(Exception):  # noqa: N818
    """The search ended at its bound; whether smaller or further sets exist is not known."""


def smallest(system: System, cells: Figures, residuals: Residuals, limit: int) -> list[Repair]:
    """All smallest sets of changes that balance the system, each figure within 0 and `limit`.

    Complete for sets of up to five cells where every cell is in two equations; for larger ones,
    for all that peel down to nothing or a rectangle. Unlocated when the search reaches its bound.
    """
    search = _Search(system, cells, limit)
    for size in range(search.fewest(bits(residuals)), LARGEST + 1):
        search.extend(size, residuals, 0, {})
        if search.found:
            return [dict(changes) for changes in search.found]
    raise Unlocated


Step = tuple[Use, int, int]  # a cell, its change, and what takes no further cell by it


class _Search:
    def __init__(self, system: System, cells: Figures, limit: int) -> None:
        self.system, self.cells, self.limit = system, cells, limit
        self.nodes = 0
        self.found: dict[frozenset[tuple[str, int]], None] = {}
        self.bounds: dict[tuple[int, int], int] = {}

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            raise Unlocated

    def extend(self, size: int, residuals: Residuals, closed: int, changes: Repair) -> None:
        """Find the sets with `size` further cells, none of them in a closed equation."""
        self._count()
        if not residuals:
            self.found.setdefault(frozenset(changes.items()))
            return
        failing = bits(residuals)
        if size == CORNERS:
            self._close(residuals, closed, changes)
        for use, change, closing in self._steps(size, residuals, failing):
            figure = self.cells[use.cell] + change
            if (
                0 <= figure <= self.limit
                and not (use.bits | use.own) & closed
                and self.fewest(failing ^ use.bits) < size  # what it leaves or breaks for sure
            ):
                left = _after(residuals, use, change)
                if self.fewest(bits(left)) < size:
                    self.extend(size - 1, left, closed | closing, {**changes, use.cell: figure})

    def _close(self, residuals: Residuals, closed: int, changes: Repair) -> None:
        """Find the rectangles that hold every failing equation twice."""
        if self.fewest(bits(residuals), bits(residuals)) <= CORNERS:
            for corners in rectangles(self.system, self.cells, residuals, closed, self.limit):
                self._count()
                self.found.setdefault(frozenset({**changes, **corners}.items()))

    def fewest(self, failing: int, passed: int = 0) -> int:
        """How many cells must change; an equation that was passed over holds two of them."""
        key = failing, passed
        if key not in self.bounds:
            self.bounds[key] = max(
                sum(bool(block & failing) + bool(block & passed) for block in family)
                for family in self.system.families
            )
        return self.bounds[key]

    def _steps(self, size: int, residuals: Residuals, failing: int) -> Iterator[Step]:
        for family in self.system.families:
            if sum(bool(block & failing) for block in family) == size:
                return self._tight(residuals, failing & sum(family))
        return self._peeled(size, residuals, failing)

    def _tight(self, residuals: Residuals, single: int) -> Iterator[Step]:
        """The cells of one failing equation; those that are `single` hold one cell of the set."""
        shortest = min(residuals, key=lambda number: len(self.system.uses[number]))
        tried = 0
        for use in self.system.uses[shortest]:
            if use.bits & single:
                number = (use.bits & single).bit_length() - 1
                yield use, -use.signs[number] * residuals[number], 1 << number | tried
                tried |= use.own

    def _peeled(self, size: int, residuals: Residuals, failing: int) -> Iterator[Step]:
        """The cells of every failing equation, each as the only one of the set in it."""
        passed = 0
        for number in sorted(residuals, key=lambda number: len(self.system.uses[number])):
            if self.fewest(failing, passed) > size:
                return
            for use in self.system.uses[number]:
                yield use, -use.signs[number] * residuals[number], 1 << number
            passed |= 1 << number


def _after(residuals: Residuals, use: Use, change: int) -> Residuals:
    left = dict(residuals)
    for number, sign in use.signs.items():
        residual = left.pop(number, 0) + sign * change
        if residual:
            left[number] = residual
    return left
