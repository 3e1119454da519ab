"""Reports as publishers lay them out in fact: one irregularity or several, and what a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from documents import markup, ooxml, paper, printing, specimen
from documents.printing import Part, Piece, Table

TABLES = ("disclosure", "requests", "disputes")
ORGANIZATIONS = range(4, 9)  # columns of table three
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

    @classmethod
    def of(cls, document: dict[str, Any]) -> Printed:
        truth = {
            cell: document[(path := cell.split("/"))[0]]["rows"][path[1]][path[2]]
            for cell in printing.cells_of(document)
        }
        return cls(printing.parts(document), truth)

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
            if cell not in shown:
                self.truth[cell] = None

    def change(self, table: str, change: Callable[[Piece], Piece | None]) -> None:
        self.put(table, [q for p in self.table(table) if (q := change(p))])

    def unknown(self, piece: Piece) -> None:
        """A figure that nobody can tell for certain."""
        self.truth[piece.cell] = None

    def figure(self, table: str, chance: Random) -> Piece:
        return chance.choice([p for p in self.table(table) if p.cell and p.text])


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


Irregularity = Callable[[Printed, Random], None]
KINDS: dict[str, Irregularity] = {}


def irregularity(make: Irregularity) -> Irregularity:
    KINDS[make.__name__.replace("_", " ")] = make
    return make


@irregularity
def applicants_in_another_order(doc: Printed, chance: Random) -> None:
    table = doc.table("requests")
    order = shuffled(chance, ORGANIZATIONS)
    doc.put("requests", moved(table, order, range(2, printing.size(table)[0])))


@irregularity
def total_first(doc: Printed, chance: Random) -> None:
    def first(p: Piece) -> Piece:
        if p.column < 3 or (p.row == 0 and p.columns > 1):
            return p
        return p._replace(column=3 if p.column == 9 else p.column + 1)

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
    texts = {2: "小计"}
    for row in range(HEAD, printing.size(table)[0]):
        found = [p.text for p in table if p.row == row and p.column in ORGANIZATIONS]
        texts[row] = str(sum(int(text) for text in found if text.isdecimal()))
    doc.put("requests", with_column(table, chance.choice((4, 9)), texts))


@irregularity
def row_missing(doc: Printed, chance: Random) -> None:
    row = doc.figure("requests", chance).row
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
def row_twice(doc: Printed, chance: Random) -> None:
    """A row is printed again with other figures; nobody can tell which of them counts."""
    row = chance.choice((3, 4))
    table = doc.table("requests")
    again = []
    for p in table:
        if p.row == row:
            text = str(int(p.text) + chance.randrange(2)) if p.text.isdecimal() else p.text
            again.append(p._replace(row=row + 1, text=text, cell=""))
            if p.cell and text != p.text:
                doc.unknown(p)
    doc.put("requests", [p._replace(row=p.row + (p.row > row)) for p in table] + again)


@irregularity
def blanks_for_zeros(doc: Printed, chance: Random) -> None:
    for table in TABLES[1:]:
        for p in [p for p in doc.table(table) if p.cell and p.text == "0"]:
            if chance.random() < 0.5:
                doc.change(table, lambda q, p=p: q._replace(text="") if q == p else q)
                doc.unknown(p)


@irregularity
def blank_total(doc: Printed, chance: Random) -> None:
    for p in [p for p in doc.table("requests") if p.cell.endswith("total")]:
        if chance.random() < 0.5:
            doc.change("requests", lambda q, p=p: q._replace(text="") if q == p else q)
            doc.unknown(p)


@irregularity
def cells_missing(doc: Printed, chance: Random) -> None:
    """Cells that no tag or separator stands for; their figures are gone."""
    table = chance.choice(TABLES)
    for _ in range(chance.randrange(1, 4)):
        p = doc.figure(table, chance)
        doc.change(table, lambda q, p=p: None if q == p else q)


@irregularity
def blanks_vanished(doc: Printed, chance: Random) -> None:
    """Zeros that were printed as blanks, and the blanks were lost with their cells."""
    table = chance.choice(TABLES[1:])
    for p in [p for p in doc.table(table) if p.cell and p.text == "0"]:
        if chance.random() < 0.4:
            doc.change(table, lambda q, p=p: None if q == p else q)


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
    """Two cells are one; whose figure it is nobody can tell."""
    p = chance.choice([p for p in doc.table("requests") if p.cell and p.column in ORGANIZATIONS])
    gone = [q for q in doc.table("requests") if q.row == p.row and q.column == p.column + 1]
    held = [q for q in doc.table("requests") if q not in gone]
    doc.put("requests", [q._replace(columns=2) if q == p else q for q in held])
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
    name = chance.choice(TABLES[1:])
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


@irregularity
def report_of_another_year(doc: Printed, chance: Random) -> None:
    other = Printed.of(figures(chance, 2022)).parts
    both = [doc.parts, other] if chance.random() < 0.5 else [other, doc.parts]
    doc.parts = [part for parts in both for part in parts]


@irregularity
def tables_of_another_year(doc: Printed, chance: Random) -> None:
    """The tables of last year follow; one of this year's may not be there at all."""
    other = [part for part in Printed.of(figures(chance, 2022)).parts if not isinstance(part, str)]
    if chance.random() < 0.5:
        gone = chance.choice(TABLES)
        doc.parts.pop(doc.place(gone))
        doc.truth |= dict.fromkeys((c for c in doc.truth if c.startswith(gone)), None)
    doc.parts += [chance.choice(("附：2022年政府信息公开工作年度报告", "2022年度政府信息公开情况统计表")), *other]  # fmt: skip


