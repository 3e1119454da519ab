"""Workbooks (xlsx, xls) by python-calamine: visible worksheets with their merged cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ogireport.convert import labels
from ogireport.convert.grid import Block, Cell, Grid, Paragraph, too_large
from ogireport.convert.limits import LARGEST_PART, MOST_COLUMNS, MOST_SLOTS, MOST_TEXT
from ogireport.convert.readers import opc, worksheets
from ogireport.convert.readers.worksheets import Place, Shown
from ogireport.report import ReadError
from ogireport.spec import standard


def read(data: bytes) -> list[Block]:
    """Return the blocks of the visible worksheets; ReadError for broken or oversized workbooks."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        raise ReadError("读取表格文件需要 python-calamine；请安装 ogireport[convert]。",
                        "reading workbooks needs python-calamine; install ogireport[convert].") from None  # fmt: skip
    shown: dict[str, Shown] = {}
    if data.startswith(b"PK"):
        _check_parts(data)
        shown = worksheets.read(opc.opened(data))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        return [
            block
            for name in visible
            for block in _sheet(book.get_sheet_by_name(name), shown.get(name, Shown()))
        ]
    except (CalamineError, ValueError, OSError):
        raise opc.broken() from None
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":  # a panic of the library, no Exception
            raise opc.broken() from None
        raise


def _check_parts(data: bytes) -> None:
    """Refuse what would unpack or unfold to more than a report, and XML entities."""
    book, counted, total = opc.opened(data), _Counted(), 0
    for name in book.namelist():
        text = opc.part(book, name)
        total += len(text)
        if total > 2 * LARGEST_PART:
            raise too_large()
        if text.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            opc.parse(text, counted)  # calamine reads any part that a relationship names
    if counted.strings * counted.longest > MOST_TEXT:
        raise too_large()


class _Counted:
    """What the cells of all parts make of their bytes: the slots they span, the text they share."""

    def __init__(self) -> None:
        self.row = self.column = self.width = self.height = 0
        self.strings = self.longest = self.length = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        kind = tag.rpartition("}")[2]
        place = given.get("r", "")
        if kind == "row":
            self.row = int(place) if place.isdecimal() else self.row + 1
            self.column = 0
        elif kind == "c":
            at = worksheets.place(place)
            self.row, self.column = (at[0] + 1, at[1] + 1) if at else (self.row, self.column + 1)
            self.strings += given.get("t") == "s"
            self.width, self.height = max(self.width, self.column), max(self.height, self.row)
            if self.width > MOST_COLUMNS or self.width * self.height > MOST_SLOTS:
                raise too_large()
        elif kind == "si":
            self.length = 0
        elif kind == "worksheet":
            self.row = self.width = self.height = 0

    def data(self, text: str) -> None:
        self.length += len(text)

    def end(self, tag: str) -> None:
        if tag.endswith("}si"):
            self.longest = max(self.longest, self.length)

    def close(self) -> None:
        """Nothing is kept of what was read."""


def _sheet(sheet: Any, shown: Shown) -> Iterator[Block]:
    if sheet.total_width > MOST_COLUMNS or sheet.total_width * sheet.total_height > MOST_SLOTS:
        raise too_large()
    rows = sheet.to_python(skip_empty_area=False)
    merged = dict(sheet.merged_cell_ranges or ())
    wide = max(map(len, rows), default=0)  # total_width is one too few
    covered = _covered(merged, len(rows), wide)
    width = max([wide] + [right + 1 for _, right in merged.values()])
    down, across = _places(len(rows), shown.rows), _places(width, shown.columns)
    cells = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if (row, column) not in covered:
                bottom, right = merged.get((row, column), (row, column))
                text = shown.texts.get((row, column), _printed(value))
                y, x = down[row], across[column]
                height = down[min(bottom + 1, len(rows))] - y
                span = across[right + 1] - x
                if height and span:
                    cells.append(Cell(text, y, x, height, span))
    yield from _runs(cells, down[-1])


def _places(count: int, hidden: set[int]) -> list[int]:
    """Where each row or column stands among those shown, and how many these are."""
    places = [0]
    for n in range(count):
        places.append(places[-1] + (n not in hidden))
    return places


def _covered(merged: dict[Place, Place], height: int, width: int) -> set[Place]:
    """The slots of the sheet that merged cells cover, apart from their own first ones."""
    areas = [
        (range(top, min(bottom + 1, height)), range(left, min(right + 1, width)))
        for (top, left), (bottom, right) in merged.items()
    ]
    if any(right - left >= MOST_COLUMNS for (_, left), (_, right) in merged.items()) or (
        sum(len(rows) * len(columns) for rows, columns in areas) > MOST_SLOTS  # they overlap
    ):
        raise too_large()
    return {(y, x) for rows, columns in areas for y in rows for x in columns} - merged.keys()


def _runs(cells: list[Cell], height: int) -> Iterator[Block]:
    """Text outside the tables as paragraphs, and a grid for each run of rows between them."""
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell in cells:
        rows[cell.row].append(cell)
    run: list[list[Cell]] = []
    for row in [*rows, []]:
        printed = [cell for cell in row if cell.text.strip()]
        spanned = any(c.rows > 1 for c in row)
        inside = run and any(
            c.row + c.rows > (row[0].row if row else height) for r in run for c in r if row
        )
        alone = printed and run and (printed[0].column > 0 or _is_row(printed[0].text))
        if inside or len(printed) > 1 or spanned or alone:
            run.append(row)
            continue
        if run:
            yield _grid(run)
            run = []
        for cell in printed:
            yield from (Paragraph(line) for line in cell.text.split("\n") if line.strip())


def _is_row(text: str) -> bool:
    """Whether a text alone is the label of a row whose figures are blank."""
    return labels.is_exact(text) and any(label.axis == "row" for label in labels.read(text))


def _grid(rows: list[list[Cell]]) -> Grid:
    """The rows as a grid of the columns that hold something or are merged."""
    top = rows[0][0].row
    width = max(
        (cell.end for row in rows for cell in row if cell.text.strip() or cell.columns > 1),
        default=0,
    )
    cells = [
        Cell(cell.text, cell.row - top, cell.column, cell.rows, min(cell.columns, width - cell.column))
        for row in rows for cell in row if cell.column < width
    ]  # fmt: skip
    return Grid(tuple(cells), width, len(rows))


def _printed(value: Any) -> str:
    """The characters of a cell; a number as it was typed, never in scientific notation."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        number = Decimal(repr(value))
        return str(int(number)) if number == number.to_integral_value() else f"{number:f}"
    if isinstance(value, datetime | date | time | timedelta):
        return str(value)
    text = str(value).strip("\n")
    return (
        "" if text.startswith(standard().words["balance"]["zh"]) else text
    )  # of a form to fill in
