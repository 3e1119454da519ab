"""An equation with its guard, written for other engines: one function for each of them.

A function raises UnsayableError for what its engine cannot say; nothing is left out in silence.
"""

from __future__ import annotations

from ogireport.kinds import Active
from ogireport.spec import SpecError


class UnsayableError(SpecError):
    """A dialect has no words for an equation, its guard, or the reports that it needs."""

    def __init__(self, active: Active, why: str) -> None:
        super().__init__(f"{active.rule.id} {active.equation.at}: {why}")
