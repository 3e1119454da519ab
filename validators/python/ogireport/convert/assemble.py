"""Blocks of a document to the canonical report; a figure that is not certain is null with a note."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ogireport.convert import headers, labels, narrative, recover
from ogireport.convert.cells import Cells, table
from ogireport.convert.grid import Block, Grid
from ogireport.convert.lines import lines
from ogireport.convert.narrative import Narrative
from ogireport.convert.placement import Row
from ogireport.convert.rows import Local, Rows
from ogireport.form import Form, Shape
from ogireport.kinds import Bilingual
from ogireport.report import ReadError, Report
from ogireport.spec import standard

SCHEMA_VERSION = "1.0"
UNNAMED = "未注明"  # the schema wants a name where the document gives none


class YearError(ReadError):
    """The document does not say which year it reports on."""


@dataclass
class Conversion:
    """A report document, which of its cells the equations placed, and remarks for a person."""

    document: dict[str, Any]
    placed: tuple[str, ...] = ()
    remarks: list[Bilingual] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        return len(Report(self.document).cells)

    @property
    def figures(self) -> int:
        return self.cells - len(Report(self.document).nulls)


def forms_of(document: Mapping[str, Any]) -> list[Form]:
    """The form tables that a document is printed on."""
    return [standard().forms[name] for name in Report(document).forms]


def assemble(
    blocks: Sequence[Block],
    *,
    sha256: str,
    media_type: str,
    organ: str | None = None,
    year: int | None = None,
) -> Conversion:
    """Return the report that the blocks hold; ReadError when no reporting year can be found."""
    said = narrative.read(blocks)
    rows = Rows.read(lines(blocks))
    if not rows.rows and not said.title and not any(said.sections.values()):
        raise ReadError(
            "没有年度报告的标题、章节或统计表，不是一份报告。",
            "no title, section or table of an annual report, so it is not a report.",
        )
    year = year or said.year
    if year is None:
        raise YearError(
            "找不到报告年度；请补上（命令行用 --year）。",
            "no reporting year found; please give it (on the command line with --year).",
        )
    whole = any(isinstance(block, Grid) and not block.loose for block in blocks)
    whole = whole and not rows.local
    forms = _forms(rows.rows)
    ragged = any(recover.is_ragged(rows.of(f.table), f) for f in forms if f.shape is Shape.ROWS)
    tables = [table(f, rows.of(f.table), whole=whole, ragged=ragged) for f in forms]
    document = _document(said, organ, year, tables, rows.local)
    document["source"] = {"url": None, "media_type": media_type, "sha256": sha256}
    document["report_id"] = f"{year}-{sha256[:12]}"
    return Conversion(
        document,
        tuple(path for cells in tables for path in cells.placed),
        _remarks(said, organ, year, rows.rows),
        {path: text for cells in tables for path, text in cells.printed.items()},
    )


def _forms(rows: Sequence[Row]) -> list[Form]:
    """The form of each table that its labels show; an unmarked table follows the other one."""
    spec = standard()
    shown = {table: _edition(table, rows) for table in spec.tables}
    newest = spec.codelists["editions"][-1]["code"]
    other = next(filter(None, shown.values()), newest)
    return [
        next(f for f in headers.forms(table) if f.edition in (None, edition or other))
        for table, edition in shown.items()
    ]


def _edition(table: str, rows: Sequence[Row]) -> str:
    """The edition that most header labels of a table show, else its rows; "" when none does."""
    shown = Counter(row.edition for row in rows if row.table == table and row.edition)
    return shown.most_common(1)[0][0] if shown else _edition_by_rows(table, rows)


def _edition_by_rows(table: str, rows: Sequence[Row]) -> str:
    """The only edition that has all the rows seen which not every edition has; else ""."""
    known = {
        form.edition or "": {code for code, line in form.rows.items() if line.columns}
        for form in headers.forms(table)
    }
    printed = (r for r in rows if r.table == table and (r.cells or len(labels.key(r.printed)) > 2))
    seen = {row.code for row in printed} - {"", *set.intersection(*known.values())}
    fitting = [edition for edition, codes in known.items() if seen <= codes]
    mixed = [edition for edition, codes in known.items() if seen & codes]
    # a heading of one edition is a row of the other
    found = fitting or mixed[-1:]
    return found[0] if seen and len(found) == 1 else ""


def _document(
    said: Narrative, organ: str | None, year: int, tables: Sequence[Cells], local: Sequence[Local]
) -> dict[str, Any]:
    start, end = said.period or (date(year, 1, 1), date(year, 12, calendar.monthrange(year, 12)[1]))
    if said.period and start.year != year:
        start, end = date(year, 1, 1), date(year, 12, 31)
    return {
        "schema_version": SCHEMA_VERSION,
        "report_id": "",
        "title": said.title or UNNAMED,
        "reporting_year": year,
        "organ": {"name": organ or said.organ or UNNAMED},
        "scope": "unknown",
        "covers": [],
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "published": said.published.isoformat() if said.published else None,
        "source": None,
        "sections": said.sections,
        "information_handling_fee": said.fee,
        **{cells.form.table: _rows(cells) for cells in tables},
        "notes": [note for cells in tables for note in _notes(cells)],
        "local_rows": [
            {"table": row.table, "label": row.label, "values": list(row.values)} for row in local
        ],
        "explanations": [],
    }


def _rows(cells: Cells) -> dict[str, Any]:
    form = cells.form
    rows = {
        line.code: {
            column: _canonical(cells.figures[f"{form.table}/{line.code}/{column}"].value)
            for column in line.columns
        }
        for line in form.rows.values()
        if line.columns
    }
    return {"edition": form.edition, "rows": rows} if form.edition else {"rows": rows}


def _canonical(value: int | Decimal | None) -> int | Decimal | None:
    return value.normalize() if isinstance(value, Decimal) else value


def _notes(cells: Cells) -> list[dict[str, Any]]:
    return [
        {"cell": path, "status": cells.figures[path].status, "printed": cells.printed.get(path)}
        for path in cells.form.cells()
        if cells.figures[path].value is None
    ]


def _remarks(said: Narrative, organ: str | None, year: int, rows: Sequence[Row]) -> list[Bilingual]:
    found: list[Bilingual] = []
    if not organ and not said.organ:
        found.append({"zh": "找不到机关名称，写作“未注明”（命令行可用 --organ 给出）。",
                      "en": "no name of the organ found; left as 未注明 (on the command line, give --organ)."})  # fmt: skip
    if other := [str(y) for y in said.other_years if y != year]:
        found.append({"zh": f"标题写 {other[0]} 年，统计期限是 {year} 年；以统计期限为准。",
                      "en": f"the title says {other[0]}, the period {year}; the period counts."})  # fmt: skip
    if not rows:
        found.append({"zh": "没有找到统计表；可能是图片。",
                      "en": "no statistical table found; perhaps they are pictures."})  # fmt: skip
    return found
