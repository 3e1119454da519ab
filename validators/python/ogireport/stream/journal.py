"""The progress of a run, kept on disk together with its findings, so that it can be continued."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from msgspec import Meta, MsgspecError, Struct, convert, defstruct

from ogireport import writing
from ogireport.findings import Level, Outcome
from ogireport.rules.tally import Tally
from ogireport.stream.output import Output

INTERVAL = 0.2  # seconds between two writings; what was found since the last is found again


class ForeignError(Exception):
    """The file is no journal, or not as it was written."""


Count = Annotated[int, Meta(ge=0)]


@dataclass(slots=True)
class State:
    """A place in a corpus, and everything that was found before it."""

    file: Count = 0  # its number
    offset: Count = 0  # of the unpacked bytes of the file
    line: Count = 0
    read: Count = 0  # bytes of the file that the digest covers, at least to the offset
    digest: str = ""
    digests: list[str] = field(default_factory=list)  # of the files before, whole
    written: Count = 0  # bytes of the findings
    findings: str = ""  # their digest
    tally: Tally = field(default_factory=Tally)

    def turn(self) -> None:
        """Go on to the next file."""
        self.digests.append(self.digest)
        self.file, self.offset, self.line, self.read, self.digest = self.file + 1, 0, 0, 0, ""


class Known(Struct):
    """What is read of the settings of a run."""

    files: list[str]
    today: date


class Counts(Struct, forbid_unknown_fields=True):
    """A tally as it is kept."""

    reports: list[tuple[int | None, str | None, Level, Count]]
    findings: list[tuple[str, Outcome, Count]]
    coverage: list[tuple[Count, Count, Count]]
    unreadable: Count
    contradicting: Count


class Journal:
    """The state of a run in a file; without a path it is kept nowhere."""

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self.kept = path is not None
        self._saved = time.monotonic()

    def read(self) -> tuple[dict[str, Any], State] | None:
        """The settings and the state of an earlier run; None when there was none."""
        if self._path is None or not self._path.exists():
            return None
        try:
            held = json.loads(self._path.read_bytes())
            if held.pop("sha256") != _digest(held):
                raise ForeignError(str(self._path))
            return held["settings"], _state(**held)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MsgspecError):
            raise ForeignError(str(self._path)) from None

    def due(self) -> bool:
        """Whether it is time to save."""
        return self.kept and time.monotonic() - self._saved >= INTERVAL

    def save(self, settings: dict[str, Any], state: State, output: Output) -> None:
        """Findings first, then the state, which therefore never counts findings that were not written."""
        if self._path is None:
            return
        output.sync()
        state.written, state.findings = output.length, output.digest()
        held = {"settings": settings, "state": asdict(state) | {"tally": state.tally.as_json()}}
        with writing.replacing(self._path) as new:
            new.write_text(json.dumps({"sha256": _digest(held), **held}), "utf-8")
        self._saved = time.monotonic()


def _state(settings: dict[str, Any], state: dict[str, Any]) -> State:
    """The state that a file holds; MsgspecError or ValueError when no run has left it so."""
    tally = state.pop("tally")
    convert(tally, Counts)
    hints = get_type_hints(State, include_extras=True)
    kept = [(f.name, hints[f.name]) for f in fields(State) if f.name != "tally"]
    convert(state, defstruct("Kept", kept, forbid_unknown_fields=True))
    if not len(state["digests"]) == state["file"] < len(convert(settings, Known).files):
        raise ValueError
    return State(**state, tally=Tally.from_json(tally))


def _digest(held: dict[str, Any]) -> str:
    return sha256(json.dumps(held).encode()).hexdigest()
