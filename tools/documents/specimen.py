"""A made report in the official form, and what is done to a print of it to make a sample."""

import hashlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from cases import assign
from documents import markup
from documents.printing import Part, Piece, Printer, cells_of, parts, printed
from ogireport.convert.readers import KINDS
from ogireport.kinds import Equation
from ogireport.report import Report
from ogireport.spec import standard

NARRATIVE = {
    "overview": "本年度制定公开目录三十项，逐项明确责任科室。\n政府网站按月更新，公众号同步推送。",
    "problems_and_improvements": "部分栏目更新偏慢。下一年度每季度检查一次并通报结果。",
    "other_matters": "本年度未收取信息处理费。",
}
Document = dict[str, Any]
Nulls = dict[str, tuple[str, str | None]]  # cell to status and printed characters


class Sample(NamedTuple):
    """A document and the report it must give; `suffix` names the kind of file."""

    suffix: str
    data: bytes
    report: Document


SAMPLES: dict[str, Callable[[], Sample]] = {}


def sample(make: Callable[[], Sample]) -> Callable[[], Sample]:
    """Register a sample under its function's name."""
    SAMPLES[make.__name__.replace("_", "-")] = make
    return make


def report(disclosure: str = "2021", requests: str = "2021", year: int = 2023) -> Document:
    """A valid report in which every cell has a figure of its own kind."""
    document: Document = {
        "schema_version": "1.0", "report_id": "", "title": f"示例县人民政府{year}年政府信息公开工作年度报告",
        "reporting_year": year, "organ": {"name": "示例县人民政府"}, "scope": "unknown", "covers": [],
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"}, "published": None, "source": None,
        "sections": dict(NARRATIVE), "information_handling_fee": {"amount_yuan": 0, "cases": None},
    }  # fmt: skip
    for table, edition in (("disclosure", disclosure), ("requests", requests), ("disputes", "")):
        form = standard().forms[f"{table}_{edition}" if edition else table]
        rows = {line.code: line.columns for line in form.rows.values() if line.columns}
        document[table] = {"edition": edition, "rows": {}} if edition else {"rows": {}}
        for number, (row, columns) in enumerate(rows.items(), 1):
            document[table]["rows"][row] = {
                column: figure(form.columns[column].type, number, n)
                for n, column in enumerate(columns)
            }
    balance(document)
    return document | {"notes": [], "local_rows": [], "explanations": []}


def figure(kind: str, row: int, column: int) -> Any:
    if kind == "amount":
        return 3305500 + 100 * row
    return (row * 7 + column * 5) % 11 - (5 if kind == "change" else 0)


def balance(document: Document) -> None:
    """Make every sum hold that a report must satisfy by itself."""
    report = Report(document)
    cells = dict(report.cells)
    active = standard().active(report.forms)
    must = [a.equation for a in active if a.rule.requirement == "must" and a.equation.table]
    sums = [equation for equation in must if equation.relation == "eq"]
    totals = {equation.at for equation in sums}
    for equation in sums:
        if min(map(len, equation.paths)) > 1:  # it names no total: what no other sum makes is 0
            cells |= dict.fromkeys({term.path for term in equation.terms} - totals, 0)
    for equation in sums * 2:  # a total may be part of one that was made before it
        settle(equation, cells)
    for cell, value in cells.items():
        assign(document, cell, value)


def settle(equation: Equation, cells: dict[str, Any]) -> None:
    """Give the cell that an equation stands at what all its others leave for it."""
    near, far = sorted(equation.paths, key=lambda side: equation.at not in side)
    others = sum(cells[path] for path in near if path != equation.at)
    cells[equation.at] = sum(cells[path] for path in far) - others


def with_nulls(document: Document, nulls: Nulls) -> Document:
    """The report in which these cells are null, each with its note, in the order of the form."""
    document = deepcopy(document)
    cells = cells_of(document)
    for cell in sorted(nulls, key=cells.index):
        table, row, column = cell.split("/")
        document[table]["rows"][row][column] = None
        status, printed = nulls[cell]
        document["notes"].append({"cell": cell, "status": status, "printed": printed})
    return document


def finished(sample: Sample) -> Document:
    """The expected report with the source that only the finished bytes have."""
    digest = hashlib.sha256(sample.data).hexdigest()
    kind = {"htm": "html", "txt": "text", "md": "markdown"}.get(sample.suffix, sample.suffix)
    source = {"url": None, "media_type": KINDS[kind], "sha256": digest}
    year = sample.report["reporting_year"]
    return sample.report | {"source": source, "report_id": f"{year}-{digest[:12]}"}


def replaced(found: list[Part], change: Callable[[Piece], Piece | None]) -> list[Part]:
    """Change or drop pieces of all tables."""
    return [
        part if isinstance(part, str) else [q for p in part if (q := change(p)) is not None]
        for part in found
    ]


def relabelled(found: list[Part], labels: dict[str, str]) -> list[Part]:
    """Print other words for these texts, in tables and between them."""
    changed = replaced(found, lambda p: p._replace(text=labels.get(p.text, p.text)))
    return [labels.get(part, part) if isinstance(part, str) else part for part in changed]


def showing(texts: dict[str, str]) -> Printer:
    """Print these cells in these characters."""
    return lambda cell, value: texts.get(cell, printed(cell, value))


def web(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("html", markup.html(found or parts(document)).encode(), document)


def lines(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("txt", markup.text(found or parts(document), "\n".join).encode(), document)


def bars(document: Document, found: list[Part] | None = None) -> Sample:
    text = markup.text(found or parts(document), lambda row: " | ".join(row) + " |")
    return Sample("txt", text.encode(), document)


def tabs(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("txt", markup.text(found or parts(document), "\t".join).encode(), document)
