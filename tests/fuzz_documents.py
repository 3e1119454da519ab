"""Damaged documents by the thousand: each is read, or refused with one message, within the limits.

Where the damage leaves the printed figures alone, each cell is read as from the whole document, or
is null: another figure is wrong.

    python tests/fuzz_documents.py [COUNT] [FIRST] [FILE...]

Damages the sample documents in turn, or the files given, and names those that end otherwise. A
file is damaged by number N in the same way in every run, whatever other files there are:
`fuzz_documents.py 1 N FILE` repeats it.
"""

import io
import random
import re
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ogireport.convert import convert
from ogireport.convert.isolation import LostError
from ogireport.report import ReadError, Report

DOCUMENTS = sorted((Path(__file__).parents[1] / "samples" / "documents").glob("*/document.*"))
KEPT = {"tables-as-pictures": 506, "labels-over-lines": 1233}  # what the reader once broke at
MISREAD = (703700, 822434, 2006574, 5005273, 7001639, 9002014, 9005750)  # tags of same-form-ofd
NUMBERS = [b"0", b"-1", b"65536", b"99999", b"2147483648", b"4294967295", b"9" * 19, b"1e9", b"NaN", b"",
           "１".encode(), "²".encode()]  # fmt: skip
WORDS = [word.encode() for word in ("总计", "（六）其他处理", "规章", "四、", "第二十条第（一）项", "2023年", "/", "1 2 3",
         "信息处理费", "<![x", "&#0;", "\u202e", "\ud7ff")]  # fmt: skip
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def piece(data: bytearray, chance: random.Random, pattern: bytes) -> slice:
    """A place somewhere near that the pattern describes; an empty one when there is none."""
    start = chance.randrange(len(data) + 1)
    found = list(re.finditer(pattern, data[start : start + 3_000]))
    if not found:
        return slice(start, start)
    chosen = chance.choice(found)
    return slice(start + chosen.start(), start + chosen.end())


def some(data: bytearray, chance: random.Random) -> slice:
    start = chance.randrange(len(data) + 1)
    return slice(start, start + chance.randrange(200))


def cut(data: bytearray, chance: random.Random) -> None:
    del data[some(data, chance)]


def copied(data: bytearray, chance: random.Random) -> None:
    data[some(data, chance).start : 0] = data[some(data, chance)]


def noisy(data: bytearray, chance: random.Random) -> None:
    place = some(data, chance).start
    data[place : place + 1] = chance.randbytes(1)


def renumbered(data: bytearray, chance: random.Random) -> None:
    data[piece(data, chance, rb"\d+")] = chance.choice(NUMBERS)


def reworded(data: bytearray, chance: random.Random) -> None:
    place = piece(data, chance, rb">[^<]{1,60}<")
    data[place.start + 1 : max(place.start + 1, place.stop - 1)] = chance.choice(NUMBERS + WORDS)


def untagged(data: bytearray, chance: random.Random) -> None:
    del data[piece(data, chance, rb"<[^>]{1,200}>|[\[\]()]|<<|>>")]


def repeated(data: bytearray, chance: random.Random) -> None:
    place = piece(data, chance, rb"<[^>]{1,200}>|/\w+|[\[\]()]|<<|>>")
    data[place] = data[place] * chance.choice((2, 3, 50))


def shuffled(data: bytearray, chance: random.Random) -> None:
    lines = data.split(b"\n")
    one, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], chance.choice(lines)
    data[:] = b"\n".join(lines)


