"""The progress of a run, kept on disk together with its findings, so that it can be continued."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ogireport.rules.tally import Tally

INTERVAL = 0.2  # seconds between two writings; what was found since the last is found again


class ChangedError(Exception):
    """The run to be continued had other files, options or findings."""


@dataclass(slots=True)
class State:
    """A place in a corpus, and everything that was found before it."""

    file: int = 0  # its number
    offset: int = 0  # of the unpacked bytes of the file
    line: int = 0
    mark_start: int = 0
    mark: str = ""  # hexadecimal: the first bytes of the last line
    written: int = 0  # bytes of the findings
    tally: Tally = field(default_factory=Tally)


class Output:
    """The findings: a file that can be cut back to a known length, or standard output."""

    def __init__(self, path: str | None, length: int = 0) -> None:
        self.length = length
        if path is None:
            self._file: Any = sys.stdout.buffer
            return
        self._file = io.FileIO(path, "r+" if length else "w")
        if os.path.getsize(path) < length:
            raise ChangedError(path)
        if length:
            self._file.truncate(length)
            self._file.seek(length)

    def write(self, data: bytes) -> None:
        """Append the data; OSError when not all of it could be written."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self.length += len(data)

    def sync(self) -> None:
        """Everything that was written is on the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Everything that was written has left the process."""
        self._file.flush()
        if self._file is not sys.stdout.buffer:
            self._file.close()


class Journal:
    """The state of a run in a file; without a path it is kept nowhere."""

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self._saved = time.monotonic()

    def read(self) -> tuple[dict[str, Any], State] | None:
        """The settings and the state of an earlier run; None when there was none."""
        if self._path is None or not self._path.exists():
            return None
        try:
            held = json.loads(self._path.read_bytes())
            tally = Tally.from_json(held["state"].pop("tally"))
            return held["settings"], State(**held["state"], tally=tally)
        except (ValueError, KeyError, TypeError):
            raise ChangedError(str(self._path)) from None

    def due(self) -> bool:
        """Whether it is time to save."""
        return self._path is not None and time.monotonic() - self._saved >= INTERVAL

    def save(self, settings: dict[str, Any], state: State, output: Output) -> None:
        """Findings first, then the state, which therefore never counts findings that were not written."""
        if self._path is None:
            return
        output.sync()
        state.written = output.length
        held = {"settings": settings, "state": asdict(state) | {"tally": state.tally.as_json()}}
        draft = self._path.with_name(self._path.name + ".new")
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self._saved = time.monotonic()
