"""What kind of line each printed line is, given the table it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from ogireport.convert import labels
from ogireport.convert.fragments import is_of_labels
from ogireport.convert.grid import Cell
from ogireport.convert.headers import Header, are_rows_of_one, forms, has_figures, shape
from ogireport.convert.labels import Label
from ogireport.convert.lines import Line
from ogireport.convert.numbers import is_figure
from ogireport.form import Shape
from ogireport.spec import standard

LONGEST_LOCAL = 200  # characters of a locally added label
_COLON_ROW = re.compile(r"(.{4,}?)[:：]\s*(\d[\d,]*)\s*[件条个]?", re.DOTALL)


@dataclass
class Place:
    """Where lines stand: the table, its header so far, and the tables that have rows."""

    table: str = ""
    header: Header = field(default_factory=Header)
    begun: set[str] = field(default_factory=set)

    def may_head(self, line: Line, text: str) -> bool:
        """Whether an unknown text may be a torn column label."""
        if self.header.done or len(text) > labels.LONGEST:
            return False
        if self.header.cells and line.grid is self.header.grid:
            return True
        if self.header.cells or not self.table:
            return False
        is_plain = not any(is_figure(cell.text) and cell.text.strip() for cell in line.cells)
        torn = is_plain and any(is_of_labels(text, form) for form in forms(self.table))
        return torn or shape(self.table) is Shape.CLAUSES


class Section(NamedTuple):
    """The heading of a section of the report, with the table it holds."""

    table: str


class Labelled(NamedTuple):
    """The label of a row, at its place in the line; its figures follow."""

    place: int
    label: Label


class Ambiguous(NamedTuple):
    """Labels of several rows before the figures of one."""

    table: str


class Figures(NamedTuple):
    """Figures without a label, so many of them not blank."""

    printed: int


class Heads(NamedTuple):
    """Header cells of a table."""

    table: str


class Group(NamedTuple):
    """The heading of a group of rows."""

    table: str


class Added(NamedTuple):
    """Perhaps a row that the form does not have; `whole` when no other line can go on it."""

    text: str
    cells: tuple[Cell, ...]
    whole: bool


class Text(NamedTuple):
    """Any other text."""

    text: str


Kind = Section | Labelled | Ambiguous | Figures | Heads | Group | Added | Text


class _Read(NamedTuple):
    """A cell as it reads; a figure means no label."""

    cell: Cell
    is_figure: bool
    labels: frozenset[Label]


def classify(line: Line, place: Place) -> Kind:
    """Return what a line is where it stands."""
    if line.text and (section := labels.section(line.text)):
        forms = standard().forms.values()
        return Section(next((f.table for f in forms if f.section["code"] == section), ""))
    cells = [_read(cell) for cell in line.cells]
    if labelled := _labelled(cells, place):
        return labelled
    if all(cell.is_figure for cell in cells) or _is_single(line, cells, place):
        return Figures(sum(bool(cell.text.strip()) for cell in line.cells))
    return _heading(cells, place) or _unknown(line, cells, place)


def _is_single(line: Line, cells: Sequence[_Read], place: Place) -> bool:
    """Whether it is the single row of a table, most of it figures, under a header for each cell."""
    if shape(place.table) is not Shape.ROW or not place.header.lines_up(line):
        return False
    figures = sum(cell.is_figure and bool(cell.cell.text.strip()) for cell in cells)
    return figures * 2 > len(cells) and bool(place.header.places(forms(place.table)[0]))


def _read(cell: Cell) -> _Read:
    figure = is_figure(cell.text)
    return _Read(cell, figure, frozenset() if figure else labels.read(cell.text))


def _labelled(cells: Sequence[_Read], place: Place) -> Labelled | Ambiguous | None:
    """The last cell that is certainly the label of a row, unless more text follows it."""
    for n in reversed(range(len(cells))):
        ends = n + 1 == len(cells) or cells[n + 1].is_figure
        if ends and not cells[n].is_figure and (label := _row(n, cells, place)):
            rivals = any(are_rows_of_one(label, other) for other in _before(cells[: n + 1]))
            return Ambiguous(label.table) if rivals else Labelled(n, label)
    return None


def _before(cells: Sequence[_Read]) -> Iterator[Label]:
    """What the texts certainly name that no figure parts from the end."""
    for cell in takewhile(lambda c: not (c.is_figure and c.cell.text.strip()), reversed(cells)):
        for read in (cell.labels, *labels.each(cell.cell.text)):
            if len(read) == 1:
                yield from read


def _row(n: int, cells: Sequence[_Read], place: Place) -> Label | None:
    """The row that cell N certainly names; headings have none, nor the tracks above their figures."""
    read = cells[n].labels or labels.last(cells[n].cell.text)
    if _has_column(read):  # 其他 and 总计 are rows once rows have begun
        heading = bool(place.header.cells) and not place.header.done  # it is printed again
        begun = shape(place.table) is Shape.ROWS and place.table in place.begun and not heading
        if not begun or sum(_has_column(other.labels) for other in cells) > 1:
            return None
    rows = [x for x in read if x.axis == "row" and _may_be_its(cells[n + 1 :], x.table)]
    return rows[0] if len(rows) == 1 and has_figures(rows[0]) else None


def _has_column(read: Iterable[Label]) -> bool:
    return any(label.axis == "column" for label in read)


def _may_be_its(figures: Sequence[_Read], table: str) -> bool:
    """Whether figures can follow a label of the table; a track names columns, or the row of its own."""
    form = forms(table)[0]
    if form.shape is not Shape.ROW:
        return True
    printed = [cell for cell in figures if cell.cell.text.strip()]
    are_all = all(cell.is_figure for cell in printed)
    return len(figures) >= len(form.columns) and bool(printed) and are_all


def _heading(cells: Sequence[_Read], place: Place) -> Heads | Group | None:
    """Header cells or the heading of a group; labels that tables share do not open one."""
    read = [
        label
        for cell in cells
        if not cell.is_figure
        for label in cell.labels or labels.column_at_end(cell.cell.text)
    ]
    heads = [x for x in read if x.axis == "column" or shape(x.table) is Shape.ROW]
    own = {label.table for label in heads if label.code not in labels.shared()}
    if any(label.table == place.table for label in heads):
        return Heads(place.table)
    if len(own) == 1:
        return Heads(own.pop())
    return next((Group(label.table) for label in read if label.axis == "group"), None)


def _unknown(line: Line, cells: Sequence[_Read], place: Place) -> Added | Text:
    """Text that is no label: beside figures, or under the rows of a table, it may be a row."""
    text = " ".join(cell.cell.text for cell in cells if not cell.is_figure)
    figures = tuple(cell.cell for cell in cells if cell.is_figure)
    if line.text and (colon := _COLON_ROW.fullmatch(text)):
        return Added(colon[1], (Cell(colon[2], 0, 0),), whole=True)
    least = 0 if place.header.done else 2  # a figure in a header text is no row
    if len(text) <= LONGEST_LOCAL and len(figures) >= least:
        return Added(text, figures, line.is_solid)
    return Text(text)
