"""A Word 97 file (.doc, .wps): its text in order, with the properties of characters and paragraphs.

[MS-DOC]: the text lies in pieces, a table of pieces says in which order; pages of 512 bytes list
which properties hold from where to where in the file.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from ogireport.convert.limits import MOST_LETTERS
from ogireport.convert.readers import encoding, opc
from ogireport.report import ReadError

Properties = dict[int, bytes]  # operands by the code of the property (sprm)

_OLDEST = 0xC1  # nFib of Word 97
_MAGIC, _OLDER = 0xA5EC, (0xA5DC, 0xA697, 0xA699)  # of Word 97; of Word 6 and 95, also Asian ones
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_TEXT_LENGTH, _CHPX, _PAPX, _CLX = 0x4C, 0xFA, 0x102, 0x1A2  # where the header says where
_PAGE = 512
_WIDTHS = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of an operand; 0: its first byte says
_TABS, _TABLE, _HUGE = 0xC615, 0xD608, (0x6645, 0x6646)
MERGED_DOWN = 0xD62B  # of one cell of a row, so that it may be there more than once
_SHORT = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x57: 0x0837, 0x5C: 0x083C, 0x68: 0x2A48, 0x73: 0x2A53}  # fmt: skip
_CHINESE = 0x0804
DAMAGE = (struct.error, IndexError, ValueError, OSError, AttributeError, TypeError, KeyError,
           RecursionError, OverflowError)  # fmt: skip  # what damage raises in olefile and here


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: where it lies in the file, and what a quick save changed in it."""

    offset: int
    length: int  # bytes
    is_wide: bool
    changes: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """Text whose characters share their properties, and where in the file it begins."""

    text: str
    encoding: str
    offset: int
    properties: Properties
    changes: bytes


class OlderError(ReadError):
    """The file was written by a Word before Word 97, or by another program."""

    def __init__(self) -> None:
        super().__init__("这不是 Word 97 及以后的文件；请用 Word/WPS 另存为 .docx。",
                         "the file is older than Word 97; save it as .docx.")  # fmt: skip


