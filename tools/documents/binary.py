"""The printed form as a Word 97 file, in as few structures as Word and LibreOffice open ([MS-DOC]).

Text lies in pieces, which may be stored in another order than they are read in, and in bytes of
another encoding than UTF-16; so quick saves leave it, and programs of other makers.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from documents.printing import Part, Table, size

CELL, ROW = "\x07", "\x07"
IN_TABLE, ROW_END = struct.pack("<HB", 0x2416, 1), struct.pack("<HB", 0x2417, 1)
DELETED, HIDDEN, STRUCK = (struct.pack("<HB", code, 1) for code in (0x0800, 0x083C, 0x0837))
WIDTH = 900  # twips of a column
PAGE = 512
FREE, END, FAT = 2**32 - 1, 2**32 - 2, 2**32 - 3
CHINESE = 0x0804


class Run(NamedTuple):
    """Characters, and the properties that they share."""

    text: str
    properties: bytes = b""


class Paragraph(NamedTuple):
    """Runs and the mark that ends them."""

    runs: tuple[Run, ...]
    mark: str = "\r"
    properties: bytes = b""


class Piece(NamedTuple):
    """Paragraphs that lie side by side in the file; `place` says in which order pieces do."""

    paragraphs: Sequence[Paragraph]
    place: int = 0
    encoding: str = "utf-16-le"


def doc(found: Iterable[Part]) -> bytes:
    """Write a Word 97 file, all its text in one piece."""
    return doc_of([Piece(paragraphs(found))])


def paragraphs(found: Iterable[Part]) -> list[Paragraph]:
    made: list[Paragraph] = []
    for part in found:
        made += [plain(part)] if isinstance(part, str) else [*_table(part), plain("")]
    return made


def plain(text: str, mark: str = "\r", properties: bytes = b"") -> Paragraph:
    return Paragraph((Run(text.replace("\n", "\x0b")),), mark, properties)


def _table(table: Table) -> Iterator[Paragraph]:
    """The cells of each row, those that others cover among them, and the row's end."""
    rows, _ = size(table)
    for row in range(rows):
        held = sorted((p for p in table if p.row <= row < p.row + p.rows), key=lambda p: p.column)
        for piece in held:
            yield plain(piece.text if piece.row == row else "", CELL, IN_TABLE)
        merges = [(p.rows > 1) * (0x20 if p.row < row else 0x60) for p in held]
        edges = [0, *(WIDTH * (p.column + p.columns) for p in held)]
        yield plain("", ROW, IN_TABLE + ROW_END + row_of(edges, merges))


def row_of(edges: Sequence[int], flags: Sequence[int]) -> bytes:
    """The property of a row: where its cells begin and end, and how each is merged."""
    kinds = b"".join(struct.pack("<H18x", flag) for flag in flags)
    defined = struct.pack(f"<B{len(edges)}h", len(flags), *edges) + kinds
    return struct.pack("<HH", 0xD608, len(defined) + 1) + defined


# the file ------------------------------------------------------------------------------------

Held = list[tuple[int, int, bytes]]  # from where to where in the file which properties hold


def doc_of(pieces: Sequence[Piece], language: int = CHINESE) -> bytes:
    """Write the pieces in the order in which they are read."""
    main = bytearray(2 * PAGE)
    characters: Held = []
    ended: Held = []
    places: dict[int, int] = {}
    for n in sorted(range(len(pieces)), key=lambda n: pieces[n].place):
        places[n] = len(main)
        _write(main, pieces[n], characters, ended)
    text = len(main)
    chpx = _pages(main, characters, 1)
    papx = _pages(main, ended, 13)
    lengths = [_length(piece) for piece in pieces]
    parts = {0xA2: _styles(), 0xFA: chpx, 0x102: papx, 0x1A2: _clx(pieces, lengths, places)}
    table = bytearray()
    struct.pack_into("<4H", main, 0, 0xA5EC, 0xC1, 0, language)
    struct.pack_into("<HHI", main, 0x0A, 0x1200, 0xBF, 0)  # the table stream is 1Table
    struct.pack_into("<II", main, 0x18, 2 * PAGE, text)
    struct.pack_into("<H", main, 0x20, 14)
    struct.pack_into("<HI", main, 0x3E, 22, len(main))
    struct.pack_into("<I", main, 0x4C, sum(lengths))
    struct.pack_into("<H", main, 0x98, 0x5D)
    for place, part in parts.items():
        struct.pack_into("<II", main, place, len(table), len(part))
        table += part
    return compound({"WordDocument": bytes(main), "1Table": bytes(table)})


def _write(main: bytearray, piece: Piece, characters: Held, ended: Held) -> None:
    for paragraph in piece.paragraphs:
        begun = len(main)
        for run in (*paragraph.runs, Run(paragraph.mark)):
            start = len(main)
            main += run.text.encode(piece.encoding)
            if len(main) > start:
                characters.append((start, len(main), run.properties))
        ended.append((begun, len(main), paragraph.properties))


