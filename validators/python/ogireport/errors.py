"""What ends a command: what cannot be read, must not be overwritten, or is broken in the standard."""

from __future__ import annotations

import errno

_SHARING = 32  # how Windows says that a file is open elsewhere
_REASONS = {  # the system gives them in English only
    errno.ENOENT: "文件不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "是一个目录",
    errno.ELOOP: "符号链接循环", errno.ENAMETOOLONG: "文件名太长", errno.EBADF: "已关闭",
    errno.ENOSPC: "磁盘已满",
}  # fmt: skip


class ReadError(Exception):
    """The input cannot be read as JSON; `message` says why in zh and en."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = {"zh": zh, "en": en}


class RefusedError(Exception):
    """The target must not be overwritten; `message` says why in zh and en."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = {"zh": zh, "en": en}


class SpecError(Exception):
    """The standard itself is broken or missing; never the fault of a report."""


def reasons(error: OSError) -> tuple[str, str]:
    """Why the system refused, in zh and en."""
    if getattr(error, "winerror", None) == _SHARING:
        return "正被其他程序打开", "another program has it open"
    en = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, en), en
