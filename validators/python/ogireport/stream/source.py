"""The lines of a JSONL file, plain or compressed, without a copy and in constant memory."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import PurePath
from typing import Any

from ogireport.report import LARGEST_FILE, standard_input

BLOCK = 2**20
PACKED = (".gz", ".zst")
Span = tuple[int, int]


def is_packed(file: str) -> bool:
    """Whether a file is compressed by its name."""
    return PurePath(file.lower()).suffix in PACKED


def is_pipe(file: str) -> bool:
    """Whether what a path names can be read only once, from its beginning."""
    return file == "-" or stat.S_ISFIFO(os.stat(file).st_mode)


def is_endless(file: str) -> bool:
    """Whether a path names a device, such as /dev/zero; a terminal is standard input to people."""
    if file == "-":
        mode = os.fstat(standard_input().fileno()).st_mode
        return stat.S_ISCHR(mode) and not sys.stdin.isatty()
    mode = os.stat(file).st_mode
    return stat.S_ISCHR(mode) or stat.S_ISBLK(mode)


class DamagedError(Exception):
    """A compressed file ends too early, or contains data that cannot be unpacked."""


class Source:
    """The bytes of a file (`-` for standard input), unpacked, from any offset on.

    Where asked for, it knows how many bytes were read from its beginning, and their digest.
    """

    def __init__(self, file: str, *, digesting: bool = False) -> None:
        self.file = file
        self.digesting = digesting
        self.read, self._digest = 0, sha256()
        self._again = bytearray()
        self._raw: Any = standard_input() if file == "-" else io.FileIO(file)
        self.pipe = is_pipe(file)
        self._stream: Any = _unpacked(self._raw, file)

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file != "-":
            self._raw.close()

    def position(self) -> int:
        """How far the file itself has been read, packed as it is."""
        return 0 if self.pipe else int(self._raw.tell())

    def seek(self, offset: int) -> None:
        """Go to an offset of the bytes of a plain file."""
        self._stream.seek(offset)

    def readinto(self, view: memoryview) -> int:
        """Fill what can be filled of the view; 0 at the end, DamagedError before it."""
        if self._again:
            count = min(len(view), len(self._again))
            view[:count] = self._again[:count]
            del self._again[:count]
            return count
        try:
            count = int(self._stream.readinto(view) or 0)
        except _damage() as error:
            raise DamagedError(str(error)) from None
        if self.digesting:
            self._digest.update(view[:count])
        self.read += count
        return count

    def digest(self) -> str:
        """The digest of everything read."""
        return self._digest.hexdigest()

    def blocks(self, stop: int = sys.maxsize) -> Iterator[memoryview]:
        """Read up to an offset, or to the end where it comes before; each block until the next."""
        view = memoryview(bytearray(BLOCK))
        while self.read < stop and (count := self.readinto(view[: stop - self.read])):
            yield view[:count]

    def again(self, data: bytes) -> None:
        """What was read is given out once more."""
        self._again += data


def _unpacked(raw: Any, file: str) -> Any:
    suffix = PurePath(file.lower()).suffix
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=raw, mode="rb")
    if suffix == ".zst":
        return _zstd().ZstdFile(raw)
    return raw


def _zstd() -> Any:
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _damage() -> tuple[type[Exception], ...]:
    """What the modules that are loaded raise for damaged data."""
    loaded = map(sys.modules.get, ("compression.zstd", "backports.zstd"))
    packed = tuple(module.ZstdError for module in loaded if module)
    return (EOFError, gzip.BadGzipFile, zlib.error, *packed)


class Lines:
    """The lines of a source as spans of one reused block, from where the source stands.

    A span is valid until the next one is asked for. A line above the size limit of a report
    comes as None and is never held whole.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.read = 0  # bytes of the lines that were given out, their ends included
        self.block = bytearray(BLOCK)
        self.view = memoryview(self.block)

    def _grow(self) -> None:
        """Make room for more of a long line."""
        self.view.release()
        self.block += bytes(4 * BLOCK)  # in place: a copy would hold the line twice
        self.view = memoryview(self.block)

    def _shrink(self, rest: bytearray) -> None:
        """Start a small block with the rest of the large one."""
        self.view.release()
        self.block = bytearray(BLOCK)
        self.block[: len(rest)] = rest
        self.view = memoryview(self.block)

    def __iter__(self) -> Iterator[Span | None]:
        kept = 0  # bytes at the start of the block, of a line whose end is not read yet
        dropped = 0  # bytes of a line that is too long
        while count := self._source.readinto(self.view[kept:]):
            start, end = 0, kept + count
            stop = self.block.find(b"\n", kept, end)
            while stop >= 0:
                self.read += dropped + stop + 1 - start
                yield None if dropped or stop - start > LARGEST_FILE else (start, stop)
                start, dropped = stop + 1, 0
                stop = self.block.find(b"\n", start, end)
            kept = end - start
            if start and len(self.block) > BLOCK > kept:
                self._shrink(self.block[start:end])
            elif start:
                self.block[:kept] = self.block[start:end]
            if dropped or kept > LARGEST_FILE:
                dropped, kept = dropped + kept, 0
            elif kept == len(self.block):
                self._grow()
        if kept or dropped:
            self.read += dropped + kept
            yield None if dropped else (0, kept)
