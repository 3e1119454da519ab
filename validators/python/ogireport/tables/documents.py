"""Rows of the tables as report documents again, exactly as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ogireport.report import ReadError, Report
from ogireport.spec import Spec
from ogireport.tables.tableschema import Table, optional, tables
from ogireport.tables.values import CellError

Lines = list[list[str]]
ATTACHED = ("notes", "local_rows", "explanations")  # any number of rows of a report


def documents(contents: dict[str, Lines], spec: Spec) -> Iterator[tuple[Report, bool]]:
    """Yield the report of each row of `reports`, and whether it is surely well-formed.

    `contents` holds the rows of each table without header, as long as its columns. ReadError, with
    table, row and column, for a cell that is not a number, a key that appears twice, a row without
    its report and a report without its row.
    """
    layout = tables(spec)
    reports = _by_key(contents["reports"], layout["reports"])
    forms = {name: _by_key(contents.get(name, []), layout[name]) for name in spec.forms}
    lists = {name: _grouped(contents.get(name, [])) for name in ATTACHED}
    keys = {name: list(keyed) for name, keyed in forms.items()}
    keys |= {name: list(grouped) for name, grouped in lists.items()}
    for name, named in keys.items():
        if orphan := next((key for key in named if key not in reports), None):
            raise ReadError(
                f"{name}.csv：{orphan} 不在 reports.csv 中。",
                f"{name}.csv: {orphan} is not in reports.csv.",
            )
    for key, line in reports.items():
        yield _document(key, line, forms, lists, spec)


Line = tuple[int, list[str]]


def _by_key(lines: Lines, table: Table) -> dict[str, Line]:
    """The rows by report, each with its row number (the header is row 1)."""
    at = table.header.index("report_id")
    found: dict[str, Line] = {}
    for number, line in enumerate(lines, 2):
        if line[at] in found:
            first = found[line[at]][0]
            raise ReadError(
                f"{table.name}.csv 第 {number} 行：{line[at]} 与第 {first} 行重复。",
                f"{table.name}.csv row {number}: {line[at]} appears twice, first in row {first}.",
            )
        found[line[at]] = (number, line)
    return found


def _grouped(lines: Lines) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for number, line in enumerate(lines, 2):
        found[line[0]].append((number, line))
    return found


def values(line: Line, table: Table) -> list[Any]:
    """The values of a row; ReadError with row and column for a cell that does not fit."""
    number, cells = line
    try:
        return [v for kind, run in table.runs for v in map(kind.__getitem__, cells[run])]
    except CellError as error:
        text = error.args[0]
        column = next(c for c, cell in zip(table.columns, cells, strict=True) if cell == text)
        raise _invalid(table, number, column.name, text) from None


def _invalid(table: Table, number: int, column: str, text: str) -> ReadError:
    return ReadError(
        f"{table.name}.csv 第 {number} 行 {column} 列：{text[:40]!r} 不是有效的值。",
        f"{table.name}.csv row {number}, column {column}: {text[:40]!r} is not valid.",
    )


def _document(
    key: str,
    line: Line,
    forms: dict[str, dict[str, Line]],
    lists: dict[str, dict[str, list[Line]]],
    spec: Spec,
) -> tuple[Report, bool]:
    layout = tables(spec)
    document: dict[str, Any] = {}
    fields = values(line, layout["reports"])
    formed = layout["reports"].fits(line[1])
    for value, column in zip(fields, layout["reports"].columns, strict=True):
        if column.path:
            _place(document, column.path, value)
    document["disputes"] = {}
    cells: dict[str, Any] = {}
    for table in spec.tables:
        name = _form_name(table, document, spec, key, forms)
        figures = values(forms[name][key], layout[name])
        formed = formed and layout[name].fits(forms[name][key][1])
        document[table]["rows"] = _rows(figures, layout[name])
        cells.update(zip(layout[name].cells, figures[1:], strict=True))
    document |= _lists(key, lists, layout)
    formed = formed and not (
        document["notes"] or document["local_rows"] or document["explanations"]
    )
    shape = (fields[layout["reports"].header.index("shape")] or "").split()
    if wrong := {token.removesuffix("={}") for token in shape}.difference(optional(spec)):
        raise _invalid(layout["reports"], line[0], "shape", min(wrong))
    _reshape(document, shape)
    return Report.with_cells(document, cells), formed


def _form_name(
    table: str,
    document: dict[str, Any],
    spec: Spec,
    key: str,
    forms: dict[str, dict[str, Line]],
) -> str:
    edition = document[table].get("edition")
    name = f"{table}_{edition}" if edition else table
    there = [
        form for form, keyed in forms.items() if key in keyed and spec.forms[form].table == table
    ]
    if there != [name]:
        found = ", ".join(f"{form}.csv" for form in there) or "—"
        raise ReadError(
            f"{key}：应在 {name}.csv 中有一行，实际在：{found}。",
            f"{key}: one row expected in {name}.csv, found in: {found}.",
        )
    return name


def _place(document: dict[str, Any], path: str, value: Any) -> None:
    *parents, name = path.split("/")
    for parent in parents:
        document = document.setdefault(parent, {})
    document[name] = value


def _rows(cells: list[Any], table: Table) -> dict[str, dict[str, Any]]:
    return {
        row: dict(zip(codes, cells[at : at + len(codes)], strict=True))
        for row, at, codes in table.blocks
    }


def _lists(
    key: str, lists: dict[str, dict[str, list[Line]]], layout: dict[str, Table]
) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name, keyed in lists.items():
        names = layout[name].header[2:]
        found[name] = [
            dict(zip(names, values(line, layout[name])[2:], strict=True))
            for line in keyed.get(key, ())
        ]
    for note in found["notes"]:
        if note.pop("printed_known"):
            note["printed"] = note["printed"] or ""
    return found


def _reshape(document: dict[str, Any], tokens: list[str]) -> None:
    """Leave out what the document left out; an object without values is null unless a token says so."""
    document["covers"] = document["covers"] or []
    for name in ("source", "information_handling_fee"):
        if f"{name}={{}}" not in tokens and not any(v is not None for v in document[name].values()):
            document[name] = None
    for token in tokens:
        if not token.endswith("={}"):
            parent, _, name = token.rpartition("/")
            holder = document.get(parent) if parent else document
            if holder:
                holder.pop(name, None)
