"""A report on the desk: as it was read, and what was typed into it since."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from desk import manuscript
from ogireport.convert import numbers
from ogireport.convert.assemble import forms_of
from ogireport.convert.cells import figure
from ogireport.findings import Finding
from ogireport.form import Form
from ogireport.kinds import Bilingual
from ogireport.publish.layout import printed
from ogireport.report import Report
from ogireport.rules import structure
from ogireport.rules.linking import Predecessors
from ogireport.rules.verdict import Verdict, judge
from ogireport.spec import standard


@dataclass
class Held:
    """One report; `trial` holds changes whose effect is shown before they are made."""

    file: str
    origin: dict[str, Any]
    printed: dict[str, str] = field(default_factory=dict)
    placed: tuple[str, ...] = ()
    remarks: list[Bilingual] = field(default_factory=list)
    edits: dict[str, str] = field(default_factory=dict)
    trial: dict[str, str] = field(default_factory=dict)
    earlier: bool = False  # it is there as last year's report of others

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        """The breaches of the JSON Schema; a report that has some is not checked further."""
        return tuple(structure.evaluate(self.origin, standard()))

    @cached_property
    def forms(self) -> dict[str, Form]:
        return {form.table: form for form in forms_of(self.origin)}

    @property
    def changes(self) -> dict[str, str]:
        return self.edits | self.trial

    @cached_property
    def own(self) -> bool:
        return not self.broken and manuscript.is_own(self.origin)

    @property
    def words(self) -> dict[str, str]:
        """What was typed outside the tables."""
        return {path: typed for path, typed in self.changes.items() if not self._is_cell(path)}

    def _is_cell(self, path: str) -> bool:
        return path.partition("/")[0] in self.forms

    def form(self, cell: str) -> Form:
        return self.forms[cell.partition("/")[0]]

    def before(self, cell: str) -> str:
        """A field as it was read; a cell in the unit of its label."""
        if not self._is_cell(cell):
            return manuscript.text(self.origin, cell)
        table, row, column = cell.split("/")
        return printed(self.form(cell), cell, self.origin[table]["rows"][row][column])

    def document(self) -> dict[str, Any]:
        """The report with what was typed: each cell is read as if it had been published so."""
        if not self.changes:
            return self.origin
        made = self._copy()
        notes = {note["cell"]: note for note in made["notes"]}
        manuscript.write(made, self.words)
        for cell, typed in self.changes.items():
            if not self._is_cell(cell):
                continue
            form = self.form(cell)
            table, row, column = cell.split("/")
            read = figure(typed, form, cell, numbers.unit(form.columns[column].label["zh"]))
            made[table]["rows"][row][column] = read.value
            notes.pop(cell, None)
            if read.value is None:
                notes[cell] = {"cell": cell, "status": read.status, "printed": typed}
        cells = (path for form in self.forms.values() for path in form.cells())
        made["notes"] = [notes[path] for path in cells if path in notes]
        return made

    def _copy(self) -> dict[str, Any]:
        """The document as it was read; what may be typed is its own."""
        made = self.origin | {key: dict(self.origin[key]) for key in ("organ", "sections")}
        for table in self.forms:
            rows = {row: dict(cells) for row, cells in self.origin[table]["rows"].items()}
            made[table] = self.origin[table] | {"rows": rows}
        return made

    def marked(self) -> dict[str, Any]:
        """The report to download; a changed one says so and names no source."""
        made = self.document()
        if self.own or not self.edits:
            return made
        return made | {
            "report_id": f"{made['report_id']}{manuscript.EDITED}",
            "title": f"{made['title']}（手工修改 {len(self.edits)} 格）",
            "source": None,
        }

    def verdict(self, document: dict[str, Any], *, suggesting: bool = False) -> Verdict:
        """Judge as `ogireport validate --previous` does; what was typed cannot break the structure."""
        report, formed = Report(document), not self.broken
        previous, _ = predecessor(report) if formed else (None, None)
        return judge(report, previous=previous, formed=formed, suggesting=suggesting)


held: dict[str, Held] = {}  # all that is on the desk, by the names that it has there


def predecessor(report: Report) -> tuple[Report | None, Bilingual | None]:
    """Last year's report, and a note where its organ has another name; of one alone it is taken so."""
    earlier = [Report(one.document()) for one in held.values() if one.earlier and not one.broken]
    alone = sum(not one.earlier for one in held.values()) == 1
    return Predecessors(earlier, named=alone).of(report)
