"""What a rule is evaluated on: the report, and the reports it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ogireport.kinds import Equation, Guard, Rule, Term
from ogireport.report import Report
from ogireport.rules.register import Register
from ogireport.spec import Spec

if TYPE_CHECKING:
    from ogireport.rules.claims import Narrative

Reports = tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """One report with last year's report and the covered units' reports, where known."""

    spec: Spec
    report: Report
    previous: Report | None = None
    units: Reports = ()
    today: date = field(default_factory=date.today)
    register: Register | None = None
    statements: bool = True  # whether the narrative is looked at
    _read: list[Narrative] = field(default_factory=list, repr=False)

    @property
    def narrative(self) -> Narrative:
        """What the narrative of the report states, read once."""
        if not self._read:
            from ogireport.rules.claims import narrative  # not needed where there is no text

            self._read.append(narrative(self.report, self.spec))
        return self._read[0]

    @property
    def remarks(self) -> frozenset[str]:
        """The statuses of notes on cells that hold a figure."""
        statuses = self.spec.codelists["cell_statuses"]
        return frozenset(status["code"] for status in statuses if status["known"] == "figure")

    def applies(self, guard: Guard) -> bool | None:
        """Whether a guard lets its rule apply; None when a field that it asks for is null."""
        if not guard:
            return True
        decided = guard.admits(self.report.value)
        return guard.units == self.known_units() if decided and guard.units else decided

    def known_units(self) -> str:
        """`complete` when every unit that it covers has its report here; "" where none has."""
        covered = set(self.report.value("covers") or ())
        if not covered or not self.covered():
            return ""
        return "complete" if covered <= {unit.report_id for unit in self.units} else "partial"

    def covered(self) -> Reports:
        """The units' reports that the report says it covers."""
        named = set(self.report.value("covers") or ())
        return tuple(unit for unit in self.units if unit.report_id in named)

    def is_linked(self, rule: Rule) -> bool:
        """Whether the reports that the equations of a rule need are at hand."""
        equations = self.spec.equations(rule, self.report.forms)
        return any(True for active in equations for _ in self.bindings(active.equation))

    def bindings(self, equation: Equation) -> Iterator[dict[str, Reports]]:
        """Yield which reports each scope of the equation means, once per unit where asked."""
        own: dict[str, Reports] = {"": (self.report,)}
        if not equation.scope:
            yield own
        elif equation.scope == "previous":
            if self.previous is not None:
                yield own | {"previous": (self.previous,)}
        elif equation.scope == "unit":
            yield from (own | {"unit": (unit,)} for unit in self.covered())
        else:
            yield own | {"units": self.covered()}


def values(term: Term, bound: dict[str, Reports]) -> list[Any]:
    """The term's value in each report of its scope; KeyError when a form has no such cell."""
    return [report.value(term.path) for report in bound[term.scope]]
