"""Which column each printed figure of a row belongs to, when that is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ogireport.convert.clauses import clause
from ogireport.convert.grid import Cell
from ogireport.convert.headers import Columns, Header, forms, row_columns, tracks
from ogireport.convert.lines import Line
from ogireport.convert.numbers import unit
from ogireport.convert.ordering import Order, order
from ogireport.form import Form, Shape

Texts = dict[str, str]  # column to printed characters


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row: `texts` when each column is certain, else None; no code, no label."""

    part: int  # of the document
    table: str
    code: str
    cells: tuple[Cell, ...]
    printed: str
    one_line: bool
    broken: bool = False  # figures may have been lost between those printed
    spaced: bool = False  # blanks or a line's end stand between them, which also tear a figure
    texts: Texts | None = None
    columns: tuple[str, ...] = ()  # as their header orders them; none when nobody knows
    certain: bool = True  # no column is named by its place alone
    aligned: bool = False  # each figure stands under its own header in a real table
    edition: str = ""
    unit: str | None = None
    gapped: bool = False  # a row of a real table that lacks a cell and has blanks

    @property
    def figures(self) -> list[str]:
        return [cell.text for cell in self.cells if cell.text.strip()]


@dataclass
class Open:
    """A row whose label was read; its figures may follow line by line."""

    part: int
    code: str
    label: str
    cells: list[Cell] = field(default_factory=list)
    line: Line | None = None  # the line that holds label and figures together
    spaced: bool = False


def in_table(cells: Sequence[Cell], columns: Sequence[str], at: Columns) -> Texts | None:
    """Place the cells of an unbroken table row under the header; None when they do not agree."""
    if any(cell.rows > 1 for cell in cells):
        return None
    exact = {(cell.column, cell.end): cell.text for cell in cells}
    if all(at[column] in exact for column in columns):
        return {column: exact[at[column]] for column in columns}
    ordered = sorted(columns, key=lambda column: at[column])
    if len(cells) == len(columns) and all(
        cell.column < at[column][1] and at[column][0] < cell.end
        for cell, column in zip(cells, ordered, strict=True)
    ):
        return {column: cell.text for cell, column in zip(cells, ordered, strict=True)}
    return None


def in_order(
    cells: Sequence[Cell], columns: Sequence[str], *, unbroken: bool = False
) -> Texts | None:
    """Place cells in the printed order of the form when not one of them is missing.

    Blanks at either end of a row of text may be padding, so they never make up the number; a row
    with nothing but its last figure is the exception: there is no second reading. The cells of
    an `unbroken` table row are all there.
    """
    pairs = _spread(cells, columns, unbroken=unbroken)
    return {column: text for column, text in pairs if column} if pairs is not None else None


def _spread(
    cells: Sequence[Cell], columns: Sequence[str], *, unbroken: bool
) -> list[tuple[str, str]] | None:
    """Pair the columns with the texts; "" is a column that the form does not have."""
    texts = [cell.text for cell in cells]
    printed = [n for n, text in enumerate(texts) if text.strip()]
    if any(cell.rows > 1 for cell in cells):
        return None
    if not printed:
        return [(column, "") for column in columns] if len(texts) >= len(columns) else None
    inner = texts[printed[0] : printed[-1] + 1]
    if len(inner) == len(columns):
        return list(zip(columns, inner, strict=True))
    if len(texts) == len(columns) and (unbroken or printed == [len(texts) - 1]):
        return list(zip(columns, texts, strict=True))
    return None


def placed(row: Open, table: str, header: Header) -> Row:
    """Return the row with its figures under their columns, as far as they are certain."""
    line = row.line or Line(tuple(row.cells))
    broken = not (line.is_solid and line.grid and line.slots == line.grid.width)
    made = Row(
        row.part, table, row.code, tuple(row.cells), _printed(row), row.line is not None,
        broken, row.spaced, gapped=_has_gap(line),
    )  # fmt: skip
    form = forms(table)[0]
    if form.shape is Shape.CLAUSES:
        return _under_clause(made, row.label, line, header) if row.code else made
    is_track = form.shape is Shape.ROW and bool(row.code)
    form = tracks(table) if is_track else form
    columns, certain = header.once(lambda: _order(header, form), order, form.shape, table)
    places = header.once(lambda: header.places(form), Header.places, form.shape, table)
    at = places if header.lines_up(line) else {}
    texts: Texts | None = None
    if at:
        texts = in_table(made.cells, row_columns(form), at)
    elif columns and not made.gapped and not (line.grid is header.grid and _has_unnamed(places)):
        texts = in_order(made.cells, columns, unbroken=not broken)
    if is_track:
        columns = tuple(column and f"{row.code}/{column}" for column in columns)
        texts = texts and {f"{row.code}/{column}": text for column, text in texts.items()}
    is_certain, is_aligned = certain or bool(at), bool(at) and texts is not None
    return replace(made, texts=texts, columns=columns, certain=is_certain, aligned=is_aligned)


def _has_unnamed(places: Columns) -> bool:
    """Whether a column without a name stands between those of the form."""
    spans = sorted(places.values())
    return any(before[1] < after[0] for before, after in pairwise(spans))


def _order(header: Header, form: Form) -> Order:
    """The order of the columns, with the lines above that a page cut off where it is not certain."""
    own = order(header.lines, form)
    is_cut = bool(header.above) and not own.certain
    return order([*header.above, *header.lines], form) if is_cut else own


def _has_gap(line: Line) -> bool:
    """Whether a row of a real table lacks a cell and has blanks, so that counting tells nothing."""
    inner = "".join("x" if cell.text.strip() else " " for cell in line.cells).strip()
    return line.grid is not None and line.slots != line.grid.width and " " in inner


def _under_clause(row: Row, label: str, line: Line, header: Header) -> Row:
    found = header.once(
        lambda: clause(header.lines, row.table, row.code), clause, row.table, row.code
    )
    if found is None:
        return row
    at = {c: (cell.column, cell.end) for c, cell in zip(found.columns, found.cells, strict=True)}
    texts = in_table(row.cells, found.columns, at) if header.lines_up(line) else None
    if texts is None and not row.gapped:
        texts = in_order(row.cells, found.columns, unbroken=not row.broken)
    units = {unit(text) for text in (label, *(cell.text for cell in found.cells))} - {None}
    return replace(
        row,
        texts=texts,
        columns=found.columns,
        edition=found.edition,
        unit=units.pop() if len(units) == 1 else None,
    )


def _printed(row: Open) -> str:
    figures = (" ".join(cell.text.split()) for cell in row.cells)
    return " | ".join([*filter(None, ["".join(row.label.split())]), *figures])
