"""One CSV file of a package, read row by row: what cannot be a row of its table is not kept."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ogireport.report import LARGEST_FILE, ReadError, decoded, not_utf8
from ogireport.tables.container import named
from ogireport.tables.tableschema import Table

LONGEST = LARGEST_FILE  # characters of a row; a report as JSON may not be longer either


def rows(file: IO[bytes], name: str, table: Table, most: int = sys.maxsize) -> list[list[str]]:
    """Return the rows without header, at most `most`, each with as many cells as the table.

    ReadError for anything else, with the name of the file and the row.
    """
    found: list[list[str]] = []
    with long_fields():
        parsed = _parsed(file, name)
        _check_header(next(parsed, []), name, table.header)
        for number, row in enumerate(parsed, 2):
            _check(row, number, name, table.header)
            if len(found) == most:
                raise ReadError(
                    f"{name} 超过 {most} 行，多于这些报告所能有的行数。",
                    f"{name} has more than {most} rows, more than these reports can have.",
                )
            found.append(row)
    return found


@contextmanager
def long_fields() -> Iterator[None]:
    """Fields that are read within such a block may be as long as a row."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _parsed(file: IO[bytes], name: str) -> Iterator[list[str]]:
    lines = _Lines(file, name)
    try:
        for row in csv.reader(lines, strict=True):
            lines.held = 0
            yield row
    except UnicodeDecodeError as error:
        before = file.tell() - len(error.object)
        with named(name):
            if not before:
                decoded(error.object)  # says which other encoding it is
            raise not_utf8(before + error.start) from None
    except csv.Error as error:
        raise ReadError(f"{name}：{error}。", f"{name}: {error}.") from None


class _Lines:
    """The lines of a text in UTF-8; ReadError where those of one row are too long."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        self._name, self.held = name, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST - self.held + 1)
        self.held += len(line)
        if self.held > LONGEST:
            raise ReadError(
                f"{self._name} 有一行超过 {LONGEST:,} 个字符。",
                f"{self._name} has a row of more than {LONGEST:,} characters.",
            )
        if not line:
            raise StopIteration
        return line


def _check(row: list[str], number: int, name: str, header: list[str]) -> None:
    if any("\0" in cell for cell in row):
        at = next(n for n, cell in enumerate(row) if "\0" in cell)
        column = header[min(at, len(header) - 1)]
        raise ReadError(
            f"{name} 第 {number} 行 {column}：含有空字符（NUL）。",
            f"{name} row {number}, {column}: contains NUL.",
        )
    if len(row) != len(header):
        raise ReadError(
            f"{name} 第 {number} 行有 {len(row)} 格，应为 {len(header)} 格。",
            f"{name} row {number} has {len(row)} cells, expected {len(header)}.",
        )


def _check_header(row: list[str], name: str, header: list[str]) -> None:
    """The first column that differs, by the name it should have: what is there may be anything."""
    if row == header:
        return
    if row[: len(header)] == header:
        n = len(header) + 1
        raise ReadError(
            f"{name} 的表头不符：多出第 {n} 列。",
            f"{name} has the wrong header: column {n} is one too many.",
        )
    n = next(n for n, column in enumerate(header) if row[n : n + 1] != [column])
    raise ReadError(
        f"{name} 的表头不符：第 {n + 1} 列应为 {header[n]}。",
        f"{name} has the wrong header: column {n + 1} must be {header[n]}.",
    )
