"""The equations as SQL over the tables of a data package."""

from __future__ import annotations

from collections.abc import Iterable

from ogireport.kinds import Active, Guard, Term, column_name

FAILING = {"eq": "<>", "le": ">"}


def sql(active: Active) -> str:
    """A query for the reports on which the equation applies and fails; a null fails nothing.

    It reads the wide tables `<table>_<edition>`, `reports`, and for other reports the relations
    years(report_id, previous_id) and levels(report_id, unit_id, complete).
    """
    _, guard, equation = active
    left, right = (_sum(side, equation.scope) for side in (equation.left, equation.right))
    failing = f"{left} {FAILING[equation.relation]} {right}"
    table = equation.table or "reports"
    if not equation.scope:
        where = " AND ".join([failing, *_applies(guard, table, "report_id")])
        return f"SELECT report_id FROM {table} WHERE {where}"
    applies = _applies(guard, table, "this.report_id")
    start = f"SELECT this.report_id FROM {table} AS this"
    others = f"{_every(active)} AS {equation.scope}"
    if equation.scope == "previous":
        joined = (
            f"JOIN years ON years.report_id = this.report_id"
            f" JOIN {others} ON previous.report_id = years.previous_id"
        )
        return f"{start} {joined} WHERE {' AND '.join([failing, *applies])}"
    joined = (
        f"JOIN levels ON levels.report_id = this.report_id"
        f" JOIN {others} ON {equation.scope}.report_id = levels.unit_id"
    )
    known = "levels.complete" if guard.units == "complete" else "NOT levels.complete"
    query = f"{start} {joined} WHERE {' AND '.join([known, *applies])}"
    if equation.scope == "unit":
        return f"{query} AND {failing}"
    name = (equation.left + equation.right)[0].column
    counted = f"COUNT(*) = COUNT(units.{name})"
    return f"{query} GROUP BY this.report_id, this.{name} HAVING {counted} AND {failing}"


def _sum(terms: Iterable[Term], scope: str) -> str:
    names = []
    for term in terms:
        name = f"{term.scope or 'this'}.{term.column}" if scope else term.column
        names.append(f"SUM({name})" if term.scope == "units" else name)
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
