"""A report as it is printed: title, lead, six sections, and the official tables with their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from ogireport.convert import numbers
from ogireport.convert.cells import figure
from ogireport.form import Form
from ogireport.publish.layout import Piece, pieces, printed
from ogireport.report import Report
from ogireport.spec import standard


class Slot(NamedTuple):
    """A place of a printed table with its characters; a label names its line, a figure its cell."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    cell: str = ""
    is_label: bool = False


class Table(NamedTuple):
    """A form table with every place filled."""

    form: Form
    slots: tuple[Slot, ...]

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        slots = self.slots
        return max(s.row + s.rows for s in slots), max(s.column + s.columns for s in slots)

    def rows(self) -> Iterator[list[Slot]]:
        """Yield the places that begin in each row, from the left."""
        for row in range(self.size[0]):
            yield [slot for slot in self.slots if slot.row == row]


class Section(NamedTuple):
    """One of the six sections: its heading, and paragraphs or a table."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


class Outline(NamedTuple):
    """A whole report in printed order."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def outline(report: Report) -> Outline:
    """Lay a well-formed report out as the official notice has it."""
    spec, document = standard(), report.document
    forms = {form.section["code"]: form for form in map(spec.forms.__getitem__, report.forms)}
    sections = []
    for entry in spec.codelists["sections"]:
        heading = f"{entry['item_no']}、{entry['zh']}"
        if form := forms.get(entry["code"]):
            sections.append(Section(heading, table=table(form, report)))
        else:
            text = document["sections"][entry["code"]] or ""
            sections.append(Section(heading, tuple(filter(str.strip, text.splitlines()))))
    return Outline(document["title"], tuple(_lead(document)), tuple(sections))


def _lead(document: Mapping[str, Any]) -> Iterator[str]:
    """Who reports on which days, and since when the report is public."""
    start, end = map(_day, document["period"].values())
    yield f"本报告由{document['organ']['name']}编制，所列数据的统计期限自{start}起至{end}止。"
    if published := document.get("published"):
        yield f"公布日期：{_day(published)}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def table(form: Form, report: Report) -> Table:
    """One form table with the figures and the local rows of a report."""
    laid, shown = pieces(form), texts(form, report)
    slots = [_slot(piece, shown) for piece in laid]
    height = max(p.row + p.rows for p in laid)
    width = max(p.column + p.columns for p in laid)
    start = next(p.column for p in laid if p.cell)
    added = [r for r in report.document.get("local_rows", ()) if r["table"] == form.table]
    local = (
        _local(row, height + n, width, max(1, min(start, width - len(row["values"]))))
        for n, row in enumerate(added)
    )
    return Table(form, tuple(chain(slots, *local)))


def _slot(piece: Piece, shown: Mapping[str, str]) -> Slot:
    text = piece.text["zh"] if piece.text else shown[piece.cell]
    return Slot(*piece[:4], text, piece.cell, is_label=bool(piece.text))


def _local(row: Mapping[str, Any], at: int, width: int, label: int) -> Iterator[Slot]:
    """A row that the publisher added; what has no column of its own stands in the last one."""
    yield Slot(at, 0, 1, label, row["label"], is_label=True)
    room = width - label
    values: Sequence[str] = row["values"] or ("",)
    values = [*values[: room - 1], " ".join(values[room - 1 :])][: len(values)]
    for n, text in enumerate(values):
        yield Slot(at, label + n, 1, room - n if n == len(values) - 1 else 1, text)


def texts(form: Form, report: Report) -> dict[str, str]:
    """What each cell prints: its figure, or the published characters where they mean the same.

    What was lost or absent is blank; nothing printed could say that it was published.
    """
    notes = {note["cell"]: note for note in report.document["notes"]}
    found = {}
    for cell in form.cells():
        value, note = report.cells[cell], notes.get(cell)
        found[cell] = printed(form, cell, value)
        if note and note["printed"]:
            unit = numbers.unit(form.columns[cell.rpartition("/")[2]].label["zh"])
            if figure(note["printed"], form, cell, unit) == (value, note["status"]):
                found[cell] = note["printed"]
    return found
