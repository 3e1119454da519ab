"""A report on the desk: as it was read, and what was typed into it since."""

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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

    def form(self, cell: str) -> Form:
        return self.forms[cell.partition("/")[0]]

    def before(self, cell: str) -> str:
        """A cell as it was read, in the unit of its label."""
        table, row, column = cell.split("/")
        return printed(self.form(cell), cell, self.origin[table]["rows"][row][column])

    def document(self) -> dict[str, Any]:
        """The report with what was typed: each cell is read as if it had been published so."""
        if not self.changes:
            return self.origin
        made = deepcopy(self.origin)
        notes = {note["cell"]: note for note in made["notes"]}
        for cell, typed in self.changes.items():
            form = self.form(cell)
            table, row, column = cell.split("/")
            read = figure(typed, form, cell, numbers.unit(form.columns[column].label["zh"]))
            made[table]["rows"][row][column] = read.value
            notes.pop(cell, None)
            if read.value is None:
                notes[cell] = {"cell": cell, "status": read.status, "printed": typed}
        order = [path for form in self.forms.values() for path in form.cells()]
        made["notes"] = sorted(notes.values(), key=lambda note: order.index(note["cell"]))
        return made

    def marked(self) -> dict[str, Any]:
        """The report to download; a changed one says so and names no source."""
        made = self.document()
        if not self.edits:
            return made
        return made | {
            "report_id": f"{made['report_id']}-edited",
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
