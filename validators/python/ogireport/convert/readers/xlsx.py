"""Workbooks (xlsx, xls) by python-calamine: visible sheets with their merged cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ogireport.convert.grid import MOST_COLUMNS, MOST_SLOTS, Block, Cell, Grid, Paragraph, too_large
from ogireport.convert.readers import opc
from ogireport.report import ReadError

_REFERENCE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,8})"|\bref="[A-Z]+\d+:([A-Z]{1,4})(\d{1,8})"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(data: bytes) -> list[Block]:
    """Return the blocks of the visible sheets; ReadError for broken or oversized workbooks."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        raise ReadError("读取表格文件需要 python-calamine；请安装 ogireport[convert]。",
                        "reading workbooks needs python-calamine; install ogireport[convert].") from None  # fmt: skip
    if data.startswith(b"PK"):
        _check_parts(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        return [block for name in visible for block in _sheet(book.get_sheet_by_name(name))]
    except (CalamineError, ValueError, OSError):
        raise opc.broken() from None


def _check_parts(data: bytes) -> None:
    """Refuse what would unpack or unfold to more than a report, and XML entities."""
    book = opc.opened(data)
    total = 0
    for name in book.namelist():
        if name.endswith((".xml", ".rels")):
            text = opc.part(book, name)
            total += len(text)
            if total > 2 * opc.LARGEST_PART:
                raise too_large()
            if _ENTITY.search(text[:2000]):
                raise ReadError("文件含有 XML 实体或外部引用，出于安全不读取。",
                                "the file holds XML entities or external references; not read.")  # fmt: skip
            if "sheets/" in name:
                _check_extent(text)


def _check_extent(sheet: bytes) -> None:
    width = height = 0
    for match in _REFERENCE.finditer(sheet):
        letters, row = match[1] or match[3], match[2] or match[4]
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        width, height = max(width, column), max(height, int(row))
    if width > MOST_COLUMNS or width * height > MOST_SLOTS:
        raise too_large()


def _sheet(sheet: Any) -> Iterator[Block]:
    if sheet.total_width > MOST_COLUMNS or sheet.total_width * sheet.total_height > MOST_SLOTS:
        raise too_large()
    rows = sheet.to_python(skip_empty_area=False)
    merged = dict(sheet.merged_cell_ranges or ())
    covered = {
        (row, column)
        for (top, left), (bottom, right) in merged.items()
        for row in range(top, min(bottom, len(rows)) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
    } - merged.keys()
    cells = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if (row, column) not in covered:
                bottom, right = merged.get((row, column), (row, column))
                text = _printed(value)
                cells.append(Cell(text, row, column, bottom - row + 1, right - column + 1))
    yield from _runs(cells, len(rows))


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
        if inside or len(printed) > 1 or spanned or (printed and run and printed[0].column > 0):
            run.append(row)
            continue
        if run:
            yield _grid(run)
            run = []
        for cell in printed:
            yield from (Paragraph(line) for line in cell.text.split("\n") if line.strip())


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
    return str(value).strip("\n")
