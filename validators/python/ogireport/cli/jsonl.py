"""ogireport validate on JSONL corpora: streamed findings, resumable, one process per core."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

import click

from ogireport import __version__, writing
from ogireport.cli import fail, inputs, unwritten
from ogireport.cli.stops import told
from ogireport.findings import Level
from ogireport.render import streamed
from ogireport.render.width import visible
from ogireport.rules.tally import Tally
from ogireport.rules.verdict import Gate, unseen_of
from ogireport.spec import standard
from ogireport.stream.journal import ForeignError, Journal, State
from ogireport.stream.output import ChangedError, alone, findings
from ogireport.stream.pool import LostError, cores
from ogireport.stream.portion import Checker
from ogireport.stream.run import Run, Seen, Settings, StoppedError
from ogireport.stream.source import is_endless, is_pipe
from ogireport.writing import RefusedError

MANY = 2**26  # this many bytes, and a progress bar is shown
NAMES = {
    "output": "--output",
    "today": "--today",
    "all": "--all",
    "statements": "--no-statements",
}  # of settings


@dataclass(frozen=True, slots=True)
class Options:
    """What is validated, and how."""

    paths: tuple[str, ...]
    gate: Gate
    form: str
    lang: str
    today: date | None
    quiet: bool
    output: str | None = None
    everything: bool = False
    resume: str | None = None
    jobs: int | None = None
    statements: bool = True


def validate(options: Options) -> int:
    """Check every line of the corpora and return the exit code."""
    lang = options.lang
    files = find(options)
    if not files:
        where = ", ".join(options.paths)
        raise fail(f"{where} 中没有 JSONL 文件。", f"no JSONL file in {where}.", lang)
    if options.resume and not options.output:
        raise fail("--resume 应与 --output 同时使用。", "--resume needs --output.", lang)
    try:
        with alone(options.resume):
            return _run(files, options)
    except (StoppedError, RefusedError, ChangedError, ForeignError, LostError) as error:
        raise fail(*told(error, options.resume), lang) from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        error.filename = error.filename or options.output
        raise unwritten(error, lang) from None


def find(options: Options) -> list[str]:
    """The corpora that the paths name; nothing else may be among them."""
    found: dict[str, None] = {}
    for path in options.paths:
        for file in inputs.files_below(path):
            if inputs.is_lines(file) or file == path:
                found[file] = None
            elif file.endswith(".json"):
                name = visible(file)
                raise fail(
                    f"{name} 不是 JSONL；请与 JSONL 分别校核。",
                    f"{name} is not JSONL; validate it separately from the JSONL files.",
                    options.lang,
                )
    return list(found)


def _run(files: list[str], options: Options) -> int:
    target, stream = (Path(name) if name else None for name in (options.output, _stream(options)))
    _admit(files, options, stream)
    journal = Journal(options.resume)
    held = journal.read()
    settings, state = held or ({}, State())
    today = options.today or date.fromisoformat(str(settings.get("today", date.today())))
    wanted = _settings(files, options, today)
    if held and (other := _other(settings, wanted)):
        raise ChangedError(other)
    _open(files, options.lang)
    style, stopped = _writing(options), None
    checker = Checker(standard(), today, style, statements=options.statements)
    run = Run(files, checker, style.head, wanted, state)
    with (
        _progress(files, options, state) as seen,
        findings(target, stream, state.written, state.findings) as output,
    ):
        try:
            run.go(output, journal, options.jobs or cores(), seen)
        except StoppedError as error:
            stopped = error  # what was found before is kept
        tally = run.state.tally
        if not (stopped or tally.total or tally.unreadable):
            where = ", ".join(options.paths)
            raise fail(f"{where} 中没有报告。", f"no report in {where}.", options.lang)
    if stopped:
        raise stopped
    _show(tally, options)
    return _exit_code(tally, options.gate)


def _open(files: list[str], lang: str) -> None:
    """OSError or the refusal of a device, before anything is written."""
    for file in files:
        if is_endless(file):
            name = visible(file)
            raise fail(f"{name} 是设备，不能读取。", f"{name} is a device; it is not read.", lang)
        if not is_pipe(file):
            open(file, "rb").close()


def _stream(options: Options) -> str | None:
    """Where the findings of a run that can be continued are until it ends."""
    unfinished = f"{os.path.realpath(options.output or '')}.unfinished"
    return unfinished if options.output and options.resume else None


def _admit(files: list[str], options: Options, stream: Path | None) -> None:
    """RefusedError where something would be written over an input, or twice."""
    targets = [Path(path) for path in (options.output, options.resume, stream) if path]
    writing.spare(targets, files)
    for number, target in enumerate(targets):
        writing.admit_file(target)
        writing.apart(target, targets[:number])


def _settings(files: list[str], options: Options, today: date) -> Settings:
    """What must be the same when a run is continued; files may be added at the end."""
    return {
        "files": files,
        "output": options.output,
        "today": today.isoformat(),
        "form": _form(options),
        "all": options.everything,
        "statements": options.statements,
        "version": __version__,
        "standard": standard().version,
    }


def _other(earlier: Settings, wanted: Settings) -> str | None:
    """What is not as in the earlier run, by name; files may have been added at the end."""
    pairs = zip_longest(*(list(s["files"]) for s in (earlier, wanted)))
    if name := next((known for known, file in pairs if known and known != file), None):
        return str(name)
    return next(
        (NAMES.get(n, "ogireport") for n in wanted if n != "files" and earlier.get(n) != wanted[n]),
        None,
    )


def _form(options: Options) -> str:
    """`json` for files and where asked for, `text` for people, `none` for the summary alone."""
    if options.output or options.form == "json":
        return "json"
    return "none" if options.quiet else f"text {options.lang}"


def _writing(options: Options) -> streamed.Writing:
    form = _form(options)
    if form == "json":
        return streamed.JsonWriting(options.everything)
    if form == "none":
        return streamed.Writing()
    return streamed.TextWriting(options.everything, options.lang, sys.stdout.encoding)


@contextmanager
def _progress(files: list[str], options: Options, state: State) -> Iterator[Seen]:
    """Yield the function to call after every portion; on a terminal it moves a bar with the rate."""
    sizes = [os.path.getsize(file) if file != "-" else 0 for file in files]
    before = dict(zip(files, (sum(sizes[:i]) for i in range(len(files))), strict=True))
    started, reports = time.monotonic(), 0
    hidden = sum(sizes) < MANY or not sys.stderr.isatty()
    label = {"zh": "校核", "en": "checking"}[options.lang]
    unit = {"zh": "份/秒", "en": "reports/s"}[options.lang]

    def rate(_: object) -> str:
        return f"{reports / max(time.monotonic() - started, 0.1):,.0f} {unit}"

    with click.progressbar(
        length=sum(sizes), label=label, file=sys.stderr, hidden=hidden, item_show_func=rate
    ) as bar:

        def seen(file: str, position: int, count: int) -> None:
            nonlocal reports
            reports += count
            bar.update(max(before[file] + position - bar.pos, 0))

        yield seen


def _show(tally: Tally, options: Options) -> None:
    """Print the summary, to standard error if the findings go to standard output."""
    unseen = unseen_of(options.statements)
    text = streamed.summary(tally, unseen, standard(), options.lang, tables=not options.quiet)
    click.echo("\n".join(text), err=options.form == "json" and not options.output)


def _exit_code(tally: Tally, gate: Gate) -> int:
    if tally.unreadable:
        return 2
    reached = all(Level(level).reaches(gate.level) for level, n in tally.levels().items() if n)
    return 0 if reached and tally.least_covered() >= gate.share else 1
