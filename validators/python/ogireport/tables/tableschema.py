"""The tables of the data package and their columns, as the Table Schemas of schema/dist say."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from ogireport.spec import Spec
from ogireport.tables.values import read

REMEMBERED = 100_000  # values per kind of column
SHORT = 40  # characters; a longer text is unlikely to come again
LISTS = ("report_lines", "figures", "notes", "local_rows", "explanations", "findings")


class Values(dict[str, Any]):
    """The value of each text of a kind of column; short ones are read once.

    `unfit` holds the hashes of the texts whose value does not surely meet the constraints of the
    schema: the texts themselves may be long.
    """

    def __init__(self, kind: str, fits: Callable[[Any], bool]) -> None:
        self.kind, self.fits, self.unfit = kind, fits, set[int]()

    def __missing__(self, text: str) -> Any:
        value = read(text, self.kind)
        if not self.fits(value):
            self.unfit.add(hash(text))
        if self.kind != "array" and len(text) <= SHORT and len(self) < REMEMBERED:
            self[text] = value
        return value


class Column(NamedTuple):
    """One column; `path` is the cell or field of the document it holds, where it holds one."""

    name: str
    kind: str
    path: str | None
    values: Values


class Table(NamedTuple):
    """One resource of the package; a form table has `cells`, and `blocks` where its rows begin."""

    name: str
    columns: tuple[Column, ...]
    header: list[str]
    cells: list[str]
    blocks: list[tuple[str, int, list[str]]]
    kinds: list[Values]
    runs: list[tuple[Values, slice]]  # the neighbouring columns of the same kind

    def fits(self, line: list[str]) -> bool:
        """Whether all values of a row that was read surely meet their constraints."""
        if not any(values.unfit for values in self.kinds):
            return True
        return not any(hash(t) in c.values.unfit for c, t in zip(self.columns, line, strict=True))


@cache
def tables(spec: Spec) -> dict[str, Table]:
    """All tables by name, `reports` first, then the form tables, then the lists."""
    known = dict[str, Values]()
    return {name: _table(name, spec, known) for name in ("reports", *spec.forms, *LISTS)}


def table(name: str, spec: Spec) -> Table:
    """One table, which need not be part of the package."""
    return _table(name, spec, {})


def _table(name: str, spec: Spec, known: dict[str, Values]) -> Table:
    fields = spec.document(f"tables/{name}.json")["fields"]
    cells = spec.forms[name].cells() if name in spec.forms else []
    paths = [None, *cells] if cells else [field.get("path") for field in fields]
    columns = tuple(
        Column(field["name"], field["type"], path, _values(field, known))
        for field, path in zip(fields, paths, strict=True)
    )
    header = [column.name for column in columns]
    kinds = list({id(column.values): column.values for column in columns}.values())
    return Table(
        name, columns, header, cells, _blocks(columns) if cells else [], kinds, _runs(columns)
    )


def _blocks(columns: tuple[Column, ...]) -> list[tuple[str, int, list[str]]]:
    found: dict[str, tuple[str, int, list[str]]] = {}
    for at, column in enumerate(columns):
        if column.path:
            _, row, code = column.path.split("/")
            found.setdefault(row, (row, at, []))[2].append(code)
    return list(found.values())


def _runs(columns: tuple[Column, ...]) -> list[tuple[Values, slice]]:
    found, at = [], 0
    for _, run in groupby(columns, key=lambda column: id(column.values)):
        same = list(run)
        found.append((same[0].values, slice(at, at + len(same))))
        at += len(same)
    return found


def _values(field: dict[str, Any], known: dict[str, Values]) -> Values:
    """One `Values` for all columns of the same type and constraints."""
    key = json.dumps([field["type"], field.get("constraints")])
    return known.setdefault(key, Values(field["type"], _fits(field)))


def _fits(field: dict[str, Any]) -> Callable[[Any], bool]:
    limits, kind = field.get("constraints", {}), field["type"]
    optional = not limits.get("required")
    if kind in ("integer", "number"):
        least, most = limits.get("minimum", 0), limits.get("maximum", sys.maxsize)
        return lambda value: (
            optional if value is None else least <= value <= most and _to_the_fen(value)
        )
    if kind == "date":
        return lambda value: optional if value is None else _is_day(value)
    longest = limits.get("maxLength", sys.maxsize)  # of a text with its apostrophe, or of a list
    if kind == "array":
        return lambda value: (
            value is None
            or (
                len(value) <= longest
                and all(isinstance(item, str) and 0 < len(item) <= SHORT for item in value)
                and len({*value}) == len(value)
            )
        )
    if kind == "boolean":
        return lambda value: value is not None
    pattern = re.compile(limits.get("pattern", "(?s:.*)"))
    allowed = limits.get("enum")
    return lambda value: (
        optional
        if value is None
        else (allowed is None or value in allowed)
        and len(value) < longest
        and pattern.fullmatch(value) is not None
    )


def _to_the_fen(value: int | Decimal) -> bool:
    return isinstance(value, int) or value == round(value, 2)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@cache
def optional(spec: Spec) -> tuple[str, ...]:
    """The paths of the fields that a document may leave out."""
    return tuple(_optional(spec.document("report.bundle.schema.json")))


def _optional(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()):
            yield path + name
        yield from _optional(field, f"{path}{name}/")
