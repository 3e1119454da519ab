"""The rules as Python conditions on a well-formed report without null cells.

Each condition holds only where the rule has no finding at all; a rule of a kind that is not
known here becomes `False`, so that every report goes to the reference validator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ogireport.equations import Equation
from ogireport.rules.content import BLANKS
from ogireport.spec import Rule, Spec, SpecError
from ogireport.stream.fields import Place, tree

SIGNS = {"eq": "==", "le": "<="}


def sound(spec: Spec, forms: tuple[str, ...], found: list[Place]) -> Iterator[str]:
    """The lines of `sound(report)` for reports on these forms."""
    values = Values(forms, {place.path: place for place in found})
    equations: list[Equation] = []
    yield "def sound(report):"
    yield "    if not ("
    yield "        True"
    for rule in spec.rules.values():
        if rule.retired:
            continue
        if rule.kind in ("linear", "tree_sum") and "table" in rule.details and not rule.when:
            equations += [e for e in spec.equations(rule, forms) if not e.linked]
        else:
            yield f"        # {rule.id} {rule.name}"
            yield from (f"        and {text}" for text in _conditions(rule, values, spec))
    yield "    ):\n        return False"
    yield from balances(equations)


def balances(equations: list[Equation]) -> Iterator[str]:
    """The lines that add up the tables row by row and return whether every equation holds.

    A row of zeros satisfies what is said of it alone and adds nothing to the rest: it is passed
    over, and most rows of most reports are.
    """
    across = [equation for equation in equations if len(_rows(equation)) > 1]
    yield from (f"    sum_{number} = 0  # {e.rule} {e.at}" for number, e in enumerate(across))
    for row in dict.fromkeys(row for equation in equations for row in _rows(equation)):
        within = [equation for equation in equations if _rows(equation) == [row]]
        yield f"    row = report.{row}"
        yield f"    if row != ZEROS[{row!r}]:"
        cells = [p for e in equations for side in e.paths for p in side if _row(p) == row]
        for cell in dict.fromkeys(cells):
            yield f"        {_column(cell)} = row.{_column(cell)}"
        for equation in within:
            left, right = (" + ".join(map(_column, side)) or "0" for side in equation.paths)
            yield f"        if not {left} {SIGNS[equation.relation]} {right}:"
            yield f"            return False  # {equation.rule}"
        for number, equation in enumerate(across):
            for sign, side in zip("+-", equation.paths, strict=True):
                yield from (
                    f"        sum_{number} {sign}= {_column(p)}" for p in side if _row(p) == row
                )
    totals = [f"sum_{number} {SIGNS[e.relation]} 0" for number, e in enumerate(across)]
    yield f"    return {' and '.join(totals) or True}"


def _rows(equation: Equation) -> list[str]:
    return list(dict.fromkeys(_row(path) for side in equation.paths for path in side))


@cache
def _row(cell: str) -> str:
    table, row, _ = cell.split("/")
    return f"{table}.rows.{row}"


def _column(cell: str) -> str:
    return cell.rpartition("/")[2]


@dataclass
class Values:
    """How the code names the values of a report."""

    forms: tuple[str, ...]
    places: dict[str, Place]

    def __contains__(self, cell: str) -> bool:
        table, row, column = cell.split("/")
        return f"report.{table}.rows.{row}.{column}" in self.places

    def __getitem__(self, path: str) -> str:
        """The expression of a cell or field; None where it is null or left out."""
        if path.count("/") == 2:
            if path not in self:
                raise SpecError(f"no such cell on {self.forms}: {path}")
            return f"report.{_row(path)}.{_column(path)}"
        table, _, last = path.partition("/")
        if last == "edition":
            return next(form for form in self.forms if form.startswith(table)).rpartition("_")[2]
        place = self.places[f"report.{path.replace('/', '.')}"]
        if place.under or (place.optional and place.node.kind == "integer"):
            raise SpecError(f"{path}: zero and missing would be mixed up")
        return f"({place.path} or None)" if place.optional else place.path

    def may_miss(self, field: str) -> bool:
        """Whether a field may be null or left out."""
        place = self.places[f"report.{field.replace('/', '.')}"]
        return place.optional or place.node.null

    def amounts(self) -> list[str]:
        """The cells that hold amounts."""
        cells = [
            path.split(".") for path, place in self.places.items() if place.node.kind == "number"
        ]
        return [f"{c[1]}/{c[3]}/{c[4]}" for c in cells if len(c) == 5]


def _conditions(rule: Rule, values: Values, spec: Spec) -> Iterator[str]:
    """What must hold for the rule to have no finding, whether it applies or not."""
    if rule.kind in ("linear", "tree_sum"):
        own = [e for e in spec.equations(rule, values.forms) if not e.linked]
        inner = [_equation(equation, values) for equation in own]
    elif rule.kind == "presence":
        inner = [_presence(rule, values)]
    elif rule.kind == "date_bound":
        inner = [_bound(bound, values, spec) for bound in rule.details["bounds"]]
    else:
        inner = ["False"]
    for text in inner or (["True"] if rule.when else []):
        yield _when(rule, text, values)


def _when(rule: Rule, text: str, values: Values) -> str:
    """A known value outside the list: not applicable; null: undetermined; else the condition."""
    if not rule.when:
        return text
    pairs = [
        (repr(values[path]) if path.endswith("/edition") else values[path], allowed)
        for path, allowed in rule.when.items()
    ]
    outside = [f"{value} not in {(*allowed, None)!r}" for value, allowed in pairs]
    known = [f"{value} is not None" for value, _ in pairs if not value.startswith("'")]
    return f"({' or '.join(outside)} or {_all([*known, text])})"


def _all(texts: Iterable[str]) -> str:
    return f"({' and '.join(texts)})"


def _any(texts: Iterable[str]) -> str:
    return f"({' or '.join(texts)})"


def _equation(equation: Equation, values: Values) -> str:
    left, right = (" + ".join(values[p] for p in side) or "0" for side in equation.paths)
    return f"{left} {SIGNS[equation.relation]} {right}"


# presence ------------------------------------------------------------------------------------


def _presence(rule: Rule, values: Values) -> str:
    held = _REQUIRED.get(rule.details["requires"], _unknown)(rule, values)
    if conditions := rule.details.get("when_positive"):
        on_form = [values[cell] for cell in conditions if cell in values]
        return f"({' + '.join(on_form)} == 0 or {held})" if on_form else "True"
    return held


def _unknown(rule: Rule, values: Values) -> str:
    return "False"


def _noted(rule: Rule, values: Values) -> str:
    """Without a null no cell needs a note, and every note is one too many."""
    return "not report.notes"


def _given(rule: Rule, values: Values) -> str:
    subjects = rule.details["subjects"]
    if subjects == ["cells"]:  # counts were decoded as integers, amounts as they stand
        subjects = values.amounts()
    return _all(f"{values[path]} is not None" for path in subjects)


def _mentioned(rule: Rule, values: Values) -> str:
    said = _all(
        f"{values[path]} is not None and "
        + _any(f"{word!r} in {values[path]}" for word in rule.details["mentions"])
        for path in rule.details["subjects"]
    )
    other = rule.details.get("or_value")
    return f"({values[other]} is not None or {said})" if other else said


def _substantial(rule: Rule, values: Values) -> str:
    empty = ("", *rule.details["empty_words"])
    return _all(
        f"{values[path]} is not None and {values[path]}.strip({BLANKS!r}) not in {empty!r}"
        for path in rule.details["subjects"]
    )


def _positive(rule: Rule, values: Values) -> str:
    return _any(f"{values[path]} > 0" for path in rule.details["subjects"])


_REQUIRED = {
    "value": _given, "note": _noted, "null": _noted, "mention": _mentioned,
    "substance": _substantial, "positive": _positive,
}  # fmt: skip

# dates ---------------------------------------------------------------------------------------


def _bound(bound: dict[str, Any], values: Values, spec: Spec) -> str:
    if bound["relation"] == "within":
        return _within(bound, values, spec)
    due = f"{_due(bound)}[report.reporting_year]"
    value = values[bound["value"]]
    held = f"{value} {SIGNS[bound['relation']]} {due}"
    if not values.may_miss(bound["value"]):
        return held
    return f"(TODAY <= {due} if {value} is None else {held})"  # null is found once it is late


def _within(bound: dict[str, Any], values: Values, spec: Spec) -> str:
    code = values[bound["edition"]]
    edition = next(e for e in spec.codelists["editions"] if e["code"] == code)
    last = f" <= {int(edition['last_year'])}" if edition["last_year"] else ""
    return f"{int(edition['first_year'])} <= {values[bound['value']]}{last}"


def _due(bound: dict[str, Any]) -> str:
    return f"DUE_{bound['date'].replace('-', '_')}_{bound['year']}"


def due_days(spec: Spec) -> dict[str, dict[int, str]]:
    """Per bound of a date rule its day by reporting year, for every year the schema allows."""
    limits = tree(spec).fields["reporting_year"].limits
    years = range(limits["minimum"], limits["maximum"] + 1)
    return {
        _due(bound): {year: f"{year + bound['year']}-{bound['date']}" for year in years}
        for rule in spec.rules.values()
        for bound in rule.details.get("bounds", ())
        if "date" in bound
    }
