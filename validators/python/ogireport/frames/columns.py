"""The rows of a data package as columns of values; no document is built of reports that are surely well-formed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import Any, NamedTuple

from ogireport.spec import Spec
from ogireport.tables.documents import ATTACHED, Lines
from ogireport.tables.tableschema import Table, tables
from ogireport.tables.values import CellError

Contents = dict[str, Lines]
Columns = dict[str, list[Any]]  # the values of one table by column


class Rows(NamedTuple):
    """The rows of one table: their reports as written, their values, the reports that may not fit."""

    reports: list[str]
    columns: Columns
    unfit: set[str]


def parted(contents: Contents, spec: Spec, seen: set[str]) -> tuple[dict[str, Columns], Contents]:
    """The columns of the reports that are surely well-formed, and the rows of all others.

    `documents` judges the others: what was seen before, has an attached row, or a value that may
    not fit or was said to be left out; or the whole package where its tables may not belong together.
    """
    names = ("reports", *spec.forms)
    try:
        rows = {
            name: _read(contents.get(name, []), tables(spec)[name]) for name in (*names, *ATTACHED)
        }
    except (CellError, ValueError):  # a cell that is no value, a row of another length
        return {}, contents
    if not _belong(rows, spec):
        return {}, contents
    doubted = seen.intersection(rows["reports"].reports)
    doubted |= {report for name in ATTACHED for report in rows[name].reports}
    doubted.update(_at_odds(rows["reports"], tables(spec)["reports"]))
    doubted.update(*(rows[name].unfit for name in names))
    sure = {name: _without(rows[name], doubted) for name in names}
    others = {
        name: [line for line, report in zip(lines, rows[name].reports, strict=True) if report in doubted]
        for name, lines in contents.items()
        if name in rows
    }  # fmt: skip
    return sure, others


def _read(lines: Lines, table: Table) -> Rows:
    texts = list(zip(*lines, strict=True)) if lines else [()] * len(table.columns)
    named = list(zip(table.columns, texts, strict=True))
    columns = {column.name: list(map(column.values.__getitem__, cells)) for column, cells in named}
    reports = list(texts[table.header.index("report_id")])
    unfit = {
        report
        for column, cells in named
        if column.values.unfit
        for report, cell in zip(reports, cells, strict=True)
        if cell in column.values.unfit
    }
    return Rows(reports, columns, unfit)


def _belong(rows: dict[str, Rows], spec: Spec) -> bool:
    """Whether every report appears once, with one row in each form that its editions name."""
    reports, columns = rows["reports"].reports, rows["reports"].columns
    for name, form in spec.forms.items():
        editions = columns[f"{form.table}_edition"] if form.edition else [None] * len(reports)
        wanted = list(compress(reports, (edition == form.edition for edition in editions)))
        there = rows[name].reports
        if not len(wanted) == len(there) == len(set(there)) or set(wanted) != set(there):
            return False
    return len(set(reports)) == len(reports)


def _at_odds(rows: Rows, table: Table) -> Iterator[str]:
    """The reports with a value in a column that their `shape` says was left out."""
    shapes = [(shape or "").split() for shape in rows.columns["shape"]]
    left_out = {path for shape in shapes for path in shape}
    for column in table.columns:
        if column.path in left_out:
            named = zip(rows.reports, shapes, rows.columns[column.name], strict=True)
            yield from (r for r, shape, v in named if v is not None and column.path in shape)


def _without(rows: Rows, doubted: set[str]) -> Columns:
    if not doubted:
        return rows.columns
    kept = [report not in doubted for report in rows.reports]
    return {name: list(compress(values, kept)) for name, values in rows.columns.items()}
