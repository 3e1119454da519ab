"""A report laid out as the official form, in pieces that a publisher prints."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ogireport.form import Form, Line
from ogireport.publish.layout import pieces
from ogireport.publish.layout import printed as as_printed
from ogireport.spec import standard

Printer = Callable[[str, Any], str]


class Piece(NamedTuple):
    """A cell of the printed form; a figure names its cell, a label the line it stands for."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    cell: str = ""
    line: Line | None = None


Table = list[Piece]
Part = str | Table


def form_of(document: dict[str, Any], table: str) -> Form:
    edition = document[table].get("edition")
    return standard().forms[f"{table}_{edition}" if edition else table]


def printed(cell: str, value: Any) -> str:
    """A figure as a careful publisher prints it."""
    table = cell.partition("/")[0]
    forms = (form for form in standard().forms.values() if form.table == table)
    form = next(form for form in forms if cell in form.cells())
    return as_printed(form, cell, value)


def laid_out(document: dict[str, Any], table: str, show: Printer = printed) -> Table:
    """Lay a table out with its figures."""
    rows = document[table]["rows"]
    found = []
    for place in pieces(form_of(document, table)):
        _, row, column = place.cell.split("/") if place.cell else ("", "", "")
        text = show(place.cell, rows[row][column]) if place.cell else (place.text or {})["zh"]
        found.append(Piece(*place[:4], text, place.cell, place.line))
    return found


def cells_of(document: dict[str, Any]) -> list[str]:
    """All cells of the report in the order of its forms."""
    return [cell for table in standard().tables for cell in form_of(document, table).cells()]


def parts(document: dict[str, Any], show: Printer = printed) -> list[Part]:
    """Return the whole report: title, period, sections and tables in printed order."""
    start, end = (day.split("-") for day in document["period"].values())
    period = f"统计期限自{start[0]}年{int(start[1])}月{int(start[2])}日起至{end[0]}年{int(end[1])}月{int(end[2])}日止。"
    found: list[Part] = [document["title"], f"本报告所列数据的{period}"]
    tables = {form.section["code"]: form.table for form in standard().forms.values()}
    for entry in standard().codelists["sections"]:
        found.append(f"{entry['item_no']}、{entry['zh']}")
        if entry["code"] in tables:
            found.append(laid_out(document, tables[entry["code"]], show))
        else:
            found += (document["sections"][entry["code"]] or "").split("\n")
    return found


def size(table: Table) -> tuple[int, int]:
    return max(p.row + p.rows for p in table), max(p.column + p.columns for p in table)
