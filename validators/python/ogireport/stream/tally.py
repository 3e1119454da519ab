"""What a run has counted: reports by year, organ level and conformance, findings by rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Kind = tuple[int | None, str | None, str]  # reporting year, level of the organ, conformance


@dataclass(slots=True)
class Tally:
    """Counts that add up, whatever the order in which they came."""

    reports: Counter[Kind] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)  # rule, outcome
    unreadable: int = 0

    def add(self, other: Tally) -> None:
        """Take over the counts of another one."""
        self.reports.update(other.reports)
        self.findings.update(other.findings)
        self.unreadable += other.unreadable

    def levels(self) -> Counter[str]:
        """How many reports reach each level of conformance at most."""
        return self.reports_by(2)

    def reports_by(self, part: int) -> Counter[Any]:
        """How many reports there are per year (0), organ level (1) or conformance (2)."""
        found: Counter[Any] = Counter()
        for kind, count in self.reports.items():
            found[kind[part]] += count
        return found

    def as_json(self) -> dict[str, Any]:
        return {
            "reports": [[*kind, count] for kind, count in self.reports.items()],
            "findings": [[*kind, count] for kind, count in self.findings.items()],
            "unreadable": self.unreadable,
        }

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> Tally:
        reports, findings = (
            Counter({tuple(kind): count for *kind, count in held[name]})
            for name in ("reports", "findings")
        )
        return cls(reports, findings, held["unreadable"])
