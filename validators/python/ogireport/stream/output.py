"""The findings of a run on their way: to standard output, or to a file that is there when all are."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from ogireport import writing
from ogireport.locks import lock_file
from ogireport.stream.source import BLOCK
from ogireport.writing import RefusedError


class ChangedError(Exception):
    """The run to be continued had another file, another option or other findings."""


class Output:
    """The findings so far: a file, or standard output."""

    def __init__(
        self, path: Path | None, length: int = 0, digest: str = "", finished: Path | None = None
    ) -> None:
        """Continue a file after so many bytes; one that was finished is taken up again as a copy.

        ChangedError where these bytes are no longer there as they were.
        """
        self.length, self._digest = length, sha256()
        self._file: Any = sys.stdout.buffer
        if path is None:
            return
        if length:
            held = path if path.exists() or finished is None else finished
            self._read(held, digest)
            if held is not path:
                with writing.replacing(path) as new:
                    shutil.copyfile(held, new)
        self._file = io.FileIO(path, "r+" if length else "w")
        self._file.truncate(length)
        self._file.seek(length)

    def _read(self, path: Path, digest: str) -> None:
        left = self.length
        with suppress(FileNotFoundError), open(path, "rb") as file:
            while data := file.read(min(left, BLOCK)):
                self._digest.update(data)
                left -= len(data)
        if self.digest() != digest:
            raise ChangedError(str(path))

    def write(self, data: bytes) -> None:
        """Append the data; OSError when not all of it could be written."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self.length += len(data)
        self._digest.update(data)

    def digest(self) -> str:
        """The digest of everything written."""
        return self._digest.hexdigest()

    def sync(self) -> None:
        """Everything that was written is on the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Everything that was written has left the process."""
        self._file.flush()
        if self._file is not sys.stdout.buffer:
            self._file.close()


@contextmanager
def findings(
    target: Path | None, stream: Path | None, length: int, digest: str
) -> Iterator[Output]:
    """Where the findings go; the target is replaced after the last of them.

    With a stream they are there until then and survive everything, to be continued after so many bytes.
    """
    columnar = target is not None and target.suffix == ".parquet"
    if target is None:
        with closing(Output(None)) as output:
            yield output
    elif stream is None:
        with writing.replacing(target) as new:
            lines = new.with_name("lines") if columnar else new
            with closing(Output(lines)) as output:
                yield output
            if columnar:
                _to_parquet(lines, new)
    else:
        finished = None if columnar else target
        with closing(Output(stream, length, digest, finished)) as output:
            yield output
        if columnar:  # the lines stay, so that more can follow
            with writing.replacing(target) as new:
                _to_parquet(stream, new)
        else:
            writing.put(stream, Path(os.path.realpath(target)))


@contextmanager
def alone(state: str | None) -> Iterator[None]:
    """RefusedError while another process is within such a block for the same state of a run.

    The lock is in a file beside it; a killed process leaves the file, unlocked.
    """
    if state is None:
        yield
        return
    lock = f"{state}.lock"
    with ExitStack() as ended, open(lock, "ab") as file:
        if not _lock(file.fileno(), lock):
            raise RefusedError(
                f"另一个进程正在使用 {state}。", f"another process is using {state}."
            )
        if sys.platform == "win32":  # where no open file is removed
            ended.callback(_remove, lock)
            yield
            return
        try:
            yield
        finally:
            os.unlink(lock)


def _remove(lock: str) -> None:
    with suppress(OSError):  # the next process has it
        os.unlink(lock)


def _lock(descriptor: int, path: str) -> bool:
    """Whether a file is locked now, and still the one at its path."""
    try:
        lock_file(descriptor)
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except (BlockingIOError, PermissionError, FileNotFoundError):
        return False


def _to_parquet(lines: Path, target: Path) -> None:
    from ogireport.stream import archive

    archive.write(lines, target)
