"""ogireport statements: list the figures that a narrative states, beside those of the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from ogireport.cli import language_option
from ogireport.cli.single import report_in
from ogireport.render.width import visible, wrap
from ogireport.report import ReadError
from ogireport.rules.claims import Agreement, Claim, Narrative, narrative
from ogireport.rules.contradictions import beside
from ogireport.spec import standard

SIGNS = {
    Agreement.EQUAL: "=", Agreement.DIFFERS: "≠", Agreement.UNDETERMINED: "?", Agreement.GUARDED: "·",
}  # fmt: skip
NONE = {"zh": "没有可以核对的数字。", "en": "no figure that could be compared."}


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="REPORT|DOCUMENT...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Output format.",
)  # fmt: skip
@language_option
def command(paths: tuple[str, ...], form: str, lang: str) -> None:
    """List the figures that the narrative of reports or documents states; - reads standard input.

    列出文字部分所述的数字，与表格对照；可以是报告，也可以是原文件。

    Exit code 0, or 2 where an input cannot be read.
    """
    unreadable = False
    listed: list[dict[str, Any]] = []
    for path in paths:
        try:
            found = narrative(report_in(path, lang), standard())
        except ReadError as error:
            unreadable = True
            click.echo(error.message[lang], err=True)
            continue
        if form == "json":
            listed += [described(path, claim, found) for claim in found.claims]
        else:
            click.echo("\n".join(_lines(path, found, lang)))
    if form == "json":
        from ogireport.render import machines

        click.echo(machines.dumps(listed).encode())
    sys.exit(2 if unreadable else 0)


def described(path: str, claim: Claim, found: Narrative) -> dict[str, Any]:
    """A statement as one object; each of `cells` is a sum that the number may be."""
    return {
        "file": path,
        "section": claim.section,
        "start": claim.start,
        "end": claim.end,
        "quote": found.text(claim),
        "number": claim.value,
        "unit": claim.number.unit if claim.number else "",
        "phrase": claim.says,
        "cells": claim.readings,
        "guard": claim.guard,
        "outcome": claim.outcome,
    }


def _lines(path: str, found: Narrative, lang: str) -> Iterator[str]:
    """A line per statement: what is written, and what the table has or why that does not matter."""
    yield visible(path)
    if not found.claims:
        yield f"  {NONE[lang]}"
    for claim in found.claims:
        quote = visible("".join(found.text(claim).split()))
        told = beside(claim, found.phrases.said)[lang]
        yield from wrap(f"“{quote}”  {told}", f"  {SIGNS[claim.outcome]} ", "    ")
