"""In which order a header prints the columns of a table, as its labels say and no place tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ogireport.convert import labels
from ogireport.convert.grid import Cell
from ogireport.convert.headers import columns_of, row_columns
from ogireport.form import Form, Shape
from ogireport.spec import standard

_LONGEST_COLUMN = 14  # characters; what is longer explains the table
CORNER = re.compile("项目|类别|类型|事项|指标|内容|名称|序号?及?项目")
_NUMBERED = re.compile(r"(?:数据|第)(\d)列?")


class Order(NamedTuple):
    """Columns in printed order, "" for one that the form does not have; none when nobody knows."""

    columns: tuple[str, ...] = ()
    certain: bool = False


@dataclass
class Printed:
    """What a header prints: columns in order, groups open for theirs, and texts that are neither."""

    top: list[str | list[str]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    torn: list[str] = field(default_factory=list)
    fits: bool = True
    numbered: bool = False  # a column is named by its number alone
    gaps: list[list[str]] = field(default_factory=list)  # the places of torn texts beside columns
    closed: bool = False  # a line above has the total, which comes after all groups

    def add(self, code: str, parent: str) -> None:
        own = self.groups.get(parent)
        (self.top if own is None else own).append(code)

    def find(self, group: str) -> None:
        """Take the one torn text above for the group that a line below belongs to."""
        if len(self.gaps) == 1:
            self.groups[group] = self.gaps[0]
        self.fits &= not self.closed or group in self.groups

    def leave(self) -> None:
        """Leave a place open where a text is torn: it may be the name of a group."""
        self.gaps.append([])
        self.top.append(self.gaps[-1])

    def open(self, group: str) -> None:
        self.fits &= group not in self.groups
        self.groups[group] = []
        self.top.append(self.groups[group])

    @property
    def columns(self) -> list[str]:
        return [c for item in self.top for c in ([item] if isinstance(item, str) else item)]


def order(lines: Sequence[Sequence[Cell]], form: Form) -> Order:
    """Return how the header orders the columns; in the form's order, uncertain, when it is torn."""
    shared = row_columns(form)
    printed = (_of_row if form.shape is Shape.ROW else _of_rows)(lines, form)
    columns = printed.columns
    known = [column for column in columns if column]
    if not printed.fits or len(set(known)) < len(known):
        return Order()
    missing = [column for column in shared if column not in known]
    if not missing or (columns and not printed.torn and form.shape is Shape.ROW):
        return Order(tuple(columns), certain=not printed.numbered)
    in_order = known == [column for column in shared if column in known]
    return (
        Order(shared)
        if in_order and len(known) == len(columns) and _explained(missing, printed, known, form)
        else Order()
    )


def _explained(missing: list[str], printed: Printed, known: list[str], form: Form) -> bool:
    """Whether columns are missing because the header is torn, and not because they are not there."""
    inner = any(form.columns[c].parent in printed.groups for c in known if c in form.columns)
    return not known or bool(printed.torn) or (bool(printed.groups) and not inner)


def _of_rows(lines: Sequence[Sequence[Cell]], form: Form) -> Printed:
    printed = Printed()
    groups = {column.code for column in form.columns.values() if column.role == "group"}
    for line in lines:
        read = [_column(cell.text, form) for cell in line]
        known = [form.columns[code] for code in read if code]
        for group in {c.parent for c in known} & groups - printed.groups.keys():
            printed.find(group)
        inner = [column for column in known if column.parent in printed.groups]
        for place, (cell, code) in enumerate(zip(line, read, strict=True)):
            if code and form.columns[code].role == "group":
                printed.open(code)
            elif code:
                printed.add(code, form.columns[code].parent)
            elif code is None:
                printed.torn.append(cell.text)
                if known:
                    printed.leave()
            elif number := _NUMBERED.fullmatch(labels.simple(cell.text)):
                printed.numbered = True
                printed.add(dict(enumerate(row_columns(form), 1)).get(int(number[1]), ""), "")
            elif place or not CORNER.fullmatch(labels.simple(cell.text)):
                printed.fits &= len(line) > 1
                printed.add("", inner[0].parent if inner else "")
        printed.closed |= any(column.role == "total" for column in known)
    return printed


