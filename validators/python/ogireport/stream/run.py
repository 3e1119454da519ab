"""A run over the files of a corpus: portion by portion, in order, from any position."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from ogireport.stream.journal import ChangedError, Journal, Output, State
from ogireport.stream.pool import Pool, Range
from ogireport.stream.portion import Checker, Portion
from ogireport.stream.source import DamagedError, Lines, Source, is_packed, is_pipe

SIZE = 4 * 2**20  # bytes of a portion

Settings = dict[str, object]
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
            plain = [f for f in self._files[self.state.file :] if not _sequential(f)]
            many = jobs > 1 and any(os.path.getsize(f) > SIZE * jobs for f in plain)
            pool = stack.enter_context(Pool(self._checker, jobs)) if many else None
            while self.state.file < len(self._files):
                self._file(self._files[self.state.file], output, journal, pool, seen)
                if self.state.file == len(self._files) - 1:
                    break  # a file that grows can be continued
                self.state.file, self.state.offset, self.state.line = self.state.file + 1, 0, 0
                self.state.mark = ""
        journal.save(self._settings, self.state, output)

    def _file(
        self, file: str, output: Output, journal: Journal, pool: Pool | None, seen: Seen
    ) -> None:
        for portion, position in self._portions(file, pool):
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
        self.state.offset = portion.stop
        self.state.line += portion.lines
        self.state.tally.add(portion.tally)
        if portion.mark:
            self.state.mark_start, self.state.mark = portion.mark.start, portion.mark.text.hex()

    def _portions(self, file: str, pool: Pool | None) -> Iterator[tuple[Portion, int]]:
        """The portions from the state on, and how far the file has been read."""
        if _sequential(file):
            yield from self._streamed(file)
            return
        with Source(file) as source:
            self._find(source)
        size, start = os.path.getsize(file), self.state.offset
        ranges: Iterator[Range] = (
            (file, at, min(at + SIZE, size)) for at in range(start, size, SIZE)
        )
        found = pool.portions(ranges) if pool else (self._checker.range(*r) for r in ranges)
        for portion in found:
            yield portion, min(portion.stop, size)

    def _streamed(self, file: str) -> Iterator[tuple[Portion, int]]:
        with Source(file) as source:
            self._find(source)
            offset, lines = self.state.offset, Lines(source)
            spans = iter(lines)
            while True:
                start = offset + lines.read
                portion = self._checker.portion(lines, spans, offset, start + SIZE)
                if not portion.lines and not portion.damage:
                    return
                yield portion, source.position()

    def _find(self, source: Source) -> None:
        """Put the source where the state says; ChangedError when another line stands before it."""
        mark = bytes.fromhex(self.state.mark)
        if not mark:
            source.seek(self.state.offset)
            return
        length = self.state.offset - self.state.mark_start
        held = bytearray(length + (not source.pipe))  # what was read cannot be put back there
        try:
            source.seek(self.state.mark_start)
            count = _fill(source, held)
        except DamagedError:
            raise ChangedError(source.file) from None
        grown = count > length and held[length - 1 : length] != b"\n"
        if count < length or grown or not held.startswith(mark):
            raise ChangedError(source.file)
        if not source.pipe:
            source.seek(self.state.offset)


def _fill(source: Source, held: bytearray) -> int:
    """Read as many bytes as there are and as fit."""
    view, count = memoryview(held), 0
    while count < len(held) and (more := source.readinto(view[count:])):
        count += more
    return count


def _sequential(file: str) -> bool:
    """Whether a file can only be read from its beginning."""
    return is_packed(file) or is_pipe(file)
