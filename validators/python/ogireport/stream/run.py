"""A run over the files of a corpus: portion by portion, in order, from any position."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import starmap
from typing import Any

from ogireport.stream.journal import Journal, State
from ogireport.stream.output import ChangedError, Output
from ogireport.stream.pool import Pool, Range
from ogireport.stream.portion import Checker, Portion
from ogireport.stream.source import DamagedError, Lines, Source, is_packed, is_pipe

SIZE = 4 * 2**20  # bytes of a portion

Settings = dict[str, Any]
Head = Callable[[str, int], bytes]
Seen = Callable[[str, int, int], None]  # file, bytes of it (packed as it is), reports


class StoppedError(Exception):
    """A file cannot be read on; `line` lines of it were."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(reason)
        self.file, self.line = file, line


class Run:
    """Checks files one after the other and writes what is found, continuing at a state."""

    def __init__(
        self, files: list[str], checker: Checker, head: Head, settings: Settings, state: State
    ) -> None:
        self._files, self._checker, self._head = files, checker, head
        self._settings, self.state = settings, state

    def go(self, output: Output, journal: Journal, jobs: int, seen: Seen) -> None:
        """Check everything from the state on; StoppedError when a file cannot be read on."""
        with ExitStack() as stack:
            self._check_earlier()
            plain = [f for f in self._files[self.state.file :] if not _sequential(f)]
            many = jobs > 1 and any(os.path.getsize(f) > SIZE * jobs for f in plain)
            pool = stack.enter_context(Pool(self._checker, jobs)) if many else None
            while self.state.file < len(self._files):
                self._file(self._files[self.state.file], output, journal, pool, seen)
                if self.state.file == len(self._files) - 1:
                    break  # a file that grows can be continued
                self.state.turn()
        journal.save(self._settings, self.state, output)

    def _file(
        self, file: str, output: Output, journal: Journal, pool: Pool | None, seen: Seen
    ) -> None:
        for portion, position in self._portions(file, pool, digesting=journal.kept):
            output.write(
                b"".join(
                    self._head(file, self.state.line + e.line) + e.body for e in portion.entries
                )
            )
            self._advance(portion)
            seen(file, position, sum(portion.tally.reports.values()))
            if portion.damage:
                journal.save(self._settings, self.state, output)
                raise StoppedError(file, self.state.line, portion.damage)
            if journal.due():
                journal.save(self._settings, self.state, output)

    def _advance(self, portion: Portion) -> None:
        self.state.offset = max(self.state.offset, portion.stop)
        self.state.line += portion.lines
        self.state.tally.add(portion.tally)

    def _portions(
        self, file: str, pool: Pool | None, *, digesting: bool
    ) -> Iterator[tuple[Portion, int]]:
        """The portions from the state on, and how far the file has been read."""
        with Source(file, digesting=digesting) as source:
            self._find(source)
            found = self._streamed if _sequential(file) else self._ranges
            for portion, position in found(source, pool):
                if digesting:
                    self.state.read, self.state.digest = source.read, source.digest()
                yield portion, position

    def _ranges(self, source: Source, pool: Pool | None) -> Iterator[tuple[Portion, int]]:
        size, start = os.path.getsize(source.file), self.state.offset
        ranges = [(source.file, at, min(at + SIZE, size)) for at in range(start, size, SIZE)]
        for portion in self._checked(ranges, pool):
            if source.digesting:
                deque(source.blocks(portion.stop), maxlen=0)
            yield portion, min(portion.stop, size)

    def _checked(self, ranges: list[Range], pool: Pool | None) -> Iterator[Portion]:
        """The portion of each range, and after one that ends early those of its rest."""
        first = pool.portions(ranges) if pool else starmap(self._checker.range, ranges)
        for portion, (file, _, stop) in zip(first, ranges, strict=True):
            yield portion
            while portion.lines and portion.stop < stop:
                portion = self._checker.range(file, portion.stop, stop)
                yield portion

    def _streamed(self, source: Source, _: Pool | None) -> Iterator[tuple[Portion, int]]:
        offset, lines = self.state.offset, Lines(source)
        spans = iter(lines)
        while True:
            start = offset + lines.read
            portion = self._checker.portion(lines, spans, offset, start + SIZE)
            if not portion.lines and not portion.damage:
                return
            yield portion, source.position()

    def _check_earlier(self) -> None:
        """ChangedError where a file that was read to its end is another one now."""
        for file, digest in zip(self._files, self.state.digests, strict=False):
            with Source(file, digesting=True) as source, _unchanged(file):
                deque(source.blocks(), maxlen=0)
                if source.digest() != digest:
                    raise ChangedError(file)

    def _find(self, source: Source) -> None:
        """Put the source where the state says; ChangedError where the bytes before are others."""
        state, last = self.state, b"\n"
        if not state.read:
            return
        with _unchanged(source.file):
            for block in source.blocks(state.offset):
                last = bytes(block[-1:])
            rest = b"".join(map(bytes, source.blocks(state.read)))
            if source.read < state.read or source.digest() != state.digest:
                raise ChangedError(source.file)
            if last != b"\n":  # this line was judged; it must not have gone on
                rest += b"".join(map(bytes, source.blocks(source.read + 1)))
                if rest:
                    raise ChangedError(source.file)
        source.again(rest)


@contextmanager
def _unchanged(file: str) -> Iterator[None]:
    """A file that cannot be unpacked as far as it once was has changed."""
    try:
        yield
    except DamagedError:
        raise ChangedError(file) from None


def _sequential(file: str) -> bool:
    """Whether a file can only be read from its beginning."""
    return is_packed(file) or is_pipe(file)
