"""What a rule states, as frozen data: its kind, its guard, its equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple

Bilingual = Mapping[str, str]
LINKED = ("previous", "units", "unit")  # scopes of a term whose cell is another report's


@dataclass(frozen=True, slots=True)
class Term:
    """One cell or field of an equation, in the report itself (scope "") or in one that it is linked to."""

    scope: str
    path: str

    @property
    def column(self) -> str:
        """Its column in the tables of a data package."""
        return column_name(self.path)


def column_name(path: str) -> str:
    """The column of a cell (`row__column`) or a field (`organ_level`) in a data package."""
    parts = path.split("/")
    return "__".join(parts[1:]) if len(parts) == 3 else "_".join(parts)


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: caches look it up quickly
class Equation:
    """A sum of terms that equals (eq) or does not exceed (le) another, on one form table."""

    rule: str
    table: str | None
    at: str
    relation: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    scope: str  # of the other reports it needs; "" where it needs none
    paths: tuple[tuple[str, ...], tuple[str, ...]]  # of both sides, without their scopes

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Equation:
        """The equation that an item of rules.json states; KeyError for an unknown scope."""
        left, right = _terms(raw["left"]), _terms(raw["right"])
        scopes = {term.scope for term in left + right} - {""}
        if len(scopes) > 1 or not scopes <= {*LINKED}:
            raise KeyError(f"scopes {sorted(scopes)}")
        paths = tuple(term.path for term in left), tuple(term.path for term in right)
        known = {name: raw[name] for name in ("rule", "table", "at", "relation")}
        return cls(**known, left=left, right=right, scope="".join(scopes), paths=paths)

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.left + self.right


def _terms(texts: list[str]) -> tuple[Term, ...]:
    parts = (text.rpartition(":") for text in texts)
    return tuple(Term(scope, path) for scope, _, path in parts)


@dataclass(frozen=True, slots=True)
class Guard:
    """When a rule applies: its fields have one of these values; `units`: all units are known."""

    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: str = ""  # complete or partial; "" where no units are asked for

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Guard:
        """The guard of a rule or of an equation in rules.json."""
        when = {path: tuple(values) for path, values in raw.get("when", {}).items()}
        return cls(when, raw.get("units", ""))

    def admits(self, value: Callable[[str], Any]) -> bool | None:
        """Whether a report with these field values is meant; None when a field is null."""
        decided: bool | None = True
        for path, allowed in self.when.items():
            if (known := value(path)) is None:
                decided = None
            elif known not in allowed:
                return False
        return decided

    def __bool__(self) -> bool:
        return bool(self.when or self.units)


# kinds ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Linear:
    """Sums of cells beside each other, for each row, column or cell of a form table."""

    name: ClassVar = "linear"
    relation: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    table: str | None = None
    for_each: str = ""


@dataclass(frozen=True, slots=True)
class TreeSum:
    """The lines below a total add up to it."""

    name: ClassVar = "tree_sum"
    table: str
    axis: str
    total: str

    @property
    def for_each(self) -> str:
        return {"row": "column", "column": "row"}[self.axis]


@dataclass(frozen=True, slots=True)
class Presence:
    """The subjects have what the rule requires: a value, a note, certain words, substance."""

    name: ClassVar = "presence"
    requires: str
    subjects: tuple[str, ...]
    mentions: tuple[str, ...] = ()
    empty_words: tuple[str, ...] = ()
    or_value: str | None = None
    when_positive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A date against a day of the year, or the reporting year against those of an edition."""

    value: str
    relation: str
    year: int = 0
    date: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class DateBound:
    """Dates and years keep their bounds."""

    name: ClassVar = "date_bound"
    bounds: tuple[Bound, ...]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> DateBound:
        return cls(tuple(Bound(**bound) for bound in raw["bounds"]))


@dataclass(frozen=True, slots=True)
class Statement:
    """Numbers in the narrative agree with cells, or with each other; statements.json has how."""

    name: ClassVar = "statement"
    phrases: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier, or each of a list, is what the rule requires of it."""

    name: ClassVar = "identifier"
    requires: str
    value: str

    @property
    def is_of_register(self) -> bool:
        """Whether only a register of organs can tell."""
        return self.requires == "not_vertical"


Kind = Linear | TreeSum | Presence | DateBound | Statement | Identifier
BALANCES = (Linear, TreeSum)  # the kinds that are expanded into equations
KINDS: Mapping[str, type[Kind]] = {
    k.name: k for k in (Linear, TreeSum, Presence, DateBound, Statement, Identifier)
}


def kind_of(raw: Mapping[str, Any]) -> Kind:
    """The kind that a rule of rules.json is of; KeyError or TypeError for what it cannot hold."""
    kind: Any = KINDS[raw["kind"]]
    if kind is DateBound:
        return DateBound.of(raw)
    own: dict[str, Any] = {f.name: raw[f.name] for f in fields(kind) if f.name in raw}
    made: Kind = kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in own.items()})
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule as schema/rules states it."""

    id: str
    name: str
    title: Bilingual
    since: str
    requirement: str
    basis: str
    editions: tuple[str, ...]
    outcomes: tuple[str, ...]
    clause: Mapping[str, str]
    kind: Kind
    guard: Guard
    message: Bilingual
    repair: Bilingual
    formula: Mapping[str, Bilingual]
    url: str
    level: str | None = None
    retired: str | None = None
    replaced_by: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any], url: str) -> Rule:
        """The rule that an item of rules.json states."""
        own = {f.name for f in fields(cls)} - {"kind", "guard", "url"}
        stated = {key: value for key, value in raw.items() if key in own}
        return cls(**stated, kind=kind_of(raw), guard=Guard.of(raw), url=url)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every field, cell and line of the report that its guard and its kind name."""
        named = list(self.guard.when)
        if isinstance(self.kind, Presence):
            named += [*self.kind.subjects, *self.kind.when_positive]
            named += [self.kind.or_value] if self.kind.or_value else []
        elif isinstance(self.kind, DateBound):
            named += [p for b in self.kind.bounds for p in (b.value, b.edition) if p]
        elif isinstance(self.kind, Statement):
            named += ["sections/overview", "sections/other_matters"]
        elif isinstance(self.kind, Identifier):
            named += [self.kind.value]
        elif isinstance(self.kind, Linear) and not self.kind.for_each:
            named += [*self.kind.left, *self.kind.right]
        return tuple(named)


class Active(NamedTuple):
    """An equation that is in force, with its rule and the guard under which it applies."""

    rule: Rule
    guard: Guard
    equation: Equation
