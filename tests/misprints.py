"""Balanced figures of table three, and the misprints that are seeded into them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from conftest import assign, document

from ogireport import Report
from ogireport.form import Form
from ogireport.rules.systems import System, systems
from ogireport.spec import standard

SPEC = standard()
BASES = {edition: document(f"{edition}-minimal") for edition in ("2019", "2021")}
Figures = dict[str, int]
TOTALS = ("new_received", "brought_forward", "total_processed", "carried_forward")


def balanced(form: Form, draw: Random) -> Figures:
    """Figures as a county prints them: natural persons first, most boxes 0."""
    columns = _columns(form)[:-1]
    outcomes = [row for row in _rows(form) if row not in TOTALS]
    busy = {column: draw.choice((0, 0.1, 0.3)) for column in columns} | {columns[0]: 0.6}
    scale = draw.choice((3, 20, 150))
    cells: Figures = {}

    def figure(column: str) -> int:
        return 1 + int(draw.expovariate(1 / scale)) if draw.random() < busy[column] else 0

    for column in columns:
        cells |= {f"requests/{row}/{column}": figure(column) for row in outcomes}
        processed = sum(cells[f"requests/{row}/{column}"] for row in outcomes)
        out = figure(column) // 4
        brought = min(figure(column) // 4, processed + out)
        figures = (processed + out - brought, brought, processed, out)
        named = zip(TOTALS, figures, strict=True)
        cells |= {f"requests/{row}/{column}": count for row, count in named}
    for row in _rows(form):
        cells[f"requests/{row}/total"] = sum(cells[f"requests/{row}/{c}"] for c in columns)
    return {cell: cells[cell] for cell in form.cells()}


def _rows(form: Form) -> list[str]:
    return [row.code for row in form.rows.values() if row.columns]


def _columns(form: Form) -> list[str]:
    return [column.code for column in form.columns.values() if column.role != "group"]


def random_cells(count: int) -> Callable[[Figures, Form, Random], Figures]:
    def misprint(cells: Figures, form: Form, draw: Random) -> Figures:
        chosen = draw.sample(list(cells), count)
        return {cell: _other(cells[cell], draw) for cell in chosen}

    return misprint


def _other(figure: int, draw: Random) -> int:
    printed = draw.randrange(max(10, 3 * figure))
    return printed if printed != figure else figure + 1


def transposed(cells: Figures, form: Form, draw: Random) -> Figures:
    cell, digits = _digits(cells, draw)
    place = draw.randrange(len(digits) - 1)
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return {cell: int(swapped)}


def digit_lost(cells: Figures, form: Form, draw: Random) -> Figures:
    cell, digits = _digits(cells, draw)
    place = draw.randrange(len(digits))
    return {cell: int(digits[:place] + digits[place + 1 :])}


def _digits(cells: Figures, draw: Random) -> tuple[str, str]:
    cell = draw.choice([cell for cell, figure in cells.items() if figure > 9] or list(cells))
    return cell, f"{cells[cell]:02}"


def zeroed(cells: Figures, form: Form, draw: Random) -> Figures:
    return {draw.choice([cell for cell, figure in cells.items() if figure] or list(cells)): 0}


def swapped_in_row(cells: Figures, form: Form, draw: Random) -> Figures:
    columns = _columns(form)
    place, row = draw.randrange(len(columns) - 1), draw.choice(_rows(form))
    return _swapped(cells, *(f"requests/{row}/{column}" for column in columns[place : place + 2]))


def swapped_in_column(cells: Figures, form: Form, draw: Random) -> Figures:
    rows = _rows(form)
    place, column = draw.randrange(len(rows) - 1), draw.choice(_columns(form))
    return _swapped(cells, *(f"requests/{row}/{column}" for row in rows[place : place + 2]))


def _swapped(cells: Figures, one: str, other: str) -> Figures:
    return {one: cells[other], other: cells[one]}


def row_slip(cells: Figures, form: Form, draw: Random) -> Figures:
    """The applicants of one row moved one column to the right; the last is lost."""
    row, columns = draw.choice(_rows(form)), _columns(form)[:-1]
    figures = [0, *(cells[f"requests/{row}/{column}"] for column in columns)]
    named = zip(columns, figures[:-1], strict=True)
    return {f"requests/{row}/{column}": figure for column, figure in named}


KINDS = {
    **{f"{n} random": random_cells(n) for n in range(1, 6)},
    "transposed": transposed,
    "digit lost": digit_lost,
    "zeroed": zeroed,
    "swapped in row": swapped_in_row,
    "swapped in column": swapped_in_column,
    "row slip": row_slip,
}


def seeded(kind: str, number: int) -> tuple[Form, Figures, Figures]:
    """A form, its figures with a misprint, and the true figures of the cells that differ."""
    draw = Random(f"{kind} {number}")
    form = SPEC.forms[f"requests_{(2019, 2021)[number % 2]}"]
    while True:
        cells = balanced(form, draw)
        printed = cells | KINDS[kind](cells, form, draw)
        truth = {cell: figure for cell, figure in cells.items() if printed[cell] != figure}
        if truth:
            return form, printed, truth


def report(form: Form, figures: Figures) -> Report:
    """A report that is blameless but for these figures of table three."""
    made = deepcopy(BASES[form.edition])
    for cell, figure in figures.items():
        assign(made, cell, figure)
    return Report(made)


def system(form: Form) -> System:
    """The equations of table three as its must rules have them."""
    rules = (rule for rule in SPEC.rules.values() if rule.requirement == "must")
    (found,) = systems(
        a.equation for r in rules for a in SPEC.equations(r, (form.name,)) if a.equation.table
    )
    return found
