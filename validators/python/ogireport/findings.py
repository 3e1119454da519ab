"""What a check finds: outcome, severity, the level of conformance, and the order of findings."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ogireport.kinds import Bilingual

Number = int | Decimal
LANGUAGES = ("zh", "en")
NAMED = 3  # a message names so many cells, `cells` names all
MANY = 20  # and so many files or units, which nothing else lists
SCHEMA = "schema"  # the rule name of a breach of report.schema.json


class Outcome(StrEnum):
    """What one rule says of one report; `undetermined` means that a needed cell is null."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Level(StrEnum):
    """How far a report conforms; each level contains the ones before it."""

    NONE = "none"
    WELL_FORMED = "well-formed"
    CONSISTENT = "consistent"
    COMPLETE = "complete"

    def reaches(self, other: Level) -> bool:
        order = list(Level)
        return order.index(self) >= order.index(other)


SEVERITIES = {"must": Severity.ERROR, "should": Severity.WARNING, "may": Severity.INFO}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found in one report.

    `cells` begins with the cell the finding points at. `left`, `right` and `difference` are
    the two sides of the equation or bound (dates as text, days as difference); null where a
    side has no number. `detail` is the equation written out with its numbers. A finding on the
    narrative has its `section`, and the characters there from `start` to `end`: the `quote`.
    """

    rule: str
    outcome: Outcome
    requirement: str
    cells: tuple[str, ...]
    message: Bilingual
    url: str
    left: Number | str | None = None
    right: Number | str | None = None
    difference: Number | None = None
    detail: Bilingual | None = None
    explained: bool = False
    section: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None

    @property
    def severity(self) -> Severity:
        """A failure weighs what its requirement says; the undetermined only informs."""
        return SEVERITIES[self.requirement] if self.outcome is Outcome.FAIL else Severity.INFO

    def is_remarked(self, remarked: Set[str]) -> bool:
        """Whether it fails a rule that allows exceptions, about a cell that has a remark."""
        is_strict = self.requirement == "must" or self.outcome is not Outcome.FAIL
        return not is_strict and not remarked.isdisjoint(self.cells)


def listed(names: Sequence[str], lang: str, most: int = NAMED) -> dict[str, Any]:
    """The count of some names and the first of them, for a message: {count} and {names}."""
    more = {"zh": " 等", "en": " …"}[lang] if len(names) > most else ""
    joined = {"zh": "、", "en": ", "}[lang].join(names[:most])
    return {"count": len(names), "names": joined + more}
