"""ogireport diff: say what differs between two reports."""

from __future__ import annotations

import sys
from typing import Any

import click

from ogireport.cli import language_option
from ogireport.cli.single import report_in
from ogireport.publish.comparison import Change, Comparison, compare
from ogireport.render import errata
from ogireport.report import Report


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
    show_default=True, help="Output format.",
)  # fmt: skip
@language_option
def command(before: str, after: str, form: str, lang: str) -> None:
    """Say what differs between two reports: figures, notes, words; versions of one, or two years.

    比较两份报告的数字、空值说明和文字：更正前后，或者两个年度。

    Exit code 0: they are the same; 1: they differ; 2: one cannot be read.
    """
    old, new = report_in(before, lang), report_in(after, lang)
    found = compare(old, new)
    if form == "json":
        from ogireport.render import machines

        click.echo(machines.dumps(described(old, new, found)).encode())
    elif form == "html":
        click.echo(errata.html(old, new, found, lang), nl=False)
    else:
        click.echo("\n".join(errata.lines(found, lang)))
    sys.exit(1 if found else 0)


def described(before: Report, after: Report, found: Comparison) -> dict[str, Any]:
    """The comparison as one object."""
    return {
        "before": before.report_id,
        "after": after.report_id,
        "fields": [_change(change) for change in found.fields],
        "cells": [_change(c) | {"difference": c.difference} for c in found.cells],
        "notes": [_change(change) for change in found.notes],
        "sections": [
            {"section": code, "pieces": [piece._asdict() for piece in pieces]}
            for code, pieces in found.sections
        ],
        "apart": found.apart,
    }


def _change(change: Change) -> dict[str, Any]:
    return change._asdict()
