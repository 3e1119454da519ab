"""A report as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ogireport.findings import Finding
from ogireport.report import Report
from ogireport.rules.verdict import Verdict
from ogireport.spec import Spec
from ogireport.tables.tableschema import Table, optional, tables
from ogireport.tables.values import written

Rows = dict[str, list[list[str]]]
AMOUNT = "amount"  # the type of a column that holds yuan


def rows(report: Report, verdict: Verdict, spec: Spec) -> Rows:
    """Return the rows of a well-formed report in every table that has some."""
    layout = tables(spec)
    document = report.document
    found: dict[str, Iterable[list[Any]]] = {
        "reports": [[*_fields(report, layout["reports"]), shape(report, spec), *_reached(verdict)]],
        **{name: [_fields(report, layout[name])] for name in report.forms},
        "report_lines": _lines(report, spec),
        "figures": _figures(report, spec),
        "notes": _notes(document["notes"]),
        "local_rows": (
            [r["table"], r["label"], r["values"]] for r in document.get("local_rows", ())
        ),
        "explanations": ([e["rule"], e["text"]] for e in document.get("explanations", ())),
        "findings": map(_finding, verdict.findings),
    }
    return {
        name: [
            [written(v, c.kind) for v, c in zip(line, layout[name].columns, strict=True)]
            for line in _numbered(report.report_id, lines, layout[name])
        ]
        for name, lines in found.items()
    }


def _reached(verdict: Verdict) -> list[Any]:
    return [verdict.level, *verdict.coverage]


def _numbered(report_id: str, lines: Iterable[list[Any]], table: Table) -> Iterator[list[Any]]:
    """The lines with the report's identifier and, in lists, their number before them."""
    for number, line in enumerate(lines, 1):
        start = [report_id, number][: len(table.columns) - len(line)]
        yield [*start, *line]


def _fields(report: Report, table: Table) -> list[Any]:
    return [report.value(column.path) for column in table.columns if column.path]


def shape(report: Report, spec: Spec) -> str | None:
    """Which optional fields the document leaves out, and which objects it holds empty."""
    tokens = []
    for path in optional(spec):
        parent, _, name = path.rpartition("/")
        holder = report.value(parent) if parent else report.document
        if holder is None:
            continue
        if name not in holder:
            tokens.append(path)
        elif isinstance(holder[name], dict) and set(holder[name].values()) <= {None}:
            tokens.append(f"{path}={{}}")
    return " ".join(tokens) or None


def _lines(report: Report, spec: Spec) -> Iterator[list[Any]]:
    for name in report.forms:
        form = spec.forms[name]
        for row in form.rows.values():
            if not row.columns:
                continue
            place = f"{form.table}/{row.code}/"
            held = [(form.columns[code], report.cells[place + code]) for code in row.columns]
            counts = {c.label["zh"]: value for c, value in held if c.type != AMOUNT}
            (amount,) = [value for c, value in held if c.type == AMOUNT] or [None]
            labels, values = "|".join(counts), [*counts.values()]
            empty = [None] * (7 - len(values))
            group = form.groups.get(row.parent)
            item_no = group.item_no if group else row.item_no
            yield [form.table, item_no, row.label["zh"], row.code, labels, *values, *empty, amount]


def _figures(report: Report, spec: Spec) -> Iterator[list[Any]]:
    """Every cell with its figure, or why there is none; a count and an amount are never in one column."""
    about = [report.value("reporting_year"), report.value("organ/name")]
    notes = report.document["notes"]
    reasons = {n["cell"]: n["status"] for n in notes if n["cell"] in report.nulls}
    for form in (spec.forms[name] for name in report.forms):
        for cell in form.cells():
            column, value = cell.rpartition("/")[2], report.cells[cell]
            figure = (None, value) if form.columns[column].type == AMOUNT else (value, None)
            yield [*about, *cell.split("/"), *figure, reasons.get(cell)]


def _notes(notes: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    for note in notes:
        yield [note["cell"], note["status"], note["printed"], note["printed"] is not None]


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.rule,
        finding.outcome,
        finding.requirement,
        finding.cells[0],
        finding.left,
        finding.right,
        finding.difference,
        finding.explained,
        finding.message["zh"],
    ]
