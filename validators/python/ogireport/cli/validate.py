"""ogireport validate: check reports and say which cell breaks which rule."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ogireport import __version__
from ogireport.cli import fail, inputs, lacking, language_option, organs_option, today_option
from ogireport.cli.linked import Linked
from ogireport.findings import Level
from ogireport.render import terminal
from ogireport.render.runs import Run
from ogireport.render.width import visible, wrap
from ogireport.report import Report
from ogireport.rules import structure
from ogireport.rules.verdict import Gate, judge
from ogireport.spec import standard

if TYPE_CHECKING:
    from ogireport.stream.screen import Screen

SCREENED = 100  # this many files are checked sooner with the screen than it takes to make it
LINE_FORMATS = ("text", "json")
FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")
LEVELS = [level for level in Level if level is not Level.NONE]


def lines_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that a JSONL corpus has besides."""
    for option in (
        click.option("--jobs", type=click.IntRange(1), help="JSONL: processes; one per core unless given."),
        click.option("--resume", metavar="STATE", help="JSONL: keep the place here, continue from it."),
        click.option("--all", "everything", is_flag=True, help="JSONL: list good reports too."),
        click.option("--output", metavar="FILE", help="JSONL: write findings here (.jsonl, .parquet)."),
        click.option("--jsonl", is_flag=True, help="The input is JSONL: one report per line."),
    ):  # fmt: skip
        function = option(function)
    return function


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--level",
    type=click.Choice([str(level) for level in LEVELS]),
    default=str(Level.CONSISTENT),
    show_default=True,
    help="Exit with 1 when a report does not reach this level.",
)
@click.option(
    "--require-checked", "share", type=click.FloatRange(0, 1), default=0.0, metavar="SHARE",
    help="Exit with 1 when fewer of a report's must-equations could be checked; 1 means all.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
    help="Output format.",
)  # fmt: skip
@language_option
@click.option("--previous", metavar="REPORT", help="Last year's report, or a directory of them.")
@click.option("--units", metavar="DIR", help="The covered units' reports.")
@organs_option
@today_option
@click.option("--no-statements", is_flag=True, help="Do not look at the figures in the narrative.")
@click.option(
    "--mixed", is_flag=True, help="Pass over files that hold no reports, as a hook needs."
)
@click.option("--full", is_flag=True, help="List every finding with all its cells, alike or not.")
@click.option("--quiet", is_flag=True, help="Print the summary line alone.")
@lines_options
def command(
    paths: tuple[str, ...],
    level: str,
    share: float,
    form: str,
    lang: str,
    previous: str | None,
    units: str | None,
    organs: str | None,
    today: datetime | None,
    no_statements: bool,
    mixed: bool,
    full: bool,
    quiet: bool,
    **of_lines: Any,
) -> None:
    """Check reports: files, directories or - for standard input.

    校验报告：文件、目录，或用 - 表示标准输入。

    Exit code 0: every report reaches the level; 1: one does not; 2: usage, unreadable input
    or a broken standard. JSONL corpora (.jsonl, .ndjson, also .gz and .zst) stream their findings.
    """
    gate, day = Gate(Level(level), share), today.date() if today else None
    if of_lines.pop("jsonl") or inputs.hold_lines(paths):
        given = {"--previous": previous, "--units": units, "--organs": organs}
        refuse(lang, given | {form: form not in LINE_FORMATS})
        of_lines["statements"] = not no_statements
        sys.exit(validate_lines(paths, gate, form, lang, day, quiet, **of_lines))
    if any(of_lines.values()):
        raise fail("该选项仅适用于 JSONL。", "this option is only for JSONL.", lang)
    found = inputs.sift(paths) if mixed else inputs.find(paths)
    linked = Linked(previous, units, organs, day, lang)
    run = check_all(found, linked, Run(full=full), statements=not no_statements)
    if mixed and not run.checked and not run.unreadable:
        return
    if not run.checked and not run.unreadable:
        where = ", ".join(map(visible, paths))
        raise fail(f"{where} 中没有报告。", f"no report in {where}.", lang)
    linked.refuse_unused()
    show(run, form, gate, lang, quiet)
    admitted = all(gate.admits(verdict) for _, verdict in run.checked)
    sys.exit(2 if run.unreadable else 0 if admitted else 1)


def refuse(lang: str, given: dict[str, Any]) -> None:
    """End the command when something was given that a JSONL corpus cannot have."""
    for name in (name for name, value in given.items() if value not in (None, False)):
        raise fail(f"JSONL 不能用 {name}。", f"JSONL cannot be used with {name}.", lang)


def validate_lines(*arguments: Any, **more: Any) -> int:
    """Check JSONL corpora; what only they need is loaded here."""
    lang = arguments[3]
    try:
        from ogireport.cli import jsonl
    except ImportError:
        raise lacking("corpus", lang) from None
    return jsonl.validate(jsonl.Options(*arguments, **more))


def check_all(found: list[inputs.Input], linked: Linked, run: Run, *, statements: bool) -> Run:
    """The run, with every input read and checked."""
    screen = _screen(len(found), linked, statements=statements)
    for read in inputs.read_all(found, linked.lang, sieve=screen.known_of if screen else None):
        if read.reason:
            run.unreadable.append((read.file, read.reason))
        elif read.passed_over:
            run.passed_over.append(read.file)
        elif screen and read.known:
            run.add(read.file, *screen.verdict(read.known))
        else:
            report = read.report or Report(read.document)
            formed = bool(read.report)
            if linked.asked and not formed:
                formed = not any(structure.evaluate(read.document, standard()))
            given = linked.reports(report) if linked.asked and formed else {}
            verdict = judge(
                report, formed=formed, exact=True, today=linked.today, statements=statements, **given
            )  # fmt: skip
            run.add(read.file, verdict, read.document)
    return run


def _screen(count: int, linked: Linked, *, statements: bool) -> Screen | None:
    """The screen of corpora, where many reports are checked, each alone, and it is installed."""
    if count < SCREENED or linked.asked:
        return None
    try:
        from ogireport.stream.screen import Screen
    except ImportError:
        return None
    return Screen(standard(), linked.today or date.today(), statements=statements)


def show(run: Run, form: str, gate: Gate, lang: str, quiet: bool) -> None:
    """Print a run in the chosen format."""
    if form != "text":
        from ogireport.render import machines, sarif, workflow

        output = {
            "json": lambda: machines.as_json(run, standard(), __version__),
            "sarif": lambda: sarif.as_sarif(run, standard(), __version__, lang),
            "junit": lambda: machines.as_junit(run, gate, lang),
            "github": lambda: "\n".join(workflow.as_github(run, lang)),
            "markdown": lambda: "\n".join(workflow.as_markdown(run, gate, lang)),
        }[form]()
        if output:
            click.echo(output.encode())  # UTF-8 on every terminal, as these formats demand
        return
    for file, reason in run.unreadable:
        for line in wrap(f"{file}: {reason[lang]}", "", "  "):
            click.echo(line, err=True)
    if not quiet:
        for line in terminal.passed_over(run, lang):
            click.echo(line, err=True)
        for checked in run.checked:
            click.echo("\n".join(terminal.report(checked, lang, full=run.full)))
        for line in terminal.overview(run, lang):
            click.echo(line)
    click.echo("\n".join(terminal.summary(run.tally, run.unseen, lang)))
    for line in terminal.unreadable(len(run.unreadable), lang):
        click.echo(line)
