"""A table resource that checks itself when it is a table of the form."""

from __future__ import annotations

from typing import Any

from frictionless import Check, Checklist, Report, errors
from frictionless.resources import TableResource

from frictionless_ogireport.balance import Balance, form_of
from ogireport.spec import standard


class FormTable(TableResource):
    """Adds the balance check to `requests_2021` and its like; leaves other tables alone."""

    def validate(self, checklist: Checklist | None = None, **options: Any) -> Report:
        form = form_of(self)
        if form is None:
            return super().validate(checklist, **options)
        if "checklist" in self.custom:
            note = f'"{self.name}" brings its own checklist; the rules come from the standard'
            return Report.from_validation_task(
                self, time=0, errors=[errors.ResourceError(note=note)]
            )
        given = checklist or Checklist()
        own = Checklist(
            checks=[*_others(given.checks, form.name), Balance()],
            pick_errors=given.pick_errors,
            skip_errors=given.skip_errors,
        )
        return super().validate(own, **options)


def _others(checks: list[Check], form: str) -> list[Check]:
    """The checks that are not ours already: an error is reported once, with its figures."""
    constraints = standard().document(f"checklists/{form}.json")["checks"]
    known = {_expression(each["formula"]) for each in constraints}
    formulas = (_expression(getattr(check, "formula", "")) for check in checks)
    return [
        check
        for check, formula in zip(checks, formulas, strict=True)
        if formula not in known and not isinstance(check, Balance)
    ]


def _expression(formula: str) -> str:
    """A formula without its comment, which a release and a checkout write differently."""
    return formula.partition("#")[0].strip()
