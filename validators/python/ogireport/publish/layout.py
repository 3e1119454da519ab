"""The official layout of each form table: cells with spans, labels and the paths of figures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from ogireport.form import Form, Line
from ogireport.kinds import Bilingual
from ogireport.spec import standard

IN_TEN_THOUSAND = " (unit: 万元, 10,000 yuan)"
TEN_THOUSAND = "万元"  # the unit that the label of a column of money may print


class Piece(NamedTuple):
    """A cell of the printed form: the path of its figure, or a label and the line it stands for."""

    row: int
    column: int
    rows: int
    columns: int
    text: Bilingual | None = None
    cell: str = ""
    line: Line | None = None


def pieces(form: Form) -> tuple[Piece, ...]:
    """Lay out one form table as the official notice prints it, from the top left."""
    lay = {"disclosure": _disclosure, "requests": _requests, "disputes": _disputes}[form.table]
    return tuple(sorted(lay(form), key=lambda piece: piece[:2]))


def printed(form: Form, cell: str, value: Any) -> str:
    """A figure in its printed form: in the unit of its label, changes with a sign."""
    if value is None:
        return ""
    column = form.columns[cell.rpartition("/")[2]]
    if column.type == "amount":
        if TEN_THOUSAND in column.label["zh"]:
            return f"{Decimal(str(value)) / 10000:f}"
        return f"{value}元" if value else "0"
    return f"{value:+d}" if column.type == "change" and value else str(value)


def _disclosure(form: Form) -> Iterable[Piece]:
    """A heading, a header and its rows for each clause."""
    row = 0
    for group in form.groups.values():
        lines = [line for line in form.rows.values() if line.parent == group.code]
        if not lines:
            continue
        yield _label(row, 0, 1, 4, group)
        header = [_label(row + 1, 0, 1, 1, form.columns[c]) for c in lines[0].columns]
        yield from _row(Piece(row + 1, 0, 1, 1, standard().words["kind_of_information"]), header)
        for n, line in enumerate(lines, row + 2):
            cells = [Piece(n, 0, 1, 1, cell=f"disclosure/{line.code}/{c}") for c in line.columns]
            yield from _row(_label(n, 0, 1, 1, line), cells)
        row += 2 + len(lines)


def _label(row: int, column: int, rows: int, columns: int, line: Line) -> Piece:
    text = line.label
    if line.type == "amount" and TEN_THOUSAND in text["zh"]:  # as it is printed, not as it is kept
        text = {**text, "en": text["en"].partition(",")[0] + IN_TEN_THOUSAND}
    return Piece(row, column, rows, columns, text, line=line)


def _row(label: Piece, found: list[Piece]) -> Iterable[Piece]:
    """Put pieces beside their label; the last one reaches the edge of the table."""
    yield label
    for column, piece in enumerate(found, 1):
        wide = 4 - column if column == len(found) else 1
        yield piece._replace(column=column, columns=wide)


def _requests(form: Form) -> Iterable[Piece]:
    """Three header rows; the row labels stand over three columns."""
    columns = [line for line in form.columns.values() if line.role != "group"]
    group = form.columns["legal_persons_and_other_organizations"]
    yield Piece(0, 0, 3, 3, standard().words["balance_note"])
    yield Piece(0, 3, 1, 7, standard().words["applicants"])
    yield _label(1, 3, 2, 1, columns[0])
    yield _label(1, 4, 1, 5, group)
    yield _label(1, 9, 2, 1, columns[-1])
    yield from (_label(2, 3 + n, 1, 1, columns[n]) for n in range(1, 6))
    row = 3
    for line in form.rows.values():
        if not line.columns:
            if below := _below(form, line.code):
                yield _numbered(_label(row, 1 if line.parent else 0, below, 1, line))
            continue
        start = _depth(form, line.code)
        yield _numbered(_label(row, start, 1, 3 - start, line))
        for n, column in enumerate(columns):
            yield Piece(row, 3 + n, 1, 1, cell=f"requests/{line.code}/{column.code}")
        row += 1


def _below(form: Form, code: str) -> int:
    """How many rows of figures stand beside a heading."""
    inner = [line for line in form.rows.values() if line.parent == code]
    if code == "outcomes":  # the total and all that it adds up
        total = next(line.code for line in inner if line.role == "total")
        return 1 + _below(form, total)
    return sum(1 if line.columns else _below(form, line.code) for line in inner)


def _depth(form: Form, code: str) -> int:
    parent = form.rows[code].parent
    if not parent:
        return 0
    return 1 if form.rows[parent].role == "total" or parent == "outcomes" else 2


def _numbered(label: Piece) -> Piece:
    """Put its number before a label, as the form prints it: 一、…, （一）…, 1.…"""
    line = label.line
    assert line
    number = line.item_no.replace("(", "（").replace(")", "）")
    head, _, tail = number.rpartition("）")
    if head and tail:
        lead = f"{tail}."
    elif head:
        lead = number[1:]
    elif number in ("一", "二", "三", "四"):
        lead = f"{number}、"
    else:
        lead = ""
    return label._replace(text={lang: lead + text for lang, text in line.label.items()})


def _disputes(form: Form) -> Iterable[Piece]:
    """Three tracks side by side over one row of figures."""
    rows = [line for line in form.rows.values() if line.columns]
    yield _label(0, 0, 2, 5, rows[0])
    yield _label(0, 5, 1, 10, form.rows["litigation"])
    yield from (_label(1, 5 * n, 1, 5, rows[n]) for n in (1, 2))
    for place, cell in enumerate(form.cells()):
        yield _label(2, place, 1, 1, form.columns[cell.rpartition("/")[2]])
        yield Piece(3, place, 1, 1, cell=cell)
