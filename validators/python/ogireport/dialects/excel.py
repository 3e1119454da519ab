"""The equations as formulas of a spreadsheet that holds the official table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from ogireport.dialects import UnsayableError
from ogireport.kinds import Active, Term

Place = tuple[int, int]  # row and column from 0
SHEETS = {"previous": "previous!", "units": "'unit-1:unit-9'!", "unit": "'unit-1'!"}
CELLS = {"units": 9}  # how many cells a reference over sheets holds
SIGNS = {"eq": "=", "le": "<="}


def excel(active: Active, places: Mapping[str, Place], answers: tuple[str, str, str]) -> str:
    """A formula that answers pass, fail or undetermined; a blank makes it undetermined, not zero.

    `places` says where each cell stands; other reports are on sheets of the same layout.
    UnsayableError where the rule depends on a field that the table does not show.
    """
    holds, fails, blank = (f'"{answer}"' for answer in answers)
    return _judged(active, places, holds, lambda left, right: fails, blank)


def gap(active: Active, places: Mapping[str, Place], holds: str, fails: str) -> str:
    """A formula that answers `holds`, or `fails` and by how much; nothing while a cell is blank."""
    differs = lambda left, right: f'"{fails}"&TEXT({left}-{right},"0")'  # noqa: E731
    return _judged(active, places, f'"{holds}"', differs, '""')


def total(active: Active, places: Mapping[str, Place]) -> str:
    """A formula for the total that an equation stands at; nothing while a part of it is blank.

    UnsayableError where no side of the equation is the total alone.
    """
    equation = active.equation
    parts = [s for s in (equation.left, equation.right) if equation.at not in {t.path for t in s}]
    if equation.relation != "eq" or len(equation.terms) != len(parts[0]) + 1:
        raise UnsayableError(active, "it names no total")
    cells = _references(parts[0], places)
    return f'=IF(COUNT({",".join(cells)})<{len(parts[0])},"",{_sum(cells)})'


def _judged(
    active: Active,
    places: Mapping[str, Place],
    holds: str,
    fails: Callable[[str, str], str],
    blank: str,
) -> str:
    equation = active.equation
    if active.guard.when or any(term.path not in places for term in equation.terms):
        raise UnsayableError(active, "the sheet holds the table alone")
    sides = [_references(side, places) for side in (equation.left, equation.right)]
    number = sum(CELLS.get(term.scope, 1) for term in equation.terms)
    left, right = map(_sum, sides)
    counted = ",".join(sides[0] + sides[1])
    verdict = f"IF({left}{SIGNS[equation.relation]}{right},{holds},{fails(left, right)})"
    return f"=IF(COUNT({counted})<{number},{blank},{verdict})"


def _sum(references: list[str]) -> str:
    if len(references) == 1 and ":" not in references[0]:
        return references[0]
    return f"SUM({','.join(references)})" if references else "0"


def _references(terms: Iterable[Term], places: Mapping[str, Place]) -> list[str]:
    """The addresses of the terms; cells below or beside one another as one range."""
    placed = [(term.scope, *places[term.path]) for term in terms]
    found = []
    for scope, run in groupby(placed, key=lambda place: place[0]):
        cells = [place[1:] for place in run]
        found += [SHEETS.get(scope, "") + each for each in _ranges(cells)]
    return found


def _ranges(cells: list[Place]) -> list[str]:
    runs: list[list[Place]] = []
    for cell in cells:
        if runs and _next(runs[-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [":".join(address(*cell) for cell in dict.fromkeys((run[0], run[-1]))) for run in runs]


def _next(run: list[Place], cell: Place) -> bool:
    """Whether the cell goes on in the direction of the run."""
    step = (cell[0] - run[-1][0], cell[1] - run[-1][1])
    before = (run[-1][0] - run[0][0], run[-1][1] - run[0][1])
    return step in ((0, 1), (1, 0)) and all(s or not b for s, b in zip(step, before, strict=True))


def address(row: int, column: int) -> str:
    """The name of a cell among the first 26 columns: row 0, column 1 is B1."""
    return f"{chr(ord('A') + column)}{row + 1}"
