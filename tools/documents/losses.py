"""Cells, rows, headings and tables that the file has lost."""

from documents import printing
from documents.printing import Part, Piece
from documents.specimen import (
    Sample,
    balance,
    bars,
    lines,
    replaced,
    report,
    sample,
    tabs,
    web,
    with_nulls,
)
from ogireport.spec import standard


def without(found: list[Part], cells: set[str]) -> list[Part]:
    return replaced(found, lambda p: None if p.cell in cells else p)


@sample
def section_heading_missing() -> Sample:
    found = [
        p for p in printing.parts(report()) if not (isinstance(p, str) and p.startswith("三、"))
    ]
    return bars(report(), found)


@sample
def lost_cells_settled_by_sums() -> Sample:
    cells = {
        "requests/withheld_state_secret/research_institution",
        "requests/withheld_prohibited_by_law/total",
    }
    document = report()
    document["requests"]["rows"]["withheld_state_secret"]["research_institution"] = 100
    balance(document)
    return tabs(document, without(printing.parts(document), cells))


@sample
def lost_cells_not_settled() -> Sample:
    document = report("2019", "2019", 2020)
    rows = document["disclosure"]["rows"]["administrative_penalties"]
    found = without(
        printing.parts(document), {"disclosure/administrative_penalties/prior_year_items"}
    )
    cells = [f"disclosure/administrative_penalties/{column}" for column in rows]
    left = [printing.printed(cell, rows[cell.rpartition("/")[2]]) for cell in cells[1:]]
    printed = " | ".join(["行政处罚", *left])
    return web(with_nulls(document, dict.fromkeys(cells, ("lost", printed))), found)


@sample
def lost_row() -> Sample:
    document = report()
    found = replaced(printing.parts(document), lambda p: None if p.cell.startswith("requests/not_processed_duplicate")
                     or p.text == "2.重复申请" else p)  # fmt: skip
    cells = [
        c for c in printing.form_of(document, "requests").cells() if "not_processed_duplicate" in c
    ]
    return lines(with_nulls(document, dict.fromkeys(cells, ("lost", None))), found)


@sample
def absent_row() -> Sample:
    document = report()
    found = printing.parts(document)
    place = next(
        n
        for n, p in enumerate(found)
        if not isinstance(p, str) and p[0].text == standard().words["balance_note"]["zh"]
    )
    row = next(
        p.row for p in found[place] if isinstance(p, Piece) and p.text == "3.要求提供公开出版物"
    )
    table = [p for p in found[place] if isinstance(p, Piece) and p.row != row]
    found[place] = [
        p._replace(row=p.row - (p.row > row), rows=p.rows - (p.row < row < p.row + p.rows))
        for p in table
    ]
    cells = [c for c in printing.form_of(document, "requests").cells() if "publication" in c]
    return web(with_nulls(document, dict.fromkeys(cells, ("absent", None))), found)


@sample
def tables_as_pictures() -> Sample:
    document = report()
    cells = printing.cells_of(document)
    found = [part for part in printing.parts(document) if isinstance(part, str)]
    return web(with_nulls(document, dict.fromkeys(cells, ("lost", None))), found)
