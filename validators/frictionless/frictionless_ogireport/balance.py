"""The balance rules of one form table as a frictionless check, with our messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from frictionless import Check, Error, errors

from ogireport.cli import language
from ogireport.findings import Outcome
from ogireport.report import Report
from ogireport.rules.arithmetic import judge
from ogireport.spec import standard
from ogireport.tables.tableschema import tables


@attrs.define(kw_only=True)
class BalanceError(errors.RowError):
    """An equation of the form that one row does not satisfy."""

    type = "ogireport-balance"
    title = "勾稽关系不符 / Balance Error"
    description = "The figures of a row do not satisfy a rule of the standard."
    template = "第 {rowNumber} 行 / row {rowNumber}: {note}"


@attrs.define(kw_only=True, repr=False)
class Balance(Check):
    """Evaluates every equation of the table on every row; a null cell fails nothing."""

    type = "ogireport-balance"
    Errors = [BalanceError]  # noqa: RUF012

    def validate_start(self) -> Iterator[Error]:
        spec, table = standard(), tables(standard())[self.resource.name]
        kinds = {field.name: field.type for field in self.resource.schema.fields}
        self._lang = language()
        self._paths = [(c.path, c.name) for c in table.columns if c.path]
        self._equations = [
            (rule, equation)
            for rule in spec.rules.values()
            for equation in spec.equations(rule)
            if equation.table == table.name and not equation.linked
        ]
        if wrong := [c.name for c in table.columns if kinds.get(c.name) != c.kind]:
            note = f'"{table.name}" lacks or retypes {len(wrong)} columns: {", ".join(wrong[:3])}'
            yield errors.CheckError(note=note)

    def validate_row(self, row: Any) -> Iterator[Error]:
        cells = {path: row[name] for path, name in self._paths}
        for rule, equation in self._equations:
            if equation.holds(cells):
                continue
            finding = judge(rule, equation, {"": (Report.with_cells({}, cells),)}, standard())
            if finding and finding.outcome is Outcome.FAIL:
                detail = finding.detail[self._lang] if finding.detail else ""
                note = f"{rule.id} {finding.cells[0]} {finding.message[self._lang]} {detail}"
                yield BalanceError.from_row(row, note=note)
