"""The rules as Python conditions on a well-formed report without null cells.

Each condition holds only where the rule has no finding at all; a rule of a kind that is not
known here becomes `False`, so that every report goes to the reference validator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ogireport.dialects.python import SIGNS, balances, guarded, python
from ogireport.kinds import BALANCES, Bound, DateBound, Identifier, Kind, Presence, Rule, Statement
from ogireport.rules.content import BLANKS
from ogireport.rules.fields import Place, tree
from ogireport.spec import WHOLE, Spec, SpecError


def doubts(
    spec: Spec, forms: tuple[str, ...], found: list[Place], *, filled: bool
) -> Iterator[str]:
    """The lines of `doubts(report)` for reports on these forms; where null cells may be unless filled."""
    values = Values(forms, {place.path: place for place in found})
    active = spec.active(forms)
    plain = [a.equation for a in active if a.equation.table and not a.guard]
    yield "def doubts(report):\n    found = []"
    for rule in spec.in_force:
        held = [python(a, values) for a in active if a.rule is rule and a.equation not in plain]
        if not isinstance(rule.kind, BALANCES):
            held += [guarded(rule.guard, _condition(rule.kind, values, spec), values)]
        yield f"    # {rule.id} {rule.name}"
        if held and not filled and _asks_cells(rule):
            held = ["False"]
        if held := [condition for condition in held if condition != "True"]:
            yield f"    if not ({' and '.join(held)}):\n        found.append({rule.id!r})"
    yield from balances(plain, filled=filled)
    yield "    return found"


def _asks_cells(rule: Rule) -> bool:
    """Whether a rule may ask for cells beside those that are added up row by row."""
    named = any(path in WHOLE or path.count("/") == 2 for path in rule.paths)
    return named or isinstance(rule.kind, BALANCES)


def checked(spec: Spec, forms: tuple[str, ...], found: list[Place]) -> Iterator[str]:
    """The lines of `checked(report)`: how many must-equations apply to a filled report."""
    values = Values(forms, {place.path: place for place in found})
    musts = [a for a in spec.active(forms) if a.rule.requirement == "must"]
    fixed = sum(not a.guard for a in musts)
    applied = [f"(not {guarded(a.guard, 'False', values)})" for a in musts if a.guard]
    yield f"def checked(report):\n    return {' + '.join([str(fixed), *applied])}"


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
            return "report.{}.rows.{}.{}".format(*path.split("/"))
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


def _condition(kind: Kind, values: Values, spec: Spec) -> str:
    """What must hold for a rule that applies to have no finding."""
    if isinstance(kind, Presence):
        return _presence(kind, values)
    if isinstance(kind, Statement):
        return "True"  # the screen reads the narrative itself
    if isinstance(kind, DateBound):
        return _all(_bound(bound, values, spec) for bound in kind.bounds)
    if isinstance(kind, Identifier):
        return _identifier(kind, values)
    return "False"


def _all(texts: Iterable[str]) -> str:
    return f"({' and '.join(texts)})"


def _any(texts: Iterable[str]) -> str:
    return f"({' or '.join(texts)})"


# presence ------------------------------------------------------------------------------------


def _presence(kind: Presence, values: Values) -> str:
    held = _REQUIRED[kind.requires](kind, values) if kind.requires in _REQUIRED else "False"
    if kind.when_positive:
        on_form = [values[cell] for cell in kind.when_positive if cell in values]
        return f"({' + '.join(on_form)} == 0 or {held})" if on_form else "True"
    return held


def _noted(kind: Presence, values: Values) -> str:
    """Without a null no cell needs a note, and every note is one too many."""
    return "not report.notes"


def _given(kind: Presence, values: Values) -> str:
    # counts were decoded as integers, amounts as they stand
    subjects = values.amounts() if kind.subjects == ("cells",) else kind.subjects
    return _all(f"{values[path]} is not None" for path in subjects)


def _mentioned(kind: Presence, values: Values) -> str:
    said = _all(
        f"{values[path]} is not None and "
        + _any(f"{word!r} in {values[path]}" for word in kind.mentions)
        for path in kind.subjects
    )
    return f"({values[kind.or_value]} is not None or {said})" if kind.or_value else said


def _substantial(kind: Presence, values: Values) -> str:
    empty = ("", *kind.empty_words)
    return _all(
        f"{values[path]} is not None and {values[path]}.strip({BLANKS!r}) not in {empty!r}"
        for path in kind.subjects
    )


def _positive(kind: Presence, values: Values) -> str:
    return _any(f"{values[path]} > 0" for path in kind.subjects)


_REQUIRED = {
    "value": _given, "note": _noted, "null": _noted, "mention": _mentioned,
    "substance": _substantial, "positive": _positive,
}  # fmt: skip

# dates ---------------------------------------------------------------------------------------


def _bound(bound: Bound, values: Values, spec: Spec) -> str:
    if bound.edition:
        return _within(bound, values, spec)
    due = f"{_due(bound)}[report.reporting_year]"
    value = values[bound.value]
    held = f"{value} {SIGNS[bound.relation]} {due}"
    if not values.may_miss(bound.value):
        return held
    return f"(TODAY <= {due} if {value} is None else {held})"  # null is found once it is late


def _within(bound: Bound, values: Values, spec: Spec) -> str:
    code = values[bound.edition]
    edition = next(e for e in spec.codelists["editions"] if e["code"] == code)
    last = f" <= {int(edition['last_year'])}" if edition["last_year"] else ""
    return f"{int(edition['first_year'])} <= {values[bound.value]}{last}"


def _due(bound: Bound) -> str:
    return f"DUE_{bound.date.replace('-', '_')}_{bound.year}"


# identifiers ---------------------------------------------------------------------------------


def _identifier(kind: Identifier, values: Values) -> str:
    if kind.is_of_register:
        return "True"  # no register is given with a corpus
    value = values[kind.value]
    return f"({value} is None or {kind.requires}({value}, report.reporting_year))"


def due_days(spec: Spec) -> dict[str, dict[int, str]]:
    """Per bound of a date rule its day by reporting year, for every year the schema allows."""
    limits = tree(spec).fields["reporting_year"].limits
    years = range(limits["minimum"], limits["maximum"] + 1)
    return {
        _due(bound): {year: f"{year + bound.year}-{bound.date}" for year in years}
        for rule in spec.rules.values()
        if isinstance(rule.kind, DateBound)
        for bound in rule.kind.bounds
        if bound.date
    }
