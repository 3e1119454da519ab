"""Word 97 documents (.doc, .wps): what a reader of the printed page sees, tracked changes accepted."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ogireport.convert.grid import Block, Paragraph, too_large
from ogireport.convert.limits import DEEPEST_TABLES, MOST_COLUMNS
from ogireport.convert.readers import office, opc
from ogireport.convert.readers.docx import THIN, Merge, merged
from ogireport.convert.readers.word97 import DAMAGE, MERGED_DOWN, OlderError, Properties, Word97
from ogireport.report import ReadError

_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_DEFINED = 0xD608
_DELETED = 0x0800
_HIDDEN = (_DELETED, 0x0818, 0x0837, 0x083C, 0x2A53)  # hidden, or struck through once or twice
_ACROSS, _DOWN, _DOWN_FIRST = 0x03, 0x20, 0x40  # how a cell is merged
_MARK = re.compile("[\r\x07\x0c]")
_FIELD = re.compile("([\x13\x14\x15])")
_CHARACTERS = str.maketrans(
    {"\x0b": "\n", "\x0e": "\n", "\x1e": "-"} | dict.fromkeys("\0\1\2\3\4\5\6\7\x08\x1f")
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph: its visible text, how many tables it lies in, and what ends with it."""

    text: str
    depth: int
    ends_cell: bool
    ends_row: bool
    is_deleted: bool
    properties: Properties


_Cell = list[_Line]


def read(data: bytes) -> list[Block]:
    """Return the blocks of the main text; what Word 97 did not write is left to LibreOffice."""
    try:
        return list(_flow(list(_lines(Word97(data))), 0))
    except OlderError:
        return office.read(data)
    except DAMAGE:
        raise opc.broken() from None


def _lines(document: Word97) -> Iterator[_Line]:
    text, fields = "", list[bool]()
    for run in document.runs():
        is_hidden = any(_is_on(run.properties, code) for code in _HIDDEN)
        place, offset = 0, run.offset
        for mark in _MARK.finditer(run.text):
            passed = run.text[place : mark.start()]
            text += "" if is_hidden else _shown(passed, fields)
            offset += len(passed.encode(run.encoding, "replace"))
            properties = document.paragraph(offset, run.changes)
            yield _line(text, mark[0], properties, is_deleted=_is_on(run.properties, _DELETED))
            offset += len(mark[0].encode(run.encoding))
            place, text = mark.end(), ""
        text += "" if is_hidden else _shown(run.text[place:], fields)
    if text:
        yield _line(text, "\r", {}, is_deleted=False)


def _is_on(properties: Properties, code: int) -> bool:
    return bool(properties.get(code, b"")[:1].strip(b"\0\x80"))  # 0x80: as in the style


def _shown(text: str, fields: list[bool]) -> str:
    """The text without what fields are made of; of each open field, whether its result is to come."""
    shown = ""
    for part in _FIELD.split(text):
        if part == "\x13":
            fields.append(True)
        elif part == "\x14":
            fields[-1:] = [False]
        elif part == "\x15":
            del fields[-1:]
        elif not any(fields):
            shown += part
    return shown.translate(_CHARACTERS)


def _line(text: str, mark: str, properties: Properties, *, is_deleted: bool) -> _Line:
    depth = int.from_bytes(properties.get(_DEPTH, b"\0"), "little", signed=True)
    depth = depth or int(_is_on(properties, _IN_TABLE))
    if not 0 <= depth <= DEEPEST_TABLES:
        raise ReadError("文件嵌套太深。", "the document is nested too deeply.")
    ends_row = _is_on(properties, _INNER_ROW if depth > 1 else _ROW_END)
    ends_cell = _is_on(properties, _INNER_CELL) if depth > 1 else mark == "\x07"
    return _Line(text, depth, ends_cell and not ends_row, ends_row, is_deleted, properties)


def _flow(lines: Sequence[_Line], depth: int) -> Iterator[Block]:
    """Yield paragraphs, and a table for each run of lines that lie deeper."""
    for is_table, run in groupby(lines, key=lambda line: line.depth > depth):
        if is_table:
            yield from _table(list(run), depth + 1)
            continue
        for line in run:
            yield from (Paragraph(part) for part in line.text.split("\n") if part.strip())


def _table(lines: list[_Line], depth: int) -> Iterator[Block]:
    """One grid; or the content in order, when cells hold tables: they only lay the page out."""
    rows = [(cells, end) for cells, end in _rows(lines, depth) if not end.is_deleted]
    if any(line.depth > depth for cells, _ in rows for cell in cells for line in cell):
        for cells, _ in rows:
            for cell in cells:
                yield from _flow(cell, depth)
        return
    defined = [_Definition(end.properties, len(cells)) for cells, end in rows]
    edges = _distinct([edge for row in defined for edge in row.edges])
    if len(edges) > MOST_COLUMNS:
        raise too_large()
    merges = [list(row.merges(cells, edges)) for (cells, _), row in zip(rows, defined, strict=True)]
    grid = merged(merges, set())
    if grid.cells:
        yield grid


def _rows(lines: list[_Line], depth: int) -> Iterator[tuple[list[_Cell], _Line]]:
    """Yield the cells of each row, with the line that ends it."""
    cells: list[_Cell] = []
    cell: _Cell = []
    for line in lines:
        if line.depth == depth and line.ends_row:
            yield cells, line
            cells = []
            cell = []
            continue
        cell.append(line)
        if line.depth == depth and line.ends_cell:
            cells.append(cell)
            cell = []
    if cells or any(line.text.strip() for line in cell):
        raise opc.broken()


class _Definition:
    """Where the cells of a row begin and end, in twips, and how they are merged."""

    def __init__(self, properties: Properties, cells: int) -> None:
        table = properties[_DEFINED]
        count = table[0]
        self.edges = struct.unpack_from(f"<{count + 1}h", table, 1)
        if count != cells or any(b < a for a, b in pairwise(self.edges)):
            raise opc.broken()
        kinds = table[3 + 2 * count :]
        self._flags = [int.from_bytes(kinds[20 * n : 20 * n + 2], "little") for n in range(count)]
        for cell, kind in struct.iter_unpack("BB", properties.get(MERGED_DOWN, b"")):
            self._flags[cell] = self._flags[cell] & ~(_DOWN | _DOWN_FIRST) | kind << 5

    def merges(self, cells: list[_Cell], edges: list[int]) -> Iterator[Merge]:
        """Yield the cells that are printed; one that is merged across prints the first of its set."""
        first = 0
        held: Merge | None = None
        for cell, flags, left, right in zip(
            cells, self._flags, self.edges, self.edges[1:], strict=False
        ):
            across = flags & _ACROSS
            start, end = bisect_right(edges, left) - 1, bisect_right(edges, right) - 1
            if held and across and first and across != first:
                held.columns = end - held.column
                continue
            if held:
                yield held
            first = across
            text = "\n".join(line.text for line in cell).strip("\n")
            is_continued = flags & _DOWN and not flags & _DOWN_FIRST
            held = Merge(None if is_continued else text, start, end - start)
        if held:
            yield held


def _distinct(values: list[int]) -> list[int]:
    """The edges in order, each once: one nearer than a thin column is the one before it."""
    kept: list[int] = []
    for value in sorted(values):
        if not kept or value - kept[-1] >= THIN:
            kept.append(value)
    return kept