@irregularity
def table_of_a_unit(doc: Printed, chance: Random) -> None:
    other = Printed.of(figures(chance)).table("requests")
    doc.parts += ["附件：示例县教育局收到和处理政府信息公开申请情况", other]


@irregularity
def footnote_marks(doc: Printed, chance: Random) -> None:
    table = chance.choice(TABLES)
    p = doc.figure(table, chance)
    mark = chance.choice(("①", "¹", f"{UP}1{DOWN}", f"{UP}[1]{DOWN}", f"{UP}注1{DOWN}"))
    doc.change(table, lambda q: q._replace(text=q.text + mark) if q == p else q)


@irregularity
def struck_figures(doc: Printed, chance: Random) -> None:
    table = chance.choice(TABLES[1:])
    p = doc.figure(table, chance)
    doc.change(table, lambda q: q._replace(text=f"{GONE}9{DOWN}{q.text}") if q == p else q)


@irregularity
def corrections_in_words(doc: Printed, chance: Random) -> None:
    p = doc.figure("requests", chance)
    words = chance.choice(("（应为5）", "（更正为5）", "（勘误：6）", "（原为7）", "(误，实为2)"))
    doc.change("requests", lambda q: q._replace(text=q.text + words) if q == p else q)
    doc.unknown(p)


@irregularity
def blanks_within_figures(doc: Printed, chance: Random) -> None:
    p = chance.choice([p for p in doc.table("requests") if p.cell])
    text = chance.choice(("12 345", "1 2", "3 000"))
    doc.change("requests", lambda q: q._replace(text=text) if q == p else q)
    doc.unknown(p)


@irregularity
def total_misprinted(doc: Printed, chance: Random) -> None:
    p = chance.choice([p for p in doc.table("requests") if p.cell.endswith("total")])
    doc.truth[p.cell] += 1
    doc.change("requests", lambda q: q._replace(text=str(doc.truth[p.cell])) if q == p else q)


@irregularity
def text_between(doc: Printed, chance: Random) -> None:
    """The table is cut, as by a page, and the header of the page or a note stands there."""
    place = doc.place("requests")
    table = doc.table("requests")
    cut = chance.choice(sorted({p.row for p in table if p.row > HEAD and all(
        not q.row < p.row < q.row + q.rows for q in table)}))  # fmt: skip
    again = [p for p in table if p.row < HEAD] if chance.random() < 0.5 else []
    below = [p._replace(row=p.row - cut + HEAD * bool(again)) for p in table if p.row >= cut]
    words = chance.choice((doc.parts[0], "单位：件", "（续表）"))
    doc.parts[place : place + 1] = [[p for p in table if p.row < cut], words, again + below]


