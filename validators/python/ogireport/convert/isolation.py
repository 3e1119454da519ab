"""Documents are read in a process of their own: what one costs is bounded, its end is a message.

A parser in C or Rust may abort, loop or fill the memory, and nothing survives that within its
process. A plain interpreter serves: multiprocessing would run the caller's script again, and
starts nothing from its own daemons. Tasks come on standard input, answers go to standard output.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from ogireport.convert import limits
from ogireport.report import ReadError
from ogireport.spec import SpecError

POSSIBLE = bool(sys.executable) and sys.platform not in ("emscripten", "wasi") and not hasattr(sys, "frozen")  # fmt: skip
_START = "import sys; sys.path[:] = sys.argv[1:]; from ogireport import convert; convert.serve()"
_APART = 0  # Ctrl-C is the caller's; Windows has no sessions, and would show a window
if sys.platform == "win32":
    _APART = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
_PATIENCE = 2  # seconds a process has to remove what it made before it is killed
_LAST_WORDS = 2_000  # bytes
_WORN = limits.MEMORY // 2  # a process that keeps so much does not read another document
_OUT_OF_MEMORY = (b"MemoryError", b"memory allocation of")
_ZH = "已停止；请用 Word/WPS 打开后另存，或使用同一份报告的其他版本。"
_EN = "open and save it anew in Word or WPS, or use another version of the report."


class LostError(ReadError):
    """The process that read the document ended before the document did; notes hold its words."""


class Process:
    """An interpreter that reads documents, one after the other."""

    def __init__(self) -> None:
        self.is_late = False
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, *(f"-W{w}" for w in sys.warnoptions), "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
            creationflags=_APART,
        )

    def ask(self, task: tuple[Any, ...]) -> Any:
        """Return the answer to a task; EOFError or OSError when the process ends before it."""
        assert self._popen.stdin
        assert self._popen.stdout
        timer = threading.Timer(limits.SECONDS, self._expire)
        timer.start()
        try:
            pickle.dump(task, self._popen.stdin)
            self._popen.stdin.flush()
            return pickle.load(self._popen.stdout)  # noqa: S301  # our own process
        finally:
            timer.cancel()
            timer.join()

    def _expire(self) -> None:
        self.is_late = True
        self._interrupt()

    def _interrupt(self) -> None:
        self._popen.terminate()
        try:
            self._popen.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    def lost(self) -> LostError:
        """Say why the process ended."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(_PATIENCE)
        return _lost(self.is_late, *self.end())

    def end(self) -> tuple[int, bytes]:
        """End the process; what it returned, and the last it wrote."""
        self._interrupt()
        with suppress(OSError), self._popen:  # closes the pipes
            self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - _LAST_WORDS))
        with self._log:
            return self._popen.returncode, self._log.read()


class Isolation:
    """The one process of this one; it is started when needed, and again after it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.process: Process | None = None
        self._inherited: list[Process | None] = []

    def read(self, *task: Any) -> Any:
        """Return what the process makes of a document; LostError when it ends over it."""
        with self._lock:
            self.process = process = self.process or Process()
            try:
                made, refusal, goes_on = process.ask(task)
            except (EOFError, OSError, pickle.UnpicklingError):
                self.process = None
                raise process.lost() from None
            except BaseException:
                self._end()
                raise
            if process.is_late or not goes_on:
                self._end()
        if refusal:
            kind, arguments = refusal
            raise kind(*arguments)
        return made

    def end(self) -> None:
        """End the process; the next document starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self.process = self.process, None
        if process:
            process.end()

    def forget(self) -> None:
        """Leave the process to the one that this process was forked from."""
        self._lock = threading.Lock()
        self._inherited.append(self.process)
        self.process = None


def _lost(is_late: bool, code: int, words: bytes) -> LostError:
    if is_late:
        return LostError(
            f"{limits.SECONDS} 秒还没有读完，{_ZH}",
            f"it was not read within {limits.SECONDS} seconds; {_EN}",
        )
    size = limits.MEMORY // 2**20
    if any(sign in words for sign in _OUT_OF_MEMORY):
        return LostError(
            f"读取它所用的内存超过 {size:,} MiB，{_ZH}",
            f"to read it takes more than {size:,} MiB of memory; {_EN}",
        )
    name = signal.Signals(-code).name if code < 0 else str(code)
    error = LostError(
        f"读取程序意外中止（{name}），{_ZH}", f"the reader ended unexpectedly ({name}); {_EN}"
    )
    error.add_note(words.decode(errors="replace"))
    return error


ISOLATION = Isolation()
atexit.register(ISOLATION.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=ISOLATION.forget)


# in the process ------------------------------------------------------------------------------


def serve(read: Callable[..., Any]) -> None:
    """Read the documents that arrive on standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _limit()
    tasks: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(tasks,), daemon=True).start()
    while (task := tasks.get()) is not None:
        _allow(limits.SECONDS + _PATIENCE)
        made, refusal = _read(read, task)
        goes_on = not _is_worn()
        pickle.dump((made, refusal, goes_on), answers)
        answers.flush()
        _allow(0)


def _read(read: Callable[..., Any], task: tuple[Any, ...]) -> tuple[Any, Any]:
    try:
        return read(*task), None
    except ReadError as error:
        return None, (type(error), tuple(error.message.values()))
    except SpecError as error:
        return None, (type(error), error.args)


def _allow(seconds: int) -> None:
    """Set when this process ends of itself, should nobody be left to end it."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _receive(tasks: SimpleQueue[tuple[Any, ...] | None]) -> None:
    """Pass the tasks on; when whoever asks is gone, end what is being read."""
    asked = os.fdopen(os.dup(0), "rb")  # an exit would wait for sys.stdin
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            tasks.put(pickle.load(asked))  # noqa: S301  # of the process that started us
    tasks.put(None)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


def _limit() -> None:
    """Bound the memory, where the system can, and leave no picture of it behind."""
    with suppress(ImportError, ValueError, OSError):
        if sys.platform == "win32":
            from ogireport.convert import jobs

            jobs.enter(limits.MEMORY)
        else:
            import resource

            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            bound = limits.MEMORY if soft == resource.RLIM_INFINITY else min(soft, limits.MEMORY)
            resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _is_worn() -> bool:
    if sys.platform != "linux":
        return False
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") > _WORN
    except OSError:
        return False
