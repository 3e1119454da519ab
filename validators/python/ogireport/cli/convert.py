"""ogireport convert: read published documents into canonical reports."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from ogireport import writing
from ogireport.cli import Unusable, carriers, fail, language_option, organs_option, writing_to
from ogireport.cli.linked import register_of
from ogireport.convert import Conversion, convert, readers
from ogireport.convert.enrolment import Enrolment
from ogireport.kinds import Bilingual
from ogireport.render import terminal
from ogireport.render.width import visible
from ogireport.report import SUFFIX, ReadError, Report, written
from ogireport.rules.verdict import judge
from ogireport.spec import standard

YEARS = standard().limits("reporting_year")
MANY = 5  # this many files, and a progress bar is shown


@dataclass(frozen=True)
class Options:
    kind: str | None
    organ: str | None
    year: int | None
    page: bool
    lang: str
    enrolment: Enrolment | None = None


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    metavar="FILE.json|DIR",
    help="Where to write: NAME.ogireport.json, or a folder; default: standard output.",
)
@click.option("--type", "kind", type=click.Choice(list(readers.KINDS)), help="Default: by content.")
@click.option("--organ", help="Name of the organ, instead of the one the document gives.")
@click.option(
    "--year",
    type=click.IntRange(YEARS["minimum"], YEARS["maximum"]),
    help="Reporting year, instead of the one the document gives.",
)
@organs_option
@click.option("--strict", is_flag=True, help="Exit with 1 when any cell is null.")
@click.option("--report", "page", is_flag=True, help="Also write an HTML page to check by eye.")
@language_option
def command(
    paths: tuple[str, ...],
    output: str | None,
    kind: str | None,
    organ: str | None,
    year: int | None,
    organs: str | None,
    strict: bool,
    page: bool,
    lang: str,
) -> None:
    """Read documents (html, docx, doc, xlsx, pdf, ofd, text, ...) into reports; - reads standard input.

    将网页、Word、Excel、PDF、OFD 或者文本读取为标准报告；不能确定的单元格写 null 并说明原因。

    Exit code 0: all converted; 1: with --strict, a cell is null; 2: an input cannot be read.
    """
    files = list(carriers.find(paths, lang))
    targets = name_targets(files, output, page=page, lang=lang)
    _admit(targets, [*files, *filter(None, [organs])], output, page=page, lang=lang)
    enrolment = None if organs is None else Enrolment(register_of(organs, lang))
    unreadable, gaps = each(targets, Options(kind, organ, year, page, lang, enrolment))
    sys.exit(2 if unreadable else 1 if strict and gaps else 0)


def _admit(
    targets: Mapping[str, Path | None],
    files: list[str],
    output: str | None,
    *,
    page: bool,
    lang: str,
) -> None:
    """End the command where something would be written over an input or cannot be written."""
    outputs = {target for target in targets.values() if target}
    if page:
        outputs |= {_checking(target) for target in outputs}
    with writing_to(output or "", lang):
        writing.spare(outputs, files)
        for target in outputs:
            writing.admit_file(target)


def each(targets: Mapping[str, Path | None], options: Options) -> tuple[int, int]:
    """Convert every file and return how many failed and how many have a null cell."""
    unreadable, gaps = 0, 0
    hidden = len(targets) < MANY or not sys.stderr.isatty()
    with click.progressbar(targets.items(), file=sys.stderr, hidden=hidden) as items:
        for file, target in items:
            try:
                made = one(file, target, options)
            except ReadError as error:
                unreadable += 1
                click.echo(f"{visible(file)}: {error.message[options.lang]}", err=True)
            except Unusable as error:  # this target cannot be written, another may
                unreadable += 1
                error.show()
            else:
                gaps += made.figures < made.cells
    return unreadable, gaps


def name_targets(
    files: list[str], output: str | None, *, page: bool, lang: str
) -> dict[str, Path | None]:
    """Return where each report goes; None is standard output, which holds one report."""
    if not files:
        raise fail("没有可以读取的文件。", "no document to convert.", lang)
    if output is None:
        if len(files) > 1 or page:
            raise fail(
                "读取多个文件或者使用 --report 时，需用 -o 指定目录。",
                "several files, or --report, need -o DIR.",
                lang,
            )
        return {files[0]: None}
    if not is_file(output):
        return {file: Path(output, name + SUFFIX) for file, name in _distinct(files).items()}
    if len(files) > 1:
        raise fail(
            f"{visible(output)} 是一个文件，{len(files)} 份文档需要一个目录。",
            f"{visible(output)} is a file, {len(files)} documents need a folder.",
            lang,
        )
    return {files[0]: Path(output)}


def is_file(output: str) -> bool:
    """Whether an output is a file: one that is there, or is called .json; else it is a folder."""
    return not os.path.isdir(output) and (os.path.exists(output) or output.endswith(".json"))


def _distinct(files: list[str]) -> dict[str, str]:
    """Return for each file the shortest name that no other file has: stem, name, name under its folders."""
    parts = {file: Path(os.path.abspath(file)).parts for file in files}
    names = {file: Path(file).stem for file in files}
    for depth in range(1, max(map(len, parts.values()))):
        taken = Counter(name.casefold() for name in names.values())
        clashing = [file for file in files if taken[names[file].casefold()] > 1]
        if not clashing:
            break
        names |= {file: os.path.join(*parts[file][1:][-depth:]) for file in clashing}
    return names


def one(file: str, target: Path | None, options: Options) -> Conversion:
    """Convert one file and write what was asked for; the summary goes to standard error."""
    made = convert(
        carriers.contents(file), kind=options.kind, organ=options.organ, year=options.year
    )
    if options.enrolment:
        made.remarks += options.enrolment.fill(made.document, file)
    text = written(made.document)
    if target is None:
        click.echo(text.encode(), nl=False)  # UTF-8 on every terminal, as JSON demands
    else:
        _write(target, text, options.lang)
    if options.page and target is not None:
        from ogireport.render import conversion

        _write(
            _checking(target),
            conversion.page(made, file, options.lang),
            options.lang,
        )
    click.echo(f"{visible(file)}: {summary(made)[options.lang]}", err=True)
    for remark in made.remarks:
        click.echo(f"  {visible(remark[options.lang])}", err=True)
    return made


def _checking(target: Path) -> Path:
    """The page beside a report."""
    stem = target.name.removesuffix(".json").removesuffix(".ogireport")
    return target.with_name(f"{stem}.check.html")


def _write(target: Path, text: str, lang: str) -> None:
    with writing_to(target, lang), writing.replacing(target) as new:
        new.write_text(text, "utf-8", newline="\n")


def summary(made: Conversion) -> Bilingual:
    """One line: cells read, cells null and why, editions, level reached."""
    statuses = {entry["code"]: entry for entry in standard().codelists["cell_statuses"]}
    notes = made.document["notes"]
    nulls = Counter(n["status"] for n in notes if statuses[n["status"]]["known"] != "figure")
    found = judge(Report(made.document), suggesting=False)
    lines = {}
    for lang, words in WORDS.items():
        why = ", ".join(f"{statuses[code][lang]} {n}" for code, n in nulls.items())
        lines[lang] = words["read"].format(made.figures, made.cells)
        lines[lang] += words["null"].format(made.cells - made.figures, why) if nulls else ""
        lines[lang] += words["placed"].format(len(made.placed)) if made.placed else ""
        editions = (
            standard().edition_name(made.document[table]["edition"])[lang]
            for table in ("disclosure", "requests")
        )
        reached = terminal.named(found.level, lang), terminal.checked_of(found.coverage, lang)
        lines[lang] += words["end"].format(*editions, *reached)
    return lines


WORDS = {
    "zh": {"read": "读出 {} / {} 格", "null": "，空值 {}（{}）", "placed": "，其中 {} 格由勾稽关系确定",
           "end": "；表二 {} 年版，表三 {} 年版；{}，{}"},
    "en": {"read": "{} of {} cells read", "null": ", {} null ({})",
           "placed": ", {} of them settled by the equations",
           "end": "; table two {}, table three {}; {}, {}"},
}  # fmt: skip
