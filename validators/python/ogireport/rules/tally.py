"""What a run has counted: reports by year, organ level and conformance, findings by rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ogireport.findings import Level, Outcome
from ogireport.rules.verdict import Coverage, Verdict

Kind = tuple[int | None, str | None, str]  # reporting year, level of the organ, conformance
COUNTERS = ("reports", "findings", "coverage")


@dataclass(slots=True)
class Tally:
    """Counts that add up, whatever the order in which they came."""

    reports: Counter[Kind] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)  # rule, outcome
    coverage: Counter[tuple[int, int]] = field(default_factory=Counter)  # checked, applicable
    unreadable: int = 0
    contradicting: int = 0  # reports whose narrative contradicts the tables, or itself

    def count(self, verdict: Verdict, document: Any) -> None:
        """Count the verdict on a document."""
        self.reports[_kind(document, verdict.level)] += 1
        self.findings.update((f.rule, str(f.outcome)) for f in verdict.findings)
        self.coverage[verdict.coverage] += 1
        failed = (f for f in verdict.findings if f.outcome is Outcome.FAIL)
        self.contradicting += any(f.section for f in failed)

    def add(self, other: Tally) -> None:
        """Take over the counts of another one."""
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.unreadable += other.unreadable
        self.contradicting += other.contradicting

    @property
    def total(self) -> int:
        """How many reports were judged."""
        return self.reports.total()

    def levels(self) -> dict[str, int]:
        """How many reports reach each level of conformance at most."""
        reached = self.reports_by(2)
        return {str(level): reached[str(level)] for level in Level}

    def outcomes(self) -> dict[str, int]:
        """How many findings there are of failures, and how many of what cannot be checked."""
        return {
            str(outcome): sum(n for (_, o), n in self.findings.items() if o == outcome)
            for outcome in (Outcome.FAIL, Outcome.UNDETERMINED)
        }

    def covered(self) -> Coverage:
        """How many of the must-equations of all reports were decided."""
        checked = sum(pair[0] * reports for pair, reports in self.coverage.items())
        return Coverage(checked, sum(pair[1] * n for pair, n in self.coverage.items()))

    def least_covered(self) -> float:
        """The smallest share of its must-equations that was decided in a report."""
        return min((Coverage(*pair).share for pair in self.coverage), default=1.0)

    def reports_by(self, part: int) -> Counter[Any]:
        """How many reports there are per year (0), organ level (1) or conformance (2)."""
        found: Counter[Any] = Counter()
        for kind, count in self.reports.items():
            found[kind[part]] += count
        return found

    def as_json(self) -> dict[str, Any]:
        held = {n: [[*kind, count] for kind, count in getattr(self, n).items()] for n in COUNTERS}
        return {**held, "unreadable": self.unreadable, "contradicting": self.contradicting}

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> Tally:
        counters = {n: Counter({tuple(k): count for *k, count in held[n]}) for n in COUNTERS}
        return cls(**counters, unreadable=held["unreadable"], contradicting=held["contradicting"])


def _kind(document: Any, level: Level) -> Kind:
    """By what a report is counted; what is no year or no text is not known."""
    held = document if isinstance(document, dict) else {}
    organ = held.get("organ")
    year, rank = held.get("reporting_year"), organ.get("level") if isinstance(organ, dict) else None
    known = type(year) is int and 0 <= year < 10_000
    return year if known else None, rank if isinstance(rank, str) else None, str(level)
