"""Code generated from the standard: what is surely well-formed, and what surely has no finding.

    >>> print(source(standard()))

shows it. It may reject a report without findings, but never accepts one with a finding: the reference
validator checks whatever it does not accept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any

from msgspec import UNSET, Struct, structs

from ogireport.dialects.python import zero
from ogireport.rules import identifiers
from ogireport.rules.fields import Node, Place, places, tree
from ogireport.spec import Spec, SpecError
from ogireport.stream import conditions, shapes

Predicate = Callable[[Any], bool]
Editions = tuple[str, ...]
LARGEST = 10**shapes.DIGITS  # yuan
_DAY = len("2020-12-31")


@dataclass(frozen=True, slots=True)
class Predicates:
    """The generated functions on reports whose tables have one combination of editions."""

    formed: Predicate  # it follows the schema, given that it was decoded
    doubts: Callable[
        [Any], list[str]
    ]  # the rules that may have a finding, in one well-formed and filled
    checked: Callable[[Any], int]  # how many must-equations apply to it
    keys: Callable[[Any], int]  # how many keys its JSON has, each written once
    colons: Callable[[Any], int]  # how many colons its texts have


def is_date(text: str) -> bool:
    """Whether the schema accepts the text as a day."""
    return len(text) == _DAY and _is_day(text)  # a long text is not kept


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_amount(value: object) -> bool:
    """Whether an undecided number is an amount that the schema surely accepts."""
    return type(value) in (int, Decimal) and 0 <= value <= LARGEST  # type: ignore[operator]


class Compiled(dict[Editions, Predicates]):
    """The predicates of reports of a type by the editions of their tables, made when asked for."""

    def __init__(self, spec: Spec, today: date, kind: type[Struct], *, filled: bool) -> None:
        self._spec, self._root, self._kind, self._filled = spec, tree(spec), kind, filled
        self._names: dict[str, Any] = {
            "UNSET": UNSET, "is_date": is_date, "is_amount": is_amount, "TODAY": today.isoformat(), "astuple": structs.astuple,
            **conditions.due_days(spec), **identifiers.tests(spec),
        }  # fmt: skip

    def __missing__(self, editions: Editions) -> Predicates:
        known = dict(zip(_editions(self._root), editions, strict=True))
        names = self._names | {zero(row): zeros for row, zeros in shapes.zeros(self._kind, known)}
        self[editions] = _executed(
            _source(self._spec, self._root, editions, filled=self._filled), names
        )
        return self[editions]


def source(spec: Spec) -> str:
    """The generated code of all combinations of editions, to be read."""
    root = tree(spec)
    named = product(*_editions(root).values())
    return "\n\n".join(f"# {' + '.join(e)}\n\n{_source(spec, root, e, filled=True)}" for e in named)


def _editions(root: Node) -> dict[str, list[str]]:
    return {name: list(n.editions) for name, n in root.fields.items() if n.kind == "edition"}


def _executed(code: str, names: dict[str, Any]) -> Predicates:
    exec(compile(code, "<predicate>", "exec"), names)  # noqa: S102 - of codes of the standard
    return Predicates(*(names[name] for name in Predicates.__dataclass_fields__))


def _source(spec: Spec, root: Node, editions: Editions, *, filled: bool) -> str:
    named = dict(zip(_editions(root), editions, strict=True))
    found = list(places(root, named, "report"))
    forms = tuple(f"{t}_{named[t]}" if t in named else t for t in spec.tables)
    parts = [
        _formed(found),
        conditions.doubts(spec, forms, found, filled=filled),
        conditions.checked(spec, forms, found),
        _keys(found, editions),
        _colons(found),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _formed(found: list[Place]) -> Iterator[str]:
    """What msgspec does not check: dates, amounts, lists of different items."""
    yield "def formed(report):\n    return ("
    yield "        True"
    for place in found:
        if check := _check(place.node, place.path):
            yield f"        and {_unless_missing(place, check)}"
    yield "    )"


def _check(node: Node, path: str) -> str:
    limits = node.limits
    if limits.get("format") == "date":
        return f"is_date({path})"
    if node.kind == "number":
        if (limits["minimum"], limits["maximum"]) != (0, LARGEST):
            raise SpecError(f"{path}: an amount with limits that are not understood")
        return f"is_amount({path})"
    if limits.get("uniqueItems"):
        return f"len(set({path})) == len({path})"
    if limits.keys() & {"format", "uniqueItems"}:
        raise SpecError(f"{path}: {limits}")
    return ""


def _unless_missing(place: Place, check: str) -> str:
    missing = [f"not {place.under}"] if place.under else []
    missing += [f"{place.path} is UNSET"] if place.optional else []
    missing += [f"{place.path} is None"] if place.node.null else []
    return f"({' or '.join([*missing, check])})" if missing else check


def _keys(found: list[Place], editions: Editions) -> Iterator[str]:
    """Required keys are a number; the others are counted where they are."""
    fixed = len(editions) + sum(not (place.optional or place.under) for place in found)
    yield "def keys(report):"
    yield f"    count = {fixed}"
    for place in found:
        guard = f"{place.under} and " if place.under else ""
        if place.optional:
            yield f"    if {guard}{place.path} is not UNSET:\n        count += 1"
        elif place.under:
            yield f"    if {place.under}:\n        count += 1"
        if place.node.items and place.node.items.kind == "object":
            yield f"    count += {len(_flat(place.node.items))} * len({place.path} or ())"
    yield "    return count"


def _flat(items: Node) -> list[str]:
    """The keys of an item, all required and none with keys or limits of its own."""
    plain = all(
        n.kind in ("string", "choice", "array") and not n.limits.keys() & {"format", "uniqueItems"}
        for n in items.fields.values()
    )
    if items.required != items.fields.keys() or not plain:
        raise SpecError(f"items with optional keys are not understood: {list(items.fields)}")
    return list(items.fields)


def _colons(found: list[Place]) -> Iterator[str]:
    """The colons in free texts; a lower bound is enough, so lists are left out."""
    yield "def colons(report):"
    yield "    count = 0"
    for place in found:
        if place.node.kind == "string":
            guard = f"if {place.under} and {place.path}" if place.under else f"if {place.path}"
            yield f'    {guard}:\n        count += {place.path}.count(":")'
    yield "    return count"
