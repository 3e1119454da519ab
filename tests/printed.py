"""A report as its publisher prints it, and the figure that each cell shows a careful reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from documents import printing, specimen
from documents.printing import Part, Piece, Table
from ogireport.report import Report
from ogireport.spec import standard

TABLES = ("disclosure", "requests", "disputes")
HEAD = 3  # rows of the header of tables three and four
UP, DOWN, GONE = "\ue000", "\ue001", "\ue002"  # raised from here, to here; from here struck


def figures(chance: Random, year: int = 2023) -> dict[str, Any]:
    """A report of either edition; its sums hold, or in one of five do not."""
    edition = chance.choice(("2019", "2021"))
    document = specimen.report(edition, edition, year)
    most = chance.choice((3, 30, 900))
    for table in TABLES:
        form = printing.form_of(document, table)
        for row in document[table]["rows"].values():
            for column in row:
                kind = form.columns[column].type
                busy = chance.random() < 0.5
                row[column] = chance.randrange(1, most) * (100 if kind == "amount" else 1) * busy
    if chance.random() < 0.8:
        specimen.balance(document)
    return document


@dataclass
class Printed:
    """The parts of a document, and the figure that each cell shows a careful reader."""

    parts: list[Part]
    truth: dict[str, Any]
    balanced: frozenset[str]  # the tables whose sums hold
    gone: set[str] = field(default_factory=set)  # not shown, but the sums may settle them

    @classmethod
    def of(cls, document: dict[str, Any]) -> Printed:
        truth = {
            cell: document[(path := cell.split("/"))[0]]["rows"][path[1]][path[2]]
            for cell in printing.cells_of(document)
        }
        equations = standard().active(Report(document).forms)
        broken = {
            a.equation.table
            for a in equations
            if a.rule.requirement == "must"
            and a.equation.table
            and len(
                {sum(truth[t.path] for t in side) for side in (a.equation.left, a.equation.right)}
            )
            > 1
        }
        return cls(printing.parts(document), truth, frozenset(TABLES) - broken)

    def place(self, table: str) -> int:
        return next(
            n
            for n, part in enumerate(self.parts)
            if not isinstance(part, str) and any(p.cell.startswith(table) for p in part)
        )

    def table(self, table: str) -> Table:
        part = self.parts[self.place(table)]
        assert not isinstance(part, str)
        return part

    def put(self, table: str, pieces: Iterable[Piece]) -> None:
        place = self.place(table)
        self.parts[place] = sorted(pieces)
        shown = {p.cell for part in self.parts if not isinstance(part, str) for p in part}
        for cell in self.truth:
            if cell not in shown | self.gone:
                self.truth[cell] = None

    def change(self, table: str, change: Callable[[Piece], Piece | None]) -> None:
        self.put(table, [q for p in self.table(table) if (q := change(p))])

    def unknown(self, piece: Piece) -> None:
        """A figure that nobody can tell for certain."""
        self.truth[piece.cell] = None

    def figure(self, table: str, chance: Random) -> Piece:
        return chance.choice([p for p in self.table(table) if p.cell and p.text])


def organizations(table: Table) -> list[int]:
    """The columns of table three that are named in the last row of its header."""
    return [p.column for p in table if p.row == HEAD - 1]


def moved(table: Table, order: dict[int, int], rows: range) -> Table:
    return [
        p._replace(column=order.get(p.column, p.column))
        if p.row in rows and p.columns == 1 and p.row + p.rows <= rows.stop
        else p
        for p in table
    ]


def without_column(table: Table, column: int) -> Table:
    kept = []
    for p in table:
        if p.column == column and p.columns == 1:
            continue
        inside = p.column <= column < p.column + p.columns
        kept.append(p._replace(column=p.column - (p.column > column), columns=p.columns - inside))
    return kept


def with_column(table: Table, column: int, texts: dict[int, str]) -> Table:
    """Insert a column; `texts` are its cells by row, the first of them its header."""
    top, rows = min(texts), printing.size(table)[0]
    made = []
    for p in table:
        inside = p.column < column < p.column + p.columns
        made.append(p._replace(column=p.column + (p.column >= column), columns=p.columns + inside))
    taken = {r for p in made if p.column <= column < p.column + p.columns for r in range(p.row, p.row + p.rows)}  # fmt: skip
    return made + [Piece(r, column, 1, 1, texts.get(r, "")) for r in range(top, rows) if r not in taken]  # fmt: skip


Irregularity = Callable[[Printed, Random], None]
KINDS: dict[str, Irregularity] = {}


def irregularity(make: Irregularity) -> Irregularity:
    KINDS[make.__name__.replace("_", " ")] = make
    return make
