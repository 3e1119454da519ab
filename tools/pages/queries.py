"""An equation in other notations: an Excel formula, SQL, Python, a checklist."""

from collections.abc import Iterable
from itertools import groupby

from ogireport.equations import Equation, Term
from ogireport.spec import Form, Rule, standard
from pages import drawing
from pages.words import word

OTHER = {"previous": "previous!", "units": "'unit-1:unit-9'!", "unit": "'unit-1'!"}  # sheets
CELLS = {"units": 9}  # how many a reference over sheets holds


def excel(equation: Equation, lang: str) -> str:
    """A formula for the official table pasted at A1; a blank makes it undetermined, not zero."""
    form = standard().forms[equation.table or ""]
    places = {p.cell: (p.row, p.column) for p in drawing.pieces(form) if p.cell}
    sides = [_references(side, places) for side in (equation.left, equation.right)]
    number = sum(CELLS.get(term.scope, 1) for term in equation.terms)
    answers = (f'"{word(outcome, lang)}"' for outcome in ("undetermined", "pass", "fail"))
    blank, holds, fails = answers
    sign = {"eq": "=", "le": "<="}[equation.relation]
    left, right = map(_sum, sides)
    counted = ",".join(sides[0] + sides[1])
    return f"=IF(COUNT({counted})<{number},{blank},IF({left}{sign}{right},{holds},{fails}))"


def _sum(references: list[str]) -> str:
    if len(references) == 1 and ":" not in references[0]:
        return references[0]
    return f"SUM({','.join(references)})" if references else "0"


def _references(terms: Iterable[Term], places: dict[str, tuple[int, int]]) -> list[str]:
    """The addresses of the terms; cells below or beside one another as one range."""
    placed = [(term.scope, *places[term.path]) for term in terms]
    found = []
    for scope, run in groupby(placed, key=lambda place: place[0]):
        cells = [place[1:] for place in run]
        found += [OTHER.get(scope, "") + each for each in _ranges(cells)]
    return found


def _ranges(cells: list[tuple[int, int]]) -> list[str]:
    runs: list[list[tuple[int, int]]] = []
    for cell in cells:
        if runs and _next(runs[-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [":".join(_address(*cell) for cell in dict.fromkeys((run[0], run[-1]))) for run in runs]


def _next(run: list[tuple[int, int]], cell: tuple[int, int]) -> bool:
    """Whether the cell goes on in the direction of the run."""
    step = (cell[0] - run[-1][0], cell[1] - run[-1][1])
    before = (run[-1][0] - run[0][0], run[-1][1] - run[0][1])
    return step in ((0, 1), (1, 0)) and all(s or not b for s, b in zip(step, before, strict=True))


def _address(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def python(rule: Rule, equation: Equation | None, lang: str) -> str:
    """The findings of this rule on a report."""
    scopes = {term.scope for term in equation.terms} if equation else set()
    linked = ""
    several = scopes & {"units", "unit"}
    lines = ["from pathlib import Path", ""] if several else []
    lines += ["import ogireport", "", 'report = ogireport.load("report.json")']
    if "previous" in scopes:
        lines.append('previous = ogireport.load("last-year.json")')
        linked = ", previous=previous"
    if several:
        lines.append('units = [ogireport.load(path) for path in Path("reports").glob("*.json")]')
        linked = ", units=units"
    lines += [
        f"for finding in ogireport.validate(report{linked}):",
        f'    if finding.rule == "{rule.id}":',
        f'        print(finding.outcome, finding.message["{lang}"])',
    ]
    return "\n".join(lines)


def command(equation: Equation | None) -> str:
    scopes = {term.scope for term in equation.terms} if equation else set()
    more = " --previous last-year.json" if "previous" in scopes else ""
    more += " --units reports/" if scopes & {"units", "unit"} else ""
    return f"ogireport validate report.json{more}"


def constraint(equation: Equation) -> tuple[Form, str] | None:
    """The form, and the check in its checklist for the equation; None for linked ones."""
    if equation.linked:
        return None
    form = standard().forms[equation.table or ""]
    at = "__".join(equation.at.split("/")[1:])
    checks = standard().document(f"checklists/{form.name}.json")["checks"]
    mark = f"# {equation.rule} {at}:"
    return form, next(check["formula"] for check in checks if mark in check["formula"])
