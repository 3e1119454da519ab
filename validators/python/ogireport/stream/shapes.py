"""msgspec Structs generated from the report schema: what they decode follows its keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType, structs

from ogireport.rules.fields import Node, attribute
from ogireport.spec import SpecError, matching, standard

LIMITS = {
    "minimum": "ge", "maximum": "le", "pattern": "pattern",
    "minLength": "min_length", "maxLength": "max_length", "maxItems": "max_length",
}  # fmt: skip
CHECKED = {"format", "uniqueItems"}  # by the predicate, see predicate.formed
FAILURES = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)  # of any decoder
DIGITS = 15  # before the point: a double holds two more after it
_PLAIN = re.compile(rf"[0-9]{{1,{DIGITS}}}\.[0-9]{{1,2}}", re.ASCII)
_TYPES = {"string": str, "integer": int}


def report(root: Node, *, filled: bool) -> type[msgspec.Struct]:
    """Return the type of reports; with `filled` only of those without null cells.

    What it decodes follows the schema as far as `formed` of the predicate says so too.
    """
    if filled:
        tables = {name: _filled(root.fields[name]) for name in standard().tables}
        root = replace(root, fields={**root.fields, **tables})
    return _struct(root, "report")


def decoder(report: type[msgspec.Struct]) -> Callable[[memoryview | bytes], Any]:
    """Return the function that decodes JSON as this type; it raises one of FAILURES."""
    return msgspec.json.Decoder(report, float_hook=_amount).decode


def zeros(kind: type[msgspec.Struct], editions: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Every row of the tables with 0 in all cells, by its path `table.rows.row`."""
    for table in structs.fields(kind):
        if table.name in standard().tables:
            inner = get_args(table.type) or (table.type,)
            known = (
                t for t in inner if t.__struct_config__.tag in (editions.get(table.name), None)
            )
            (rows,) = structs.fields(next(known))
            for row in structs.fields(rows.type):
                cells = row.type.__struct_fields__
                yield f"{table.name}.rows.{row.name}", row.type(**dict.fromkeys(cells, 0))


def parts(nodes: dict[str, Node]) -> dict[str, Any]:
    """The types of those definitions that a type can tell in full."""
    return {name: _type(node, name) for name, node in nodes.items() if _told(node)}


def _told(node: Node) -> bool:
    """Whether nothing in a node is left to the predicate to check."""
    inner = [*node.fields.values(), *node.editions.values(), *([node.items] if node.items else [])]
    return node.kind != "number" and not node.limits.keys() & CHECKED and all(map(_told, inner))


def _filled(node: Node) -> Node:
    """The same node without any null in it."""
    fields = {name: _filled(inner) for name, inner in node.fields.items()}
    editions = {name: _filled(inner) for name, inner in node.editions.items()}
    return replace(node, null=False, fields=fields, editions=editions)


def _amount(text: str) -> Decimal:
    """The number as written, where it has at most two decimals; ValueError for any other."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _type(node: Node, name: str) -> Any:
    """The type that accepts the values of a node and nothing else."""
    if node.kind == "number":
        return Any  # typed as a number, "1.5" would pass for 1.5 and 0.070000000000000001 for 0.07
    if node.kind == "edition":
        kinds = [_struct(inner, name, tag) for tag, inner in node.editions.items()]
        return reduce(or_, kinds)
    if node.kind == "object":
        kind: Any = _struct(node, name)
    elif node.kind == "choice":
        kind = Literal[node.values]
    elif node.kind == "array" and node.items:
        kind = _limited(node, list[_type(node.items, name)])  # type: ignore[misc]
    else:
        kind = _limited(node, _TYPES[node.kind])
    return kind | None if node.null else kind


def _limited(node: Node, kind: Any) -> Any:
    if node.limits.get("format") == "date":  # stricter than its pattern, and cheaper
        return str
    limits = {LIMITS[key]: value for key, value in node.limits.items() if key not in CHECKED}
    if "pattern" in limits:
        limits["pattern"] = matching(limits["pattern"])
    return Annotated[kind, Meta(**limits)] if limits else kind


def _struct(node: Node, name: str, tag: str | None = None) -> type[msgspec.Struct]:
    """A Struct with the fields of an object; of a table in one edition where `tag` names it."""
    fields: list[Any] = []
    for key, inner in node.fields.items():
        kind = _type(inner, f"{name}_{key}")
        own = attribute(key)
        fields.append((own, kind) if key in node.required else (own, kind | UnsetType, UNSET))
    if not node.required <= node.fields.keys():
        raise SpecError(f"{name}: requires a field that it does not have")
    return _made(tuple(fields), tuple((attribute(key), key) for key in node.fields), tag)


@cache
def _made(
    fields: tuple[Any, ...], keys: tuple[tuple[str, str], ...], tag: str | None
) -> type[msgspec.Struct]:
    """One type for all objects with the same fields, as most rows have."""
    named: dict[str, Any] = {"tag_field": "edition", "tag": tag} if tag else {}
    return msgspec.defstruct(
        "object", fields, kw_only=True, forbid_unknown_fields=True, gc=False, rename=dict(keys),
        **named,
    )  # fmt: skip
