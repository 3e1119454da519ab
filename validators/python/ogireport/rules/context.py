"""What a rule is evaluated on: the report, and the reports it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ogireport.equations import Equation, Term
from ogireport.report import Report
from ogireport.spec import Rule, Spec

Reports = tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """One report with last year's report and the covered units' reports, where known."""

    spec: Spec
    report: Report
    previous: Report | None = None
    units: Reports = ()
    today: date = field(default_factory=date.today)

    def applies(self, rule: Rule) -> bool | None:
        """Whether the conditions of a rule hold; None when a needed field is null."""
        if not rule.when:
            return True
        values = [(self.report.value(path), allowed) for path, allowed in rule.when.items()]
        if any(value is not None and value not in allowed for value, allowed in values):
            return False
        if any(value is None for value, _ in values):
            return None
        coverage = rule.details.get("coverage")
        return coverage is None or coverage == self.coverage()

    def coverage(self) -> str | None:
        """`complete` when every unit that the aggregate covers has its report here."""
        covered = set(self.report.value("covers") or ())
        if not covered or not self.covered():
            return None
        known = {unit.report_id for unit in self.units}
        return "complete" if covered <= known else "partial"

    def covered(self) -> Reports:
        """The units' reports that the report says it covers."""
        named = set(self.report.value("covers") or ())
        return tuple(unit for unit in self.units if unit.report_id in named)

    def bindings(self, equation: Equation) -> Iterator[dict[str, Reports]]:
        """Yield which reports each scope of the equation means, once per unit where asked."""
        bound: dict[str, Reports] = {"": (self.report,)}
        scopes = {term.scope for term in equation.terms}
        if "previous" in scopes:
            if self.previous is not None:
                yield bound | {"previous": (self.previous,)}
        elif "unit" in scopes:
            for unit in self.covered():
                yield bound | {"unit": (unit,)}
        elif "units" in scopes:
            yield bound | {"units": self.covered()}
        else:
            yield bound


def values(term: Term, bound: dict[str, Reports]) -> list[Any]:
    """The term's value in each report of its scope; KeyError when a form has no such cell."""
    return [report.value(term.path) for report in bound[term.scope]]
