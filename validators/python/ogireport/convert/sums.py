"""What the must-equations say of the figures of one row."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from ogireport.convert.headers import row_columns
from ogireport.convert.numbers import count
from ogireport.form import Form, Shape
from ogireport.kinds import Equation
from ogireport.spec import standard


@cache
def sums(form_name: str) -> tuple[Equation, ...]:
    """The equations that a report must satisfy within one table."""
    spec = standard()
    musts = (a.equation for a in spec.active((form_name,)) if a.rule.requirement == "must")
    return tuple(e for e in musts if e.table and e.relation == "eq")


def cells_of(code: str, form: Form) -> dict[str, str]:
    """The cells of a row by the names that its texts use; those of a single row are row/column."""
    if form.shape is Shape.ROW:
        return dict(zip(row_columns(form), form.cells(), strict=True))
    line = form.rows.get(code)
    return {c: f"{form.table}/{code}/{c}" for c in line.columns} if line else {}


def balances(texts: Mapping[str, str], form: Form) -> bool | None:
    """Whether the sums of a row hold, blanks left out; None where that tells nothing."""
    code = next(line.code for line in form.rows.values() if line.columns)
    paths = cells_of(code, form)
    figures = {path: count(texts[n]).value for n, path in paths.items() if n in texts}
    if not any(figures.values()):
        return None
    return all(_holds(equation, figures) for equation in sums(form.name))


def _holds(equation: Equation, figures: Mapping[str, int | Decimal | None]) -> bool:
    sides = [{term.path for term in side} for side in (equation.left, equation.right)]
    if not sides[0] | sides[1] <= figures.keys():
        return True
    left, right = (sum(int(figures[path] or 0) for path in side) for side in sides)
    return left == right
