"""Which column each printed figure of a row belongs to, when that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from ogireport.convert.grid import Cell
from ogireport.convert.headers import Columns

Texts = dict[str, str]  # column to printed characters


def in_table(cells: Sequence[Cell], columns: Sequence[str], at: Columns) -> Texts | None:
    """Place the cells of an unbroken table row under the header; None when they do not agree."""
    if any(cell.rows > 1 for cell in cells):
        return None
    exact = {(cell.column, cell.end): cell.text for cell in cells}
    if all(at[column] in exact for column in columns):
        return {column: exact[at[column]] for column in columns}
    ordered = sorted(columns, key=lambda column: at[column])
    if len(cells) == len(columns) and all(
        cell.column < at[column][1] and at[column][0] < cell.end
        for cell, column in zip(cells, ordered, strict=True)
    ):
        return {column: cell.text for cell, column in zip(cells, ordered, strict=True)}
    return None


def in_order(
    cells: Sequence[Cell], columns: Sequence[str], *, unbroken: bool = False
) -> Texts | None:
    """Place cells in the printed order of the form when not one of them is missing.

    Blanks at either end of a row of text may be padding, so they never make up the number; a row
    with nothing but its last figure is the exception: there is no second reading. The cells of
    an `unbroken` table row are all there.
    """
    texts = [cell.text for cell in cells]
    printed = [n for n, text in enumerate(texts) if text.strip()]
    if any(cell.rows > 1 for cell in cells):
        return None
    if not printed:
        return dict.fromkeys(columns, "") if len(texts) >= len(columns) else None
    inner = texts[printed[0] : printed[-1] + 1]
    if len(inner) == len(columns):
        return dict(zip(columns, inner, strict=True))
    if len(texts) == len(columns) and (unbroken or printed == [len(texts) - 1]):
        return dict(zip(columns, texts, strict=True))
    return None
