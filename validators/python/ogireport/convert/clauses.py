"""Which columns the header of a clause of table two prints, and of which edition it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ogireport.convert import labels
from ogireport.convert.fragments import is_fragment
from ogireport.convert.grid import Cell
from ogireport.convert.headers import columns_of, forms
from ogireport.convert.ordering import CORNER
from ogireport.form import Form
from ogireport.spec import standard


class Clause(NamedTuple):
    """The header of a clause: edition, and its columns with their cells in printed order."""

    edition: str
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]


def clause(lines: Sequence[Sequence[Cell]], table: str, row: str) -> Clause | None:
    """Return the clause whose columns are exactly those of the header, when only one is."""
    found = [
        Clause(form.edition or "", columns, tuple(cells))
        for form in forms(table)
        if row in form.rows
        for cells in [_without_corner([c for line in lines for c in line], form)]
        if (columns := _assigned(cells, form.rows[row].columns, form))
    ]
    return found[0] if len(found) == 1 else None


def _without_corner(cells: list[Cell], form: Form) -> list[Cell]:
    corner = cells and (
        CORNER.fullmatch(labels.simple(cells[0].text))
        or labels.key(cells[0].text) == labels.key(standard().words["kind_of_information"]["zh"])
    )
    return cells[1:] if corner else cells


def _assigned(cells: Sequence[Cell], columns: tuple[str, ...], form: Form) -> tuple[str, ...]:
    """The columns in printed order when each label is certain, or torn where the form has it."""
    if len(cells) != len(columns):
        return ()
    read = [columns_of(cell.text, form.table) for cell in cells]
    certain = [codes[0] for codes in read if len(codes) == 1 and codes[0] in columns]
    if len(set(certain)) == len(columns):
        return tuple(certain)
    torn = sum(not codes for codes in read)
    fits = all(
        column in codes or (not codes and is_fragment(cell.text, form))
        for cell, codes, column in zip(cells, read, columns, strict=True)
    )
    return columns if fits and certain and torn <= 1 else ()
