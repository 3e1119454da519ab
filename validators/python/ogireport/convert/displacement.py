"""Labels that may not be those of their figures: moved from a row beside them, or printed twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from ogireport.convert.fragments import within
from ogireport.convert.placement import Row
from ogireport.form import Form


def displaced(rows: Sequence[Row], form: Form) -> set[int]:
    """Return the rows whose label may be that of a row without one beside them.

    A row without a label stands where the form has none, and the form has one on the other side
    of its neighbour that is not there.
    """
    order = [code for code, line in form.rows.items() if line.columns]
    known = {row.code for row in rows}
    places = [n for n, row in enumerate(rows) if row.code in order]
    found = set()
    for before, after in pairwise(places):
        first, last = (order.index(rows[n].code) for n in (before, after))
        if last - first != 1 or not any(row.figures for row in rows[before + 1 : after]):
            continue
        if first and order[first - 1] not in known:
            found.add(before)
        if last + 1 < len(order) and order[last + 1] not in known:
            found.add(after)
    return found


def doubled(rows: Sequence[Row]) -> set[int]:
    """Return the rows of one label with other figures, where those of one have no certain columns."""
    printed = [(n, row) for n, row in enumerate(rows) if row.code and row.figures]
    return {
        n
        for (one, a), (other, b) in combinations(printed, 2)
        if a.code == b.code and (a.texts is None or b.texts is None)
        if not (within(a.figures, b.figures) or within(b.figures, a.figures))
        for n in (one, other)
    }


def unnamed(row: Row) -> Row:
    """Return the row without its label and its columns."""
    return Row(row.part, row.table, "", row.cells, row.printed, one_line=False)
