"""The ogireport command; one module per verb, each loaded only when it is called."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import IO, Any

import click

from ogireport.render.width import visible
from ogireport.spec import SpecError
from ogireport.writing import RefusedError

VERBS = {
    "validate": "check reports against the standard / 校验报告",
    "export": "write reports as a data package / 导出数据包",
    "convert": "read published documents into reports / 将原文件读取为报告",
    "corpus": "check and sum up many reports as tables / 大批量报告的数据表：核对、汇总",
    "rules": "list the rules, or explain one / 列出或解释规则",
    "schema": "print a schema file of the standard / 输出标准文件",
}


class Verbs(click.Group):
    """Loads a verb's module when it is used, so that `validate` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command: click.Command = import_module(f"ogireport.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def language() -> str:
    """`zh` or `en`, as the locale says; Chinese where it names no language."""
    names = [os.environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next(filter(None, names), "")
    if not name and sys.platform == "win32":
        import locale

        name = locale.getlocale()[0] or ""
    code = name.partition(".")[0].lower()
    return "zh" if code in ("", "c", "posix") or code.startswith(("zh", "chinese")) else "en"


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=language,
    show_default="the locale",
    help="Language of the messages.",
)


today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Judge deadlines as of DATE."
)


force_option = click.option("--force", is_flag=True, help="Replace what this command wrote before.")


class Unusable(click.ClickException):
    """Ends the command with one line, in one language, and exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


def fail(zh: str, en: str, lang: str) -> Unusable:
    """Return the exception that ends the command with this message."""
    return Unusable({"zh": zh, "en": en}[lang])


@contextmanager
def writing_to(target: str | os.PathLike[str], lang: str) -> Iterator[None]:
    """End the command with one line if the target cannot or must not be written."""
    try:
        yield
    except RefusedError as error:
        raise fail(visible(error.message["zh"]), visible(error.message["en"]), lang) from None
    except OSError as error:
        name, reason = visible(str(target)), error.strerror or str(error)
        raise fail(
            f"无法写入 {name}：{reason}。", f"cannot write {name}: {reason}.", lang
        ) from None


@click.group(cls=Verbs)
@click.version_option(package_name="ogireport")
def main() -> None:
    """Check China's annual reports on open government information.

    校验政府信息公开工作年度报告。
    """


def _terminated(number: int, _: object) -> None:
    """Unwind, so that nothing half-written is left."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def run() -> None:
    """The console script: any language on any terminal, a broken standard ends with 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminated)
    try:
        main()
    except SpecError as error:
        click.echo(f"标准损坏 / broken standard: {error}", err=True)
        sys.exit(2)
