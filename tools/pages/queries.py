"""An equation in other notations: an Excel formula, SQL, Python, a checklist."""

from contextlib import suppress

from ogireport.dialects import UnsayableError
from ogireport.dialects.excel import excel
from ogireport.dialects.row_constraint import row_constraint
from ogireport.dialects.sql import sql, sql_of_levels
from ogireport.form import Form
from ogireport.kinds import Active, Identifier, Rule
from ogireport.spec import standard
from pages import drawing
from pages.words import word

__all__ = ["command", "constraint", "in_excel", "in_python", "in_sql"]


def in_excel(active: Active, lang: str) -> str | None:
    """A formula for the official table pasted at A1; None where a sheet cannot say it."""
    form = standard().forms[active.equation.table or ""]
    places = {p.cell: (p.row, p.column) for p in drawing.pieces(form) if p.cell}
    answers = tuple(word(outcome, lang) for outcome in ("pass", "fail", "undetermined"))
    with suppress(UnsayableError):
        return excel(active, places, answers)
    return None


def in_sql(rule: Rule, active: Active | None) -> str:
    """The query of an equation, or of all equations of a rule across levels."""
    equations = standard().equations(rule)
    if rule.guard.units:
        return sql_of_levels(equations, standard().forms)
    return sql(active or equations[0])


def in_python(rule: Rule, active: Active | None, lang: str) -> str:
    """The findings of this rule on a report."""
    scope, linked = active.equation.scope if active else "", ""
    several = scope in ("units", "unit")
    lines = ["from pathlib import Path", ""] if several else []
    lines += ["import ogireport", "", 'report = ogireport.load("report.json")']
    if scope == "previous":
        lines.append('previous = ogireport.load("last-year.json")')
        linked = ", previous=previous"
    if several:
        lines.append('units = [ogireport.load(path) for path in Path("reports").glob("*.json")]')
        linked = ", units=units"
    if is_of_register(rule):
        lines.append('register = ogireport.load_register("organs.csv")')
        linked = ", register=register"
    lines += [
        f"for finding in ogireport.validate(report{linked}):",
        f'    if finding.rule == "{rule.id}":',
        f'        print(finding.outcome, finding.message["{lang}"])',
    ]
    return "\n".join(lines)


def command(rule: Rule, active: Active | None) -> str:
    scope = active.equation.scope if active else ""
    more = {"previous": " --previous last-year.json", "units": " --units reports/"}
    register = " --organs organs.csv" if is_of_register(rule) else ""
    linked = more.get(scope, more["units"] if scope else register)
    return f"ogireport validate report.json{linked}"


def is_of_register(rule: Rule) -> bool:
    """Whether the rule needs a register of organs."""
    return isinstance(rule.kind, Identifier) and rule.kind.is_of_register


def constraint(active: Active) -> tuple[Form, str] | None:
    """The form and the check of its checklist that says the equation; None where none can."""
    with suppress(UnsayableError):
        text = row_constraint(active)
        return standard().forms[active.equation.table or ""], text
    return None
