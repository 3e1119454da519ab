"""What is certain of each cell of one table, and why the others have no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ogireport.convert import numbers, pairing, recover
from ogireport.convert.numbers import Figure
from ogireport.convert.placement import Row
from ogireport.convert.sums import cells_of
from ogireport.form import Form, Shape


@dataclass
class Cells:
    """What is known of each cell of one table."""

    form: Form
    figures: dict[str, Figure] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    placed: list[str] = field(default_factory=list)


def table(form: Form, rows: Sequence[Row], *, whole: bool, ragged: bool) -> Cells:
    """Return the cells of one table as its rows print them."""
    rows = list(rows)
    cells = Cells(form)
    if form.shape is Shape.ROW:
        rows = [replace(row, code="*") for row in rows]  # the tracks of one share its cells
    else:
        for place in pairing.out_of_order(rows, form) | pairing.unpaired(rows, form):
            row = rows[place]
            rows[place] = Row(row.part, row.table, "", row.cells, row.printed, one_line=False)
    rows = recover.explicit(rows, form)
    if form.shape is Shape.ROWS:
        rows = recover.named(rows, form)
    is_clauses = form.shape is Shape.CLAUSES
    rows = recover.beside_full(rows) if is_clauses else recover.settled(rows, form)
    if ragged and not is_clauses:
        rows = [recover.confirmed(row, cells_of(row.code, form), form) for row in rows]
    if form.shape is Shape.ROW and any(row.figures and row.texts is None for row in rows):
        rows = [replace(row, texts=None) if _is_part(row, form) else row for row in rows]
    for row in rows:
        _read(row, cells)
    if not is_clauses:
        _solve(rows, cells)
    _missing(rows, cells, whole=whole)
    return cells


def figure(text: str, form: Form, path: str, unit: str | None = None) -> Figure:
    """Read what is printed in a cell; `unit` is that of money which its label names."""
    column = path.rpartition("/")[2]
    kind = form.columns[column].type
    if kind == "amount":
        return numbers.amount(text, unit)
    return numbers.change(text) if kind == "change" else numbers.count(text)


def _is_part(row: Row, form: Form) -> bool:
    """Whether it holds some tracks only: one without a name shows that they may be others."""
    return 0 < len(row.columns) < len(form.cells())


def _read(row: Row, cells: Cells) -> None:
    """Take the figures of a row; a cell that two rows print differently is not certain."""
    paths = cells_of(row.code, cells.form)
    if row.texts is None or not row.code or not row.texts.keys() <= paths.keys():
        return
    if cells.form.shape is not Shape.ROW and len(row.texts) < len(paths):
        return
    for name, printed in row.texts.items():
        path, text = paths[name], printed.strip()
        read = figure(text, cells.form, path, row.unit)
        if path in cells.figures and cells.figures[path] != read:
            read, text = numbers.ILLEGIBLE, f"{cells.printed[path]} | {text}"
        cells.figures[path], cells.printed[path] = read, text


def _solve(rows: Sequence[Row], cells: Cells) -> None:
    """Place what the sums leave certain of the rows that lost figures."""
    torn: dict[recover.Torn, Row] = {}
    for row in rows:
        paths = cells_of(row.code, cells.form) if row.code else {}
        if row.broken and row.texts is None and row.columns and {*row.columns} <= paths.keys():
            line = tuple(paths[column] for column in row.columns)
            figures = [numbers.count(text).value for text in row.figures]
            if len(figures) < len(line) < 2 * len(figures) and None not in figures:
                torn[recover.Torn(line, tuple(int(f) for f in figures if f is not None))] = row
    torn = {t: row for t, row in torn.items() if cells.figures.keys().isdisjoint(t.cells)}
    known = {p: int(f.value) for p, f in cells.figures.items() if f.value is not None}
    cut = recover.is_cut(rows)
    solved = recover.solve(torn, known, cells.form, unprinted=cut) if torn else {}
    for lost, row in torn.items():
        blank = _blanks(lost, row)
        for path in lost.cells:
            if path in blank:
                cells.figures[path], cells.printed[path] = Figure(None, "blank"), ""
            elif path in solved:
                cells.figures[path], cells.printed[path] = Figure(solved[path]), row.printed
                cells.placed.append(path)


def _blanks(line: recover.Torn, row: Row) -> set[str]:
    """The cells printed blank in a row that has a cell for each column."""
    if len(row.cells) != len(line.cells):
        return set()
    pairs = zip(line.cells, row.cells, strict=True)
    return {path for path, cell in pairs if not cell.text.strip()}


def _missing(rows: Sequence[Row], cells: Cells, *, whole: bool) -> None:
    """Give every cell that has no figure yet its status: lost, or absent from a whole table."""
    order = list(cells.form.rows)
    seen = [order.index(row.code) for row in rows if row.code in order]
    for row in rows:
        for name, path in cells_of(row.code, cells.form).items():
            own = name in row.columns or not _is_part(row, cells.form)
            if own and path not in cells.figures:
                cells.figures[path] = Figure(None, "lost")
                cells.printed[path] = row.printed
    inner = order[min(seen) + 1 : max(seen)] if seen and all(row.code for row in rows) else []
    for path in cells.form.cells():
        if path not in cells.figures:
            status = "absent" if whole and path.split("/")[1] in inner else "lost"
            cells.figures[path] = Figure(None, status)
