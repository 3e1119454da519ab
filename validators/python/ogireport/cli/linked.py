"""The reports that --previous and --units give, which of them a checked report is linked to, and --organs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import click

from ogireport.cli import fail, inputs
from ogireport.findings import MANY, listed
from ogireport.render.width import visible, wrap
from ogireport.report import ReadError, Report
from ogireport.rules import structure
from ogireport.rules.linking import Predecessors, without_report
from ogireport.rules.register import Register
from ogireport.spec import standard

MISSING = {
    "zh": "纳入汇总而没有报告的单位（{count} 个）：{names}。",
    "en": "covered units without a report ({count}): {names}.",
}


@dataclass
class Linked:
    """The reports that the checked ones may be linked to, and whether any of them was."""

    previous: str | None
    units: str | None
    organs: str | None
    today: date | None
    lang: str
    followed: bool = False
    covered: bool = False

    @property
    def asked(self) -> bool:
        return any(path is not None for path in (self.previous, self.units, self.organs))

    @cached_property
    def _earlier(self) -> Predecessors:
        named = self.previous is not None and not os.path.isdir(self.previous)
        return Predecessors(pool(self.previous, self.lang), named=named)

    @cached_property
    def of_units(self) -> list[Report]:
        return pool(self.units, self.lang)

    @cached_property
    def register(self) -> Register | None:
        return None if self.organs is None else register_of(self.organs, self.lang)

    def previous_of(self, report: Report) -> Report | None:
        """Last year's report of the organ, with a note where its organ has another name."""
        found, note = self._earlier.of(report)
        if note:
            click.echo("\n".join(wrap(visible(note[self.lang]), "", "  ")), err=True)
        return found

    def reports(self, report: Report) -> dict[str, Any]:
        """What a report is judged with."""
        previous = None if self.previous is None else self.previous_of(report)
        units = [] if self.units is None else self.of_units
        self.followed |= previous is not None
        named = report.value("covers") or ()
        self.covered |= any(unit.report_id in named for unit in units)
        self._tell_missing(without_report(report, units))
        return {"previous": previous, "units": units, "register": self.register}

    def _tell_missing(self, units: list[str]) -> None:
        """Name the covered units that have no report; of many the first."""
        if units:
            named = listed([*map(visible, units)], self.lang, MANY)
            told = MISSING[self.lang].format(**named)
            click.echo("\n".join(wrap(told, "", "  ")), err=True)

    def refuse_unused(self) -> None:
        """End the command when reports were given that no checked one is linked to."""
        if self.previous is not None and not self.followed:
            name = visible(self.previous)
            raise fail(
                f"{name} 不是所校验报告的同一机关上一年度报告。",
                f"{name} is not last year's report of the organ that is checked.",
                self.lang,
            )
        if self.units is not None and not self.covered:
            name = visible(self.units)
            raise fail(
                f"所校核的报告在 covers 中未列明 {name} 中的任何单位。",
                f"no report that is checked names a unit of {name} in covers.",
                self.lang,
            )


def register_of(path: str, lang: str) -> Register:
    """The register in a file; one that cannot be used ends the command."""
    from ogireport import load_register  # reads CSV, which few runs do

    try:
        return load_register(path)
    except ReadError as error:
        raise fail(error.message["zh"], error.message["en"], lang) from None


def pool(path: str | None, lang: str) -> list[Report]:
    """The reports of an option; one that cannot be used, or whose id is used, ends the command."""
    found: dict[str, Report] = {}
    for read in inputs.read_all(inputs.find((path,)), lang) if path is not None else ():
        reason = read.reason
        if reason is None and not read.passed_over:
            broken = next(structure.evaluate(read.document, standard()), None)
            reason = broken.message if broken else None
            if reason is None:
                report = Report(read.document)
                reason = inputs.TWICE if report.report_id in found else None
                found[report.report_id] = report
        if reason:
            name = visible(read.file)
            raise fail(f"{name}: {reason['zh']}", f"{name}: {reason['en']}", lang)
    if path and not found:
        raise fail(f"{visible(path)} 中没有报告。", f"no report in {visible(path)}.", lang)
    return list(found.values())
