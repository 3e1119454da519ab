"""When an equation holds: exact sums, no tolerance, and a blank leaves it undetermined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import eq, le
from typing import Any, NamedTuple

from ogireport.findings import Number, Outcome
from ogireport.kinds import Equation

Figures = Iterable[Number | None]
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {"eq": eq, "le": le}


class Balance(NamedTuple):
    """Both sums of an equation and by how much they differ; None where a figure is blank."""

    left: Number | None
    right: Number | None
    difference: Number | None
    outcome: Outcome


def total(figures: Figures) -> Number | None:
    """The exact sum of some figures; None when one of them is blank."""
    try:
        return sum(figures)  # type: ignore[arg-type]
    except TypeError:  # a blank: cheaper than looking for it before adding
        return None


def balance(equation: Equation, left: Figures, right: Figures) -> Balance:
    """What an equation says of the figures of its two sides."""
    one, other = total(left), total(right)
    if one is None or other is None:
        return Balance(one, other, None, Outcome.UNDETERMINED)
    difference: Number = one - other if one > other else other - one
    holds = RELATIONS[equation.relation](one, other)
    return Balance(one, other, difference, Outcome.PASS if holds else Outcome.FAIL)


def residual(equation: Equation, cells: Mapping[str, Any]) -> Number | None:
    """By how much the left side exceeds the right in one report; None when a cell is blank."""
    left, right = equation.paths
    figure: Any = cells.__getitem__
    try:
        excess: Number = sum(map(figure, left)) - sum(map(figure, right))
    except TypeError:
        return None
    return excess


def holds(equation: Equation, cells: Mapping[str, Any]) -> bool:
    """Whether the cells of one report surely satisfy an equation; not so when one is blank."""
    excess = residual(equation, cells)
    return excess is not None and RELATIONS[equation.relation](excess, 0)