def _length(piece: Piece) -> int:
    """How many characters Word counts in a piece: one of two bytes, or of one."""
    text = "".join(run.text for p in piece.paragraphs for run in (*p.runs, Run(p.mark)))
    return len(text.encode(piece.encoding)) // (2 if piece.encoding == "utf-16-le" else 1)


def _clx(pieces: Sequence[Piece], lengths: list[int], places: dict[int, int]) -> bytes:
    starts = [sum(lengths[:n]) for n in range(len(pieces) + 1)]
    listed = struct.pack(f"<{len(starts)}I", *starts)
    for n, piece in enumerate(pieces):
        is_wide = piece.encoding == "utf-16-le"
        listed += struct.pack("<HIH", 0, places[n] if is_wide else 2 * places[n] | 1 << 30, 0)
    return struct.pack("<BI", 2, len(listed)) + listed


def _pages(main: bytearray, held: Held, width: int) -> bytes:
    """Append pages of properties to the file; the table of what each page is about."""
    main += bytes(-len(main) % PAGE)
    pages: list[tuple[int, int]] = []
    todo = list(held)
    while todo:
        page = bytearray(PAGE)
        stored: dict[bytes, int] = {}
        count, low = 0, PAGE - 1
        while count < len(todo):
            entry = _entry(todo[count][2], is_paragraph=width > 1)
            place = stored.get(entry) or ((low - len(entry)) & ~1 if entry else 0)
            if min(low, place or low) < 4 * (count + 2) + width * (count + 1):
                break
            if entry:
                low = min(low, place)
                page[place : place + len(entry)] = entry
                stored[entry] = place
            count += 1
        bounds = [start for start, _, _ in todo[:count]] + [todo[count - 1][1]]
        struct.pack_into(f"<{count + 1}I", page, 0, *bounds)
        for n, (_, _, properties) in enumerate(todo[:count]):
            entry = _entry(properties, is_paragraph=width > 1)
            page[4 * (count + 1) + width * n] = stored.get(entry, 0) // 2
        page[-1] = count
        pages.append((bounds[0], len(main) // PAGE))
        main += page
        del todo[:count]
    starts = [*(start for start, _ in pages), held[-1][1]]
    numbers = [number for _, number in pages]
    assert all(a < b for a, b in pairwise(starts))
    return struct.pack(f"<{len(starts)}I{len(numbers)}I", *starts, *numbers)


def _entry(properties: bytes, *, is_paragraph: bool) -> bytes:
    """The properties with their length before them; of a paragraph, with its style."""
    if not is_paragraph:
        return bytes([len(properties)]) + properties if properties else b""
    listed = bytes(2) + properties
    if len(listed) % 2:
        return bytes([(len(listed) + 1) // 2]) + listed
    return bytes([0, len(listed) // 2]) + listed


def _styles() -> bytes:
    """The one style that every paragraph has."""
    name = "Normal".encode("utf-16-le")
    style = struct.pack("<5H", 0, 0xFFF1, 2, 0, 0) + struct.pack("<H", 6) + name + bytes(2)
    style += struct.pack("<HHH", 2, 0, 0)
    head = struct.pack("<9H", 1, 10, 1, 0x5B, 15, 0, 0, 0, 0)
    return struct.pack("<H", len(head)) + head + struct.pack("<H", len(style)) + style


def compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file ([MS-CFB]) of streams, each padded to sectors of its own."""
    sizes = {name: max(4096, len(data) + -len(data) % PAGE) for name, data in streams.items()}
    counts = [size // PAGE for size in sizes.values()]
    fats = next(n for n in range(1, 110) if n * 128 >= n + 1 + sum(counts))
    chains = [FAT] * fats + [END]  # the folder is one sector
    firsts = []
    for count in counts:
        firsts.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + count), END]
    chains += [FREE] * (fats * 128 - len(chains))
    header = struct.pack("<8s16x5H6x10I", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 65534, 9, 6,
                         0, fats, fats, 0, 4096, END, 0, END, 0, 0)  # fmt: skip
    header = header[:76] + struct.pack("<109I", *range(fats), *[FREE] * (109 - fats))
    folder = _folded("Root Entry", 5, 1, END, 0)
    for n, (name, first) in enumerate(zip(sizes, firsts, strict=True)):
        right = n + 2 if n + 1 < len(sizes) else FREE
        folder += _folded(name, 2, FREE, first, sizes[name], right)
    data = b"".join(data.ljust(sizes[name], b"\0") for name, data in streams.items())
    return header + struct.pack(f"<{len(chains)}I", *chains) + folder.ljust(PAGE, b"\0") + data


def _folded(name: str, kind: int, child: int, first: int, size: int, right: int = FREE) -> bytes:
    words = name.encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIQ", words, len(words) + 2, kind, 1, FREE, right, child, first, size)  # fmt: skip
