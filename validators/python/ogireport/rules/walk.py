"""A quick test that a document follows the schema; `structure` judges those that fail it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ogireport.rules.fields import Node, tree
from ogireport.spec import Spec, SpecError, matching

Check = Callable[[Any], bool]
KNOWN = {"pattern", "minLength", "maxLength", "format", "minimum", "maximum", "uniqueItems", "maxItems"}  # fmt: skip
_DECIMALS = 2  # of an amount


def follows(document: object, spec: Spec) -> bool:
    """Whether a document follows the schema for certain; False decides nothing."""
    return _whole(spec)(document)


@cache
def _whole(spec: Spec) -> Check:
    return _check(tree(spec))


def _check(node: Node) -> Check:
    """The check of a node; SpecError for a limit that it would pass over."""
    if unknown := node.limits.keys() - KNOWN:
        raise SpecError(f"limits that are not understood: {sorted(unknown)}")
    check = _KINDS[node.kind](node)
    return (lambda value: value is None or check(value)) if node.null else check


def _integer(node: Node) -> Check:
    least, most = (node.limits.get(name) for name in ("minimum", "maximum"))
    if least is None or most is None:
        raise SpecError(f"an integer without limits: {dict(node.limits)}")
    return lambda value: type(value) is int and least <= value <= most


def _number(node: Node) -> Check:
    least, most = node.limits["minimum"], node.limits["maximum"]

    def is_amount(value: Any) -> bool:
        if type(value) is Decimal:
            exponent = value.as_tuple().exponent
            if not isinstance(exponent, int) or exponent < -_DECIMALS:
                return False
        return type(value) in (int, Decimal) and bool(least <= value <= most)

    return is_amount


def _string(node: Node) -> Check:
    limits = node.limits
    if "format" in limits:  # stricter than its pattern
        return _is_day
    least, most = limits.get("minLength", 0), limits.get("maxLength", float("inf"))
    search = re.compile(matching(limits.get("pattern", ""))).search
    return lambda value: type(value) is str and least <= len(value) <= most and bool(search(value))


def _is_day(value: Any) -> bool:
    try:
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _choice(node: Node) -> Check:
    values = frozenset(node.values)
    return lambda value: type(value) is str and value in values


def _array(node: Node) -> Check:
    if node.items is None:
        raise SpecError("a list of anything")
    check, most = _check(node.items), node.limits.get("maxItems", float("inf"))
    distinct = bool(node.limits.get("uniqueItems"))

    def is_list(value: Any) -> bool:
        if type(value) is not list or len(value) > most or not all(map(check, value)):
            return False
        return not distinct or (
            all(type(item) is str for item in value) and len({*value}) == len(value)
        )

    return is_list


def _object(node: Node) -> Check:
    checks = {name: _check(inner) for name, inner in node.fields.items()}
    required = node.required

    def is_object(value: Any) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, inner in value.items():
            check = checks.get(key)
            if check is None or not check(inner):
                return False
        return True

    return is_object


def _edition(node: Node) -> Check:
    tables = {edition: _object(table) for edition, table in node.editions.items()}

    def is_table(value: Any) -> bool:
        if type(value) is not dict or not isinstance(edition := value.get("edition"), str):
            return False
        check = tables.get(edition)
        return check is not None and check({k: v for k, v in value.items() if k != "edition"})

    return is_table


_KINDS: dict[str, Callable[[Node], Check]] = {
    "integer": _integer, "number": _number, "string": _string, "choice": _choice,
    "array": _array, "object": _object, "edition": _edition,
}  # fmt: skip
