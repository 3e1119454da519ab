"""Rows that lost their label or some figures: what printed order and equations leave certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from ogireport.convert.numbers import count, largest
from ogireport.convert.placement import Row, in_order
from ogireport.convert.sums import balances, sums
from ogireport.form import Form, Shape
from ogireport.kinds import Equation

_MOST_READINGS = 20_000  # ways to spread the figures of one row
_MOST = 3  # rows whose sums hold outweigh one that fails
_LEAST_ROWS = 5  # show how a text sets its rows
Bounds = dict[str, tuple[int, int]]


def named(rows: Sequence[Row], form: Form) -> list[Row]:
    """Give rows without a label the codes between their neighbours, when each code has one row.

    Only when sums over several rows confirm every one of them and no sum fails.
    """
    order = [code for code, line in form.rows.items() if line.columns]
    anchors = [n for n, row in enumerate(rows) if row.code in order and row.texts and row.one_line]
    found = list(rows)
    for start, end in pairwise(anchors):
        first, last = order.index(rows[start].code), order.index(rows[end].code)
        between = order[first + 1 : last]
        orphans = [n for n in range(start + 1, end) if not rows[n].code and rows[n].texts]
        others = [n for n in range(start + 1, end) if rows[n].code and rows[n].texts]
        if between and len(orphans) == len(between) and not others:
            for n, code in zip(orphans, between, strict=True):
                found[n] = replace(rows[n], code=code)
    given = {new.code for new, row in zip(found, rows, strict=True) if new is not row}
    return found if not given or given <= _summed(found, form) else list(rows)


def beside_full(rows: Sequence[Row]) -> list[Row]:
    """Take the blanks of text cell by cell for cells beside a full row of the same columns.

    All rows of these columns have as many cells as the full one, which shows where they are.
    """
    found = list(rows)
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        if row.code and row.cells and row.columns:
            alike[row.columns].append(n)
    for columns, places in alike.items():
        width = len(columns)
        full = any(len(rows[n].figures) == width and rows[n].texts for n in places)
        even = len({len(rows[n].cells) for n in places}) == 1
        if full and even and not any(rows[n].one_line for n in places):
            for n in places:
                texts = in_order(rows[n].cells[:width], columns, unbroken=True)
                is_padded = not any(cell.text.strip() for cell in rows[n].cells[width:])
                found[n] = replace(rows[n], texts=rows[n].texts or (texts if is_padded else None))
    return found


def explicit(rows: Sequence[Row], form: Form) -> list[Row]:
    """Take the blanks of rows of text for cells where all rows have exactly one for each column."""
    full = [row for row in rows if row.code and row.cells and row.columns]
    least = _LEAST_ROWS if form.shape is Shape.ROWS else 1
    if len(full) < least or any(len(row.cells) > len(row.columns) for row in full):
        return list(rows)
    if sum(len(row.cells) == len(row.columns) for row in full) < max(least, len(full) - 2):
        return list(rows)
    return [
        replace(row, texts=in_order(row.cells, row.columns, unbroken=True))
        if row.texts is None and row in full and not row.gapped and not _is_shifted(row)
        else row
        for row in rows
    ]


def _is_shifted(row: Row) -> bool:
    """Whether the last figure before a blank end is the sum of the others: it may be the total."""
    figures = [count(text).value or 0 for text in row.figures]
    at_end = not row.cells[-1].text.strip()
    return "total" in row.columns and at_end and bool(figures) and sum(figures[:-1]) == figures[-1]


def settled(rows: Sequence[Row], form: Form) -> list[Row]:
    """Drop what only its place names, unless the sums of most such rows show that it is right."""
    if any(
        len(r.cells) > len(r.columns) for r in rows if r.aligned
    ):  # the table has a column that the form lacks: a row out of line proves nothing
        rows = [row if row.aligned else replace(row, texts=None) for row in rows]
    if sum(len(r.figures) > len(r.columns) > 0 for r in rows if r.code and not r.aligned) > 1:
        return [replace(row, texts=None, columns=()) for row in rows]  # a column without a header
    tried = [balances(row.texts, form) for row in rows if not row.certain and row.texts]
    told = [holds for holds in tried if holds is not None]
    if sum(told) >= _MOST * (len(told) - sum(told)):
        return list(rows)
    return [row if row.certain else replace(row, texts=None, columns=()) for row in rows]


def is_ragged(rows: Sequence[Row], form: Form) -> bool:
    """Whether rows of text show that blanks vanished from this document, or figures."""
    width = max(len(line.columns) for line in form.rows.values())
    return any(row.code and row.cells and row.broken and len(row.figures) != width for row in rows)


def confirmed(row: Row, paths: Mapping[str, str], form: Form) -> Row:
    """Take a row of ragged text only when its own sums hold: a torn figure may fill a gap."""
    if row.texts is None or not row.spaced or not set(row.texts) <= set(paths):
        return row
    cells = {paths[name]: count(text).value or 0 for name, text in row.texts.items()}
    blank = {paths[name] for name, text in row.texts.items() if not text.strip()}
    exact = len(row.cells) == len(paths)  # no padding that could hide a torn figure
    for equation in sums(form.name):
        parts, totals = ({term.path for term in s} for s in (equation.left, equation.right))
        if parts | totals <= cells.keys() and not totals & blank:
            missing = sum(cells[t] for t in totals) - sum(cells[p] for p in parts)
            if missing < 0 or (missing and not (exact and parts & blank)):
                return replace(row, texts=None)
    return row


def _summed(rows: Sequence[Row], form: Form) -> set[str]:
    """The rows that a sum over several rows confirms; none at all when any sum fails."""
    cells = {
        f"{form.table}/{row.code}/{column}": count(text).value
        for row in rows
        if row.code and row.texts
        for column, text in row.texts.items()
    }
    confirmed: set[str] = set()
    for equation in sums(form.name):
        sides = [[cells.get(t.path) for t in side] for side in (equation.left, equation.right)]
        if all(value is not None for side in sides for value in side):
            left, right = (sum(int(v) for v in side if v is not None) for side in sides)
            if left != right:
                return set()
            over = {term.path.split("/")[1] for term in equation.terms}
            confirmed |= over if len(over) > 1 else set()
    return confirmed


@dataclass(frozen=True, slots=True)
class Torn:
    """Cells of one printed row and the figures that are left of it, in order."""

    cells: tuple[str, ...]
    figures: tuple[int, ...]


def is_cut(rows: Sequence[Row]) -> bool:
    """Whether figures were lost where a text was cut, in one place; blanks of a publisher scatter."""
    whole = [row.texts is not None for row in rows if row.cells]
    places = [n for n, has_all in enumerate(whole) if not has_all]
    in_one = bool(places) and places[-1] - places[0] + 1 == len(places) > 1
    apart = any(not row.code and row.spaced for row in rows)  # 1 2 on a line is perhaps one of them
    return in_one and not apart and len(places) * 2 < len(whole)


def solve(
    torn: Iterable[Torn], cells: Mapping[str, int | None], form: Form, *, unprinted: bool
) -> dict[str, int]:
    """Return the cells of torn rows for which all readings that satisfy the sums agree.

    With `unprinted`, also those whose figure was lost. Nothing at all when a sum of cells that are all known fails: then sums prove nothing here.
    """
    rows = list(torn)
    bounds: Bounds = {
        path: (0, largest("count")) if (value := cells.get(path)) is None else (value, value)
        for path in form.cells()
    }
    equations = sums(form.name)
    readings = {row: list(combinations(range(len(row.cells)), len(row.figures))) for row in rows}
    if any(len(found) > _MOST_READINGS or not found for found in readings.values()):
        return {}
    changed = True
    while changed:
        before = dict(bounds)
        for row in rows:
            readings[row] = [r for r in readings[row] if _possible(row, r, bounds)]
            if not readings[row]:
                return {}
            _narrow(row, readings[row], bounds)
        if not all(_propagate(equation, bounds) for equation in equations):
            return {}
        changed = bounds != before
    wanted = {
        path
        for row in rows
        for place, path in enumerate(row.cells)
        if unprinted or all(place in reading for reading in readings[row])
    }
    return {path: low for path, (low, high) in bounds.items() if path in wanted and low == high}


def _possible(row: Torn, reading: tuple[int, ...], bounds: Bounds) -> bool:
    return all(
        bounds[row.cells[place]][0] <= figure <= bounds[row.cells[place]][1]
        for place, figure in zip(reading, row.figures, strict=True)
    )


def _narrow(row: Torn, readings: list[tuple[int, ...]], bounds: Bounds) -> None:
    """Shrink the bounds of a row's cells to what one of its readings allows."""
    for place, path in enumerate(row.cells):
        values = [
            (row.figures[r.index(place)],) * 2 if place in r else bounds[path] for r in readings
        ]
        bounds[path] = min(low for low, _ in values), max(high for _, high in values)


def _propagate(equation: Equation, bounds: Bounds) -> bool:
    """Shrink the bounds of each term to what the others leave; False when nothing is left."""
    for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
        low = sum(bounds[t.path][0] for t in other) - sum(bounds[t.path][1] for t in side)
        high = sum(bounds[t.path][1] for t in other) - sum(bounds[t.path][0] for t in side)
        for term in side:
            least, most = bounds[term.path]
            new = max(least, low + most), min(most, high + least)
            if new[0] > new[1]:
                return False
            bounds[term.path] = new
    return True
