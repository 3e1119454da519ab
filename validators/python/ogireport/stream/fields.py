"""The report schema as a tree of nodes; a keyword that is not understood is a SpecError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ogireport.spec import Spec, SpecError

REMARKS = {"title", "title_en", "description", "description_en", "examples"}
ROOT = {"$schema", "$id", "$defs"}
LIMITS = {
    "string": {"pattern", "minLength", "maxLength", "format"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum", "multipleOf"},
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
    return dict(bundle["$defs"]["codes"]["$defs"])


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
    elif "allOf" in said:
        node = _edition(said, codes)
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


def _edition(said: dict[str, Any], codes: dict[str, Any]) -> Node:
    """The object `{edition, rows}` whose rows depend on its edition."""
    editions = {}
    for branch in said.pop("allOf"):
        edition = branch["if"]["properties"]["edition"]["const"]
        editions[edition] = _node(branch["then"]["properties"]["rows"], codes)
    whole = {"type": "object", "required": ["edition", "rows"], "additionalProperties": False}
    if said.pop("properties")["edition"]["enum"] != list(editions) or said != whole:
        raise SpecError(f"a table that is not understood: {said}")
    said.clear()
    rows = {edition: Node("object", fields={"rows": n}, required=frozenset(["rows"]))
            for edition, n in editions.items()}  # fmt: skip
    return Node("edition", editions=rows)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a report: where the Struct holds it, and the nodes it may be missing under."""

    path: str
    node: Node
    optional: bool
    under: str = ""  # an object that may be null or left out, with everything in it


def places(node: Node, editions: Mapping[str, str], path: str, under: str = "") -> Iterator[Place]:
    """Every value below an object, in a report whose tables have these editions."""
    for name, inner in node.fields.items():
        place = f"{path}.{name}"
        optional = name not in node.required
        if inner.kind == "edition":
            inner = inner.editions[editions[name]]
        yield Place(place, inner, optional, under)
        if inner.kind == "object":
            missing = place if optional or inner.null else ""
            if under and missing:
                raise SpecError(f"{place}: may be missing in what may be missing")
            yield from places(inner, editions, place, under or missing)
