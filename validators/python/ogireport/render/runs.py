"""What one run of `validate` has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ogireport.kinds import Bilingual
from ogireport.rules.tally import Tally
from ogireport.rules.verdict import UNSEEN, Verdict


class Checked(NamedTuple):
    """The verdict on the report in one file."""

    file: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """One run of validate: what was checked, what could not be read, what was passed over."""

    checked: list[Checked] = field(default_factory=list)
    unreadable: list[tuple[str, Bilingual]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    full: bool = False  # whether each finding is shown, with all its cells
    tally: Tally = field(default_factory=Tally)

    def add(self, file: str, verdict: Verdict, document: Any) -> None:
        """Take up the verdict on a document, and count it."""
        self.checked.append(Checked(file, verdict))
        self.tally.count(verdict, document)

    @property
    def unseen(self) -> list[str]:
        """What was not looked at in some report, by the codes of UNSEEN."""
        return [part for part in UNSEEN if any(part in c.verdict.unseen for c in self.checked)]