class Word97:
    """The streams of a file; OlderError for Word 6 and Works, ReadError or DAMAGE when it is broken."""

    def __init__(self, data: bytes) -> None:
        try:
            import olefile
        except ImportError:
            raise ReadError("读取 .doc、.wps 文件需要 olefile；请安装 ogireport[convert]。",
                            "reading .doc and .wps files needs olefile; install ogireport[convert].") from None  # fmt: skip
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            self._open(ole)

    def _open(self, ole: Any) -> None:
        if ole.exists("CONTENTS") and not ole.exists("WordDocument"):  # Works
            raise OlderError
        self.main: bytes = ole.openstream("WordDocument").read()
        magic, version, self.language, flags = struct.unpack_from("<HH2xH2xH", self.main)
        if magic != _MAGIC or version < _OLDEST:
            raise OlderError if magic in _OLDER else opc.broken()
        if flags & _ENCRYPTED:
            raise ReadError("文件有密码保护；请另存一份不带密码的。",
                            "the file is password-protected; save it without a password.")  # fmt: skip
        self.table: bytes = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        self.data: bytes = ole.openstream("Data").read() if ole.exists("Data") else b""

    def runs(self) -> Iterator[Run]:
        """Yield the main text in order, without foot notes, headers, comments and text boxes."""
        for piece in self._pieces():
            yield from self._runs(piece)

    def paragraph(self, offset: int, changes: bytes) -> Properties:
        """Return the properties of the paragraph whose mark lies there."""
        properties = self._at(self._paragraphs, offset)[1]
        for code in _HUGE:
            if code in properties:
                place = struct.unpack("<I", properties[code])[0]
                size = struct.unpack_from("<H", self.data, place)[0]
                properties = properties | _held(self.data[place + 2 : place + 2 + size])
        return properties | _held(changes)

    def _part(self, place: int) -> bytes:
        start, size = struct.unpack_from("<II", self.main, place)
        found = self.table[start : start + size]
        if len(found) != size:
            raise opc.broken()
        return found

    def _pieces(self) -> Iterator[Piece]:
        listed, changes = self._part(_CLX), []
        place = 0
        while listed[place] == 1:
            size = struct.unpack_from("<H", listed, place + 1)[0]
            changes.append(listed[place + 3 : place + 3 + size])
            place += 3 + size
        size = struct.unpack_from("<I", listed, place + 1)[0]
        count = (size - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", listed, place + 5)
        length = struct.unpack_from("<I", self.main, _TEXT_LENGTH)[0]
        if listed[place] != 2 or starts[0] or not length <= min(starts[-1], MOST_LETTERS):
            raise opc.broken()
        described = struct.iter_unpack("<2xIH", listed[place + 9 + 4 * count : place + 5 + size])
        for n, (where, change) in enumerate(described):
            first, last = starts[n], min(starts[n + 1], length)
            if last <= first:
                if starts[n + 1] <= first:
                    raise opc.broken()
                return
            is_wide = not where & 1 << 30
            offset = where & (1 << 30) - 1
            yield Piece(
                offset if is_wide else offset // 2,
                (last - first) * (1 + is_wide),
                is_wide,
                changes[change >> 1] if change & 1 else _short(change),
            )

    def _runs(self, piece: Piece) -> Iterator[Run]:
        end = piece.offset + piece.length
        if end > len(self.main):
            raise opc.broken()
        name = self._encoding(piece)
        changes = _held(piece.changes)
        offset = piece.offset
        while offset < end:
            until, properties = self._at(self._characters, offset)
            until = min(until, end)
            text = self.main[offset:until].decode(name, "replace")
            yield Run(text, name, offset, properties | changes, piece.changes)
            offset = until

    def _encoding(self, piece: Piece) -> str:
        """UTF-16, or Windows 1252; some programs leave Chinese bytes as they are."""
        if piece.is_wide:
            return "utf-16-le"
        data = self.main[piece.offset : piece.offset + piece.length]
        return "gbk" if self.language == _CHINESE and encoding.is_chinese(data) else "cp1252"

    @cached_property
    def _characters(self) -> tuple[tuple[int, ...], Any]:
        return self._pages(_CHPX, 1, 0)

    @cached_property
    def _paragraphs(self) -> tuple[tuple[int, ...], Any]:
        return self._pages(_PAPX, 13, 2)

    def _pages(self, place: int, width: int, skipped: int) -> tuple[tuple[int, ...], Any]:
        """Return where each page begins to hold, and a reader of page N."""
        part = self._part(place)
        count = (len(part) - 4) // 8
        starts = struct.unpack_from(f"<{count + 1}I", part)
        numbers = struct.unpack_from(f"<{count}I", part, 4 * count + 4)

        @cache
        def page(n: int) -> tuple[tuple[int, ...], list[Properties]]:
            start = (numbers[n] & 0x3FFFFF) * _PAGE
            data = self.main[start : start + _PAGE]
            runs = data[-1]
            places = data[4 * runs + 4 : 4 * runs + 4 + width * runs : width]
            held = [_held(_entry(data, 2 * p, width > 1)[skipped:]) for p in places]
            return struct.unpack_from(f"<{runs + 1}I", data), held

        return starts, page

    def _at(self, pages: tuple[tuple[int, ...], Any], offset: int) -> tuple[int, Properties]:
        """Return the properties at a place of the file, and until where they hold."""
        starts, page = pages
        n = bisect_right(starts, offset) - 1
        bounds, held = page(max(0, min(n, len(starts) - 2)))
        run = bisect_right(bounds, offset) - 1
        if not 0 <= run < len(held):
            raise opc.broken()
        return bounds[run + 1], held[run]


def _short(change: int) -> bytes:
    """The one property that a piece sets by a number of seven bits."""
    code = _SHORT.get(change >> 1 & 0x7F)
    return struct.pack("<HB", code, change >> 8) if code and change else b""


def _entry(page: bytes, place: int, is_paragraph: bool) -> bytes:
    """The list of properties at a place of a page; none at place 0."""
    if not place:
        return b""
    size, place = page[place], place + 1
    if is_paragraph:
        size = 2 * size - 1
        if size < 0:
            size, place = 2 * page[place], place + 1
    return page[place : place + size]


def _held(listed: bytes) -> Properties:
    """The last operand of each property; of those that name their cell, all."""
    held: Properties = {}
    for code, operand in _listed(listed):
        held[code] = held.get(code, b"") + operand if code == MERGED_DOWN else operand
    return held


def _listed(listed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the code and the operand of each property, the length of an operand left out."""
    place = 0
    while place + 2 < len(listed):
        code = struct.unpack_from("<H", listed, place)[0]
        place += 2
        size = _WIDTHS[code >> 13]
        if code == _TABLE:
            size = struct.unpack_from("<H", listed, place)[0] - 1
            place += 2
        elif not size:
            size = listed[place]
            place += 1
            if code == _TABS and size == 255:
                dropped = 1 + 4 * listed[place]
                size = dropped + 1 + 3 * listed[place + dropped]
        yield code, listed[place : place + size]
        place += size
