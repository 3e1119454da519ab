"""Corpora of governments over four years: units, aggregates that cover them, faults of many kinds.

`reports(size)` yields consistent reports of both editions and hybrids, and spoils some: a figure
that is wrong, a blank, requests brought forward that last year did not carry forward, an organ
that changes its name, an organ without code, a covered unit without report.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from ogireport import Report
from ogireport.kinds import BALANCES, Equation
from ogireport.rules.context import Context
from ogireport.rules.linking import Earlier, Identity
from ogireport.rules.verdict import findings_of
from ogireport.spec import standard

SPEC = standard()
YEARS = range(2019, 2023)
LEVELS = [entry["code"] for entry in SPEC.codelists["organ_levels"]]
EDITIONS = [entry for entry in SPEC.codelists["editions"] if not entry["clauses"]]
PARTS = 4  # units of an aggregate
Cells = dict[str, Any]
KEYS = ("report_id", "rule", "cell", "outcome", "left", "right", "difference")  # of a finding


def reports(size: int, seed: int = 7, faults: float = 0.2) -> Iterator[Report]:
    """Yield so many reports, this share of them with faults; the same for the same seed."""
    draw, made = random.Random(seed), 0
    while made < size:
        family, last = made, dict[str, Cells]()
        for year in YEARS:
            for report in _family(draw, f"g{family}", year, last, faults)[: size - made]:
                made += 1
                yield report


def _family(
    draw: random.Random, name: str, year: int, last: dict[str, Cells], faults: float
) -> list[Report]:
    """A government's units in one year, then the aggregate that covers them."""
    units = []
    for number in range(PARTS):
        unit = f"{name}-u{number}"
        forms = _forms(draw, year)
        cells = _spoilt(draw, _balanced(draw, forms, last.get(unit, {})), faults)
        last[unit] = cells
        units.append(_report(draw, unit, year, forms, cells, "own_organ", []))
    forms = _forms(draw, year)
    sums = {cell: sum(u.cells.get(cell) or 0 for u in units) for cell in _cells_of(forms)}
    gone = [f"{name}-gone"] if draw.random() < 0.4 else []
    covers = [unit.report_id for unit in units] + gone
    cells = _spoilt(draw, sums, faults)
    whole = _report(draw, name, year, forms, cells, "government_aggregate", covers)
    return [*units, whole]


def _forms(draw: random.Random, year: int) -> tuple[str, ...]:
    """The forms of a year, in one report of thirty another one for a table."""
    usual = next(e["code"] for e in reversed(EDITIONS) if year >= int(e["first_year"]))
    *editioned, disputes = SPEC.tables
    chosen = [_form(draw, f"{table}_{usual}") for table in editioned]
    return *chosen, disputes


def _form(draw: random.Random, usual: str) -> str:
    table = SPEC.forms[usual].table
    others = [n for n, form in SPEC.forms.items() if form.table == table and n != usual]
    return ([usual] * 30 + others)[int(draw.random() * (30 + len(others)))]


def _cells_of(forms: tuple[str, ...]) -> list[str]:
    return [cell for form in forms for cell in SPEC.forms[form].cells()]


def _balanced(draw: random.Random, forms: tuple[str, ...], last: Cells) -> Cells:
    """Small figures for which every equation holds, following on from last year's cells."""
    cells: Cells = {cell: int(draw.random() ** 3 * 20) for cell in _cells_of(forms)}
    for cell in filter(_is_amount, cells):
        cells[cell] = Decimal(draw.randrange(10**7)) / 100
    equations = [a.equation for a in SPEC.active(forms, ("", "previous")) if a.equation.table]
    for _ in range(3):
        for equation in equations:
            _settle(equation, cells, last)
    return cells


@cache
def _is_amount(cell: str) -> bool:
    return SPEC.line(cell)[1].type == "amount"


def _settle(equation: Equation, cells: Cells, last: Cells) -> None:
    """Change the cell that the equation points at so that it holds."""
    sides = [
        [(last if term.scope else cells).get(term.path) for term in side]
        for side in (equation.left, equation.right)
    ]
    if None in sides[0] + sides[1]:
        return
    off = sum(sides[1]) - sum(sides[0])
    if off < 0 or (off > 0 and equation.relation == "eq"):
        on_left = equation.at in equation.paths[0]
        cells[equation.at] = max(cells[equation.at] + (off if on_left else -off), 0)


def _spoilt(draw: random.Random, cells: Cells, share: float) -> Cells:
    if draw.random() < share:
        for cell in draw.sample(list(cells), draw.randrange(1, 4)):
            cells[cell] = draw.choice([None, 0, (cells[cell] or 0) + draw.randrange(1, 9)])
    return cells


def _report(
    draw: random.Random, name: str, year: int, forms: tuple[str, ...], cells: Cells, scope: str,
    covers: list[str],
) -> Report:  # fmt: skip
    """A report in canonical form: every null has its note."""
    document: dict[str, Any] = {
        "schema_version": "1.0",
        "report_id": f"{name}-{year}",
        "title": name,
        "reporting_year": year,
        "organ": {
            "name": name if draw.random() < 0.95 else f"{name} (renamed)",
            "code": f"{random.Random(name).randrange(10**18):018d}"
            if draw.random() < 0.8
            else None,
            "division_code": None,
            "level": LEVELS[len(name) % len(LEVELS)],
        },
        "scope": scope,
        "covers": [f"{unit}-{year}" if unit.endswith("-gone") else unit for unit in covers],
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "sections": dict.fromkeys(("overview", "problems_and_improvements", "other_matters")),
        "notes": [
            {"cell": cell, "status": "blank", "printed": ""}
            for cell, v in cells.items()
            if v is None
        ],
    }
    for form in forms:
        table, _, edition = form.partition("_")
        document[table] = ({"edition": edition} if edition else {}) | {"rows": {}}
    for cell, value in cells.items():
        table, row, column = cell.split("/")
        document[table]["rows"].setdefault(row, {})[column] = value
    return Report(document)


def expected(reports: Iterable[Report]) -> Counter[tuple[Any, ...]]:
    """The KEYS of every finding on an equation as the validator gives it, links included."""
    by_id = {report.report_id: report for report in reports}
    earlier = Earlier(map(Identity.of, by_id.values()))
    found: Counter[tuple[Any, ...]] = Counter()
    for report in by_id.values():
        previous = by_id.get(earlier.before(Identity.of(report)) or "")
        units = tuple(by_id[unit] for unit in report.value("covers") if unit in by_id)
        context = Context(SPEC, report, previous, units)
        for rule in SPEC.rules.values():
            if isinstance(rule.kind, BALANCES):
                found.update(
                    (report.report_id, f.rule, f.cells[0], f.outcome, f.left, f.right, f.difference)
                    for f in findings_of(rule, context) or ()
                )
    return found
