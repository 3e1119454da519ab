"""In which order a header prints the columns of a table, as its labels say and no place tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from ogireport.convert import labels
from ogireport.convert.fragments import bare, is_fragment, is_of_labels, is_wrapped, torn_from
from ogireport.convert.grid import Cell
from ogireport.convert.headers import columns_of, row_columns
from ogireport.convert.naming import TORN, Printed, is_order
from ogireport.form import Form, Shape

CORNER = re.compile("项目|类别|类型|事项|指标|内容|名称|序号?及?项目")
_NUMBERED = re.compile(r"(?:数据|第)(\d)列?")


class Order(NamedTuple):
    """Columns in printed order, "" for one that the form does not have; none when nobody knows."""

    columns: tuple[str, ...] = ()
    certain: bool = False


def order(lines: Sequence[Sequence[Cell]], form: Form) -> Order:
    """Return how the header orders the columns; in the form's order, uncertain, when it is torn."""
    shared = row_columns(form)
    if is_wrapped((cell.text for line in lines for cell in line), form):
        return Order(shared)
    printed = (_of_row if form.shape is Shape.ROW else _of_rows)(lines, form)
    columns = printed.columns
    known = [column for column in columns if column]
    if not printed.fits or len(set(known)) < len(known):
        return Order()
    missing = [column for column in shared if column not in known]
    if not missing or (columns and not printed.torn and form.shape is Shape.ROW):
        return Order(tuple(columns), certain=not printed.inferred)
    if form.shape is Shape.ROW:
        return Order()
    is_outer = bool(printed.groups) and not any(printed.groups.values())
    outer = [code for code in shared if form.columns[code].parent not in printed.groups]
    return Order(shared) if _is_form(printed, outer if is_outer else shared, form) else Order()


def _is_form(printed: Printed, whole: Sequence[str], form: Form) -> bool:
    """Whether the names are the whole in its order, one of them perhaps torn, or there is no text."""
    torn = sum(is_of_labels(text, form) for text in printed.torn)
    names = printed.sequence
    return torn == names.count(TORN) and (not names or is_order(names, whole))


def _of_rows(lines: Sequence[Sequence[Cell]], form: Form) -> Printed:
    printed, spans = Printed(), dict[str, range]()
    groups = {column.code for column in form.columns.values() if column.role == "group"}
    for line in lines:
        certain = [_column(cell.text, form) for cell in line]
        read = [  # a text alone on its line may go on with the next one
            (torn_from(cell.text, form.columns.values()) or None)
            if code is None and len(line) > 1
            else code
            for cell, code in zip(line, certain, strict=True)
        ]
        printed.inferred |= read != certain
        known = [form.columns[code] for code in read if code]
        for group in {c.parent for c in known} & groups - printed.groups.keys():
            printed.find(group)
        inner = [column for column in known if column.parent in printed.groups]
        for place, (cell, code) in enumerate(zip(line, read, strict=True)):
            if code and form.columns[code].role == "group":
                printed.open(code)
                spans[code] = range(cell.column, cell.end)
            elif code:
                printed.add(code, form.columns[code].parent)
            elif code is None:
                printed.torn.append(cell.text)
                if known:
                    printed.leave(cell.text, inner[0].parent if inner else "")
            elif number := _NUMBERED.fullmatch(labels.simple(cell.text)):
                printed.inferred = True
                printed.add(dict(enumerate(row_columns(form), 1)).get(int(number[1]), ""), "")
            elif place or not CORNER.fullmatch(labels.simple(cell.text)):
                parent = inner[0].parent if inner else ""
                is_outside = len(spans.get(parent, ())) > 1 and cell.column not in spans[parent]
                printed.fits &= (
                    len(line) > 1 and not is_outside
                )  # between columns of the line above
                printed.add("", parent)
        printed.closed |= any(column.role == "total" for column in known)
    return printed


def _column(text: str, form: Form) -> str | None:
    """The column that a text certainly names; None for what is none or torn, "" for a foreign one."""
    codes = set(columns_of(text, form.table)) & form.columns.keys()
    if len(codes) == 1:
        return codes.pop()
    return None if codes or is_fragment(text, form) else ""


