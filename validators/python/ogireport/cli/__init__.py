"""The ogireport command; one module per verb, each loaded only when it is called."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import IO, Any

import click

from ogireport import __version__
from ogireport.errors import ReadError, RefusedError, SpecError, reasons
from ogireport.render import charset
from ogireport.render.width import visible

VERBS = {
    "validate": "check reports against the standard / 校验报告",
    "export": "write reports as a data package / 导出数据包",
    "convert": "read published documents into reports / 将原文件读取为报告",
    "corpus": "check and sum up many reports as tables / 大批量报告的数据表：核对、汇总",
    "publish": "write a report as Word, web page, Excel and data / 生成网页、Word、Excel 和数据",
    "form": "write a workbook to fill a report in / 生成填报表",
    "diff": "say what differs between two reports / 比较两份报告",
    "statements": "list the figures in the narrative beside the tables / 列出文字部分的数字，与表格对照",
    "rules": "list the rules, or explain one / 列出或解释规则",
    "schema": "print a schema file of the standard / 输出标准文件",
}
MODULES = {"form": "entry"}  # where the module of a verb has another name

# what pip is told to install: the checkout; a release puts its wheel or its name here
INSTALLED = "."
ENDING = (signal.SIGINT, signal.SIGTERM)
PIPE = 13  # the number of SIGPIPE, which Windows does not have
SHOWN = 60  # characters of a text before one that is not UTF-8
LANGUAGE = "ogireport.language"  # where a context keeps it


class StoppedError(SystemExit):
    """A signal ends the command, once everything it opened is closed."""


class Verbs(click.Group):
    """Loads a verb's module when it is used, so that `validate` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command: click.Command = import_module(f"ogireport.cli.{MODULES.get(name, name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; what it could not read or write is said in one line."""
        if sys.stdout is None:
            raise fail("标准输出已关闭。", "standard output is closed.", language())
        try:
            return super().invoke(ctx)
        except ReadError as error:
            raise fail(error.message["zh"], error.message["en"], chosen(ctx)) from None
        except UnicodeEncodeError as error:
            *_, name = error.object[max(0, error.start - SHOWN) : error.end].splitlines()
            raise fail(
                f"{name}：名称不是 UTF-8。", f"{name}: the name is not UTF-8.", chosen(ctx)
            ) from None
        except OSError as error:
            if _is_unread(error):
                raise SystemExit(128 + PIPE) from None
            raise unwritten(error, chosen(ctx)) from None
        except (KeyboardInterrupt, StoppedError) as error:
            said = {"zh": "已中断。", "en": "interrupted."}
            click.echo(said[chosen(ctx)], err=True)
            raise SystemExit(getattr(error, "code", 128 + signal.SIGINT)) from None


def language() -> str:
    """`zh` or `en`, as the locale says; Chinese where it names no language."""
    names = [os.environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next(filter(None, names), "")
    if not name and sys.platform == "win32":
        import locale

        name = locale.getlocale()[0] or ""
    code = name.partition(".")[0].lower()
    return "zh" if code in ("", "c", "posix") or code.startswith(("zh", "chinese")) else "en"


def chosen(ctx: click.Context) -> str:
    """The language that the verb was given."""
    return str(ctx.meta.get(LANGUAGE) or language())


def _keep(ctx: click.Context, _: click.Parameter, value: str) -> str:
    ctx.meta[LANGUAGE] = value
    return value


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_keep,
    default=language,
    show_default="the locale",
    help="Language of the messages.",
)


today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Judge deadlines as of DATE."
)


organs_option = click.option("--organs", metavar="FILE", help="Register of organs, a CSV file.")
force_option = click.option("--force", is_flag=True, help="Replace what this command wrote before.")


class Unusable(click.ClickException):
    """Ends the command with one line, in one language, and exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo("\n".join(map(visible, self.message.splitlines())), file=file, err=True)


def fail(zh: str, en: str, lang: str) -> Unusable:
    """Return the exception that ends the command with this message."""
    return Unusable({"zh": zh, "en": en}[lang])


def lacking(extra: str, lang: str) -> Unusable:
    """The exception that ends the command because a part of the package is not installed."""
    command = f"pip install '{INSTALLED}[{extra}]'"
    return fail(f"缺少组件 {extra}，请运行 {command}。", f"needs {command}.", lang)


def unwritten(error: OSError, lang: str) -> Unusable:
    """What ends the command when the system refuses a file, or standard output."""
    zh, en = reasons(error)
    name = error.filename
    return fail(f"{name or '标准输出'}：{zh}。", f"{name or 'standard output'}: {en}.", lang)


@contextmanager
def writing_to(target: str | os.PathLike[str], lang: str) -> Iterator[None]:
    """End the command with one line if the target cannot or must not be written."""
    try:
        yield
    except RefusedError as error:
        raise fail(error.message["zh"], error.message["en"], lang) from None
    except OSError as error:
        zh, en = reasons(error)
        raise fail(f"无法写入 {target}：{zh}。", f"cannot write {target}: {en}.", lang) from None


@click.group(cls=Verbs)
@click.version_option(__version__)
def main() -> None:
    """Check China's annual reports on open government information.

    校验政府信息公开工作年度报告。
    """


def run() -> None:
    """The console script: one line and exit code 2 for what is broken, on any terminal.

    A signal ends it with 128 and its number, and so does a reader that has gone (SIGPIPE).
    """
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.unraisablehook = _unraisable
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=charset.errors(stream.encoding))
    try:
        code = _code()
    except OSError as error:  # of a message, or of a pipe
        code = 128 + PIPE if _is_unread(error) else 2
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:  # said already; the interpreter would try once more
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    _ignore()  # what is left to do is to end
    sys.exit(code)


def _is_unread(error: OSError) -> bool:
    """Whether nobody reads on, which is no error; Windows says so in another way."""
    return error.errno == errno.EPIPE or (
        sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    )


def _code() -> Any:
    """Run the command and return its exit code."""
    try:
        return main(standalone_mode=False)
    except SystemExit as ended:
        return ended.code
    except SpecError as error:
        click.echo(f"标准损坏 / broken standard: {error}", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT


def _stop(number: int, _: object) -> None:
    """End by an exception, so that everything opened is closed; undisturbed, if asked twice."""
    _ignore()
    raise StoppedError(128 + number)


def _ignore() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _unraisable(lost: Any) -> None:
    """Send a signal once more that arrived where no exception gets through, as in a destructor."""
    if not isinstance(lost.exc_value, StoppedError):
        sys.__unraisablehook__(lost)
        return
    number = int(str(lost.exc_value.code)) - 128
    signal.signal(number, _stop)
    send: Any = signal.raise_signal
    if sys.platform != "win32":  # to this thread, which may be waiting
        send = partial(signal.pthread_kill, threading.get_ident())
    threading.Timer(0.01, send, [number]).start()
