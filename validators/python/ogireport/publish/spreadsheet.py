"""Workbooks as Excel, WPS and LibreOffice open them, by the standard library alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from ogireport.dialects.excel import address
from ogireport.publish.officefile import Part, escape, package

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DIGITS = 15  # a spreadsheet keeps no more of a number
PROTECTED = (  # without a password: it is there against slips
    '<sheetProtection sheet="1" objects="1" scenarios="1" formatRows="0" formatColumns="0"/>'
)
Area = tuple[int, int, int, int]  # row, column, rows, columns


class Look(NamedTuple):
    """How a cell looks, and whether it may be filled in on a protected sheet."""

    font: str = "仿宋"
    size: float = 10.5
    bold: bool = False
    color: str = "000000"
    align: str = "center"
    border: bool = True
    fill: str = ""
    number: str = "General"
    unlocked: bool = False
    top: bool = False


class Formula(NamedTuple):
    """A formula with its equals sign, and the text that it gives, where more than a spreadsheet can tell."""

    text: str
    kept: str = ""


@dataclass
class Sheet:
    """One sheet: cells by row and column from 0, and what a spreadsheet does with them."""

    name: str
    widths: list[float]
    cells: dict[tuple[int, int], tuple[Any, Look]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    validations: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    protected: bool = False

    def put(self, row: int, column: int, value: Any, look: Look, rows: int = 1, columns: int = 1) -> None:  # fmt: skip
        """A cell, of several rows and columns if need be, all of them with the same look."""
        for down in range(rows):
            for right in range(columns):
                shown = None if down or right else value
                self.cells[row + down, column + right] = (shown, look)
        if rows * columns > 1:
            self.merged.append((row, column, rows, columns))


def area(row: int, column: int, rows: int = 1, columns: int = 1) -> str:
    """The address of some cells: B2, or B2:C4."""
    first, last = address(row, column), address(row + rows - 1, column + columns - 1)
    return first if first == last else f"{first}:{last}"


def xlsx(title: str, sheets: list[Sheet]) -> bytes:
    """The bytes of a workbook."""
    looks = list(dict.fromkeys(look for sheet in sheets for _, look in sheet.cells.values()))
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    book = f'<workbook {_MAIN} {_R}><sheets>{listed}</sheets><calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
    kinds = "spreadsheetml."
    return package(title, "xl/workbook.xml", {
        **{f"worksheets/sheet{n}.xml": Part(f"{kinds}worksheet+xml", "worksheet", _sheet(sheet, looks))
           for n, sheet in enumerate(sheets, 1)},
        "styles.xml": Part(f"{kinds}styles+xml", "styles", _styles(looks)),
        "workbook.xml": Part(f"{kinds}sheet.main+xml", "officeDocument", book),
    })  # fmt: skip


def _sheet(sheet: Sheet, looks: list[Look]) -> str:
    """The elements in the one order that the format admits."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    merged = "".join(f'<mergeCell ref="{area(*each)}"/>' for each in sheet.merged)
    return (
        f'<worksheet {_MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(_rows(sheet, looks))}</sheetData>"
        f"{PROTECTED if sheet.protected else ''}"
        f"{_counted('mergeCells', merged, len(sheet.merged))}{''.join(sheet.formats)}"
        f"{_counted('dataValidations', ''.join(sheet.validations), len(sheet.validations))}"
        '<pageMargins left="0.6" right="0.6" top="0.8" bottom="0.8" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToWidth="1" fitToHeight="0"/>'
        "</worksheet>"
    )


def _counted(name: str, inside: str, count: int) -> str:
    return f'<{name} count="{count}">{inside}</{name}>' if count else ""


def _rows(sheet: Sheet, looks: list[Look]) -> Iterator[str]:
    styles = {look: n for n, look in enumerate(looks, 1)}
    for row in range(1 + max(row for row, _ in sheet.cells)):
        here = sorted((c, held) for (r, c), held in sheet.cells.items() if r == row)
        cells = "".join(
            _cell(address(row, column), value, styles[look]) for column, (value, look) in here
        )
        high = f' ht="{sheet.heights[row]}" customHeight="1"' if row in sheet.heights else ""
        yield f'<row r="{row + 1}"{high}>{cells}</row>'


def _cell(at: str, value: Any, style: int) -> str:
    """A cell of any kind; a number is kept as it is written, and as text where it would lose digits."""
    if value is None:
        return f'<c r="{at}" s="{style}"/>'
    if isinstance(value, Formula):
        kept = f"<v>{escape(value.kept)}</v>" if value.kept else ""
        kind = ' t="str"' if kept else ""
        return f'<c r="{at}" s="{style}"{kind}><f>{escape(value.text[1:])}</f>{kept}</c>'
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= _DIGITS:
        return f'<c r="{at}" s="{style}"><v>{Decimal(value):f}</v></c>'
    text = f'<t xml:space="preserve">{escape(str(value))}</t>'
    return f'<c r="{at}" s="{style}" t="inlineStr"><is>{text}</is></c>'


# styles --------------------------------------------------------------------------------------

_LINE = "".join(f'<{s} style="thin"><color auto="1"/></{s}>' for s in ("left", "right", "top", "bottom"))  # fmt: skip
_UP = ("center", "top")
WRONG = (  # what a conditional format shows: dxfId 0
    '<dxf><font><b/><color rgb="FF9C0006"/></font>'
    '<fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>'
)


def _styles(looks: list[Look]) -> str:
    fonts = "".join(
        f'<font>{"<b/>" * look.bold}<sz val="{look.size}"/><color rgb="FF{look.color}"/><name val="{look.font}"/></font>'
        for look in looks
    )
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/></patternFill></fill>'
        if look.fill else '<fill><patternFill patternType="none"/></fill>'
        for look in looks
    )  # fmt: skip
    numbers = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(look.number)}"/>'
        for n, look in enumerate(looks)
    )
    formats = "".join(
        f'<xf numFmtId="{200 + n}" fontId="{n + 1}" fillId="{n + 2}" borderId="{int(look.border)}" xfId="0" applyNumberFormat="1" '
        'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
        f'<alignment horizontal="{look.align}" vertical="{_UP[look.top]}" wrapText="1"/><protection locked="{int(not look.unlocked)}"/></xf>'
        for n, look in enumerate(looks)
    )  # fmt: skip
    count = len(looks)
    return (
        f'<styleSheet {_MAIN}><numFmts count="{count}">{numbers}</numFmts>'
        f'<fonts count="{count + 1}"><font><sz val="10.5"/><name val="宋体"/></font>{fonts}</fonts>'
        f'<fills count="{count + 2}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
        f'<borders count="2"><border/><border>{_LINE}</border></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{count + 1}"><xf xfId="0"/>{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        f'<dxfs count="1">{WRONG}</dxfs></styleSheet>'
    )