def _plain(text: str) -> str:
    text = re.sub(f"{GONE}[^{DOWN}]*{DOWN}", "", text)
    return text.translate({ord(UP): None, ord(DOWN): None})


def _raised(text: str) -> str:
    """Where characters cannot be raised, a number in brackets or a sign of its own marks a note."""
    return _plain(re.sub(f"{UP}(.*?){DOWN}", lambda m: "①" if m[1] == "1" else m[1], text))


def as_html(parts: list[Part], struck: str = '<span class="x">') -> bytes:
    text = markup.html(parts, '<meta charset="utf-8"><style>.x{text-decoration:line-through}</style>')  # fmt: skip
    text = re.sub(f"{UP}(.*?){DOWN}", r"<sup>\1</sup>", text)
    return re.sub(f"{GONE}(.*?){DOWN}", rf"{struck}\1</span>", text).encode()


def _runs(piece: Piece) -> str:
    properties = {UP: '<w:vertAlign w:val="superscript"/>', GONE: "<w:strike/>"}
    pieces = re.split(f"({UP}[^{DOWN}]*{DOWN}|{GONE}[^{DOWN}]*{DOWN})", piece.text)
    return "".join(
        ooxml.run(t.strip(UP + DOWN + GONE), properties.get(t[:1], "")) for t in pieces if t
    )


def _simply(parts: list[Part]) -> list[Part]:
    return [p if isinstance(p, str) else [q._replace(text=_raised(q.text)) for q in p] for p in parts]  # fmt: skip


WRITERS: dict[str, Callable[[list[Part]], bytes]] = {
    "html": as_html,
    "docx": lambda parts: ooxml.docx(parts, _runs),
    "xlsx": lambda parts: ooxml.xlsx(_simply(parts)),
    "pdf": lambda parts: paper.pdf(_simply(parts)),
    "tabs": lambda parts: markup.text(_simply(parts), "\t".join).encode(),
    "bars": lambda parts: markup.text(_simply(parts), " | ".join).encode(),
    "closing bars": lambda parts: markup.text(_simply(parts), lambda r: " | ".join(r) + " |").encode(),
    "cell bars": lambda parts: markup.text(_simply(parts), lambda r: "\n".join(f"{c} |" for c in r)).encode(),
    "markdown": lambda parts: markup.markdown(_simply(parts)).encode(),
    "blanks": lambda parts: markup.text(_simply(parts), " ".join).encode(),
    "lines": lambda parts: markup.text(_simply(parts), "\n".join).encode(),
}  # fmt: skip


def distinct(doc: Printed, chance: Random) -> None:
    """Give each figure a number that no other has, so that one in a wrong place shows."""
    numbers = iter(chance.sample(range(1, 1000), len(doc.truth)))
    for n, part in enumerate(doc.parts):
        if not isinstance(part, str):
            own = {
                p.cell: next(numbers)
                for p in part
                if p.text.isdecimal() and p.cell and not p.cell.endswith("amount_yuan")
            }
            doc.truth |= own
            doc.parts[n] = [p._replace(text=str(own.get(p.cell, p.text))) for p in part]


def document(
    number: int, most: int = 1, *, is_distinct: bool = False
) -> tuple[str, str, bytes, dict[str, Any]]:
    """Document N: its kinds, its writer, its bytes and its figures; the same in every run."""
    chance = Random(number)
    doc = Printed.of(figures(chance))
    if is_distinct:
        distinct(doc, chance)
    kinds = chance.sample(sorted(KINDS), chance.randint(min(1, most), most))
    kinds.sort(key="text between".__eq__)  # what changes a table changes all of it before it is cut
    done = []
    for kind in kinds:
        try:
            KINDS[kind](doc, chance)
            done.append(kind)
        except (StopIteration, IndexError, ValueError):  # another one left it no place
            continue
    writer = chance.choice(list(WRITERS))
    if {"wrong row span", "merged figures"} & set(done):
        writer = "html"  # only there such cells stand as they were made
    return " + ".join(done), writer, WRITERS[writer](doc.parts), doc.truth
