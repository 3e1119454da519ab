"""Find and read the reports that a path names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ogireport.report import ReadError, is_report, parse, read
from ogireport.spec import Bilingual

SNIFFED = 512  # bytes that show whether a file is JSON


class Input(NamedTuple):
    """One candidate: `listed` files were named by the user, the others found in a directory."""

    file: str
    listed: bool


class Read(NamedTuple):
    """What became of an input: a document, or the reason why there is none, or neither."""

    file: str
    document: Any = None
    reason: Bilingual | None = None


def find(paths: tuple[str, ...]) -> list[Input]:
    """The files that the paths name, directories walked in name order, each file once."""
    found: dict[str, Input] = {}
    for path in paths:
        if path != "-" and os.path.isdir(path):
            for file in _walk(path):
                found.setdefault(file, Input(file, listed=False))
        else:
            found[path] = Input(path, listed=True)
    return list(found.values())


def _walk(folder: str) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            file = os.path.join(root, name)
            if _looks_like_json(file):
                yield file


def _looks_like_json(file: str) -> bool:
    if file.endswith(".json"):
        return True
    try:
        if not os.path.isfile(file):
            return False
        with open(file, "rb") as opened:
            start = opened.read(SNIFFED)
    except OSError:
        return False
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def load(item: Input) -> Read:
    """Read one input; what was only found and is no report comes back without a document."""
    try:
        document = parse(read(item.file))
    except ReadError as error:
        if item.listed or Path(item.file).suffix == ".json":
            return Read(item.file, reason=error.message)
        return Read(item.file)
    return Read(item.file, document if item.listed or is_report(document) else None)
