"""The reports of any paths for a corpus of tables; those that cannot be included are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import click

from ogireport.cli import inputs
from ogireport.frames.columns import parted
from ogireport.kinds import Bilingual
from ogireport.render.width import visible, wrap
from ogireport.report import ReadError, Report, parse, too_large
from ogireport.rules import structure
from ogireport.spec import standard
from ogireport.stream.source import DamagedError, Lines, Source

if TYPE_CHECKING:
    from ogireport.frames.store import Given
    from ogireport.stream.screen import Screen


class Taken:
    """The well-formed reports of some paths, each identifier once; the others are named."""

    def __init__(self, paths: tuple[str, ...], lang: str) -> None:
        self.paths, self.lang = paths, lang
        self.seen: set[str] = set()
        self.refused = 0

    def __iter__(self) -> Iterator[Given]:
        """Yield the reports one by one, those on lines decoded, or as columns where a data package holds many."""
        for read in self._read_all():
            if read.passed_over:
                continue
            if read.columns:
                yield read.columns
                continue
            reason = read.reason or self._reason(read)
            if reason:
                self.refused += 1
                for line in wrap(f"{visible(read.file)}: {reason[self.lang]}", "", "  "):
                    click.echo(line, err=True)
            else:
                yield read.report or Report(read.document)

    @cached_property
    def _screen(self) -> Screen:
        from ogireport.stream.screen import Screen

        return Screen(standard(), date.today())

    def _reason(self, read: inputs.Read) -> Bilingual | None:
        if not read.report:
            sure = self._screen.formed_part
            if broken := next(structure.evaluate(read.document, standard(), sure), None):
                return broken.message
        known = len(self.seen)
        self.seen.add(read.report.report_id if read.report else read.document["report_id"])
        return inputs.TWICE if len(self.seen) == known else None

    def _read_all(self) -> Iterator[inputs.Read]:
        below = (file for path in self.paths for file in inputs.files_below(path))
        corpora = dict.fromkeys(filter(inputs.is_lines, below))
        named = [item for item in inputs.find(self.paths) if item.file not in corpora]
        yield from inputs.read_all(named, self.lang, self._package)
        for file in corpora:
            try:
                yield from self._lines(file)
            except (DamagedError, OSError) as error:
                said = {"zh": f"无法读取：{error}。", "en": f"cannot be read: {error}."}
                yield inputs.Read(file, reason=said)

    def _package(self, file: str) -> Iterator[inputs.Read]:
        sure, others = parted(inputs.contents(file), standard(), self.seen)
        if sure and sure["reports"]["report_id"]:
            self.seen.update(sure["reports"]["report_id"])
            yield inputs.Read(file, columns=sure)
        yield from inputs.reports_of(others, file)

    def _lines(self, file: str) -> Iterator[inputs.Read]:
        """Every line of a JSONL file; blank ones are skipped."""
        with Source(file) as source:
            lines = Lines(source)
            for number, span in enumerate(lines, 1):
                line = bytes(lines.view[slice(*span)]) if span else None
                if line is None or line.strip():
                    yield self._line(f"{file}#{number}", line)

    def _line(self, name: str, line: bytes | None) -> inputs.Read:
        report, once = self._screen.decoded(line or b"")
        if once:
            return inputs.Read(name, report=report)
        try:
            if line is None:
                raise too_large()
            return inputs.Read(name, parse(line))
        except ReadError as error:
            return inputs.Read(name, reason=error.message)
