"""ogireport form: write a workbook to fill a report in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ogireport import writing
from ogireport.cli import fail, language_option, writing_to
from ogireport.cli.single import report_in
from ogireport.publish import admitted, entryform
from ogireport.render.width import visible
from ogireport.spec import standard

EDITIONS = [e["code"] for e in standard().codelists["editions"] if not e["clauses"]]


@click.command("form")
@click.option(
    "--edition", type=click.Choice(EDITIONS), help="Default: the newest, or the report's."
)
@click.option(
    "--year",
    type=click.IntRange(*admitted.limits("reporting_year")),
    help="The reporting year; the edition follows it.",
)
@click.option(
    "--to", "target", metavar="FILE", default="form.xlsx", show_default=True, help="Where to write."
)
@click.option(
    "--from", "given", metavar="REPORT", help="A report whose figures and words to go on with."
)
@click.option(
    "--previous",
    metavar="REPORT",
    help="Last year's report: its organ, and what it carried forward.",
)
@click.option(
    "--typed-totals", "typed", is_flag=True, help="Fill totals in too, instead of formulas."
)
@language_option
def command(
    edition: str | None,
    year: int | None,
    target: str,
    given: str | None,
    previous: str | None,
    typed: bool,
    lang: str,
) -> None:
    """Write a protected workbook to fill a report in, with every equation beside its figures.

    生成填报表：按规定格式，只有应填的单元格可以填写，勾稽关系在旁边实时核对。

    `ogireport convert` reads the filled workbook. Exit code 0: written; 2: it could not be.
    """
    path = Path(target)
    if path.suffix.lower() != ".xlsx":
        raise fail("--to 应为 .xlsx 文件。", "--to must name an .xlsx file.", lang)
    report = report_in(given, lang) if given else None
    last = report_in(previous, lang) if previous else None
    about: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    if last:
        about |= entryform.particulars(last) | {"year": last.value("reporting_year") + 1}
    if report:
        about |= entryform.particulars(report) | {"sections": report.document["sections"]}
    about |= {"year": year} if year else {}
    forms = entryform.forms(edition, report, about.get("year"))
    if last:
        cells |= entryform.carried(forms, last)
    if report:
        cells |= {cell: value for cell, value in report.cells.items() if value is not None}
    data = entryform.xlsx(forms, about, cells, typed=typed)
    with writing_to(target, lang):
        writing.spare([path], [p for p in (given, previous) if p])
        with writing.replacing(path) as new:
            new.write_bytes(data)
    done = {"zh": "填报表写入", "en": "form written to"}[lang]
    click.echo(f"{done} {visible(target)}")
