"""The balance rules of one form table as a frictionless check, with our messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from frictionless import Check, Error, Resource, errors

from ogireport.cli import language
from ogireport.findings import Outcome
from ogireport.kinds import Active, column_name
from ogireport.report import Report
from ogireport.rules.arithmetic import judge
from ogireport.rules.equation import holds
from ogireport.spec import standard
from ogireport.tables.tableschema import Table, tables


@attrs.define(kw_only=True)
class BalanceError(errors.RowError):
    """An equation of the form that one row does not satisfy."""

    type = "ogireport-balance"
    title = "勾稽关系不符 / Equation does not hold"
    description = "The figures of a row do not satisfy a rule of the standard."
    template = "第 {rowNumber} 行 / row {rowNumber} {note}"


def form_of(resource: Resource) -> Table | None:
    """The form table that a resource is, be it incomplete.

    Its schema says which, then its name: an uploaded file has a name that says nothing. Half of the
    columns must be there, since other packages may have a table `disputes` too.
    """
    for name in (resource.schema.name, resource.name):
        if name in standard().forms:
            table = tables(standard())[name]
            header = set(table.header)
            shared = header & set(resource.schema.field_names)
            return table if len(shared) > len(header) // 2 else None
    return None


@attrs.define(kw_only=True, repr=False)
class Balance(Check):
    """Evaluates every equation of the table on every row to which it applies.

    A null cell fails nothing. What a rule asks of `reports` is looked up in the same package;
    where that is not at hand, the rule is not evaluated.
    """

    type = "ogireport-balance"
    Errors = [BalanceError]  # noqa: RUF012

    def validate_start(self) -> Iterator[Error]:
        spec, table = standard(), form_of(self.resource)
        self._active: list[Active] = []
        if table is None:
            note = f'neither "{self.resource.name}" nor its schema is a table of the form'
            yield errors.CheckError(note=note)
            return
        kinds = {field.name: field.type for field in self.resource.schema.fields}
        self._lang = language()
        self._paths = [(c.path, c.name) for c in table.columns if c.path]
        self._active = [a for a in spec.active((table.name,)) if a.equation.table]
        self._fields = self._asked(dict.fromkeys(p for a in self._active for p in a.guard.when))
        if wrong := [c.name for c in table.columns if kinds.get(c.name) != c.kind]:
            note = f'"{table.name}" lacks or retypes {len(wrong)} columns: {", ".join(wrong[:3])}'
            yield errors.CheckError(note=note)

    def _asked(self, paths: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The fields that guards ask for, by report; none without a table `reports`."""
        names = {path: column_name(path) for path in paths}
        package = self.resource.package
        if not names or package is None or not package.has_resource("reports"):
            return {}
        with package.get_resource("reports").to_copy() as reports:
            return {
                row["report_id"]: {path: row[name] for path, name in names.items()}
                for row in reports.row_stream
            }

    def validate_row(self, row: Any) -> Iterator[Error]:
        cells = {path: row[name] for path, name in self._paths}
        known = self._fields.get(row["report_id"], {})
        for active in self._active:
            if holds(active.equation, cells) or not active.guard.admits(known.get):
                continue
            finding = judge(active, {"": (Report.with_cells({}, cells),)}, standard())
            if finding and finding.outcome is Outcome.FAIL:
                detail = finding.detail[self._lang] if finding.detail else ""
                said = f"{finding.message[self._lang]} {detail}"
                note = f"{row['report_id']}: {finding.rule} {finding.cells[0]} {said}"
                yield BalanceError.from_row(row, note=note)
