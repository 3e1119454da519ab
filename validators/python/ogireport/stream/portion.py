"""Check the lines of one portion of a corpus: most by the screen, the others by the reference validator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple, Protocol

from ogireport.findings import Level
from ogireport.kinds import Bilingual
from ogireport.report import ReadError, Report, parse, too_large
from ogireport.rules.tally import Tally
from ogireport.rules.verdict import Verdict, judge
from ogireport.spec import Spec
from ogireport.stream.screen import Screen
from ogireport.stream.source import DamagedError, Lines, Source, Span

COMPLETE = str(Level.COMPLETE)
HELD = 16 * 2**20  # bytes of findings; a portion with more ends early


class Entry(NamedTuple):
    """One line of the findings: of a report, or of a line that could not be read."""

    line: int  # within the portion, from 1
    body: bytes


@dataclass(slots=True)
class Portion:
    """What the lines of a portion hold; `stop` is the offset after the last of them.

    It ends early where so much was found that it takes much memory.
    """

    stop: int
    lines: int = 0
    tally: Tally = field(default_factory=Tally)
    entries: list[Entry] = field(default_factory=list)
    held: int = 0  # bytes of them
    damage: str = ""  # why it ends early

    def add(self, body: bytes) -> None:
        """Add what was found on the last line."""
        self.entries.append(Entry(self.lines, body))
        self.held += len(body)


class Writing(Protocol):
    """How the findings on a line are written, without its file and number."""

    @property
    def everything(self) -> bool:
        """Reports without findings too."""

    def report(self, verdict: Verdict) -> bytes: ...

    def reason(self, said: Bilingual) -> bytes: ...


class Checker:
    """Checks reports against the standard, with deadlines as of a day."""

    def __init__(
        self, spec: Spec, today: date, writing: Writing, *, statements: bool = True
    ) -> None:
        self._spec, self._today, self._writing = spec, today, writing
        self._statements = statements
        self._screen = Screen(spec, today, statements=statements)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process generates its own code."""
        made = partial(Checker, statements=self._statements)
        return made, (self._spec, self._today, self._writing)

    def range(self, file: str, start: int, stop: int) -> Portion:
        """The portion of the lines that begin in a range of bytes of a plain file."""
        before = max(start - 1, 0)
        try:
            with Source(file) as source:
                source.seek(before)
                lines = Lines(source)
                spans = iter(lines)
                if start:
                    next(spans, None)  # the end of a line of the range before; normally empty
                return self.portion(lines, spans, before, stop)
        except OSError as error:
            return Portion(start, damage=str(error))

    def portion(
        self, lines: Lines, spans: Iterator[Span | None], offset: int, stop: int
    ) -> Portion:
        """The portion of the next lines that begin before `stop`; the source stood at `offset`."""
        start = offset + lines.read
        found = Portion(start)
        known, reports, everything = (
            self._screen.known,
            found.tally.reports,
            self._writing.everything,
        )
        coverage = found.tally.coverage
        try:
            for span in spans if start < stop else ():
                found.lines += 1
                seen = known(lines.block, lines.view, *span) if span else None
                if seen is None:
                    self._reference(bytes(lines.view[slice(*span)]) if span else None, found)
                elif seen.doubts or seen.checked is None:
                    self._add(*self._screen.verdict(seen), found)
                else:
                    report, checked = seen.report, seen.checked or 0
                    reports[report.reporting_year, report.organ.level or None, COMPLETE] += 1
                    coverage[checked, checked] += 1
                    if everything:
                        self._write(self._screen.verdict(seen)[0], found)
                found.stop = offset + lines.read
                if found.stop >= stop or found.held >= HELD:
                    break
        except (DamagedError, OSError) as error:
            found.damage = str(error)
        return found

    def _reference(self, line: bytes | None, found: Portion) -> None:
        """Check a line as `ogireport validate` checks a file; a blank one is skipped."""
        if line is not None and not line.strip():
            return
        try:
            document, formed = self._read(line)
        except ReadError as error:
            found.tally.unreadable += 1
            found.add(self._writing.reason(error.message))
            return
        verdict = judge(
            Report(document), today=self._today, spec=self._spec, formed=formed, exact=True,
            sure=self._screen.formed_part, statements=self._statements,
        )  # fmt: skip
        self._add(verdict, document, found)

    def _add(self, verdict: Verdict, document: Any, found: Portion) -> None:
        found.tally.count(verdict, document)
        if verdict.findings or self._writing.everything:
            self._write(verdict, found)

    def _write(self, verdict: Verdict, found: Portion) -> None:
        found.add(self._writing.report(verdict))

    def _read(self, line: bytes | None) -> tuple[Any, bool]:
        """The document of a line, and whether it is known to follow the schema."""
        if line is None:
            raise too_large()
        formed, document = self._screen.read(line)
        return (parse(line) if document is None else document), formed
