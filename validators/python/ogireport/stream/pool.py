"""One process per core; the portions come back in the order of the ranges."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from ogireport.stream.portion import Checker, Portion

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

AHEAD = 2  # ranges that a process holds, so that it never waits for the next one
FORK = hasattr(os, "fork") and sys.platform != "darwin"  # whose libraries do not survive it

Range = tuple[str, int, int]  # file, first byte, byte after the last


class LostError(Exception):
    """A process of the pool ended before its work did."""


def cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes that check ranges of plain files, each with a pipe of its own."""

    def __init__(self, checker: Checker, size: int) -> None:
        context: Any = multiprocessing.get_context("fork" if FORK else "spawn")
        self._links: list[tuple[BaseProcess, Connection]] = []
        for _ in range(size):
            ours, theirs = context.Pipe()
            inherited = [link for _, link in self._links] + [ours] if FORK else []
            process = context.Process(target=_work, args=(checker, theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            self._links.append((process, ours))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for process, link in self._links:
            link.close()
            process.terminate()
            process.join()

    def portions(self, ranges: Iterable[Range]) -> Iterator[Portion]:
        """The portion of each range, in order, while the processes work ahead."""
        waiting, rest, links = deque[Connection](), iter(ranges), [link for _, link in self._links]
        for link, task in zip(cycle(links), islice(rest, AHEAD * len(links)), strict=False):
            link.send(task)
            waiting.append(link)
        while waiting:
            link = waiting.popleft()
            try:
                portion: Portion = link.recv()
                for task in islice(rest, 1):
                    link.send(task)
                    waiting.append(link)
            except (EOFError, OSError):
                raise LostError from None
            yield portion


def _work(checker: Checker, link: Connection, inherited: list[Connection]) -> None:
    """Check ranges until the other end is closed or gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:  # or they would keep the others' pipes open after its death
        other.close()
    try:
        while True:
            link.send(checker.range(*link.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
