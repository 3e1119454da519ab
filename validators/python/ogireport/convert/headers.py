"""Which columns a table prints: known by their labels, and by the form's order for one torn."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from ogireport.convert import labels
from ogireport.convert.grid import Cell, Grid
from ogireport.convert.labels import Label
from ogireport.convert.lines import Line
from ogireport.form import Form, Shape
from ogireport.spec import standard

Columns = dict[str, tuple[int, int]]  # what `row_columns` names: start, end
Found = TypeVar("Found")


@cache
def forms(table: str) -> tuple[Form, ...]:
    """The forms of a table, one per edition; a mixture of them has no header of its own."""
    every = standard().forms.values()
    return tuple(form for form in every if form.table == table and not form.clauses)


@cache
def mixtures(table: str) -> tuple[Form, ...]:
    """The forms of a table whose clauses are of two editions."""
    every = standard().forms.values()
    return tuple(form for form in every if form.table == table and form.clauses)


@cache
def tracks(table: str) -> Form:
    """The form of a table of one row, laid out with a row for each track."""
    return replace(forms(table)[0], shape=Shape.ROWS)


def shape(table: str) -> Shape | None:
    """How a table is laid out; None outside the tables."""
    return forms(table)[0].shape if table else None


def row_columns(form: Form) -> tuple[str, ...]:
    """Return the columns that rows share; those of a single row are named row/column."""
    if form.shape is Shape.ROW:
        return tuple(cell.partition("/")[2] for cell in form.cells())
    return next(line.columns for line in form.rows.values() if line.columns)


def columns_of(text: str, table: str) -> list[str]:
    """Return the columns of a table that a printed label may mean."""
    read = labels.read(text) or labels.column_at_end(text)
    return sorted({x.code for x in read if x.table == table and x.axis == "column"})


def has_figures(row: Label) -> bool:
    """Whether a row of the form has cells, and is not the heading of others."""
    return any(row.code in f.rows and f.rows[row.code].columns for f in forms(row.table))


@dataclass
class Header:
    """The header cells of a table; `grid` tells what they line up with."""

    lines: list[list[Cell]] = field(default_factory=list)
    grid: Grid | None = None
    slots: set[int] = field(default_factory=set)
    done: bool = False  # a row has followed
    readings: dict[Hashable, Any] = field(default_factory=dict)  # of its cells

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line]

    def once(self, reading: Callable[[], Found], *key: Hashable) -> Found:
        """Return what a reading of its cells gives, which are read again only when one is added."""
        if key not in self.readings:
            self.readings[key] = reading()
        found: Found = self.readings[key]
        return found

    def add(self, line: Line) -> None:
        self.readings.clear()
        if line.grid is not self.grid:
            self.lines, self.grid, self.slots = [], line.grid, set()
        self.slots.add(line.slots)
        printed = [cell for cell in line.cells if cell.text.strip()]
        joined = self._joined(printed) if self.grid is None else None
        if joined:
            self.lines[-1][-1] = joined
        elif printed:
            self.lines.append(printed)

    def _joined(self, printed: list[Cell]) -> Cell | None:
        """The last cell of running text made whole, when its label is torn over two lines."""
        last = self.lines[-1][-1] if self.lines and len(printed) == 1 else None
        whole = last.text + printed[0].text if last else ""
        return Cell(whole, 0, last.column) if last and labels.is_exact(whole) else None

    def lines_up(self, line: Line) -> bool:
        """Whether an unbroken line has the columns of this header, on its page or a later one."""
        if self.grid is None or line.grid is None or self.grid.width != line.grid.width:
            return False
        return self.slots == {line.slots} and line.slots > 0

    def places(self, form: Form) -> Columns:
        """Return where the columns of a table stand; empty unless every one is certain."""
        return self._of_row(form) if form.shape is Shape.ROW else self._of_rows(form)

    def _of_rows(self, form: Form) -> Columns:
        order = row_columns(form)
        found: dict[str, list[Cell]] = {}
        for cell in self.cells:
            for code in set(columns_of(cell.text, form.table)) & set(order):
                found.setdefault(code, []).append(cell)
        spans = {code: (c[0].column, c[0].end) for code, c in found.items() if len(c) == 1}
        missing = [code for code in order if code not in spans]
        if len(missing) == 1 and 0 < order.index(missing[0]) < len(order) - 1:
            place = order.index(missing[0])
            gap = spans[order[place - 1]][1], spans[order[place + 1]][0]
            if gap[0] < gap[1] and any((c.column, c.end) == gap for c in self.cells):
                spans[missing[0]] = gap
        return spans if len(spans) == len(order) and self._distinct(list(spans.values())) else {}

    @staticmethod
    def _distinct(spans: list[tuple[int, int]]) -> bool:
        ordered = sorted(spans)
        return all(a[1] <= b[0] for a, b in pairwise(ordered))

    def _of_row(self, form: Form) -> Columns:
        rows = {
            cell.column: (label.code, cell.end)
            for cell in self.cells
            for label in labels.read(cell.text)
            if label.table == form.table and label.axis == "row" and form.rows[label.code].columns
        }
        found: Columns = {}
        for cell in self.cells:
            above = [code for start, (code, end) in rows.items() if start <= cell.column < end]
            for code in columns_of(cell.text, form.table):
                for row in above:
                    path = f"{row}/{code}"
                    found[path] = (-1, -1) if path in found else (cell.column, cell.end)
        certain = len(found) == len(form.cells()) and self._distinct(list(found.values()))
        return found if certain else {}
