"""Random reports through every kind of document, whole and damaged: right, or null, never wrong."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import examples

from documents import markup, ooxml, paper, printing
from ogireport.convert import convert
from ogireport.spec import standard

SAMPLES = Path(__file__).parents[1] / "samples"
TABLES = ("disclosure", "requests", "disputes")
COUNTS = st.integers(0, 400) | st.integers(0, 3) | st.just(0)
RUN = {"suppress_health_check": list(HealthCheck), "derandomize": True}


def sums(report: dict[str, Any]) -> None:
    """Set every total of tables three and four to the sum of its parts."""
    requests = report["requests"]["rows"]
    items = [
        code
        for code in requests
        if code not in ("new_received", "brought_forward", "total_processed", "carried_forward")
    ]
    parts = [column for column in requests["new_received"] if column != "total"]
    for column in parts:
        requests["total_processed"][column] = sum(requests[code][column] for code in items)
        coming = requests["new_received"][column] + requests["brought_forward"][column]
        surplus = requests["total_processed"][column] - coming
        if surplus > 0:
            requests["new_received"][column] += surplus
        requests["carried_forward"][column] = max(0, -surplus)
    for rows in (requests, report["disputes"]["rows"]):
        for row in rows.values():
            row["total"] = sum(value for column, value in row.items() if column != "total")


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A valid report of either edition, or of one edition in each table."""
    report = json.loads((SAMPLES / "reports" / "2021-full" / "report.json").read_text("utf-8"))
    for table in TABLES:
        edition = draw(st.sampled_from(["2019", "2021"]))
        form = standard().forms[f"{table}_{edition}" if table != "disputes" else table]
        if form.edition:
            report[table]["edition"] = edition
        rows = {line.code: line.columns for line in form.rows.values() if line.columns}
        report[table]["rows"] = {
            row: {column: draw(figures(form.columns[column].type)) for column in columns}
            for row, columns in rows.items()
        }
    sums(report)
    return report


def figures(kind: str) -> st.SearchStrategy[Any]:
    if kind == "change":
        return st.integers(-900, 900)
    if kind == "amount":
        return st.integers(0, 10**12).map(lambda fen: Decimal(fen) / 100)
    return COUNTS


def cells(report: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{table}/{row}/{column}": value
        for table in TABLES
        for row, values in report[table]["rows"].items()
        for column, value in values.items()
    }


def check_identical(report: dict[str, Any], data: bytes) -> None:
    made = convert(data).document
    assert cells(made) == cells(report)
    assert [made[t].get("edition") for t in TABLES] == [report[t].get("edition") for t in TABLES]
    assert not made["notes"]


@given(reports())
@settings(max_examples=examples(500), **RUN)
def test_html_of_any_report_gives_identical_cells(report: dict[str, Any]) -> None:
    check_identical(report, markup.html(printing.parts(report)).encode())


@given(reports())
@settings(max_examples=examples(500), **RUN)
def test_xlsx_of_any_report_gives_identical_cells(report: dict[str, Any]) -> None:
    check_identical(report, ooxml.xlsx(printing.parts(report)))


@given(reports())
@settings(max_examples=examples(100), **RUN)
def test_docx_of_any_report_gives_identical_cells(report: dict[str, Any]) -> None:
    check_identical(report, ooxml.docx(printing.parts(report)))


@given(reports())
@settings(max_examples=examples(25), **RUN)
def test_pdf_of_any_report_gives_identical_cells(report: dict[str, Any]) -> None:
    check_identical(report, paper.pdf(printing.parts(report)))


def swapped(text: str, chance: random.Random) -> str:
    if len(text) < 2:
        return text
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def damaged(found: list[printing.Part], chance: random.Random) -> list[printing.Part]:
    """Drop a cell, swap or lose a character of a label, tear a text, or insert a row."""
    tables = [n for n, part in enumerate(found) if not isinstance(part, str)]
    place = chance.choice(tables)
    table = list(found[place])
    kind = chance.choice(["drop", "swap", "lose", "tear", "insert", "drop row"])
    at = chance.randrange(len(table))
    piece = table[at]
    if kind == "drop":
        table.pop(at)
    elif kind == "swap" and not piece.cell:
        table[at] = piece._replace(text=swapped(piece.text, chance))
    elif kind == "lose" and not piece.cell:
        cut = chance.randrange(len(piece.text) + 1)
        table[at] = piece._replace(text=piece.text[:cut] + piece.text[cut + 1 :])
    elif kind == "tear" and len(piece.text) > 1:
        cut = chance.randrange(1, len(piece.text))
        table[at] = piece._replace(text=piece.text[:cut] + "\n" + piece.text[cut:])
    elif kind == "insert":
        row = chance.randrange(printing.size(table)[0])
        table = [p._replace(row=p.row + (p.row > row)) for p in table]
        width = printing.size(table)[1]
        table += [
            printing.Piece(row + 1, n, 1, 1, "地方统计事项" if n == 0 else str(n))
            for n in range(width)
        ]
    elif kind == "drop row":
        table = [p for p in table if p.row != piece.row or p.rows > 1]
    return [*found[:place], sorted(table), *found[place + 1 :]]


WRITERS = {
    "html": lambda found: markup.html(found).encode(),
    "lines": lambda found: markup.text(found, "\n".join).encode(),
    "bars": lambda found: markup.text(found, lambda row: " | ".join(row) + " |").encode(),
    "cell bars": lambda found: markup.text(
        found, lambda row: "\n".join(f"{c} |" for c in row)
    ).encode(),
    "tabs": lambda found: markup.text(found, "\t".join).encode(),
    "blanks": lambda found: markup.text(found, " ".join).encode(),
}


@pytest.mark.parametrize("writer", WRITERS)
@given(report=reports(), seed=st.integers(0, 2**32))
@settings(max_examples=examples(200), **RUN)
def test_damaged_document_gives_right_or_null(
    writer: str, report: dict[str, Any], seed: int
) -> None:
    chance = random.Random(seed)
    blanks = chance.random() < 0.3

    def show(cell: str, value: Any) -> str:
        blank = (
            blanks and value == 0 and not cell.startswith("disclosure") and chance.random() < 0.5
        )
        return "" if blank else printing.printed(cell, value)

    found = damaged(printing.parts(report, show), chance)
    made = convert(WRITERS[writer](found)).document
    expected = cells(report)
    noted = {note["cell"] for note in made["notes"]}
    for cell, value in cells(made).items():
        assert value is None or value == expected.get(cell, value), cell
        assert (value is None) == (cell in noted)
