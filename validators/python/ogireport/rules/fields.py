"""The report schema as a tree of nodes; a keyword that is not understood is a SpecError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ogireport.spec import Spec, SpecError

REMARKS = {"title", "title_zh", "description", "description_zh", "examples"}
ROOT = {"$schema", "$id", "$defs"}
LIMITS = {
    "string": {"pattern", "minLength", "maxLength", "format"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "array": {"uniqueItems", "maxItems"},
}


@dataclass(frozen=True, slots=True)
class Node:
    """What the schema says of one value; `kind` is a JSON type, `choice` or `edition`."""

    kind: str
    null: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[str, ...] = ()  # of a choice
    fields: Mapping[str, Node] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Node | None = None
    editions: Mapping[str, Node] = field(default_factory=dict)  # the object by its edition


def tree(spec: Spec) -> Node:
    """The node of a whole report."""
    bundle = _bundle(spec)
    return _understood({k: v for k, v in bundle.items() if k not in ROOT}, bundle)


def definitions(spec: Spec) -> dict[str, Node]:
    """The nodes of the definitions that a report refers to, by name."""
    bundle = _bundle(spec)
    return {name: _understood(schema, bundle) for name, schema in _codes(bundle).items()}


def _bundle(spec: Spec) -> dict[str, Any]:
    return dict(spec.document("report.bundle.schema.json"))


def _codes(bundle: dict[str, Any]) -> dict[str, Any]:
    return dict(bundle["$defs"])


def _understood(schema: dict[str, Any], bundle: dict[str, Any]) -> Node:
    try:
        return _node(schema, _codes(bundle))
    except (KeyError, TypeError, ValueError) as error:
        raise SpecError(f"report.bundle.schema.json: {error!r}") from None


def _node(schema: dict[str, Any], codes: dict[str, Any]) -> Node:
    """Return the node of a schema; SpecError when it says more than a node can hold."""
    said = {key: value for key, value in schema.items() if key not in REMARKS}
    if reference := said.pop("$ref", None):
        node = _node(codes[reference.rpartition("/")[2]], codes)
    elif branches := said.pop("anyOf", None):
        first, second = branches
        if second != {"type": "null"}:
            raise SpecError(f"anyOf is understood as a value or null alone: {branches}")
        node = replace(_node(first, codes), null=True)
    elif tables := said.pop("oneOf", None):
        node = _edition([_node(each, codes) for each in tables])
    elif "const" in said:
        node = Node("choice", values=(said.pop("const"),))
    elif "enum" in said:
        node = Node("choice", values=tuple(said.pop("enum")))
    else:
        node = _typed(said, codes)
    if said:
        raise SpecError(f"keywords that are not understood: {sorted(said)}")
    return node


def _typed(said: dict[str, Any], codes: dict[str, Any]) -> Node:
    named = said.pop("type")
    types = [named] if isinstance(named, str) else named
    kind, null = types[0], "null" in types
    if set(types) - {kind, "null"}:
        raise SpecError(f"types that are not understood: {types}")
    if kind == "object":
        return replace(_object(said, codes), null=null)
    limits = {key: said.pop(key) for key in LIMITS[kind] & said.keys()}
    items = _node(said.pop("items"), codes) if kind == "array" else None
    return Node(kind, null, limits, items=items)


def _object(said: dict[str, Any], codes: dict[str, Any]) -> Node:
    if said.pop("additionalProperties") is not False:
        raise SpecError("an object with unknown keys is not understood")
    required = frozenset(said.pop("required", ()))
    fields = {name: _node(inner, codes) for name, inner in said.pop("properties").items()}
    return Node("object", fields=fields, required=required)


def _edition(tables: list[Node]) -> Node:
    """The object `{edition, rows}` whose rows depend on its edition."""
    editions = {}
    for table in tables:
        fields = dict(table.fields)
        (edition,) = fields.pop("edition").values
        editions[edition] = replace(table, fields=fields, required=table.required - {"edition"})
    return Node("edition", editions=editions)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a report: where the Struct holds it, and the nodes it may be missing under."""

    path: str
    node: Node
    optional: bool
    under: str = ""  # an object that may be null or left out, with everything in it


def attribute(name: str) -> str:
    """The name of a field in Python: `$schema` is `_schema`."""
    return name.replace("$", "_")


def places(node: Node, editions: Mapping[str, str], path: str, under: str = "") -> Iterator[Place]:
    """Every value below an object, in a report whose tables have these editions."""
    for name, inner in node.fields.items():
        place = f"{path}.{attribute(name)}"
        optional = name not in node.required
        if inner.kind == "edition":
            inner = inner.editions[editions[name]]
        yield Place(place, inner, optional, under)
        if inner.kind == "object":
            missing = place if optional or inner.null else ""
            if under and missing:
                raise SpecError(f"{place}: may be missing in what may be missing")
            yield from places(inner, editions, place, under or missing)
