"""The reports of any paths for a corpus of tables; what cannot be taken is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from ogireport.check import structure
from ogireport.cli import inputs
from ogireport.corpus.lines import DamagedError, Lines, Source
from ogireport.render.width import visible, wrap
from ogireport.report import ReadError, Report, parse, too_large
from ogireport.spec import Bilingual, standard

if TYPE_CHECKING:
    from ogireport.corpus.screen import Screen

SURE = 10**12  # yuan; a float tells amounts below it apart
TWICE: Bilingual = {"zh": "报告标识重复。", "en": "its report_id is there twice."}


class Taken:
    """The well-formed reports of some paths, each identifier once; the others are named."""

    def __init__(self, paths: tuple[str, ...], lang: str) -> None:
        self.paths, self.lang = paths, lang
        self.seen: set[str] = set()
        self.refused = 0

    def __iter__(self) -> Iterator[Report]:
        from ogireport.corpus.screen import Screen

        self._screen = Screen(standard(), date.today())
        for read in _read_all(self.paths, self.lang):
            if read.passed_over:
                continue
            reason = read.reason or self._reason(read)
            if reason:
                self.refused += 1
                for line in wrap(f"{visible(read.file)}: {reason[self.lang]}", "", "  "):
                    click.echo(line, err=True)
            else:
                yield read.report or Report(read.document)

    def _reason(self, read: inputs.Read) -> Bilingual | None:
        sure = read.report or _formed(read.document, self._screen)
        broken = None if sure else next(structure.evaluate(read.document, standard()), None)
        if broken:
            return broken.message
        known = len(self.seen)
        self.seen.add(read.document["report_id"])
        return TWICE if len(self.seen) == known else None


def _read_all(paths: tuple[str, ...], lang: str) -> Iterator[inputs.Read]:
    corpora = [file for path in paths for file in inputs.files_below(path) if inputs.is_lines(file)]
    named = (item for item in inputs.find(paths) if item.file not in corpora)
    yield from inputs.read_all(list(named), lang)
    for file in corpora:
        try:
            yield from _lines(file)
        except (DamagedError, OSError) as error:
            reason = str(error)
            said = {"zh": f"读不了：{reason}。", "en": f"cannot be read: {reason}."}
            yield inputs.Read(file, reason=said)


def _lines(file: str) -> Iterator[inputs.Read]:
    """Every line of a JSONL file; an empty one is passed over."""
    with Source(file) as source:
        lines = Lines(source)
        for number, span in enumerate(lines, 1):
            line = bytes(lines.view[slice(*span)]) if span else None
            if line is None or line.strip():
                yield _line(f"{file}#{number}", line)


def _line(name: str, line: bytes | None) -> inputs.Read:
    try:
        if line is None:
            raise too_large()
        return inputs.Read(name, parse(line))
    except ReadError as error:
        return inputs.Read(name, reason=error.message)


def _formed(document: Any, screen: Screen) -> bool:
    """Whether a document that was read strictly surely follows the schema: no need to ask it."""
    try:
        return screen.formed(json.dumps(document, default=_figure).encode())
    except _Unsure:
        return False


class _Unsure(Exception):  # noqa: N818 - no error: the schema decides
    """A figure that another notation might change."""


def _figure(value: Decimal) -> float:
    """An amount as a JSON number, where it surely is the same."""
    if abs(value) >= SURE or value != round(value, 2):
        raise _Unsure
    return float(value)
