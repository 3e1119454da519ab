"""Blocks to printed lines: a row of a real table, a row of text, or a single text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ogireport.convert import labels
from ogireport.convert.grid import Block, Cell, Grid, Name, Paragraph
from ogireport.convert.numbers import is_figure

LONGEST_ROW = 200  # characters of a paragraph that may be a row of text
_PAGE = re.compile(r"[-—–－─]+\s*\d+\s*[-—–－─]+|第\s*\d+\s*页.*|P\. ?\d+|\[PAGE \d+\]")
_NUMBERS_APART = re.compile(
    r"(?<=[增减加少]) +(?=\d)|(?<=\d) +(?=(?:[万亿]元?|元)(?:\s|$))"
)  # a sign word and a unit belong to their number
_TOGETHER = re.compile(r"(.*\D)(\d+)")


def is_page_number(text: str) -> bool:
    return bool(_PAGE.fullmatch(text.strip()))


@dataclass(frozen=True)
class Line:
    """Cells printed side by side; `grid` is the table they have columns in, if any.

    `slots` is how many columns of it they fill, with the cells that reach down from above.
    """

    cells: tuple[Cell, ...]
    grid: Grid | None = None
    slots: int = 0
    spaced: bool = False  # nothing but blanks stands between the cells

    @cached_property
    def text(self) -> str:
        """The text of a line that holds nothing else."""
        printed = [cell.text for cell in self.cells if cell.text.strip()]
        return printed[0] if len(printed) == 1 else ""

    @property
    def is_solid(self) -> bool:
        """Whether it is a row of a real table, which no other line can go on."""
        return self.grid is not None and not self.grid.padded


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Yield the lines of all blocks in order, without page numbers."""
    for block in blocks:
        if isinstance(block, Name):
            continue
        if isinstance(block, Paragraph):
            yield from _of_text(block.text)
        elif block.width == 1 and not block.loose:
            for cell in block.cells:
                yield from _of_text(cell.text)
        else:
            for cells, slots in block.lines:
                line = Line(cells, None if block.loose else block, slots)
                if not is_page_number(line.text):
                    yield line


def _of_text(text: str) -> Iterator[Line]:
    text = text.strip()
    if text and not is_page_number(text):
        cells = tuple(Cell(part, 0, n) for n, part in enumerate(_parts(text)))
        yield Line(cells, spaced=len(cells) > 1)


def run_together(text: str) -> tuple[str, str] | None:
    """The label of a row and the figures that run into it without a blank."""
    match = _TOGETHER.fullmatch(text) if len(text) <= LONGEST_ROW else None
    return (match[1], match[2]) if match and labels.widths(match[1]) else None


def _unblanked(text: str) -> list[str]:
    """Part columns from each other, and a label from a zero for each column: no other figure is certain."""
    label, figures = run_together(text) or (text, "")
    if figures and not figures.strip("0") and len(figures) in labels.widths(label):
        return [label, *figures]
    return labels.parted(text) or [text]


def _parts(text: str) -> list[str]:
    """Split a row of text at its blanks: figures at its end, or labels throughout."""
    if len(text) > LONGEST_ROW:
        return [text]
    if len(pieces := _NUMBERS_APART.sub("", text).split()) < 2:
        return _unblanked(text)
    figures = 0
    while figures < len(pieces) and is_figure(pieces[-1 - figures]):
        figures += 1
    if figures == len(pieces):
        return pieces
    if figures:
        label = " ".join(pieces[:-figures])
        plausible = figures > 1 or any(labels.read(p) for p in (label, pieces[-figures - 1]))
        return [label, *pieces[-figures:]] if plausible else [text]
    known = [piece for piece in pieces if labels.read(piece) or labels.column_at_end(piece)]
    return pieces if len(known) * 2 > len(pieces) and not labels.read(text) else [text]
