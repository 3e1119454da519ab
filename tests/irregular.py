"""Reports as publishers lay them out in fact: one irregularity or several, and what a reader sees."""

from __future__ import annotations

from random import Random
from typing import Any

import irregular_layouts  # noqa: F401
import irregular_tables  # noqa: F401  # each adds its kinds
import irregular_texts  # noqa: F401
from carriers import WRITERS
from printed import KINDS, Printed, figures

CUTS = {"text between", "row for each track", "table for each track", "table for each row"}


def distinct(doc: Printed, chance: Random) -> None:
    """Give each figure a number that no other has, so that one in a wrong place shows."""
    numbers = iter(chance.sample(range(1, 1000), len(doc.truth)))
    for n, part in enumerate(doc.parts):
        if not isinstance(part, str):
            own = {
                p.cell: next(numbers)
                for p in part
                if p.text.isdecimal() and p.cell and not p.cell.endswith("amount_yuan")
            }
            doc.truth |= own
            doc.parts[n] = [p._replace(text=str(own.get(p.cell, p.text))) for p in part]


def document(
    number: int, most: int = 1, *, is_distinct: bool = False
) -> tuple[str, str, bytes, dict[str, Any]]:
    """Document N: its kinds, its writer, its bytes and its figures; the same in every run."""
    chance = Random(number)
    doc = Printed.of(figures(chance))
    if is_distinct:
        distinct(doc, chance)
    kinds = chance.sample(sorted(KINDS), chance.randint(min(1, most), most))
    kinds.sort(
        key=lambda kind: (kind in CUTS, kind == "header missing")
    )  # what changes a table changes all of it before it is cut
    done = []
    for kind in kinds:
        try:
            KINDS[kind](doc, chance)
            done.append(kind)
        except (StopIteration, IndexError, ValueError):  # another one left it no place
            continue
    writer = chance.choice(list(WRITERS))
    if {"wrong row span", "merged figures"} & set(done):
        writer = "html"  # only there such cells stand as they were made
    return " + ".join(done), writer, WRITERS[writer](doc.parts), doc.truth
