"""What every reader yields: paragraphs and grids of printed cells, in the order published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from ogireport.convert.limits import MOST_COLUMNS, MOST_SLOTS
from ogireport.report import ReadError


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text."""

    text: str


class Name(Paragraph):
    """What a web page calls itself, outside its running text."""

    __slots__ = ()


class Cell(NamedTuple):
    """The printed text of a cell and the slots it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def end(self) -> int:
        return self.column + self.columns


_COLUMN = attrgetter("column")


@dataclass(frozen=True)
class Grid:
    """A table; in a loose one (rows of text) cells have an order but no columns.

    In a padded one (text set with tabs) a blank cell may be nothing but padding.
    """

    cells: tuple[Cell, ...]
    width: int
    height: int
    loose: bool = False
    padded: bool = False

    @cached_property
    def lines(self) -> tuple[tuple[tuple[Cell, ...], int], ...]:
        """The cells that begin in each row, and the slots it fills; 0 when there is a gap."""
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        filled, ends = [0] * self.height, [0] * self.height
        for cell in self.cells:
            rows[cell.row].append(cell)
            end = cell.end
            for row in range(cell.row, min(cell.row + cell.rows, self.height)):
                filled[row] += cell.columns
                ends[row] = max(ends[row], end)
        return tuple(
            (tuple(sorted(cells, key=_COLUMN)), slots if slots == end else 0)
            for cells, slots, end in zip(rows, filled, ends, strict=True)
        )


Block = Paragraph | Grid
Span = tuple[str, int, int]  # text, rows, columns


def too_large() -> ReadError:
    return ReadError("表格过大，不像一份报告。", "its tables are too large for a report.")


def laid(rows: Iterable[list[Span]], *, padded: bool = False) -> Grid:
    """Lay rows of spanning cells out as HTML does: each in the first free slot of its row."""
    listed = list(rows)
    taken: set[tuple[int, int]] = set()
    singles = 0  # slots that nobody asks for again
    cells = []
    for row, spans in enumerate(listed):
        column = 0
        for text, down, across in spans:
            while (row, column) in taken:
                column += 1
            height = min(down or len(listed), len(listed) - row)
            across = min(max(across, 1), MOST_COLUMNS)
            cells.append(Cell(text, row, column, height, across))
            if height == across == 1:
                singles += 1
            else:
                taken.update(product(range(row, row + height), range(column, column + across)))
            if singles + len(taken) > MOST_SLOTS or column > MOST_COLUMNS:
                raise too_large()
            column += across
    return Grid(
        tuple(cells), max((cell.end for cell in cells), default=0), len(listed), padded=padded
    )


def loose(texts: Iterable[str]) -> Grid:
    """Return one row of cells whose columns are not known."""
    cells = tuple(Cell(text, 0, n) for n, text in enumerate(texts))
    if len(cells) > MOST_COLUMNS:
        raise too_large()
    return Grid(cells, len(cells), 1, loose=True)
