"""Sheets as blocks: ruled tables with their spans, and the text around them line by line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ogireport.convert.grid import Block, Cell, Grid
from ogireport.convert.limits import MOST_PAGES
from ogireport.convert.readers import ruling
from ogireport.convert.readers.ruling import Box, Char, Line, Sheet
from ogireport.convert.readers.text import blocks as text_blocks
from ogireport.report import ReadError

_NEAR = 2.0  # points: edges closer than this are one ruling line
_FULL = 0.93  # a line that reaches so far across the text goes on in the next


def blocks(sheets: Iterable[Sheet], kind: str) -> list[Block]:
    """Return the blocks of a document; ReadError for one that is endless or without text."""
    made: list[Block] = []
    written = ended_low = False
    for n, sheet in enumerate(sheets):
        if n == MOST_PAGES:
            raise ReadError(
                f"超过 {MOST_PAGES} 页，不像一份报告。",
                f"more than {MOST_PAGES} pages, too long for a report.",
            )
        written = written or bool(sheet.chars)
        parts = sorted(_parts(sheet), key=lambda part: part[0])
        for m, (_, part) in enumerate(parts):
            made += _joined(made, part) if m == 0 and ended_low and made else part
        ended_low = bool(parts) and isinstance(parts[-1][1][-1], Grid)
    if not written:
        raise ReadError(
            f"{kind} 没有文字，是扫描件；请先做文字识别（OCR），或使用 Word、网页版本。",
            f"the {kind} holds no text, it is a scan; run OCR first, or use the Word or web version.",
        )
    return made


def _joined(blocks: list[Block], made: list[Block]) -> list[Block]:
    """Give a row split by the page break its second half back: a row of text alone."""
    last, first = blocks[-1], made[0]
    if not (isinstance(last, Grid) and isinstance(first, Grid) and last.width == first.width):
        return made
    top = [cell for cell in first.cells if cell.row == 0]
    bottom = {cell.column: cell for cell in last.cells if cell.row + cell.rows == last.height}
    numbers = [cell for cell in top if cell.column >= 2]
    if (
        any(c.text for c in numbers)
        or not any(c.text and c.column in bottom for c in top)
        or len(numbers) < 2
    ):
        return made
    if not any(cell.text and cell.column >= 2 for cell in bottom.values()):
        return made
    tail = {cell.column: cell.text for cell in top}
    cells = tuple(
        Cell(c.text + tail.get(c.column, ""), c.row, c.column, c.rows, c.columns)
        if bottom.get(c.column) is c else c
        for c in last.cells
    )  # fmt: skip
    blocks[-1] = Grid(cells, last.width, last.height)
    rest = tuple(Cell(c.text, c.row - 1, c.column, c.rows, c.columns) for c in first.cells if c.row)
    return [Grid(rest, first.width, first.height - 1), *made[1:]] if rest else made[1:]


def _parts(sheet: Sheet) -> Iterator[tuple[float, list[Block]]]:
    """Yield tables and the text between them, each with how far down the page it begins."""
    tables = ruling.tables(sheet)
    outside = sheet.chars
    tops = []
    for boxes in tables:
        bounds = _bounds(boxes)
        held = [char for char in outside if _is_in(char, bounds)]
        outside = [char for char in outside if not _is_in(char, bounds)]
        tops.append(bounds[1])
        if made := _table(boxes, held):
            yield bounds[1], made
    run: list[Line] = []
    for line in ruling.lines(outside):
        if run and any(run[-1].top < top < line.top for top in tops):
            yield run[0].top, _text(run)
            run = []
        run.append(line)
    if run:
        yield run[0].top, _text(run)


def _bounds(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_in(char: Char, box: Box) -> bool:
    x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _text(lines: list[Line]) -> list[Block]:
    """Join the lines that a paragraph was broken into at the right margin."""
    width = max(line.right for line in lines)
    left = min(line.left for line in lines)
    texts = [""]
    for line in lines:
        texts[-1] += line.text
        full = line.right - left > (width - left) * _FULL
        if not (full and len(line.text) > 20 and line.text[-1] not in "。；：！:;!"):
            texts.append("")
    return list(text_blocks("\n".join(texts)))


def _edges(values: list[float]) -> list[float]:
    """The ruling lines, each once."""
    ordered = sorted(values)
    return [ordered[0]] + [b for a, b in pairwise(ordered) if b - a > _NEAR]


def _table(boxes: list[Box], chars: list[Char]) -> list[Block]:
    """One grid; a frame round running text is running text."""
    columns = _edges([x for box in boxes for x in (box[0], box[2])])
    rows = _edges([y for box in boxes for y in (box[1], box[3])])
    held = _held(boxes, chars)
    cells = [_cell(box, held.get(box, []), rows, columns) for box in boxes]
    cells = sorted((c for c in cells if c.rows and c.columns), key=lambda c: (c.row, c.column))
    width, height = len(columns) - 1, len(rows) - 1
    if width == 1:
        return list(text_blocks("\n".join(cell.text for cell in cells)))
    return [Grid(tuple(cells), width, height)]


def _held(boxes: list[Box], chars: list[Char]) -> dict[Box, list[Char]]:
    """The characters whose middle lies in each box."""
    tops = sorted({box[1] for box in boxes})
    by_top: dict[float, list[Box]] = defaultdict(list)
    for box in boxes:
        for top in tops[bisect_left(tops, box[1]) : bisect_left(tops, box[3])]:
            by_top[top].append(box)
    held: dict[Box, list[Char]] = defaultdict(list)
    for char in chars:
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        row = bisect_right(tops, y) - 1
        for box in by_top[tops[max(row, 0)]]:
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                held[box].append(char)
    return held


def _cell(box: Box, chars: list[Char], rows: list[float], columns: list[float]) -> Cell:
    text = "\n".join(line.text for line in ruling.lines(chars))
    left, top, right, bottom = (
        bisect_left(edges, value - _NEAR)
        for edges, value in zip((columns, rows, columns, rows), box, strict=True)
    )
    return Cell(text.strip(), top, left, bottom - top, right - left)