DAMAGES: Sequence[Callable[[bytearray, random.Random], None]] = (
    cut, copied, noisy, renumbered, reworded, untagged, repeated, shuffled,
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        chance.choice(DAMAGES)(made, chance)
    return bytes(made)


def package(data: bytes, chance: random.Random) -> bytes:
    """A package with one part damaged, renamed or left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    largest = max(parts, key=lambda name: len(parts[name]))
    name = largest if chance.random() < 0.7 else chance.choice(list(parts))
    content = parts.pop(name)
    if chance.random() < 0.9:
        parts[name] = damaged(content, chance)
    elif chance.random() < 0.5:
        parts[name.swapcase()] = content
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def pdf(data: bytes, chance: random.Random) -> bytes:
    """A PDF with one of its packed streams damaged."""
    place = chance.choice(list(STREAM.finditer(data)))
    try:
        content = zlib.compress(damaged(zlib.decompress(place[1]), chance))
    except zlib.error:
        content = damaged(place[1], chance)
    return data[: place.start(1)] + content + data[place.end(1) :]


def compound(data: bytes, chance: random.Random) -> bytes:
    """A compound file with some bytes overwritten, so that the others keep their places."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 50))):
        place = chance.randrange(len(made) - 4)
        made[place : place + 4] = chance.choice(
            (
                chance.randbytes(1) + made[place + 1 : place + 4],
                chance.randbytes(4),
                bytes(4),
                b"\xff" * 4,
            )
        )
    return bytes(made)


def document(file: Path, number: int) -> bytes:
    """The file with damage N."""
    chance = random.Random(number)
    chance.getrandbits(32)  # kept numbers once chose the file as well
    data = file.read_bytes()
    within = {b"PK": package, b"%P": pdf, b"\xd0\xcf": compound}.get(data[:2])
    return within(data, chance) if within and chance.random() < 0.8 else damaged(data, chance)


def tags(data: bytes, chance: random.Random) -> bytes:
    """A package with tags of one part damaged, and the text between them as it was."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    name = chance.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(chance.choice((1, 1, 2, 4))):
        found = chance.choice(
            list(re.finditer(rb"(?<=<)[^>]+", content)) or [re.match(b"", content)]
        )
        tag = bytearray(found[0])
        chance.choice((cut, renumbered))(tag, chance)
        content[found.start() : found.end()] = tag
    return packed(parts | {name: bytes(content)})


def frame(data: bytes, chance: random.Random) -> bytes:
    """A Word 97 file damaged anywhere but in its text, which lies in one stretch."""
    main = data.index(b"\xec\xa5\xc1\0")
    start, end = (main + place for place in struct.unpack_from("<II", data, main + 0x18))
    made = compound(data[:start] + data[end:], chance)
    return made[:start] + data[start:end] + made[start:]


FRAMES = {".ofd": tags, ".doc": frame}


def wrong(file: Path, number: int) -> dict[str, Any]:
    """The cells that are read otherwise than from the whole file, damaged by number N around its text."""
    try:
        made = convert(FRAMES[file.suffix](file.read_bytes(), random.Random(number))).document
    except ReadError:
        return {}
    whole, cells = whole_cells(file), Report(made).cells.items()
    return {cell: v for cell, v in cells if v is not None and v != whole.get(cell, v)}


@cache
def whole_cells(file: Path) -> Mapping[str, Any]:
    return Report(convert(file.read_bytes()).document).cells


def numbered(
    count: int, first: int, files: Sequence[Path] = DOCUMENTS
) -> Iterator[tuple[Path, int]]:
    """The files in turn, each time with the next number."""
    return ((files[n % len(files)], n) for n in range(first, first + count))


def outcome(data: bytes) -> str:
    """`read` or `refused`; anything else is a defect."""
    try:
        convert(data)
    except LostError as error:
        return "\n".join([str(error), *getattr(error, "__notes__", [])])
    except ReadError:
        return "refused"
    return "read"


def main() -> None:
    count, first = [int(a) for a in (sys.argv[1:3] + ["20000", "0"][len(sys.argv[1:3]) :])]
    files = [Path(name) for name in sys.argv[3:]] or DOCUMENTS
    outcomes: Counter[str] = Counter()
    for file, number in numbered(count, first, files):
        found = outcome(document(file, number))
        outcomes[found if found in ("read", "refused") else "defects"] += 1
        if found not in ("read", "refused"):
            print(f"{number} {file}: {found}", flush=True)
        if file.suffix in FRAMES and (cells := wrong(file, number)):
            outcomes["defects"] += 1
            print(f"{number} {file}: wrong cells {cells}", flush=True)
    print(dict(outcomes))
    sys.exit(bool(outcomes["defects"]))


if __name__ == "__main__":
    main()
