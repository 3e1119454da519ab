"""A report as a workbook: a sheet for each section, the tables in the official layout."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ogireport.form import Form, Shape
from ogireport.publish import spreadsheet
from ogireport.publish.outline import Outline, Section, Slot, Table, outline
from ogireport.publish.spreadsheet import Look, Sheet
from ogireport.report import Report

WIDTHS = {Shape.CLAUSES: [30.0, 20.0, 20.0, 20.0], Shape.ROWS: [7.0, 12.0, 30.0, *[10.0] * 7], Shape.ROW: [7.6] * 15}  # fmt: skip
USUAL = 10.5  # points of the font that widths are measured in
HIGHEST = 409.0  # points of a row
PAGE = 80.0  # the width of a sheet of text, which one of A4 holds
LABEL = Look(fill="F3F1EB")
FIGURE = Look(font="Times New Roman")
CHANGE = FIGURE._replace(number="+0;-0;0")
TEXT = Look(size=12, align="left", border=False)
HEADING = TEXT._replace(font="黑体", size=14)
TITLE = HEADING._replace(size=18, align="center")


def xlsx(report: Report) -> bytes:
    """The bytes of the workbook of a well-formed report."""
    made = outline(report)
    return spreadsheet.xlsx(
        made.title, [_sheet(section, made, report) for section in made.sections]
    )


def _sheet(section: Section, made: Outline, report: Report) -> Sheet:
    if section.table:
        return table_sheet(section.heading, section.table, report)
    sheet, lines = Sheet(section.heading, [PAGE]), [(section.heading, HEADING)]
    if section is made.sections[0]:
        lead = ((line, TEXT) for line in made.lead)
        lines = [(made.title, TITLE), *lead, *lines]
    lines += [(f"　　{text}", TEXT) for text in section.paragraphs]
    for row, (text, look) in enumerate(lines):
        sheet.put(row, 0, text, look)
        sheet.heights[row] = height(text, look, PAGE)
    return sheet


def height(text: str, look: Look, width: float) -> float:
    """The points that a text needs, full-width characters counted; not every program measures it."""
    fits = int(width * USUAL / look.size / 2)
    return min(HIGHEST, look.size * 1.6 * max(1, -(-len(text) // fits)))


def table_sheet(heading: str, table: Table, report: Report) -> Sheet:
    """A table below its heading, from the second row on."""
    form = table.form
    sheet = Sheet(heading, WIDTHS[form.shape])
    sheet.put(0, 0, heading, HEADING, columns=table.size[1])
    for slot in table.slots:
        look = LABEL if slot.is_label else CHANGE if _is_change(slot, form) else FIGURE
        sheet.put(1 + slot.row, slot.column, _value(slot, form, report), look, slot.rows, slot.columns)  # fmt: skip
    sheet.heights |= dict.fromkeys(range(1 + table.size[0]), 30.0)
    return sheet


def _is_change(slot: Slot, form: Form) -> bool:
    return bool(slot.cell) and form.columns[slot.cell.rpartition("/")[2]].type == "change"


def _value(slot: Slot, form: Form, report: Report) -> Any:
    """A number where nothing but its figure is printed, so that a spreadsheet can compute with it."""
    value = report.cells[slot.cell] if slot.cell else None
    if value is None or slot.text.lstrip("+-").replace(".", "", 1).isdecimal() is False:
        return slot.text or None
    return Decimal(slot.text) if "." in slot.text else int(slot.text)
