"""Figures that are blank, lost, marked or corrected, and what stands between and behind the tables."""

from __future__ import annotations

from random import Random

from printed import DOWN, GONE, HEAD, TABLES, UP, Printed, figures, irregularity


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
    """Cells that no tag or separator stands for; their figures are gone, unless the sums settle them."""
    table = chance.choice(TABLES)
    for _ in range(chance.randrange(1, 4)):
        p = doc.figure(table, chance)
        doc.gone |= {p.cell} if table in doc.balanced else set()
        doc.change(table, lambda q, p=p: None if q == p else q)


@irregularity
def blanks_vanished(doc: Printed, chance: Random) -> None:
    """Zeros that were printed as blanks, and the blanks were lost with their cells."""
    table = chance.choice(TABLES[1:])
    for p in [p for p in doc.table(table) if p.cell and p.text == "0"]:
        if chance.random() < 0.4:
            doc.change(table, lambda q, p=p: None if q == p else q)


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
    totals = [
        p for p in doc.table("requests") if p.cell.endswith("total") and doc.truth.get(p.cell)
    ]
    p = chance.choice(totals)
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
