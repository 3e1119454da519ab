"""Blocks of a document to the canonical report; a figure that is not certain is null with a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ogireport.convert import bounds, headers, labels, particulars, parts, recover
from ogireport.convert.cells import Cells, table
from ogireport.convert.grid import Block, Grid
from ogireport.convert.narrative import Narrative
from ogireport.convert.placement import Row
from ogireport.convert.rows import Rows
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
    """Return the report that the blocks hold; ReadError when no reporting year can be found.

    `year` also chooses among the reports that one document holds.
    """
    blocks, rows, said, others = parts.read(blocks, organ, year)
    if not rows.rows and not said.title and not any(said.sections.values()):
        raise ReadError(
            "没有年度报告的标题、章节或统计表，不是一份报告。",
            "no title, section or table of an annual report, so it is not a report.",
        )
    said = replace(said, organ=organ or said.organ, year=year or said.year)
    whole = any(isinstance(block, Grid) and not block.loose for block in blocks)
    tables = _tables(rows, whole=whole and not rows.local)
    document = _document(said, tables, rows)
    stated = particulars.read(blocks)
    document |= {"scope": stated.get("scope", "unknown")}
    document["organ"] |= {"level": stated["organ/level"]} if "organ/level" in stated else {}
    document["source"] = {"url": None, "media_type": media_type, "sha256": sha256}
    document["report_id"] = f"{said.year}-{sha256[:12]}"
    bounds.check(document)
    return Conversion(
        document,
        tuple(path for cells in tables for path in cells.placed),
        _remarks(said, rows, others),
        {path: text for cells in tables for path, text in cells.printed.items()},
    )


def _tables(rows: Rows, *, whole: bool) -> list[Cells]:
    """The cells of each table, on the form that its labels show; unmarked it follows the others."""
    spec = standard()
    shown = {table: _edition(table, rows.of(table)) for table in spec.tables}
    other = next(filter(None, shown.values()), spec.codelists["editions"][-1]["code"])
    forms = [
        _mixture(table, rows.of(table))
        or next(form for form in headers.forms(table) if form.edition in (None, edition or other))
        for table, edition in shown.items()
    ]
    ragged = any(recover.is_ragged(rows.of(f.table), f) for f in forms if f.shape is Shape.ROWS)
    return [table(form, rows.of(form.table), whole=whole, ragged=ragged) for form in forms]


def _mixture(table: str, rows: Sequence[Row]) -> Form | None:
    """The mixture that prints every headed row in the edition of its header."""
    headed = {(row.code, row.edition) for row in rows if row.edition}
    if len({edition for _, edition in headed}) < 2:
        return None
    for form in headers.mixtures(table):
        printed = {(row.code, form.clauses[row.parent]) for row in form.rows.values()}
        if headed <= printed:
            return form
    return None


def _edition(table: str, rows: Sequence[Row]) -> str:
    """The edition of most headers; else the only one with all rows that not every edition has."""
    headed = Counter(row.edition for row in rows if row.edition)
    if headed:
        return headed.most_common(1)[0][0]
    known = {
        form.edition or "": {code for code, line in form.rows.items() if line.columns}
        for form in headers.forms(table)
    }
    seen = {row.code for row in rows if row.cells or len(labels.key(row.printed)) > 2}
    seen -= {"", *set.intersection(*known.values())}
    fitting = [edition for edition, codes in known.items() if seen <= codes]
    mixed = [edition for edition, codes in known.items() if seen & codes]
    found = fitting or mixed[-1:]  # a heading of one edition is a row of the other
    return found[0] if seen and len(found) == 1 else ""


def _document(said: Narrative, tables: Sequence[Cells], rows: Rows) -> dict[str, Any]:
    if said.year is None:
        raise YearError(
            "未找到报告年度，请补充（命令行用 --year）。",
            "no reporting year found; please give it (on the command line with --year).",
        )
    year = date(said.year, 1, 1), date(said.year, 12, 31)
    start, end = said.period if said.period and said.period[0].year == said.year else year
    return {
        **({"$schema": address} if (address := standard().schema_address) else {}),
        "schema_version": SCHEMA_VERSION,
        "report_id": "",
        "title": said.title or UNNAMED,
        "reporting_year": said.year,
        "organ": {"name": said.organ or UNNAMED},
        "scope": "unknown",
        "covers": [],
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "published": said.published.isoformat() if said.published else None,
        "source": None,
        "sections": said.sections,
        "information_handling_fee": said.fees.agreed(),
        **{cells.form.table: _rows(cells) for cells in tables},
        "notes": [note for cells in tables for note in _notes(cells)],
        "local_rows": rows.local,
        "explanations": [],
    }


def _rows(cells: Cells) -> dict[str, Any]:
    table = cells.form.table
    rows = {
        row.code: {
            c: _canonical(cells.figures[f"{table}/{row.code}/{c}"].value) for c in row.columns
        }
        for row in cells.form.rows.values()
        if row.columns
    }
    return {"edition": cells.form.edition, "rows": rows} if cells.form.edition else {"rows": rows}


def _canonical(value: int | Decimal | None) -> int | Decimal | None:
    return value.normalize() if isinstance(value, Decimal) else value


def _notes(cells: Cells) -> list[dict[str, Any]]:
    return [
        {"cell": path, "status": cells.figures[path].status, "printed": cells.printed.get(path)}
        for path in cells.form.cells()
        if cells.figures[path].status
    ]


def _remarks(said: Narrative, rows: Rows, others: Sequence[str]) -> list[Bilingual]:
    found: list[Bilingual] = []
    if not said.organ:
        found.append({"zh": "找不到机关名称，记为“未注明”（命令行可用 --organ 给出）。",
                      "en": "no name of the organ found; left as 未注明 (on the command line, give --organ)."})  # fmt: skip
    if other := [str(y) for y in said.other_years if y != said.year]:
        found.append({"zh": f"标题写 {other[0]} 年，统计期限是 {said.year} 年；以统计期限为准。",
                      "en": f"the title says {other[0]}, the period {said.year}; the period counts."})  # fmt: skip
    if len(amounts := [f"{amount:,}" for amount in said.fees.amounts]) > 1:
        found.append({"zh": f"信息处理费的金额前后不一（{'、'.join(amounts)} 元），未取。",
                      "en": f"the information handling fee is stated with different amounts ({', '.join(amounts)} yuan); left null."})  # fmt: skip
    found += [{"zh": f"“{name}”是其他机关或者其他年度的，未读取。",
               "en": f"“{name}” is of another organ or year and was left out."} for name in others]  # fmt: skip
    if not rows.rows and rows.is_together:
        found.append({"zh": "没有找到能读取的统计表：各格的文字连在一起，数字无法分开。",
                      "en": "no statistical table that can be read: the text of its cells runs together, and nobody can part the figures."})  # fmt: skip
    elif not rows.rows:
        found.append({"zh": "没有找到统计表；可能是图片。",
                      "en": "no statistical table found; perhaps they are pictures."})  # fmt: skip
    return found
