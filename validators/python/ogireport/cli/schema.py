"""ogireport schema: print a schema file of the standard."""

from __future__ import annotations

import click

from ogireport.cli import fail, language_option
from ogireport.spec import DIST, SpecError


@click.command()
@click.argument("name", default="report.bundle.schema.json")
@language_option
def command(name: str, lang: str) -> None:
    """Print a schema file of the standard; without NAME, the JSON Schema of the report.

    输出标准文件；不指定名称的，输出报告的 JSON Schema。
    """
    files = {path.relative_to(DIST).as_posix(): path for path in DIST.rglob("*.json")}
    if not files:
        raise SpecError(f"nothing in {DIST}")
    if name not in files:
        known = ", ".join(sorted(files))
        raise fail(f"没有 {name}；可选：{known}。", f"no {name}; choose from: {known}.", lang)
    click.echo(files[name].read_bytes(), nl=False)
