"""What ended a run over JSONL, in words."""

from __future__ import annotations

from ogireport.render.width import visible
from ogireport.stream.journal import ForeignError
from ogireport.stream.output import ChangedError
from ogireport.stream.run import StoppedError
from ogireport.writing import RefusedError


def told(error: Exception, resume: str | None) -> tuple[str, str]:
    """What ended a run, in Chinese and English."""
    name = visible(str(error))
    match error:
        case StoppedError():
            at = f"{visible(error.file)}:{error.line}"
            return (
                f"{at}：此行之后无法读取：{error}。此前的结果已保存。",
                f"{at}: cannot be read beyond this line: {error}. The findings up to here are kept.",
            )
        case RefusedError():
            return visible(error.message["zh"]), visible(error.message["en"])
        case ChangedError():
            return (
                f"{name} 与上次中断时不同，不能继续校核；删去 {resume} 可从头开始。",
                f"{name} has changed since the run stopped; delete {resume} to start again.",
            )
        case ForeignError():
            return (
                f"{name} 不是校核的进度文件，或者已被改动，不能由此继续；请另选文件名。",
                f"{name} is not the state of a run, or was edited; name another file to keep the state in.",
            )
    return "一个校核进程意外结束。", "a process of the run ended unexpectedly."
