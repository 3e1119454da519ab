"""In which order a header prints the columns of a table, as its labels say and no place tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ogireport.convert import labels
from ogireport.convert.fragments import bare, is_fragment, torn_from, within
from ogireport.convert.grid import Cell
from ogireport.convert.headers import columns_of, row_columns
from ogireport.form import Form, Shape

CORNER = re.compile("项目|类别|类型|事项|指标|内容|名称|序号?及?项目")
_NUMBERED = re.compile(r"(?:数据|第)(\d)列?")

_TORN = "?"  # a name that stands here and cannot be read


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
    inferred: bool = False  # a column is named by its number alone, or by what is left of its name
    gaps: list[list[str]] = field(default_factory=list)  # of torn texts that may name a group
    closed: bool = False  # a line above has the total, which comes after all groups

    def add(self, code: str, parent: str) -> None:
        own = self.groups.get(parent)
        (self.top if own is None else own).append(code)

    def find(self, group: str) -> None:
        """Take the one torn text above for the group that a line below belongs to."""
        if len(self.gaps) == 1:
            self.groups[group] = self.gaps.pop()
            self.groups[group].clear()
        self.fits &= not self.closed or group in self.groups

    def leave(self, parent: str) -> None:
        """Keep the place of a torn text beside columns: one of a group, or perhaps its name."""
        if parent in self.groups:
            self.groups[parent].append(_TORN)
        else:
            self.gaps.append([_TORN])
            self.top.append(self.gaps[-1])

    def open(self, group: str) -> None:
        self.fits &= group not in self.groups
        self.groups[group] = []
        self.top.append(self.groups[group])

    @property
    def sequence(self) -> list[str]:
        return [c for item in self.top for c in ([item] if isinstance(item, str) else item)]

    @property
    def columns(self) -> list[str]:
        return [column for column in self.sequence if column != _TORN]

    def stands_as(self, whole: Sequence[str]) -> bool:
        """Whether the names have the order of the whole, and torn ones a place for each in it."""
        place = torn = 0
        for name in self.sequence:
            if name == _TORN:
                torn += 1
            elif name not in whole or whole.index(name) < place + torn:
                return False
            else:
                place, torn = whole.index(name) + 1, 0
        return place + torn <= len(whole)


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
        return Order(tuple(columns), certain=not printed.inferred)
    is_torn = printed.stands_as(shared) and _explained(missing, printed, known, form)
    return Order(shared) if is_torn else Order()


def _explained(missing: list[str], printed: Printed, known: list[str], form: Form) -> bool:
    """Whether columns are missing because the header is torn, and not because they are not there."""
    inner = any(form.columns[c].parent in printed.groups for c in known if c in form.columns)
    return not known or bool(printed.torn) or (bool(printed.groups) and not inner)


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
                    printed.leave(inner[0].parent if inner else "")
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
                if is_beside and set(bare(text)) <= letters:
                    tracks.leave(inner[0] if inner else "")
            else:
                tracks.fits = False
    early = [column for number, column in outcomes if number <= last]
    late = [column for number, column in outcomes if number > last]
    return _joined(tracks, early, late, form, alone=max(map(len, lines), default=0) > 1)


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
    in_order = tracks.stands_as([row.code for row in form.rows.values() if row.columns])
    if rows and len(early) in (0, width) and len(early + late) == width * len(rows):
        parts = [(early + late)[n : n + width] for n in range(0, width * len(rows), width)]
        found = dict(zip(sequence, parts, strict=True))
    else:
        shared = row_columns(form)
        torn = bool(tracks.torn) or not early + late
        plain = within(early + late, [c.rpartition("/")[2] for c in shared])
        return Printed([], {}, tracks.torn or ["…"], fits and torn and in_order and plain)
    fits &= in_order or _TORN not in tracks.sequence
    return Printed([f"{row}/{c}" for row in rows for c in found[row]], {}, tracks.torn, fits)


def _row_of(text: str, form: Form) -> tuple[str, str]:
    """The track and the group that a text names."""
    read = [x for x in labels.read(text) if x.table == form.table]
    codes = {x.code for x in read if x.axis == "row"}
    code = codes.pop() if len(codes) == 1 else ""
    code = code or (torn_from(text, form.rows.values()) if _column(text, form) is None else "")
    has_columns = bool(code and form.rows[code].columns)
    return (code, "") if has_columns else ("", code)
