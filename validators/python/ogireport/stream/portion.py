"""Check the lines of one portion of a corpus: most by the screen, the others by the reference validator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ogireport.findings import Finding, Level, level_of
from ogireport.report import ReadError, Report, parse, too_large
from ogireport.rules import apply, structure, suggested
from ogireport.rules.context import Context
from ogireport.spec import Bilingual, Spec
from ogireport.stream.screen import Screen
from ogireport.stream.source import DamagedError, Lines, Source, Span
from ogireport.stream.tally import Kind, Tally

if TYPE_CHECKING:
    from ogireport.rules.repair import Suggestions

COMPLETE = str(Level.COMPLETE)
MARKED = 64  # bytes; enough to hold the identifier of a report


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference validator says of one report."""

    report_id: str | None
    level: Level
    findings: tuple[Finding, ...]
    kind: Kind
    suggestions: Suggestions | None = None


class Entry(NamedTuple):
    """One line of the findings: of a report, or of a line that could not be read."""

    line: int  # within the portion, from 1
    level: Level | None
    body: bytes


class Mark(NamedTuple):
    """A line by which a resumed run knows its place: where it starts, and its first bytes."""

    start: int
    text: bytes


@dataclass(slots=True)
class Portion:
    """What the lines of a portion hold; `stop` is the offset after the last of them."""

    stop: int
    lines: int = 0
    tally: Tally = field(default_factory=Tally)
    entries: list[Entry] = field(default_factory=list)
    mark: Mark | None = None  # its last line
    damage: str = ""  # why it ends early


class Writing(Protocol):
    """How the findings on a line are written, without its file and number."""

    @property
    def everything(self) -> bool:
        """Reports without findings too."""

    def report(self, verdict: Verdict) -> bytes: ...

    def reason(self, said: Bilingual) -> bytes: ...


class Checker:
    """Checks reports against the standard, with deadlines as of a day."""

    def __init__(self, spec: Spec, today: date, writing: Writing) -> None:
        self._spec, self._today, self._writing = spec, today, writing
        self._screen = Screen(spec, today)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process generates its own code."""
        return Checker, (self._spec, self._today, self._writing)

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
        good, reports, everything = self._screen.good, found.tally.reports, self._writing.everything
        text = None
        try:
            for span in spans if start < stop else ():
                found.lines += 1
                report = good(lines.block, lines.view, *span) if span else None
                if report is None:
                    self._reference(bytes(lines.view[slice(*span)]) if span else None, found)
                else:
                    reports[report.reporting_year, report.organ.level or None, COMPLETE] += 1
                    if everything:
                        self._good(report, found)
                text = lines.block[span[0] : min(span[1], span[0] + MARKED)] if span else b""
                begun, start = start, offset + lines.read
                if start >= stop:
                    break
        except (DamagedError, OSError) as error:
            found.damage = str(error)
        if text is not None:
            found.stop, found.mark = start, Mark(begun, bytes(text))
        return found

    def _good(self, report: Any, found: Portion) -> None:
        kind = (report.reporting_year, report.organ.level or None, COMPLETE)
        self._write(Verdict(report.report_id, Level.COMPLETE, (), kind), found)

    def _reference(self, line: bytes | None, found: Portion) -> None:
        """Check a line as `ogireport validate` checks a file; a blank one is skipped."""
        if line is not None and not line.strip():
            return
        try:
            verdict = self._judged(line)
        except ReadError as error:
            found.tally.unreadable += 1
            found.entries.append(Entry(found.lines, None, self._writing.reason(error.message)))
            return
        found.tally.reports[verdict.kind] += 1
        found.tally.findings.update((f.rule, str(f.outcome)) for f in verdict.findings)
        if verdict.findings or self._writing.everything:
            self._write(verdict, found)

    def _write(self, verdict: Verdict, found: Portion) -> None:
        body = self._writing.report(verdict)
        found.entries.append(Entry(found.lines, verdict.level, body))

    def _judged(self, line: bytes | None) -> Verdict:
        if line is None:
            raise too_large()
        formed, document = self._screen.read(line)
        if document is None:
            document = parse(line)
        if not formed:
            broken = tuple(structure.evaluate(document, self._spec, self._screen.formed_part))
            if broken:
                return Verdict(None, Level.NONE, broken, _kind(document, Level.NONE))
        report = Report(document)
        context = Context(self._spec, report, today=self._today)
        findings = apply(context)
        level, offered = level_of(findings, self._spec), suggested(context, findings)
        return Verdict(report.report_id, level, findings, _kind(document, level), offered)


def _kind(document: Any, level: Level) -> Kind:
    """By what a report is counted; what is no year or no text is not known."""
    held = document if isinstance(document, dict) else {}
    organ = held.get("organ")
    year, rank = held.get("reporting_year"), organ.get("level") if isinstance(organ, dict) else None
    known = type(year) is int and 0 <= year < 10_000
    return year if known else None, rank if isinstance(rank, str) else None, str(level)