def _column(text: str, form: Form) -> str | None:
    """The column that a text certainly names; None for what is none or torn, "" for a foreign one."""
    codes = set(columns_of(text, form.table)) & form.columns.keys()
    if len(codes) == 1:
        return codes.pop()
    return None if codes or is_fragment(text, form) else ""


def is_fragment(text: str, form: Form) -> bool:
    """Whether a text is torn out of the header that the form prints, or explains it."""
    key = _bare(text)
    if labels.is_of_last_year(text):
        return False
    labels_of, captions = _printed_by(form.name)
    explains = len(key) > _LONGEST_COLUMN or any(_within(key, caption) for caption in captions)
    return explains or set(key) <= labels_of


@cache
def _printed_by(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The characters of the labels of columns, and the texts beside them."""
    form = standard().forms[name]
    rows = form.rows.values() if form.shape is Shape.ROW else ()
    lines = (*form.columns.values(), *form.groups.values(), *rows)
    words = (word for word in standard().codelists["words"] if word["group"] == "form")
    return (
        frozenset("".join(_bare(line.label["zh"]) for line in lines)),
        tuple(_bare(word["zh"]) for word in words),
    )


def _bare(text: str) -> str:
    return re.sub(r"\W", "", labels.simple(text))


def _within(part: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether all items of one sequence are in another one, in their order."""
    rest = iter(whole)
    return all(item in rest for item in part)


def _of_row(lines: Sequence[Sequence[Cell]], form: Form) -> Printed:
    """The tracks side by side, the outcomes of each below it; a track of its own may reach down."""
    tracks, outcomes, last = Printed(), [], -1
    base = min((cell.column for line in lines for cell in line), default=0)
    for number, line in enumerate(lines):
        texts = _named(line, form, base, tracks.columns)
        read = [_row_of(text, form) for text in texts]
        for group in {form.rows[row].parent for row, _ in read if row} - {"", *tracks.groups}:
            tracks.find(group)
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
                if any(row for row, _ in read):
                    tracks.leave()
            else:
                tracks.fits = False
    early = [column for number, column in outcomes if number <= last]
    late = [column for number, column in outcomes if number > last]
    return _joined(tracks, early, late, form, alone=max(map(len, lines), default=0) > 1)


def _named(line: Sequence[Cell], form: Form, base: int, above: list[str]) -> list[str]:
    """The texts of a line; where one track alone has lost its name, it is the one that is left."""
    texts, width = [cell.text for cell in line], len(form.columns)
    tracks = {row.code: row.label["zh"] for row in form.rows.values() if row.columns}
    left = tracks.keys() - {*above, *(_row_of(text, form)[0] for text in texts)}
    starts = {cell.column - base for cell in line if cell.columns == width}
    places = {start // width for start in starts if start % width == 0}
    gaps = [n for n in range(len(tracks)) if n not in places]
    if len(left) == len(gaps) == 1 and len(places) == len(line):
        texts.insert(gaps[0], tracks[left.pop()])
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
    if rows and len(early) in (0, width) and len(early + late) == width * len(rows):
        parts = [(early + late)[n : n + width] for n in range(0, width * len(rows), width)]
        found = dict(zip(sequence, parts, strict=True))
    else:
        shared = row_columns(form)
        torn = bool(tracks.torn) or not early + late
        in_order = rows == [r for r in form.rows if r in rows]
        plain = _within(early + late, [c.rpartition("/")[2] for c in shared])
        return Printed([], {}, tracks.torn or ["…"], fits and torn and in_order and plain)
    return Printed([f"{row}/{c}" for row in rows for c in found[row]], {}, tracks.torn, fits)


def _row_of(text: str, form: Form) -> tuple[str, str]:
    """The track and the group that a text names."""
    read = [x for x in labels.read(text) if x.table == form.table]
    codes = {x.code for x in read if x.axis == "row"}
    code = codes.pop() if len(codes) == 1 else ""
    has_columns = bool(code and form.rows[code].columns)
    return (code, "") if has_columns else ("", code)
