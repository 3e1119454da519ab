"""The equations as row constraints of frictionless: expressions over one row of a form table."""

from __future__ import annotations

from ogireport.dialects import UnsayableError
from ogireport.kinds import Active

SIGNS = {"eq": "==", "le": "<="}


def row_constraint(active: Active) -> str:
    """An expression that is false where the equation fails; a blank cell fails nothing.

    UnsayableError where another report or a field of `reports` is needed.
    """
    equation = active.equation
    if equation.scope or equation.table is None or active.guard:
        raise UnsayableError(active, "a row constraint sees one row of one form table")
    sides = [[term.column for term in side] for side in (equation.left, equation.right)]
    left, right = (" + ".join(side) or "0" for side in sides)
    # no brackets: rich, with which frictionless prints, takes them for markup and drops them
    names = ", ".join(dict.fromkeys(sides[0] + sides[1]))
    return f"None in ({names},) or {left} {SIGNS[equation.relation]} {right}"
