"""The equations as Python conditions: true where a report surely has no finding of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol

from ogireport.dialects import UnsayableError
from ogireport.kinds import Active, Equation, Guard

SIGNS = {"eq": "==", "le": "<="}


class Names(Protocol):
    """The expression of a cell or field by its path."""

    def __getitem__(self, path: str, /) -> str: ...


def python(active: Active, names: Names) -> str:
    """A condition that is true where the equation holds or does not apply.

    UnsayableError where another report is needed.
    """
    if active.equation.scope:
        raise UnsayableError(active, "one report is seen at a time")
    left, right = (" + ".join(names[p] for p in side) or "0" for side in active.equation.paths)
    return guarded(active.guard, f"{left} {SIGNS[active.equation.relation]} {right}", names)


def guarded(guard: Guard, text: str, names: Names) -> str:
    """The condition, or true where a known field says that its rule does not apply."""
    if not guard.when:
        return text
    fields = [
        (repr(names[path]) if path.endswith("/edition") else names[path], allowed)
        for path, allowed in guard.when.items()
    ]
    outside = [f"{name} not in {(*allowed, None)!r}" for name, allowed in fields]
    known = [f"{name} is not None" for name, _ in fields if not name.startswith("'")]
    return f"({' or '.join(outside)} or ({' and '.join([*known, text])}))"


def balances(equations: list[Equation], *, filled: bool) -> Iterator[str]:
    """The lines that add up the tables row by row; `found` then has the rules that do not hold.

    A row of zeros satisfies what is said of it alone and adds nothing to the rest: it is passed
    over, and most rows of most reports are. What a null is part of does not hold, unless all are filled.
    """
    across = [equation for equation in equations if len(_rows(equation)) > 1]
    yield from (f"    sum_{number} = 0  # {e.rule} {e.at}" for number, e in enumerate(across))
    rows = ""
    for row in dict.fromkeys(row for equation in equations for row in _rows(equation)):
        within = [equation for equation in equations if _rows(equation) == [row]]
        if (held := row.rpartition(".")[0]) != rows:
            rows = held
            yield f"    rows = report.{rows}"
        yield f"    row = rows.{row.rpartition('.')[2]}"
        yield f"    if row != {zero(row)}:"
        if not filled:
            touched = [e for e in equations if row in _rows(e)]
            yield "        if None in astuple(row):"
            yield f"            found += {tuple(dict.fromkeys(e.rule for e in touched))!r}"
            yield f"            row = {zero(row)}"
        cells = [p for e in equations for side in e.paths for p in side if _row(p) == row]
        for cell in dict.fromkeys(cells):
            yield f"        {_column(cell)} = row.{_column(cell)}"
        for equation in within:
            left, right = (" + ".join(map(_column, side)) or "0" for side in equation.paths)
            yield f"        if not {left} {SIGNS[equation.relation]} {right}:"
            yield f"            found.append({equation.rule!r})"
        for number, equation in enumerate(across):
            for sign, side in zip("+-", equation.paths, strict=True):
                yield from (
                    f"        sum_{number} {sign}= {_column(p)}" for p in side if _row(p) == row
                )
    for number, equation in enumerate(across):
        yield f"    if not sum_{number} {SIGNS[equation.relation]} 0:"
        yield f"        found.append({equation.rule!r})"


def zero(row: str) -> str:
    """The name of a row with 0 in all cells."""
    return f"ZERO_{row.replace('.', '_')}"


def _rows(equation: Equation) -> list[str]:
    return list(dict.fromkeys(_row(path) for side in equation.paths for path in side))


@cache
def _row(cell: str) -> str:
    table, row, _ = cell.split("/")
    return f"{table}.rows.{row}"


def _column(cell: str) -> str:
    return cell.rpartition("/")[2]
