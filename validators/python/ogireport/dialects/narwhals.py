"""The equations as expressions over frames, the same for every engine behind narwhals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import add, eq, le, or_
from typing import Any, NamedTuple

import narwhals as nw

from ogireport.kinds import Active, Guard, Term, column_name

# never null, but of a type that may be: Spark's unpivot gives all equations the first one's type,
# and reads a null as 0 where that allows none
ZERO = nw.when(~nw.col("report_id").is_null()).then(nw.lit(0))


class Guarded(NamedTuple):
    """Both sums, null where a cell is blank, and the verdict on any two sums.

    The verdict is true where the equation holds or does not apply, null where nobody can tell.
    """

    left: nw.Expr
    right: nw.Expr
    verdict: Callable[[nw.Expr, nw.Expr], nw.Expr]


def narwhals(active: Active, dtype: Any, lacking: Iterable[str] = ()) -> Guarded:
    """An equation with its guard on the frame of a form table, or of `reports`.

    Its cells are in columns named by `column_of`, the fields of its guard in those of `reports`.
    The sums are of the type `dtype`. `lacking` are columns that count linked reports without a
    needed cell; the column `complete` says that all units are known.
    """
    equation = active.equation
    left, right = (
        reduce(add, map(_value, terms)) if terms else ZERO
        for terms in (equation.left, equation.right)
    )
    relation = {"eq": eq, "le": le}[equation.relation]
    passed_over = [nw.col(name) > 0 for name in lacking]
    if active.guard.units:
        complete = nw.col("complete")
        passed_over.append(~complete if active.guard.units == "complete" else complete)

    def verdict(one: nw.Expr, other: nw.Expr) -> nw.Expr:
        holds = reduce(or_, passed_over, relation(one, other))  # true or unknown is true
        return _asked(active.guard, holds)

    return Guarded(left.cast(dtype), right.cast(dtype), verdict)


def _asked(guard: Guard, verdict: nw.Expr) -> nw.Expr:
    """The verdict where the rule applies, true where it does not, null where nobody can tell."""
    if not guard.when:
        return verdict
    fields = [(nw.col(column_name(path)), values) for path, values in guard.when.items()]
    outside = reduce(
        or_, ((~field.is_in(values)).fill_null(value=False) for field, values in fields)
    )
    unknown = reduce(or_, (field.is_null() for field, _ in fields))
    return outside | nw.when(~unknown).then(verdict)


def column_of(term: Term) -> str:
    """The column of a term in the frame of its equation."""
    return f"{term.scope}_{term.column}" if term.scope else term.column


def _value(term: Term) -> nw.Expr:
    """A cell; an edition counts as its year."""
    value = nw.col(column_of(term))
    return value.cast(nw.Int64) if term.path.endswith("/edition") else value
