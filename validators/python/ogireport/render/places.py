"""Where in which file a finding points: line and column of a value in JSON, or of a cell in CSV."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ogireport.kinds import column_name
from ogireport.report import ReadError, decoded, parse, read
from ogireport.tables import csvfile
from ogireport.tokens import TOKEN

if TYPE_CHECKING:
    from ogireport.findings import Finding
    from ogireport.render.runs import Checked

_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.S)
Path = tuple[str, ...]
Span = tuple[int, int]  # from one character of a text up to another


class Region(NamedTuple):
    """Lines and columns, in characters, from 1; the end column is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


def described(region: Region) -> dict[str, int]:
    """The region as SARIF has it."""
    names = ("startLine", "startColumn", "endLine", "endColumn")
    return dict(zip(names, region, strict=True))


class Place(NamedTuple):
    """A file, and the region in it; None where the file is no text, or cannot be read again."""

    file: str
    region: Region | None


class Text:
    """A text that knows on which line each of its characters stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def region(self, span: Span) -> Region:
        return Region(*self._at(span[0]), *self._at(span[1]))

    def _at(self, character: int) -> tuple[int, int]:
        line = bisect_right(self.starts, character)
        return line, character - self.starts[line - 1] + 1


class Source:
    """The file of one checked report, read again when a place in it is asked for."""

    def __init__(self, checked: Checked, packages: dict[str, Package]) -> None:
        self.checked = checked
        self.file, _, self.report_id = checked.file.partition("#")
        if not (self.report_id and os.path.isfile(self.file)):
            self.file, self.report_id = checked.file, ""
        self.packages = packages
        self.cells = {pointed_at(found) for found in checked.verdict.findings}

    @classmethod
    def all(cls, checked: Iterable[Checked]) -> Iterator[Source]:
        """The sources of a run, which look into each package once."""
        packages: dict[str, Package] = {}
        return (cls(each, packages) for each in checked)

    def of(self, found: Finding) -> Place:
        """Where a finding points: at a cell or field, or at what it quotes of a section."""
        place = self.place(pointed_at(found))
        span = self._spans.get(way(pointed_at(found))) if found.section and place.region else None
        if span is None or found.start is None or found.end is None:
            return place
        return Place(
            place.file, self.text.region(quoted(self.text.text, span, found.start, found.end))
        )

    def place(self, cell: str) -> Place:
        """Where a cell or field stands; where it is missing, what should hold it."""
        if self.report_id:
            package = self.packages.setdefault(self.file, Package(self.file))
            return package.place(self.report_id, cell)
        path = way(cell)
        while path and path not in self._spans:
            path = path[:-1]
        region = self.text.region(self._spans[path]) if path in self._spans else None
        return Place(self.file, region)

    @cached_property
    def text(self) -> Text:
        return Text(_text(self.file))

    @cached_property
    def _spans(self) -> dict[Path, Span]:
        paths = map(way, self.cells)
        return spans(self.text.text, {path[:n] for path in paths for n in range(len(path) + 1)})


class Package:
    """The CSV files of a package in a folder; of a .zip there is no place but itself."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: dict[str, dict[str, tuple[int, str]]] = {}

    def place(self, report_id: str, cell: str) -> Place:
        """The cell of a report in a table; the row of the report where it is no column."""
        column = column_name(cell)
        for name, path in self._tables(cell):
            rows = self.rows.setdefault(name, _rows(path) if name not in self.rows else {})
            if report_id in rows:
                line, text = rows[report_id]
                return Place(path, _field(rows[""][1], column, line, text))
        return Place(self.file, None)

    def _tables(self, cell: str) -> Iterator[tuple[str, str]]:
        """The tables that may hold a cell, with their files."""
        table, _, row = cell.partition("/")
        if "/" in row:
            yield from (pair for pair in self._paths.items() if re.match(rf"{table}(_|$)", pair[0]))
        yield from (pair for pair in self._paths.items() if pair[0] == "reports")

    @cached_property
    def _paths(self) -> dict[str, str]:
        try:
            resources = parse(read(self.file))["resources"]
        except ReadError:  # a .zip
            return {}
        folder = os.path.dirname(self.file)
        return {each["name"]: os.path.join(folder, each["path"]) for each in resources}


def _rows(path: str) -> dict[str, tuple[int, str]]:
    """The line on which the row of each report begins, and that line; "" is the header."""
    found: dict[str, tuple[int, str]] = {}
    lines = io.StringIO(_text(path), newline="").readlines()  # a lone CR also ends what csv reads,
    numbers = [*accumulate((line.endswith("\n") for line in lines), initial=1)]  # but no line
    at, before = 0, 0
    with csvfile.long_fields():
        for row in (reader := csv.reader(lines)):
            if not before:
                at = row.index("report_id")
            place = numbers[before], lines[before].rstrip("\r\n")
            found.setdefault(row[at] if before else "", place)
            before = reader.line_num
    return found


def _field(header: str, column: str, line: int, text: str) -> Region:
    """The field of a column on a line, or the whole line where that cannot be told."""
    names, fields = header.split(","), text.split(",")
    if column not in names or '"' in text:
        return Region(line, 1, line, len(text) + 1)
    at = names.index(column)
    start = sum(len(field) + 1 for field in fields[:at]) + 1
    return Region(line, start, line, start + len(fields[at]))


def pointed_at(found: Finding) -> str:
    """The cell or field that a finding points at first."""
    return f"sections/{found.section}" if found.section else found.cells[0]


def quoted(text: str, span: Span, start: int, end: int) -> Span:
    """Where some characters of a JSON string stand, which has a span with its quotation marks."""
    ends = [span[0] + 1]
    for match in _CHARACTER.finditer(text, span[0] + 1, span[1] - 1):
        ends.append(match.end())
        if len(ends) > end:
            break
    return ends[start], ends[end]


def way(cell: str) -> Path:
    """The keys that lead to a cell or field."""
    return () if cell == "$" else tuple(cell.split("/"))


def _text(file: str) -> str:
    """The text of a file; empty when it is none, or a standard input that is used up."""
    try:
        return decoded(read(file)) if os.path.isfile(file) else ""
    except ReadError:
        return ""


def spans(text: str, wanted: Iterable[Path]) -> dict[Path, Span]:
    """Where the wanted values of a JSON text stand, by the keys and numbers that lead to them.

    The text is JSON. The key `rows` is not named, as in the path of a cell.
    """
    found: dict[Path, Span] = {}
    path: list[str] = []  # of the value that is read
    opened: list[tuple[int, bool]] = []  # the brackets around it: where, and whether of a list
    string, is_key = "", False
    for match in TOKEN.finditer(text):
        piece = match[0]
        if piece in "{[":
            opened.append((match.start(), piece == "["))
            path.append("0")
            is_key = piece == "{"
        elif piece == ",":
            is_key = not opened[-1][1]
            path[-1] = path[-1] if is_key else str(int(path[-1]) + 1)
        elif piece == ":":
            path[-1], is_key = string, False
        elif not is_key or piece == "}":
            start = match.start()
            if piece in "}]":
                path.pop()
                start, _ = opened.pop()
                is_key = False
            named = tuple(key for key in path if key != "rows")
            if named in wanted:
                found[named] = start, match.end()
        else:
            string = json.loads(piece)
    return found
