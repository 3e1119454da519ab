"""ogireport publish: write a report as what is put on the web."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import click

from ogireport import writing
from ogireport.cli import fail, force_option, language_option, today_option, writing_to
from ogireport.cli.export import admit_license
from ogireport.cli.single import report_in
from ogireport.publish import publication
from ogireport.render import terminal
from ogireport.render.width import visible
from ogireport.rules.verdict import judge
from ogireport.tables.imprint import Imprint
from ogireport.tables.package import write_folder


@click.command()
@click.argument("path", metavar="REPORT")
@click.option("--to", "target", metavar="DIR", help="Folder to write; default: its identifier.")
@click.option(
    "--formats", "listed", metavar="NAME,NAME", default=",".join(publication.FORMATS),
    show_default=True, help="What to write.",
)  # fmt: skip
@click.option("--license", "license_", metavar="NAME|URL", help="Licence, such as CC-BY-4.0.")
@click.option("--url", metavar="URL", help="Where the folder will stand, for the catalogue.")
@force_option
@today_option
@language_option
def command(
    path: str,
    target: str | None,
    listed: str,
    license_: str | None,
    url: str | None,
    force: bool,
    today: datetime | None,
    lang: str,
) -> None:
    """Write a report as a folder to upload: web page, Word, Excel, JSON, data package, catalogue, sums.

    将一份报告生成为可以直接上传的目录：网页、Word、Excel、JSON、数据包、目录和校验和。

    Nothing is corrected: every carrier prints the figures of the report.
    Exit code 0: written; 2: not a well-formed report, or nothing could be written.
    """
    formats = wanted(listed, lang)
    admit_license(license_, lang)
    if url and not re.fullmatch(r"https?://[^\s?#]+", url):
        raise fail(
            f"--url {visible(url)}：应为网址。", f"--url {visible(url)}: must be an address.", lang
        )
    report = report_in(path, lang)
    folder = Path(target or report.report_id)
    with writing_to(folder, lang):
        writing.spare([folder], [path])
        writing.admit(folder, "publication", force=force)
    day = today.date() if today else date.today()
    verdict = judge(report, today=day, suggesting=False)
    imprint = Imprint(license=license_, created=day)
    files = publication.files(report, verdict, formats, imprint, url)
    with writing_to(folder, lang):
        write_folder(files, folder, "publication", force=force)
    done = {"zh": f"{len(files)} 个文件写入", "en": f"{len(files)} files written to"}[lang]
    click.echo(f"{done} {visible(str(folder))}   {terminal.levels(verdict, lang)}")


def wanted(listed: str, lang: str) -> set[str]:
    """The formats to write; an unknown one ends the command."""
    formats = set(listed.split(","))
    if unknown := sorted(formats - {*publication.FORMATS}):
        known = ", ".join(publication.FORMATS)
        raise fail(
            f"没有 {visible(unknown[0])} 格式；可选：{known}。",
            f"no format {visible(unknown[0])}; choose from: {known}.",
            lang,
        )
    return formats
