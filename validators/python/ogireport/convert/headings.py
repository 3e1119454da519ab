"""Tables of one row each under headings that name the rows: the one table that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ogireport.convert import labels
from ogireport.convert.grid import Block, Cell, Grid, Paragraph
from ogireport.convert.headers import has_figures
from ogireport.convert.lines import is_page_number
from ogireport.convert.numbers import is_figure


@dataclass(frozen=True, slots=True)
class _Single:
    """A table of one row: its header, and its figures."""

    header: tuple[Cell, ...]
    figures: tuple[Cell, ...]
    grid: Grid


def joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without page numbers, tables of one row that follow each other as one.

    Nothing is joined where a heading may as well stand below its table.
    """
    blocks = [b for b in blocks if isinstance(b, Grid) or not is_page_number(b.text)]
    singles = {n: found for n, block in enumerate(blocks) if (found := _single(block))}
    names = {n: name for n, block in enumerate(blocks) if (name := _name(block))}
    if any(n - 1 not in names and n + 1 in names for n in singles):
        yield from blocks
        return
    run: list[tuple[str, _Single]] = []
    for n, block in enumerate(blocks):
        if n in singles and n - 1 in names:
            continue
        single = singles.get(n + 1) if n in names else None
        if run and (single is None or single.header != run[0][1].header):
            yield _table(run)
            run = []
        if single:
            run.append((names[n], single))
        else:
            yield block
    if run:
        yield _table(run)


def _single(block: Block) -> _Single | None:
    if not isinstance(block, Grid) or block.loose or block.height < 2:
        return None
    *above, (figures, slots) = block.lines
    header = tuple(cell for cells, _ in above for cell in cells)
    read = [labels.read(cell.text) for cell in header if cell.text.strip()]
    fits = (
        slots == len(figures) == block.width
        and read
        and all(is_figure(cell.text) for cell in figures)
        and any(cell.text.strip() for cell in figures)
        and not any(cell.text.strip() and is_figure(cell.text) for cell in header)
        and not any(found and all(x.axis == "row" for x in found) for found in read)
    )
    return _Single(header, tuple(figures), block) if fits else None


def _name(block: Block) -> str:
    """The row that a heading names: （一）行政复议情况；"" when it names none."""
    text = block.text.strip("：: ").removesuffix("情况") if isinstance(block, Paragraph) else ""
    rows = [x for x in labels.read(text) if x.axis == "row"]
    return text if len(rows) == 1 and has_figures(rows[0]) else ""


def _table(run: Sequence[tuple[str, _Single]]) -> Grid:
    """The header once, and below it each row with its heading for a label."""
    first = run[0][1]
    top = first.grid.height - 1
    cells = [Cell("", 0, 0, top), *(c._replace(column=c.column + 1) for c in first.header)]
    for row, (heading, single) in enumerate(run, top):
        cells.append(Cell(heading, row, 0))
        cells += (c._replace(row=row, column=c.column + 1) for c in single.figures)
    is_padded = any(single.grid.padded for _, single in run)
    return Grid(tuple(cells), first.grid.width + 1, top + len(run), padded=is_padded)
