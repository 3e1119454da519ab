"""The equations as SQL over the tables of a data package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ogireport.dialects import UnsayableError
from ogireport.form import Form
from ogireport.kinds import Active, Guard, Term, column_name

FAILING = {"eq": "<>", "le": ">"}
SUMMED = {"": "this.value", "units": "SUM(unit.value)", "unit": "unit.value"}


def sql(active: Active) -> str:
    """A query for the reports on which the equation applies and fails; a null fails nothing.

    It reads the wide tables `<table>_<edition>`, `reports`, and for last year's reports the
    relation years(report_id, previous_id). What is across levels is said by `sql_of_levels`.
    """
    _, guard, equation = active
    if equation.scope not in ("", "previous"):
        raise UnsayableError(active, "across levels only cells of the same name are compared")
    left, right = (_sum(side, equation.scope) for side in (equation.left, equation.right))
    failing = f"{left} {FAILING[equation.relation]} {right}"
    table = equation.table or "reports"
    if not equation.scope:
        where = " AND ".join([failing, *_applies(guard, table, "report_id")])
        return f"SELECT report_id FROM {table} WHERE {where}"
    return (
        f"SELECT this.report_id FROM {table} AS this"
        f" JOIN years ON years.report_id = this.report_id"
        f" JOIN {_every(active)} AS previous ON previous.report_id = years.previous_id"
        f" WHERE {' AND '.join([failing, *_applies(guard, table, 'this.report_id')])}"
    )


def sql_of_levels(equations: Iterable[Active], forms: Mapping[str, Form]) -> str:
    """One query for the reports and cells on which the equations of a rule across levels fail.

    Each equation compares a cell with the same cell of the covered units. Read are `reports`,
    figures(report_id, cell, value), with a line for every cell of a report's forms, and
    levels(report_id, unit_id, complete), with a line for every covered unit that has a report.
    A unit without the figure leaves the sum open.
    """
    said = [*equations]
    (_, guard, first), where = said[0], []
    left, right = (SUMMED[side[0].scope] for side in (first.left, first.right))
    failing = f"{left} {FAILING[first.relation]} {right}"
    asked = {(a.equation.table or "", a.equation.at) for a in said}
    names = {name for name, _ in asked}
    others = {(name, cell) for name in names for cell in forms[name].cells()} - asked
    cells = sorted({cell for _, cell in others})
    if not all(map(_of_one_cell, said)) or {cell for _, cell in asked} & {*cells}:
        raise UnsayableError(said[0], "not every equation is about one cell that all forms share")
    where.append("levels.complete" if guard.units == "complete" else "NOT levels.complete")
    where += _applies(guard, "figures", "this.report_id")
    where += [f"this.cell NOT IN {_texts(cells)}"] if cells else []
    start = (
        "SELECT DISTINCT this.report_id, this.cell FROM figures AS this"
        " JOIN levels ON levels.report_id = this.report_id"
        " LEFT JOIN figures AS unit ON unit.report_id = levels.unit_id AND unit.cell = this.cell"
    )
    if first.scope == "unit":
        return f"{start} WHERE {' AND '.join([*where, failing])}"
    return (
        f"{start} WHERE {' AND '.join(where)} GROUP BY this.report_id, this.cell, this.value"
        f" HAVING COUNT(*) = COUNT(unit.value) AND {failing}"
    )


def _of_one_cell(active: Active) -> bool:
    """Whether an equation compares one cell with the same one of the units."""
    left, right = active.equation.left, active.equation.right
    return {len(left), len(right)} == {1} and {t.path for t in left + right} == {active.equation.at}


def _sum(terms: Iterable[Term], scope: str) -> str:
    names = (f"{term.scope or 'this'}.{term.column}" if scope else term.column for term in terms)
    return " + ".join(names) or "0"


def _every(active: Active) -> str:
    """The form table of the linked reports, whatever their edition."""
    table = active.equation.at.partition("/")[0]
    return table if active.equation.table == table else f"{table}_all"


def _applies(guard: Guard, table: str, report: str) -> list[str]:
    """The conditions under which the rule applies to a report."""
    fields = [f"{column_name(path)} IN {_texts(values)}" for path, values in guard.when.items()]
    if table == "reports" or not fields:
        return fields
    return [f"{report} IN (SELECT report_id FROM reports WHERE {' AND '.join(fields)})"]


def _texts(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
