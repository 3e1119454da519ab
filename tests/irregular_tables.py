"""Tables whose columns, rows and headers are not those of the form."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from printed import (
    HEAD,
    TABLES,
    Printed,
    irregularity,
    moved,
    organizations,
    with_column,
    without_column,
)

from documents import printing
from documents.printing import Piece, Table


def band(chance: Random, table: Table) -> tuple[range, list[int]]:
    """The header and rows of the first clause of table two, and its columns."""
    end = next(p.row for p in table if p.row > 1 and p.line and p.line.code.startswith("clause"))
    return range(1, end), list(range(1, printing.size(table)[1]))


def shuffled(chance: Random, items: Iterable[int]) -> dict[int, int]:
    items = list(items)
    while True:
        order = chance.sample(items, len(items))
        if order != items:
            return dict(zip(items, order, strict=True))


@irregularity
def applicants_in_another_order(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    order = shuffled(chance, organizations(table))
    doc.put("requests", moved(table, order, range(2, printing.size(table)[0])))


@irregularity
def total_first(doc: Printed, chance: Random) -> None:
    total = next(p.column for p in doc.table("requests") if p.row < HEAD and p.text == "总计")

    def first(p: Piece) -> Piece:
        if not 3 <= p.column <= total or (p.row == 0 and p.columns > 1):
            return p
        return p._replace(column=3 if p.column == total else p.column + 1)

    doc.change("requests", first)


@irregularity
def applicant_missing(doc: Printed, chance: Random) -> None:
    doc.put("requests", without_column(doc.table("requests"), chance.choice(range(3, 10))))


@irregularity
def applicant_missing_and_remarks(doc: Printed, chance: Random) -> None:
    applicant_missing(doc, chance)
    table = doc.table("requests")
    extra = {0: "备注"}
    if chance.random() < 0.3:
        extra[5] = "含涉诉件"
    doc.put("requests", with_column(table, 9, extra))


@irregularity
def applicant_missing_and_numbers(doc: Printed, chance: Random) -> None:
    applicant_missing(doc, chance)
    line_numbers(doc, chance)


@irregularity
def line_numbers(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    rows = range(HEAD, printing.size(table)[0])
    texts = {0: "行次"} | {row: str(n) for n, row in enumerate(rows, 1)}
    doc.put("requests", with_column(table, 3, texts))


@irregularity
def last_year_beside(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    rows = range(HEAD, printing.size(table)[0])
    texts = {0: chance.choice(("总计（上年）", "上年总计", "2022年", "上年同期"))}
    texts |= {row: str(chance.randrange(4)) for row in rows}
    doc.put("requests", with_column(table, chance.choice((9, 10)), texts))


@irregularity
def last_year_for_an_applicant(doc: Printed, chance: Random) -> None:
    applicant_missing(doc, chance)
    rows = range(HEAD, printing.size(doc.table("requests"))[0])
    texts = {0: "总计（上年）"} | {row: str(chance.randrange(4)) for row in rows}
    doc.put("requests", with_column(doc.table("requests"), 9, texts))


@irregularity
def subtotal_of_organizations(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    texts, columns = {2: "小计"}, organizations(table)
    for row in range(HEAD, printing.size(table)[0]):
        found = [p.text for p in table if p.row == row and p.column in columns]
        texts[row] = str(sum(int(text) for text in found if text.isdecimal()))
    doc.put("requests", with_column(table, chance.choice((columns[0], columns[-1] + 1)), texts))


@irregularity
def row_missing(doc: Printed, chance: Random) -> None:
    row = doc.figure("requests", chance).row
    names = [p.text for p in doc.table("requests") if p.line and p.rows == 1]
    if any(names.count(p.text) > 1 for p in doc.table("requests") if p.row == row and p.line):
        raise ValueError(row)  # the other one would be read for it
    held = [p for p in doc.table("requests") if p.row != row or p.rows > 1]
    doc.put("requests", [
        p._replace(row=p.row - (p.row > row), rows=p.rows - (p.row <= row < p.row + p.rows)) for p in held
    ])  # fmt: skip


@irregularity
def rows_in_another_order(doc: Printed, chance: Random) -> None:
    rows = [r for r in range(HEAD, printing.size(doc.table("requests"))[0]) if r not in (5,)]
    one, other = chance.sample([r for r in rows if 7 < r < 14], 2)
    swap = {one: other, other: one}
    doc.change("requests", lambda p: p._replace(row=swap.get(p.row, p.row)) if p.rows == 1 else p)


@irregularity
def wrong_row_span(doc: Printed, chance: Random) -> None:
    table = chance.choice(TABLES[:2])
    p = chance.choice([p for p in doc.table(table) if p.column == 0 and p.row > 2])
    doc.change(table, lambda q: q._replace(rows=q.rows + 1) if q == p else q)
    for q in doc.table(table):
        if q.row == p.row + p.rows and q.cell:
            doc.truth[q.cell] = doc.truth[q.cell]  # the row is still there, its label covered


@irregularity
def merged_figures(doc: Printed, chance: Random) -> None:
    """Two cells are one; whose figure it is nobody can tell, unless the sums do."""
    columns = organizations(doc.table("requests"))
    p = chance.choice([p for p in doc.table("requests") if p.cell and p.column in columns])
    gone = [q for q in doc.table("requests") if q.row == p.row and q.column == p.column + 1]
    held = [q for q in doc.table("requests") if q not in gone]
    doc.put("requests", [q._replace(columns=2) if q == p else q for q in held])
    if "requests" not in doc.balanced:
        doc.unknown(p)


@irregularity
def header_torn(doc: Printed, chance: Random) -> None:
    name = chance.choice(TABLES)

    def torn(p: Piece) -> Piece:
        if p.cell or p.row > 2 or chance.random() < 0.6:
            return p
        cut = chance.randrange(len(p.text) + 1)
        return p._replace(text=p.text[:cut] + p.text[cut + 2 :])

    doc.change(name, torn)


@irregularity
def header_missing(doc: Printed, chance: Random) -> None:
    """Nobody can tell what stands where unless it is the order of the form."""
    name = chance.choice(TABLES[1:])
    shown = [p.cell for p in sorted(doc.table(name)) if p.cell]
    if shown != [cell for cell in doc.truth if cell in shown and doc.truth[cell] is not None]:
        raise ValueError(name)
    doc.change(name, lambda p: None if p.row < HEAD else p._replace(row=p.row - HEAD))


@irregularity
def tracks_in_another_order(doc: Printed, chance: Random) -> None:
    def turned(p: Piece) -> Piece:
        return p._replace(column=p.column - 5 if p.column >= 5 else p.column + 10)

    doc.change("disputes", turned)


@irregularity
def outcomes_in_another_order(doc: Printed, chance: Random) -> None:
    order = {5 * t + a: 5 * t + b for t in range(3) for a, b in shuffled(chance, range(5)).items()}
    doc.put("disputes", moved(doc.table("disputes"), order, range(2, 4)))


@irregularity
def outcome_missing(doc: Printed, chance: Random) -> None:
    one = chance.randrange(5)
    for track in chance.choice(((2, 1, 0), (0,), (1,), (2,))):
        doc.put("disputes", without_column(doc.table("disputes"), 5 * track + one))


@irregularity
def outcome_missing_and_another(doc: Printed, chance: Random) -> None:
    outcome_missing(doc, chance)
    texts = {0: "合计", HEAD: str(chance.randrange(9))}
    doc.put("disputes", with_column(doc.table("disputes"), printing.size(doc.table("disputes"))[1], texts))  # fmt: skip


@irregularity
def disclosure_in_another_order(doc: Printed, chance: Random) -> None:
    rows, columns = band(chance, doc.table("disclosure"))
    doc.put("disclosure", moved(doc.table("disclosure"), shuffled(chance, columns), rows))


@irregularity
def disclosure_column_missing(doc: Printed, chance: Random) -> None:
    rows, columns = band(chance, doc.table("disclosure"))
    gone = chance.choice(columns)
    doc.change("disclosure", lambda p: None if p.row in rows and p.column == gone else
               p._replace(column=p.column - (p.row in rows and p.column > gone)))  # fmt: skip


@irregularity
def disclosure_of_last_year_beside(doc: Printed, chance: Random) -> None:
    table = doc.table("disclosure")
    rows, columns = band(chance, table)
    one = chance.choice(columns)
    header = next(p.text for p in table if p.row == 1 and p.column == one)
    texts = {1: chance.choice((header.replace("本年", "上年"), f"{header}（上年）", "上年同期"))}
    texts |= {row: str(chance.randrange(5)) for row in rows if row > 1}
    doc.put("disclosure", with_column(table, one + chance.choice((0, 1)), texts))


@irregularity
def disclosure_of_last_year_instead(doc: Printed, chance: Random) -> None:
    table = doc.table("disclosure")
    rows, columns = band(chance, table)
    one = chance.choice([c for c in columns if any("本年" in p.text for p in table if p[:2] == (1, c))])  # fmt: skip
    for p in table:
        if p.column == one and p.row in rows and p.cell:
            doc.unknown(p)
    doc.change("disclosure", lambda p: p._replace(text=p.text.replace("本年", "上年")) if p[:2] == (1, one) else p)  # fmt: skip
