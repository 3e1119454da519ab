"""A case of the conformance suite as a drawn piece of the form, judged by the validator."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import cases
from documents.printing import Piece, form_of
from ogireport import Finding, Report
from ogireport.kinds import Active, DateBound, Equation, Identifier, Rule, Term
from ogireport.rules.arithmetic import SIGNS, judge
from ogireport.rules.content import name_of
from ogireport.rules.context import Context, Reports, values
from ogireport.rules.verdict import findings_of
from ogireport.spec import standard
from pages import drawing
from pages.words import word

SHOWN = ("pass", "fail", "undetermined")
LONG = 120  # characters of a text that a table of fields shows
Bound = dict[str, Reports]


@dataclass(frozen=True)
class Side:
    """One side of an equation: its figures, and their sum where none is null."""

    numbers: list[Any]

    @property
    def total(self) -> Any:
        return None if None in self.numbers else sum(self.numbers)

    def written(self) -> str:
        """Such as 5 + 1 = 6; zeros of a long side are left out, a null is an empty box."""
        long = len(self.numbers) > len(SHOWN) * 3
        numbers = ["□" if n is None else str(n) for n in self.numbers if n != 0 or not long]
        if len(self.numbers) < 2:
            return numbers[0] if numbers else "0"
        left_out = ["0 …"] if len(numbers) < len(self.numbers) else []
        total = "?" if self.total is None else self.total
        return f"{' + '.join(numbers + left_out)} = {total}"


@dataclass(frozen=True)
class Example:
    """One case with its outcome; either drawn with both sides, or as a list of fields."""

    id: str
    outcome: str
    finding: Finding | None
    drawings: list[tuple[str, str]]
    sides: tuple[Side, Side] | None
    sign: str
    fields: list[tuple[str, str, str]]
    active: Active | None


def examples(rule: Rule, lang: str) -> list[Example]:
    """The first case of each outcome that can be shown, as the validator judges it."""
    tests = cases.tests(rule.id)
    found = []
    for outcome in SHOWN:
        fitting = [test for test in tests if test["expect"] == outcome]
        with_figures = [test for test in fitting if test.get("set")]
        if fitting:
            found.append(_example(rule, (with_figures or fitting)[0], lang))
    return found


def _example(rule: Rule, test: dict[str, Any], lang: str) -> Example:
    context = cases.context(test)
    finding = next(
        (f for f in findings_of(rule, context) or () if f.outcome == test["expect"]), None
    )
    drawn = next(_judged(rule, test, context, finding), None)
    given = test["id"], test["expect"], finding
    if drawn is None:
        return Example(
            *given, [], None, "", _fields(rule, test, context.report, finding, lang), None
        )
    active, bound = drawn
    equation = active.equation
    sides = tuple(
        Side([n for term in terms for n in values(term, bound)])
        for terms in (equation.left, equation.right)
    )
    sign = "?" if test["expect"] == "undetermined" else SIGNS[equation.relation, test["expect"]]
    return Example(*given, list(_drawings(test, equation, bound, lang)), sides, sign, [], active)


def _judged(
    rule: Rule, test: dict[str, Any], context: Context, finding: Finding | None
) -> Iterator[tuple[Active, Bound]]:
    """The equations that the finding is about; else those that hold, the most filled in first."""
    spec = context.spec
    given = set(test.get("set", ())).union(*(u.get("set", ()) for u in test.get("units", ())))
    equations = [a for a in spec.equations(rule, context.report.forms) if a.equation.table]
    equations.sort(key=lambda a: -len(given & {term.path for term in a.equation.terms}))
    for active in equations:
        for bound in context.bindings(active.equation):
            try:
                if judge(active, bound, spec) == finding:
                    yield active, bound
            except KeyError:  # the other report's edition has no such cell
                continue


def _drawings(
    test: dict[str, Any], equation: Equation, bound: Bound, lang: str
) -> Iterator[tuple[str, str]]:
    """The piece of the form of each report that the equation takes figures from."""
    sides = {term: side for side in ("left", "right") for term in getattr(equation, side)}
    for scope, reports in bound.items():
        mark = {term.path: side for term, side in sides.items() if term.scope == scope}
        for report in reports if mark else ():
            name = word(f"scope_{scope or 'own'}", lang)
            name += f" {report.report_id}" if scope.startswith("unit") else ""
            yield name, _drawing(report, mark, lang, f"{test['id']} {name}")


def _drawing(report: Report, mark: dict[str, str], lang: str, name: str) -> str:
    table = next(iter(mark)).partition("/")[0]
    form = form_of(dict(report.document), table)
    whole = drawing.pieces(form, report.document)

    def figure(piece: Piece) -> str:
        value = report.cells[piece.cell]
        text = "□" if value is None else str(value)
        side = mark.get(piece.cell)
        if not side:
            return escape(text)
        return f'<b>{escape(text)}</b><span class="side">{word(side, lang)}</span>'

    piece, gaps = drawing.cropped(whole, mark)
    return drawing.html(piece, lang, name, figure, mark, gaps=gaps)


# rules that are no sums ------------------------------------------------------------------------


def _fields(
    rule: Rule, test: dict[str, Any], report: Report, finding: Finding | None, lang: str
) -> list[tuple[str, str, str]]:
    """What the rule looks at: path, name and value of each field."""
    found = []
    for path in concerned(rule, test, finding):
        try:
            value = report.value(path)
        except KeyError:  # a cell of another edition
            continue
        found.append((path, name_of(path, standard(), lang), shown(value)))
    return found


def concerned(rule: Rule, test: dict[str, Any], finding: Finding | None) -> list[str]:
    """The fields that a rule names, or for all cells those of the case."""
    dated = isinstance(rule.kind, DateBound | Identifier)
    paths = [*(["reporting_year"] if dated else []), *rule.paths]
    if {"cells", "notes"} & {*paths}:
        paths = [path for path in paths if path not in ("cells", "notes")]
        paths += [*(finding.cells if finding else ()), *test.get("set", ["notes"])]
    return list(dict.fromkeys(paths))


def shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONG else text[:LONG] + "…"


def labelled(term: Term, lang: str) -> tuple[str, str]:
    """The row and the column of a term, as the form calls them."""
    row, column = standard().line(term.path)
    return row.caption(lang), column.caption(lang)
