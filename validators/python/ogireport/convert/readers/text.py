"""Plain text and Markdown: rows with bars or tabs become grids, everything else paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ogireport.convert.grid import Block, Paragraph, laid, loose
from ogireport.convert.readers.encoding import decode

_DASHES = re.compile(r"\s*:?-{2,}:?\s*")
_DRAWN = re.compile(r"[\s\-|+=]*")
_HEADING = re.compile(r"#{1,6}\s+|\[bookmark:[^\[\]]*\]|\*\*")
_SHORT = 40  # characters of a cell that its bar follows on the next line
_LEAST_ROWS = 2  # of the same width make a table


def read(data: bytes) -> list[Block]:
    return list(blocks(decode(data)))


def blocks(text: str) -> Iterator[Block]:
    """Yield a grid for each run of rows of equal width, and a paragraph for every other line."""
    lines = [_HEADING.sub("", line) for line in _with_bars(text.splitlines())]
    for kind, group in groupby(lines, key=_kind):
        run = list(group)
        if kind == "text":
            yield from (Paragraph(line) for line in run if line.strip())
        elif kind:
            written = [line.strip() for line in run if not _is_rule(line)]
            closed = all(line.endswith("|") for line in written)
            yield from _rows([_cells(line, kind, closed=closed) for line in written], kind)


def _with_bars(lines: list[str]) -> Iterator[str]:
    """Join a cell to the bar that closes it on the next line."""
    held = ""
    for line in lines:
        if held and "|" in line and not line.strip("| \t"):
            line, held = f"{held} {line.strip()}", ""
        if held:
            yield held
            held = ""
        if line.strip() and "|" not in line and "\t" not in line and len(line.strip()) <= _SHORT:
            held = line
        else:
            yield line
    if held:
        yield held


def _kind(line: str) -> str:
    """How a line separates its cells: `table` bars enclose it, `bars`, `tabs`, or `text`."""
    bare = line.strip()
    if "|" in bare:
        enclosed = bare.startswith("|") and bare.endswith("|") and bare.strip("| ")
        return "table" if enclosed else "bars"
    if not bare:
        return ""
    return "tabs" if "\t" in line else "text"


def _is_rule(line: str) -> bool:
    """Whether a line only rules a table off."""
    if "-" in line and _DRAWN.fullmatch(line):
        return True
    *cells, last = line.strip().removeprefix("|").split("|")
    return bool(cells) and all(map(_DASHES.fullmatch, cells if not last else [*cells, last]))


def _cells(line: str, kind: str, *, closed: bool) -> list[str]:
    """The cells of a row; a bar at its end is no separator where every row has one."""
    if kind == "tabs":
        return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    cells = [cell.strip() for cell in line.strip().split("|")]
    cells = cells[1:] if kind == "table" else cells
    return cells[:-1] if closed or (kind == "table" and not cells[-1]) else cells


def _rows(rows: list[list[str]], kind: str) -> Iterator[Block]:
    """Rows of one width have columns; blanks of the others are padding or not, nobody knows."""
    widths = {len(row) for row in rows}
    if kind == "tabs" and all(sum(map(bool, row)) < 2 for row in rows):
        yield from (Paragraph(cell) for row in rows for cell in row if cell)
        return
    if kind != "bars" and len(rows) >= _LEAST_ROWS and len(widths) == 1 and max(widths) > 1:
        yield laid([[(cell, 1, 1) for cell in row] for row in rows], padded=kind == "tabs")
        return
    for row in rows:
        printed = [cell for cell in row if cell] if kind == "tabs" else row
        if len(printed) == 1 and kind == "tabs":
            yield Paragraph(printed[0])
        elif printed:
            yield loose(printed)
