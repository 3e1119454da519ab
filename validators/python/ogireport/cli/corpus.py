"""ogireport corpus: the tables of many reports; built, checked, linked, summed up."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ogireport.check import structure
from ogireport.cli import fail, inputs, language_option
from ogireport.findings import Outcome
from ogireport.render.width import visible, wrap
from ogireport.report import ReadError, Report, parse
from ogireport.spec import Bilingual, standard

if TYPE_CHECKING:
    import pyarrow as pa

    from ogireport.corpus.frames import Frames

LINES = (".jsonl", ".ndjson")
NEEDED = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}  # what each engine imports
EXTRAS = {"spark": "corpus,spark"}
TWICE: Bilingual = {"zh": "报告标识重复。", "en": "its report_id is there twice."}

engine_option = click.option(
    "--engine", type=click.Choice(list(NEEDED)), help="Default: polars; duckdb for a DuckDB file."
)
output_option = click.option(
    "--output", metavar="FILE", help="Write the findings: .parquet or .jsonl."
)


@click.group()
def command() -> None:
    """The tables of many reports: build them, check them, link them, sum them up.

    许多报告的数据表：建库、核对、跨年跨级核对、汇总。
    """


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--to", "target", required=True, metavar="DIR", help="Folder of Parquet files.")
@language_option
def build(paths: tuple[str, ...], target: str, lang: str) -> None:
    """Write the figures of data packages, JSON and JSONL as Parquet, without text.

    把数据包、JSON、JSONL 中的数字写成 Parquet（不含文字）。

    Exit code 0: every report was taken; 2: one could not be, or nothing could be written.
    """
    needs(None, lang)
    from ogireport.corpus import frames

    taken = Taken(paths, lang)
    with writing(target, lang):
        frames.write(taken, Path(target), standard())
    count = len(taken.seen)
    click.echo(
        {"zh": f"{count} 份报告写入 {target}。", "en": f"{count} reports written to {target}."}[
            lang
        ]
    )
    sys.exit(2 if taken.refused else 0)


@command.command()
@click.argument("source", metavar="DIR|PACKAGE|FILE.duckdb")
@engine_option
@output_option
@language_option
def check(source: str, engine: str | None, output: str | None, lang: str) -> None:
    """Check the equations of each report.

    逐份核对勾稽关系。

    Exit code 0: every must holds; 1: one does not; 2: usage or unreadable input.
    """
    judge(source, engine, output, lang, linked=False)


@command.command()
@click.argument("source", metavar="DIR|PACKAGE|FILE.duckdb")
@engine_option
@output_option
@language_option
def link(source: str, engine: str | None, output: str | None, lang: str) -> None:
    """Check each report against last year's and against those of the units it covers.

    跨年（上年结转等）和跨级（汇总与各单位）核对。
    """
    judge(source, engine, output, lang, linked=True)


@command.command()
@click.argument("source", metavar="DIR|PACKAGE|FILE.duckdb")
@click.option("--to", "target", required=True, metavar="DIR", help="Folder for CSV, Parquet, HTML.")
@engine_option
@language_option
def summary(source: str, target: str, engine: str | None, lang: str) -> None:
    """Write requests, disputes and blanks by year and organ level, and a page of plots.

    按年度和机关层级汇总申请、复议诉讼和空格，写成表和网页。
    """
    opened = frames_of(source, engine, lang)
    from ogireport.corpus import page, summary

    found = summary.tables(opened, standard())
    with writing(target, lang):
        summary.write(found, Path(target))
        Path(target, "summary.html").write_text(page.html(found, standard(), lang), "utf-8")
    click.echo({"zh": f"汇总写入 {target}。", "en": f"summary written to {target}."}[lang])


# read ----------------------------------------------------------------------------------------


class Taken:
    """The well-formed reports of some paths, each identifier once; the others are named."""

    def __init__(self, paths: tuple[str, ...], lang: str) -> None:
        self.paths, self.lang = paths, lang
        self.seen: set[str] = set()
        self.refused = 0

    def __iter__(self) -> Iterator[Report]:
        for read in _read_all(inputs.find(self.paths), self.lang):
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
        broken = None if read.report else next(structure.evaluate(read.document, standard()), None)
        if broken:
            return broken.message
        known = len(self.seen)
        self.seen.add(read.document["report_id"])
        return TWICE if len(self.seen) == known else None


def _read_all(found: list[inputs.Input], lang: str) -> Iterator[inputs.Read]:
    whole = [item for item in found if not item.file.endswith(LINES)]
    yield from inputs.read_all(whole, lang)
    for item in found:
        if item.file.endswith(LINES):
            yield from _lines(item.file)


def _lines(file: str) -> Iterator[inputs.Read]:
    try:
        with open(file, "rb") as opened:
            for number, line in enumerate(opened, 1):
                name = f"{file}#{number}"
                try:
                    yield inputs.Read(name, parse(line))
                except ReadError as error:
                    yield inputs.Read(name, reason=error.message)
    except OSError as error:
        reason = error.strerror or str(error)
        yield inputs.Read(
            file, reason={"zh": f"读不了：{reason}。", "en": f"cannot be read: {reason}."}
        )


def needs(engine: str | None, lang: str) -> None:
    """End the command where what an engine imports is not installed."""
    modules = ["pyarrow", "narwhals", *([NEEDED[engine]] if engine else [])]
    if not all(map(find_spec, modules)):
        extra = EXTRAS.get(engine or "", "corpus")
        command = f"pip install 'ogireport[{extra}]'"
        raise fail(f"需要 {command}。", f"needs {command}.", lang)


def frames_of(source: str, engine: str | None, lang: str) -> Frames:
    """The tables of a built folder, a DuckDB file, or anything that `build` takes."""
    database = source.endswith(".duckdb")
    engine = engine or ("duckdb" if database else "polars")
    needs(engine, lang)
    from ogireport.corpus import frames

    built = database or Path(source, "reports.parquet").is_file()
    taken = Taken((source,), lang)
    tables = source if built else frames.gathered(taken, standard())
    if taken.refused or not (built or taken.seen):
        raise fail(f"{source} 不能用。", f"{source} cannot be used.", lang)
    try:
        return frames.opened(tables, engine, standard())
    except ReadError as error:
        raise fail(error.message["zh"], error.message["en"], lang) from None


# found ---------------------------------------------------------------------------------------


def judge(source: str, engine: str | None, output: str | None, lang: str, *, linked: bool) -> None:
    """Find, write and count what the equations of one report, or those across reports, say."""
    if output and Path(output).suffix not in (".parquet", ".jsonl"):
        raise fail("--output 应为 .parquet 或 .jsonl。", "--output is .parquet or .jsonl.", lang)
    opened = frames_of(source, engine, lang)
    from ogireport.corpus import links

    found = links.findings(opened, standard(), linked=linked)
    if output:
        with writing(output, lang):
            _write(found, Path(output))
    counts = Counter(zip(*(found[n].to_pylist() for n in ("rule", "outcome")), strict=True))
    for (rule, outcome), count in sorted(counts.items()):
        click.echo(f"{rule}  {outcome:12}  {count}")
    click.echo({"zh": f"发现 {found.num_rows} 处。", "en": f"{found.num_rows} findings."}[lang])
    failed = {rule for rule, outcome in counts if outcome == Outcome.FAIL}
    sys.exit(any(standard().rules[rule].requirement == "must" for rule in failed))


def _write(found: pa.Table, path: Path) -> None:
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        pq.write_table(found, path)
        return
    with path.open("w", encoding="utf-8") as file:
        for batch in found.to_batches(max_chunksize=10_000):
            lines = (json.dumps(line, default=_number) for line in batch.to_pylist())
            file.writelines(f"{line}\n" for line in lines)


def _number(value: Any) -> int | float:
    """A Decimal as a JSON number: a count as an integer."""
    return int(value) if value == int(value) else float(value)


@contextmanager
def writing(target: str, lang: str) -> Iterator[None]:
    """End the command with one line where the target cannot be written."""
    try:
        yield
    except OSError as error:
        raise fail(
            f"写不了 {target}：{error}。", f"cannot write {target}: {error}.", lang
        ) from None
