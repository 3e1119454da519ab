"""Rows whose figures stand apart from their label, so that nobody can pair the two."""

from __future__ import annotations

from collections.abc import Sequence

from ogireport.convert.placement import Row
from ogireport.form import Form


def out_of_order(rows: Sequence[Row], form: Form) -> set[int]:
    """Rows whose figures follow their label on another line while the labels stand unordered."""
    order = {code: n for n, code in enumerate(form.rows)}
    known = [(n, order[row.code]) for n, row in enumerate(rows) if row.code in order and row.cells]
    wrong = set()
    for (before, a), (here, b), (after, c) in zip(known, known[1:], known[2:], strict=False):
        if not a < b < c:
            wrong |= {n for n in (before, here, after) if not rows[n].one_line and not a < b < c}
    return wrong


def unpaired(rows: Sequence[Row], form: Form) -> set[int]:
    """Rows whose figures follow their label on another line, after a label or figures left alone.

    Then the figures may as well stand above their labels, or below several of them.
    """
    headings = {line.code for line in form.rows.values() if not line.columns}
    found, is_alone = set(), False
    for n, row in enumerate(rows):
        if row.code in headings:
            continue
        if not (row.code and row.figures):
            is_alone |= bool(row.figures) or len(row.cells) < 2
        elif row.one_line:
            is_alone = False
        elif is_alone:
            found.add(n)
    return found
