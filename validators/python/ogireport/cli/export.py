"""ogireport export: write reports as one self-contained data package."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ogireport import writing
from ogireport.cli import (
    fail,
    force_option,
    inputs,
    lacking,
    language_option,
    today_option,
    writing_to,
)
from ogireport.kinds import Bilingual
from ogireport.render.width import wrap
from ogireport.report import Report
from ogireport.rules import structure
from ogireport.rules.verdict import judge
from ogireport.spec import standard
from ogireport.tables import bundle, package
from ogireport.tables.imprint import Imprint


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--to", "target", required=True, metavar="DIR", help="Folder to write, or the .zip.")
@click.option("--tables", "chosen", metavar="NAME,NAME", help="Only reports and these tables.")
@click.option("--zip", "zipped", is_flag=True, help="Write one .zip instead of a folder.")
@click.option("--parquet", is_flag=True, help="Add each table as Parquet (extra: corpus).")
@click.option("--id", "identifier", metavar="URI", help="Identifier, such as a DOI.")
@click.option("--license", metavar="NAME|URL", help="Licence, such as CC-BY-4.0.")
@click.option("--publisher", metavar="NAME", help="Who publishes the package.")
@click.option("--source", "sources", multiple=True, metavar="TEXT|URL", help="Where it is from.")
@force_option
@today_option
@language_option
def command(
    paths: tuple[str, ...],
    target: str,
    chosen: str | None,
    zipped: bool,
    parquet: bool,
    force: bool,
    today: datetime | None,
    lang: str,
    **said: Any,
) -> None:
    """Write reports as a data package: CSV, Table Schemas, checklists, findings.

    将报告写为数据包：CSV、表结构、校验表和校核结果。

    Nothing is corrected: figures are exported as published, with the findings.
    Exit code 0: every report was exported; 2: one could not be, or nothing could be written.
    """
    tables, path, found = wanted(chosen, lang), Path(target), inputs.find(paths)
    admit_license(said["license"], lang)
    with writing_to(target, lang):
        writing.spare([path], [*paths, *(item.file for item in found)])
        writing.admit(path, "package", zipped=zipped, force=force)
    day = today.date() if today else date.today()
    judged, refused = judge_all(found, day, lang)
    for file, reason in refused:
        for line in wrap(f"{file}: {reason[lang]}", "", "  "):
            click.echo(line, err=True)
    if not judged:
        raise fail("没有可以导出的报告。", "no report to export.", lang)
    imprint = Imprint(created=day, **said)
    files = bundle.files(judged, tables, path.stem, standard(), imprint)
    if parquet:
        files |= parquet_of(files, lang)
    with writing_to(target, lang):
        (package.write_zip if zipped else package.write_folder)(files, path, force=force)
    count = len(judged)
    done = {"zh": f"{count} 份报告写入 {target}。", "en": f"{count} reports written to {target}."}
    click.echo(done[lang])
    sys.exit(2 if refused else 0)


def admit_license(text: str | None, lang: str) -> None:
    """A catalogue can tell a licence by a name in ASCII letters, or an address; else the command ends."""
    if text is not None and not re.fullmatch(r"[\w.+-]+|https?://\S+", text, re.ASCII):
        raise fail(
            f"--license {text}：应为 CC-BY-4.0 一类的名称，或者网址。",
            f"--license {text}: must be a name such as CC-BY-4.0, or an address.",
            lang,
        )


def wanted(chosen: str | None, lang: str) -> list[str]:
    """The tables to write; an unknown name ends the command."""
    named = chosen.split(",") if chosen else []
    known = bundle.names(standard())
    if unknown := [name for name in named if name not in known]:
        listed = ", ".join(known)
        raise fail(
            f"没有 {unknown[0]} 表；可选：{listed}。",
            f"no table {unknown[0]}; choose from: {listed}.",
            lang,
        )
    return bundle.names(standard(), named)


def judge_all(
    found: list[inputs.Input], today: date, lang: str
) -> tuple[list[bundle.Judged], list[tuple[str, Bilingual]]]:
    """The well-formed reports with their findings, and what cannot be put into tables."""
    spec, judged, refused = standard(), {}, []
    for read in inputs.read_all(found, lang):
        if read.reason:
            refused.append((read.file, read.reason))
        elif not read.passed_over:
            broken = None if read.report else next(structure.evaluate(read.document, spec), None)
            if broken:
                refused.append((read.file, broken.message))
                continue
            report = read.report or Report(read.document)
            if report.report_id in judged:
                name = report.report_id
                refused.append(
                    (read.file, {"zh": f"报告标识 {name} 重复。", "en": f"{name} appears twice."})
                )
                continue
            verdict = judge(report, today=today, formed=True, suggesting=False)
            judged[report.report_id] = (report, verdict)
    return list(judged.values()), refused


def parquet_of(files: dict[str, bytes], lang: str) -> dict[str, bytes]:
    """Each table as Parquet with the types of its Table Schema."""
    try:
        from ogireport.tables import parquet
    except ImportError:
        raise lacking("corpus", lang) from None
    return {
        f"{n[:-4]}.parquet": parquet.table(n[:-4], d, standard())
        for n, d in files.items()
        if n.endswith(".csv")
    }
