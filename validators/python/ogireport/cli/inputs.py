"""Find and read the reports that a path names."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from ogireport.kinds import Bilingual
from ogireport.report import MARKS, SUFFIX, ReadError, is_report, parse, read
from ogireport.spec import standard

MANY = 20  # this many files, and a progress bar is shown
LINES = tuple(f"{s}{p}" for s in (".jsonl", ".ndjson") for p in ("", ".gz", ".zst"))
TWICE: Bilingual = {"zh": "报告标识重复。", "en": "its report_id appears twice."}
SNIFFED = 512  # bytes that show whether a file is JSON


class Input(NamedTuple):
    """One candidate: `listed` files were named by the user, the others found in a directory.

    Of `mixed` files, which a hook names without having looked at them, packages are read too.
    """

    file: str
    listed: bool
    mixed: bool = False


class Read(NamedTuple):
    """The result of an input: a document, the reason why there is none, or passed over.

    `report`: what was found to follow report.schema.json when it was read; a decoded line has no document.
    `columns`: instead of documents, the tables of many such reports.
    `known`: instead of a document, what a sieve knows of it.
    """

    file: str
    document: Any = None
    reason: Bilingual | None = None
    report: Any = None
    passed_over: bool = False
    columns: dict[str, Any] | None = None
    known: Any = None


def find(paths: tuple[str, ...]) -> list[Input]:
    """The files that the paths name, directories walked in name order, each file once."""
    found: dict[str, Input] = {}
    for path in paths:
        if path != "-" and os.path.isdir(path):
            for item in _walk(path):
                found.setdefault(item.file, item)
        else:
            found[path] = Input(path, listed=True)
    return list(found.values())


def sift(paths: tuple[str, ...]) -> list[Input]:
    """The files of a change, some of which may be reports; for a CSV file its package."""
    files = (
        str(Path(path).with_name("datapackage.json")) if path.endswith(".csv") else path
        for path in paths
    )
    return [Input(file, listed=False, mixed=True) for file in dict.fromkeys(files)]


def hold_lines(paths: tuple[str, ...]) -> bool:
    """Whether a path is a JSONL corpus by its name, or a directory with one."""
    return any(True for path in paths for file in files_below(path) if is_lines(file))


def is_lines(file: str) -> bool:
    """Whether a file is a JSONL corpus by its name."""
    return file.lower().endswith(LINES)


def files_below(path: str) -> Iterator[str]:
    """The path itself, or every file of a directory in name order, but no pipe, which may never end."""
    if path == "-" or not os.path.isdir(path):
        yield path
        return
    for root, folders, names in os.walk(path):
        folders.sort()
        for file in (_below(root, name) for name in sorted(names)):
            if os.path.isfile(file) or not os.path.exists(file):
                yield file


def _walk(folder: str) -> Iterator[Input]:
    """What may be a report below a folder, and the folders that cannot be opened."""
    closed: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda e: closed.append(e.filename)):
        folders.sort()
        for name in sorted(files):
            file = _below(root, name)
            if _looks_like_json(file):
                yield Input(file, listed=False)
    yield from (Input(path, listed=True) for path in closed)


def _below(root: str, name: str) -> str:
    """The path of a file in a folder, the same on every system."""
    return os.path.join(root, name).replace(os.sep, "/")


def _looks_like_json(file: str) -> bool:
    if not os.path.isfile(file):  # a broken link is reported, a pipe would never end
        return file.endswith(".json") and not os.path.exists(file)
    if file.endswith(".json"):
        return True
    try:
        with open(file, "rb") as opened:
            start = opened.read(SNIFFED)
    except OSError:
        return False
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


Package = Callable[[str], Iterator[Read]]  # reads the reports of a data package
Sieve = Callable[[bytes], Any]  # what is known of a file that surely holds a report, else None


def read_all(
    found: list[Input], lang: str, package: Package | None = None, sieve: Sieve | None = None
) -> Iterator[Read]:
    """Read every input in order, with a progress bar on the terminal if there are many."""
    hidden = len(found) < MANY or not sys.stderr.isatty()
    label = {"zh": "校核", "en": "checking"}[lang]
    with click.progressbar(found, label=label, file=sys.stderr, hidden=hidden) as items:
        for item in items:
            yield from load(item, package, sieve)


def load(item: Input, package: Package | None = None, sieve: Sieve | None = None) -> Iterator[Read]:
    """Read one input: a report, or every report of a data package (datapackage.json, .zip).

    What was only found in a directory and is no report comes back without a document.
    """
    package = package or _package
    data = b""
    try:
        if item.listed and is_zip(item.file):
            yield from package(item.file)
            return
        data = read(item.file)
        if sieve and (known := sieve(data)):
            yield Read(item.file, known=known)
            return
        document = parse(data)
        if (item.listed and _resources(document) is not None) or (item.mixed and _ours(document)):
            yield from package(item.file)
            return
    except ReadError as error:
        named = item.listed or Path(item.file).suffix == ".json"
        named = named and (not item.mixed or _meant(item.file, data))
        yield Read(item.file, reason=error.message if named else None, passed_over=not named)
        return
    yield Read(item.file, document, passed_over=not (item.listed or is_report(document)))


def _resources(document: Any) -> Any:
    return document.get("resources") if isinstance(document, dict) else None


def _ours(document: Any) -> bool:
    """Whether a JSON document is the descriptor of a package of reports, by the tables it names."""
    named = _resources(document)
    names = {r.get("name") for r in named if isinstance(r, dict)} if isinstance(named, list) else ()
    return "reports" in names and not standard().forms.keys().isdisjoint(names)


def _meant(file: str, data: bytes) -> bool:
    """Whether a file that cannot be read is meant as a report or a package of reports."""
    marks = sum(f'"{mark}"'.encode() in data for mark in MARKS)
    tables = any(f'"{form}"'.encode() in data for form in standard().forms)
    return file.endswith(SUFFIX) or marks >= 3 or tables


def is_zip(file: str) -> bool:
    """Whether a file begins as a .zip does; a pipe is not opened, since it can be read only once."""
    if not os.path.isfile(file):
        return False
    try:
        with open(file, "rb") as opened:
            return opened.read(4) == b"PK\x03\x04"
    except (OSError, ValueError):
        return False


def contents(file: str) -> dict[str, list[list[str]]]:
    """The rows of the tables of a data package."""
    from ogireport.tables import package

    found = package.contents(file, standard())
    gc.freeze()  # millions of texts stay until the end; do not walk them at every collection
    return found


def _package(file: str) -> Iterator[Read]:
    yield from reports_of(contents(file), file)


def reports_of(contents: dict[str, list[list[str]]], file: str) -> Iterator[Read]:
    """The reports that the rows of a data package stand for."""
    from ogireport.tables import documents

    for report, formed in documents.documents(contents, standard()):
        name = f"{file}#{report.report_id}"
        yield Read(name, report.document, report=report if formed else None)
