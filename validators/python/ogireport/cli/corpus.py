"""ogireport corpus: build, check, link and sum up the tables of many reports."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogireport import writing
from ogireport.cli import fail, force_option, inputs, lacking, language_option, writing_to
from ogireport.cli.intake import Taken
from ogireport.findings import Outcome
from ogireport.frames.engines import DATABASE, EXTRAS, MODULES, failures, first_line
from ogireport.render.machines import as_line
from ogireport.report import ReadError
from ogireport.spec import standard

if TYPE_CHECKING:
    import pyarrow as pa

    from ogireport.frames.store import Frames

MET = {
    "zh": "{reports} 份报告中，{previous} 份找到同一机关的上年报告；汇总报告所列 {units_named} 个单位中，"
    "{units} 个在库中有报告。",
    "en": "Of {reports} reports, {previous} have last year's report of their organ here; "
    "of {units_named} units that aggregates name, {units} have a report here.",
}
engine_option = click.option(
    "--engine", type=click.Choice(list(MODULES)), help="Default: polars; duckdb for a DuckDB file."
)
output_option = click.option(
    "--output", metavar="FILE", help="Write the findings: .parquet or .jsonl."
)


@click.group()
def command() -> None:
    """The tables of many reports: build them, check them, link them, sum them up.

    大批量报告的数据表：建库、核对、跨年跨级核对、汇总。
    """


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--to", "target", required=True, metavar="DIR", help="Folder of Parquet files.")
@force_option
@language_option
def build(paths: tuple[str, ...], target: str, force: bool, lang: str) -> None:
    """Write the figures of data packages, JSON and JSONL as Parquet, without the narrative.

    将数据包、JSON、JSONL 中的数字写为 Parquet（不含文字部分）。

    Exit code 0: every report was included; 2: one could not be, or nothing could be written.
    """
    needs("polars", lang)
    from ogireport.frames import store

    with writing_to(target, lang):
        writing.spare([Path(target)], sources(*paths))
    taken = Taken(paths, lang)
    with reading(" ".join(paths), lang), writing_to(target, lang):
        store.write(taken, Path(target), standard(), force=force)
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

    Exit code 0: every must rule holds; 1: one does not; 2: wrong usage or unreadable input.
    """
    judge(source, engine, output, lang, linked=False)


@command.command()
@click.argument("source", metavar="DIR|PACKAGE|FILE.duckdb")
@engine_option
@output_option
@language_option
def link(source: str, engine: str | None, output: str | None, lang: str) -> None:
    """Check each report against last year's and against those of its covered units.

    跨年（上年结转等）和跨级（汇总报告与各单位）核对。
    """
    judge(source, engine, output, lang, linked=True)


@command.command()
@click.argument("source", metavar="DIR|PACKAGE|FILE.duckdb")
@click.option("--to", "target", required=True, metavar="DIR", help="Folder for CSV, Parquet, HTML.")
@engine_option
@force_option
@language_option
def summary(source: str, target: str, engine: str | None, force: bool, lang: str) -> None:
    """Write requests, disputes and null cells by year and organ level, and a page of plots.

    按年度和机关层级汇总申请、复议诉讼和空值，写为表和网页。
    """
    with writing_to(target, lang):
        writing.spare([Path(target)], sources(source))
        writing.admit(Path(target), "summary", force=force)
    with reading(source, lang):
        opened, refused = frames_of(source, engine, lang)
        from ogireport.summary import page, series

        found = series.tables(opened, standard())
    with writing_to(target, lang), writing.filling(Path(target), "summary", force=force) as folder:
        series.write(found, folder)
        (folder / "summary.html").write_bytes(page.html(found, standard(), lang).encode())
    click.echo({"zh": f"汇总写入 {target}。", "en": f"summary written to {target}."}[lang])
    if count := found["left_out"].num_rows:
        click.echo(page.WORDS["left_out"][lang].format(count=count))
    sys.exit(2 if refused else 0)


# opened --------------------------------------------------------------------------------------


def needs(engine: str, lang: str) -> None:
    """End the command if what an engine imports is not installed."""
    if not all(map(find_spec, ("msgspec", "narwhals", "pyarrow", MODULES[engine]))):
        raise lacking(EXTRAS[engine], lang)


def sources(*paths: str) -> Iterator[str]:
    """What is read where these paths are given: a built folder stands for its tables alone."""
    for path in paths:
        yield path
        if is_built(path):
            yield from (f"{path}/{name}.parquet" for name in ("reports", *standard().forms))
        else:
            yield from inputs.files_below(path)


def is_built(source: str) -> bool:
    """Whether a path is a DuckDB file or a folder that `build` made."""
    return source.endswith(DATABASE) or Path(source, "reports.parquet").is_file()


def frames_of(source: str, engine: str | None, lang: str) -> tuple[Frames, int]:
    """The tables of a built folder, a DuckDB file, or anything that `build` accepts.

    The second value is how many reports were refused.
    """
    engine = engine or ("duckdb" if source.endswith(DATABASE) else "polars")
    needs(engine, lang)
    from ogireport.frames import store

    taken = Taken((source,), lang)
    tables = source if is_built(source) else store.gathered(taken, standard())
    return store.opened(tables, engine, standard()), taken.refused


# found ---------------------------------------------------------------------------------------


def judge(source: str, engine: str | None, output: str | None, lang: str, *, linked: bool) -> None:
    """Find, write and count the findings on the equations of one report, or on those across reports."""
    if output and Path(output).suffix not in (".parquet", ".jsonl"):
        raise fail(
            "--output 应以 .parquet 或者 .jsonl 结尾。",
            "--output must end in .parquet or .jsonl.",
            lang,
        )
    if output:
        with writing_to(output, lang):
            writing.spare([Path(output)], sources(source))
            writing.admit_file(Path(output))
    with reading(source, lang):
        opened, refused = frames_of(source, engine, lang)
        from ogireport.frames import links

        found = links.findings(opened, standard(), linked=linked)
        met = links.found(opened) if linked else None
    if output:
        with writing_to(output, lang):
            _write(found, Path(output))
    counts = Counter(zip(*(found[n].to_pylist() for n in ("rule", "outcome")), strict=True))
    for (rule, outcome), count in sorted(counts.items()):
        click.echo(f"{rule}  {outcome:12}  {count}")
    click.echo({"zh": f"问题 {found.num_rows} 处。", "en": f"Findings: {found.num_rows}."}[lang])
    if met:
        click.echo(MET[lang].format(**met._asdict()))
    failed = {rule for rule, outcome in counts if outcome == Outcome.FAIL}
    broken = any(standard().rules[rule].requirement == "must" for rule in failed)
    sys.exit(2 if refused else int(broken))


def _write(found: pa.Table, target: Path) -> None:
    """Write the findings in the format that the name of the target asks for."""
    with writing.replacing(target) as new:
        if target.suffix == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(found, new)
            return
        with new.open("w", encoding="utf-8", newline="\n") as file:
            for batch in found.to_batches(max_chunksize=10_000):
                file.writelines(f"{as_line(line)}\n" for line in batch.to_pylist())


@contextmanager
def reading(source: str, lang: str) -> Iterator[None]:
    """End the command with one line if the source cannot be read, or an engine cannot run."""
    try:
        yield
    except ReadError as error:
        raise fail(error.message["zh"], error.message["en"], lang) from None
    except failures() as error:
        reason = first_line(error)
        raise fail(
            f"{source} 无法读取：{reason}", f"{source} cannot be read: {reason}", lang
        ) from None
