"""PDF by pdfplumber: ruled tables with their spans, the text around them line by line."""

from __future__ import annotations

import io
import logging
import struct
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ogireport.convert.grid import Block, Cell, Grid
from ogireport.convert.limits import MOST_CHARACTERS, MOST_PAGES
from ogireport.convert.readers.text import blocks as text_blocks
from ogireport.report import ReadError

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

_NEAR = 2.0  # points: edges closer than this are one ruling line
_FULL = 0.93  # a line that reaches so far across the text goes on in the next
_JOINT = 0.2  # of the page height: where a table that crosses a page ends and begins again
_BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, AssertionError,
           RecursionError, OSError, OverflowError, struct.error)  # fmt: skip  # what damage raises in it


def read(data: bytes) -> list[Block]:
    """Return the blocks; ReadError for encrypted, broken, endless and scanned files."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfminer.pdfexceptions import PDFException
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise ReadError(
            "读取 PDF 需要 pdfplumber；请安装 ogireport[pdf]。",
            "reading PDF needs pdfplumber; install ogireport[pdf].",
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts without a box
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return _document(document.pages)
    except ReadError:
        raise
    except (PdfminerException, PDFException, *_BROKEN) as error:
        if any(isinstance(e, MemoryError) for e in error.args):
            raise MemoryError from None  # pdfplumber wraps whatever happens
        if any(isinstance(e, PDFPasswordIncorrect) for e in (error, *error.args)):
            raise ReadError("PDF 有密码保护；请另存一份不带密码的。",
                            "the PDF is password-protected; save it without a password.") from None  # fmt: skip
        raise ReadError("PDF 已损坏或不完整。", "the PDF is broken or truncated.") from None


def _document(pages: list[Page]) -> list[Block]:
    if len(pages) > MOST_PAGES:
        raise ReadError(
            f"超过 {MOST_PAGES} 页，不像一份报告。",
            f"more than {MOST_PAGES} pages, too long for a report.",
        )
    blocks: list[Block] = []
    written = False
    ended_low = False
    for page in pages:
        if len(page.chars) > MOST_CHARACTERS:
            raise ReadError(
                "有一页文字过多，不像一份报告。", "a page holds too much text for a report."
            )
        written = written or bool(page.chars)
        parts = sorted(_page(page), key=lambda part: part[0])
        for n, (_, made) in enumerate(parts):
            if n == 0 and ended_low and blocks:
                made = _joined(blocks, made)
            blocks += made
        ended_low = bool(parts) and isinstance(parts[-1][1][-1], Grid)
        page.close()
    if not written:
        raise ReadError(
            "PDF 没有文字，是扫描件；请先做文字识别（OCR），或使用 Word、网页版本。",
            "the PDF holds no text, it is a scan; run OCR first, or use the Word or web version.",
        )
    return blocks


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


def _page(page: Page) -> Iterator[tuple[float, list[Block]]]:
    """Yield tables and the text between them, each with how far down the page it begins."""
    tables = page.find_tables()
    for table in tables:
        if blocks := _table(table):
            yield table.bbox[1], blocks
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda item: not _inside(item, boxes))
    run: list[dict[str, Any]] = []
    for line in outside.extract_text_lines(return_chars=False):
        if run and any(run[-1]["top"] < box[1] < line["top"] for box in boxes):
            yield run[0]["top"], _text(run)
            run = []
        run.append(line)
    if run:
        yield run[0]["top"], _text(run)


def _inside(item: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    if item.get("object_type") != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _text(lines: list[dict[str, Any]]) -> list[Block]:
    """Join the lines that a paragraph was broken into at the right margin."""
    width = max(line["x1"] for line in lines)
    left = min(line["x0"] for line in lines)
    texts = [""]
    for line in lines:
        texts[-1] += line["text"]
        full = line["x1"] - left > (width - left) * _FULL
        if not (full and len(line["text"]) > 20 and line["text"][-1] not in "。；：！:;!"):
            texts.append("")
    return list(text_blocks("\n".join(texts)))


def _edges(values: list[float]) -> list[float]:
    """The ruling lines, each once."""
    ordered = sorted(values)
    return [ordered[0]] + [b for a, b in pairwise(ordered) if b - a > _NEAR]


def _table(table: Table) -> list[Block]:
    """One grid; a frame round running text is running text."""
    boxes = [box for box in table.cells if box]
    if not boxes:
        return []
    columns = _edges([x for box in boxes for x in (box[0], box[2])])
    rows = _edges([y for box in boxes for y in (box[1], box[3])])
    texts = {
        box: text or ""
        for row, line in zip(table.rows, table.extract(), strict=True)
        for box, text in zip(row.cells, line, strict=True)
        if box
    }
    cells = [_cell(box, texts.get(box, ""), rows, columns) for box in boxes]
    cells = sorted((c for c in cells if c.rows and c.columns), key=lambda c: (c.row, c.column))
    width, height = len(columns) - 1, len(rows) - 1
    if width == 1:
        return list(text_blocks("\n".join(cell.text for cell in cells)))
    return [Grid(tuple(cells), width, height)]


def _cell(box: Any, text: str, rows: list[float], columns: list[float]) -> Cell:
    left, top, right, bottom = (
        bisect_left(edges, value - _NEAR)
        for edges, value in zip((columns, rows, columns, rows), box, strict=True)
    )
    return Cell(text.strip(), top, left, bottom - top, right - left)
