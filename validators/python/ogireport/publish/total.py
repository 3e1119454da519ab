"""The sum of several reports, cell by cell; a blank is not zero."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from ogireport.form import Form
from ogireport.report import ReadError, Report
from ogireport.rules.linking import Identity, same_organ, without_report
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


class Sum(NamedTuple):
    """What is added up, what is not because it already adds up others, and the units it lacks."""

    units: list[Report]
    aggregates: list[Report]
    missing: list[str]


def parted(reports: Sequence[Report]) -> Sum:
    """Set the reports that cover others of these apart: their figures would count twice.

    `missing` are the identifiers of the units that those cover and that have no report here.
    """
    known = {report.report_id for report in reports}
    aggregates = [r for r in reports if not known.isdisjoint(r.value("covers") or ())]
    units = [r for r in reports if known.isdisjoint(r.value("covers") or ())]
    missing = (unit for one in aggregates for unit in without_report(one, reports))
    return Sum(units, aggregates, list(dict.fromkeys(missing)))


def totals(reports: Sequence[Report], spec: Spec) -> list[Total]:
    """Return a total for each form in use, in the order of the standard."""
    found = []
    for form in spec.forms.values():
        if own := [report.cells for report in reports if form.name in report.forms]:
            lacking = {path: sum(cells[path] is None for cells in own) for path in form.cells()}
            sums = {p: None if n else sum(cells[p] for cells in own) for p, n in lacking.items()}
            found.append(Total(form, len(own), sums, {p: n for p, n in lacking.items() if n}))
    return found


def admit(reports: Sequence[Report]) -> None:
    """ReadError for reports that make no sum: of several years, or two of one organ."""
    known = [Identity.of(report) for report in reports]
    years = sorted({each.reporting_year for each in known})
    if len(years) > 1:
        listed = [str(year) for year in years]
        raise ReadError(
            f"这些报告分属 {'、'.join(listed)} 年，不能相加。",
            f"these reports are for {', '.join(listed)} and cannot be added up.",
        )
    for one, other in combinations(known, 2):
        if same_organ(one, other):
            name = one.organ_name
            raise ReadError(
                f"{name}有两份报告，不能相加；请移除其中一份。",
                f"there are two reports of {name}; remove one to add them up.",
            )


def combined(reports: Sequence[Report], spec: Spec) -> dict[str, Any]:
    """Return the sum as a report that covers these; its narrative is null, its organ has no name yet.

    A cell without a sum has the note of the first report that lacks it. ReadError for reports
    that `admit` refuses, or on different forms of one table.
    """
    admit(reports)
    found = totals(reports, spec)
    if len(found) != len(reports[0].forms):
        raise ReadError(
            "这些报告的表不是同一格式版本，不能合成一份报告。",
            "these reports use different forms of a table and make no single report.",
        )
    first, year = deepcopy(dict(reports[0].document)), reports[0].value("reporting_year")
    made = {
        "schema_version": first["schema_version"],
        "report_id": f"sum-{year}",
        "title": f"{len(reports)} 份{year}年政府信息公开工作年度报告的汇总",
        "reporting_year": year,
        "organ": {"name": "（汇总机关）"},
        "scope": "unknown",
        "covers": list(dict.fromkeys(report.report_id for report in reports)),
        "period": first["period"],
        "sections": dict.fromkeys(first["sections"]),
        **{total.form.table: first[total.form.table] for total in found},
    }
    for total in found:
        for path, value in total.cells.items():
            table, row, column = path.split("/")
            made[table]["rows"][row][column] = value
    known = [note for report in reports for note in report.document["notes"]]
    made["notes"] = [
        next(note for note in known if note["cell"] == path) | {"printed": ""}
        for total in found
        for path in total.lacking
    ]
    return made
