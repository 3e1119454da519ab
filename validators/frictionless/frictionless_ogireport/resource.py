"""A table resource that checks itself when it is a table of the form."""

from __future__ import annotations

from typing import Any

from frictionless import Checklist, Report, errors
from frictionless.resources import TableResource

from frictionless_ogireport.balance import Balance
from ogireport.spec import standard
from ogireport.tables.tableschema import tables


class FormTable(TableResource):
    """Adds the balance check to `requests_2021` and its like; leaves other tables alone."""

    def validate(self, checklist: Checklist | None = None, **options: Any) -> Report:
        if not self._is_form_table():
            return super().validate(checklist, **options)
        if "checklist" in self.custom:
            note = f'"{self.name}" brings its own checklist; the rules come from the standard'
            return Report.from_validation_task(
                self, time=0, errors=[errors.ResourceError(note=note)]
            )
        given = checklist or Checklist()
        own = Checklist(
            checks=[*given.checks, Balance()],
            pick_errors=given.pick_errors,
            skip_errors=given.skip_errors,
        )
        return super().validate(own, **options)

    def _is_form_table(self) -> bool:
        """Whether name and columns are those of a form table, be it incomplete."""
        if self.name not in standard().forms:
            return False
        header = set(tables(standard())[self.name].header)
        return len(header & set(self.schema.field_names)) > len(header) // 2
