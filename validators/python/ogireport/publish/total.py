"""The sum of several reports, cell by cell; a blank is not zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ogireport.form import Form
from ogireport.report import Report
from ogireport.spec import Spec


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one form table over reports on the same form.

    A cell that is null in any of them has no sum; `lacking` says in how many it is.
    """

    form: Form
    reports: int
    cells: dict[str, Any]
    lacking: dict[str, int]


def totals(reports: Sequence[Report], spec: Spec) -> list[Total]:
    """Return a total for each form in use, in the order of the standard."""
    found = []
    for form in spec.forms.values():
        if own := [report.cells for report in reports if form.name in report.forms]:
            lacking = {path: sum(cells[path] is None for cells in own) for path in form.cells()}
            sums = {p: None if n else sum(cells[p] for cells in own) for p, n in lacking.items()}
            found.append(Total(form, len(own), sums, {p: n for p, n in lacking.items() if n}))
    return found
