"""Tables taken apart: a row for each track, a table for each row, columns without their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from printed import HEAD, Printed, irregularity

from documents.printing import Part, Piece, Table
from ogireport.convert.headers import row_columns
from ogireport.spec import standard


def heads(table: Table, column: int) -> list[str]:
    """The texts of the header above a column, from the top."""
    above = [p for p in table if p.row < HEAD and p.column <= column < p.column + p.columns]
    return [p.text for p in sorted(above)]


def tracks(doc: Printed) -> Iterator[tuple[str, list[str], Table]]:
    """The tracks of table four: name, header and figures; a group is part of the name."""
    table = doc.table("disputes")
    rows: dict[str, Table] = {}
    for p in table:
        if p.cell:
            rows.setdefault(p.cell.split("/")[1], []).append(p)
    for figures in rows.values():
        printed = [heads(table, p.column) for p in figures]
        (names,) = {tuple(above[:-1]) for above in printed}
        group, *inner = names
        yield f"{group}（{inner[0]}）" if inner else group, [a[-1] for a in printed], figures


def laid(rows: Iterable[Iterable[str | Piece]]) -> Table:
    """The texts and pieces row by row, a cell each."""
    return [
        cell._replace(row=y, column=x, rows=1, columns=1)
        if isinstance(cell, Piece)
        else Piece(y, x, 1, 1, cell)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
    ]


@irregularity
def row_for_each_track(doc: Printed, chance: Random) -> None:
    found = list(tracks(doc))
    (header,) = {tuple(header) for _, header, _ in found}
    rows = [[name, *figures] for name, _, figures in chance.sample(found, len(found))]
    corner = chance.choice(("", "类型", "项目"))
    doc.parts[doc.place("disputes")] = laid([[corner, *header], *rows])


@irregularity
def table_for_each_track(doc: Printed, chance: Random) -> None:
    made: list[Part] = []
    for name, header, figures in tracks(doc):
        made += [name, laid([header, figures])]
    place = doc.place("disputes")
    doc.parts[place : place + 1] = made


@irregularity
def table_for_each_row(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    is_numbered = chance.random() < 0.5 and in_order(table)
    made: list[Part] = []
    for row in sorted({p.row for p in table if p.row >= HEAD}):
        made += [p.text for p in sorted(table) if p.row == row and p.column < 3]
        figures = [p for p in sorted(table) if p.row == row and p.column >= 3]
        header = [heads(table, p.column)[-1] for p in figures]
        if is_numbered:
            header[:-1] = [f"数据{n}" for n in range(1, len(header))]
        made.append(laid([header, figures]))
    place = doc.place("requests")
    doc.parts[place : place + 1] = made


def in_order(table: Table) -> bool:
    """Whether each row of table three has the columns of the form."""
    rows: dict[int, list[str]] = {}
    for p in sorted(table):
        if p.row >= HEAD and p.column >= 3:
            rows.setdefault(p.row, []).append(p.cell.rpartition("/")[2])
    form = standard().forms["requests_2021"]
    return all(tuple(row) == row_columns(form) for row in rows.values())


@irregularity
def strange_headers(doc: Printed, chance: Random) -> None:
    """Two applicants have the names of rows, and these cells reach down into the figures."""
    one = chance.choice(range(3, 8))
    names = {one: "本年新收件数", one + 1: "上年结转件数"}
    for p in doc.table("requests"):
        if p.cell and p.column in names:
            doc.unknown(p)

    def change(p: Piece) -> Piece | None:
        if p.column not in names or p.columns > 1:
            return p
        if p.row >= HEAD:
            return p if p.row >= 4 else None
        return p._replace(text=names[p.column], rows=4 - p.row)

    doc.change("requests", change)