def _of_row(lines: Sequence[Sequence[Cell]], form: Form) -> Printed:
    """The tracks side by side, the outcomes of each below it; a track of its own may reach down."""
    tracks, outcomes, last = Printed(), [], -1
    letters = set("".join(bare(line.label["zh"]) for line in form.rows.values()))
    base = min((cell.column for line in lines for cell in line), default=0)
    for number, line in enumerate(lines):
        texts = _named(line, form, base, tracks)
        read = [_row_of(text, form) for text in texts]
        for group in {form.rows[row].parent for row, _ in read if row} - {"", *tracks.groups}:
            tracks.find(group)
        inner = [form.rows[row].parent for row, _ in read if row if form.rows[row].parent]
        is_beside = len(texts) > 1 and not any(_column(text, form) for text in texts)
        for text, (row, group) in zip(texts, read, strict=True):
            if row:
                tracks.add(row, form.rows[row].parent)
                last = number
            elif group:
                tracks.open(group)
            elif column := _column(text, form):
                outcomes.append((number, column))
            elif column is None:
                tracks.torn.append(text)
                if not is_beside and is_of_labels(text, form):
                    outcomes.append((number, TORN))
                elif is_beside and set(bare(text)) <= letters:
                    tracks.leave(text, inner[0] if inner else "")
            else:
                tracks.fits = False
    tracks.fits &= not _covers(lines, form)
    early = [column for number, column in outcomes if number <= last]
    late = [column for number, column in outcomes if number > last]
    return _joined(tracks, early, late, form, alone=max(map(len, lines), default=0) > 1)


def _covers(lines: Sequence[Sequence[Cell]], form: Form) -> bool:
    """Whether the name of a track stands over that of another, as that of a group does."""
    named = [(n, c) for n, line in enumerate(lines) for c in line if _row_of(c.text, form)[0]]
    return any(
        above < below and one.columns > 1 and one.column <= other.column < one.end
        for (above, one), (below, other) in combinations(named, 2)
    )


def _named(line: Sequence[Cell], form: Form, base: int, above: Printed) -> list[str]:
    """The texts of a line; where one track alone has lost its name, it is the one that is left."""
    texts, width = [cell.text for cell in line], len(form.columns)
    tracks = {row.code: row.label["zh"] for row in form.rows.values() if row.columns}
    left = tracks.keys() - {*above.columns, *(_row_of(text, form)[0] for text in texts)}
    starts = {cell.column - base for cell in line if cell.columns == width}
    places = {start // width for start in starts if start % width == 0}
    gaps = [n for n in range(len(tracks)) if n not in places]
    if len(left) == len(gaps) == 1 and len(places) == len(line):
        code = left.pop()
        if (
            not above.groups or form.rows[code].parent
        ):  # else it stands beside a group, a line above
            texts.insert(gaps[0], tracks[code])
    return texts


def _joined(
    tracks: Printed, early: list[str], late: list[str], form: Form, *, alone: bool
) -> Printed:
    rows = tracks.columns
    single = [row for row in rows if not form.rows[row].parent]
    width = len(form.columns)
    fits = tracks.fits and (alone or not tracks.top or tracks.top[0] in single)
    below = single if early else []
    sequence = [*below, *(row for row in rows if row not in below)] or list(form.rows)
    found: dict[str, list[str]] = {}
    outcomes = early + late
    read = [name for name in outcomes if name != TORN]
    above = [name for name in early if name != TORN]
    if rows and len(above) in (0, width) and len(read) == width * len(rows):
        parts = [read[n : n + width] for n in range(0, width * len(rows), width)]
        found = dict(zip(sequence, parts, strict=True))
        return Printed([f"{row}/{c}" for row in rows for c in found[row]], {}, tracks.torn, fits)
    tracks.fits = fits and _are_of_form(tracks, outcomes, form)
    return Printed([*row_columns(form)], {}, [], tracks.fits, inferred=True)


def _are_of_form(tracks: Printed, outcomes: list[str], form: Form) -> bool:
    """Whether tracks and outcomes are those of the form in order, one of each perhaps torn or none there."""
    torn = sum(is_of_labels(text, form) for text in tracks.torn)
    rows = [row.code for row in form.rows.values() if row.columns]
    width = len(form.columns)
    parts = [outcomes[n : n + width] for n in range(0, len(outcomes), width)]
    return (
        torn == (tracks.sequence + outcomes).count(TORN)
        and (not tracks.sequence or is_order(tracks.sequence, rows))
        and len(parts) in (0, len(rows))
        and all(is_order(part, list(form.columns)) for part in parts)
    )


def _row_of(text: str, form: Form) -> tuple[str, str]:
    """The track and the group that a text names."""
    read = [x for x in labels.read(text) if x.table == form.table]
    codes = {x.code for x in read if x.axis == "row"}
    code = codes.pop() if len(codes) == 1 else ""
    code = code or (torn_from(text, form.rows.values()) if _column(text, form) is None else "")
    has_columns = bool(code and form.rows[code].columns)
    return (code, "") if has_columns else ("", code)
