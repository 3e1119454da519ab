"""A register of organs as a CSV file, read as strictly as the tables of a package."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from ogireport.report import ReadError, read
from ogireport.rules.linking import folded
from ogireport.rules.register import Organ, Register
from ogireport.spec import Spec, standard
from ogireport.tables import csvfile, values
from ogireport.tables.container import named
from ogireport.tables.tableschema import Column, Table, table

SEPARATOR = "|"  # between the other names of an organ
Organs = dict[int, Organ]  # by row; the header is row 1
Wrong = tuple[int, str, str]  # a row, and what is wrong with it in zh and en


def load_register(path: str | os.PathLike[str], spec: Spec | None = None) -> Register:
    """Return the register in a CSV file; ReadError with the row for what is none.

    Its columns are those of schema/dist/tables/organs.json.
    """
    layout = table("organs", spec or standard())
    name = Path(path).name
    with named(os.fspath(path)):
        data = read(os.fspath(path))
    lines = csvfile.rows(io.BytesIO(data), name, layout)
    organs = {row: _organ(line, row, name, layout) for row, line in enumerate(lines, 2)}
    for wrong in chain(_twice(organs), _orphans(organs)):
        raise _error(name, *wrong)
    return Register(organs.values())


def _error(name: str, row: int, zh: str, en: str) -> ReadError:
    return ReadError(f"{name} 第 {row} 行{zh}。", f"{name} row {row}{en}.")


def _organ(line: list[str], row: int, file: str, layout: Table) -> Organ:
    found: dict[str, Any] = {}
    for text, column in zip(line, layout.columns, strict=True):
        try:
            found[column.name] = _value(text, column)
        except values.CellError:
            name, shown = column.name, repr(text[:40])
            raise _error(
                file, row, f" {name} 列：{shown} 不是有效的值", f", column {name}: {shown} is not valid"
            ) from None  # fmt: skip
    parts = map(str.strip, (found["aliases"] or "").split(SEPARATOR))
    return Organ(**found | {"aliases": tuple(filter(None, parts))})


def _value(text: str, column: Column) -> Any:
    """The value of a cell; a spreadsheet saves true as TRUE."""
    value = values.read(text.lower() if column.kind == "boolean" else text, column.kind)
    if not column.values.fits(value):
        raise values.CellError(text)
    return value


def _twice(organs: Organs) -> Iterator[Wrong]:
    """Rows whose name, code or identifier another row has; other names may be shared."""
    seen: dict[str, int] = {}
    for row, organ in organs.items():
        for said in dict.fromkeys((folded(organ.name), organ.key)):
            if first := seen.get(said):
                yield (
                    row,
                    f"：{said} 与第 {first} 行重复；名称、代码和由其组成的报告标识均不能重复",
                    f": {said} repeats row {first}; names, codes and report identifiers stand once",
                )
            seen[said] = row


def _orphans(organs: Organs) -> Iterator[Wrong]:
    """Rows whose parent is not in the register, or is the organ itself."""
    known = {folded(organ.name) for organ in organs.values()}
    for row, organ in organs.items():
        if organ.parent and folded(organ.parent) not in known - {folded(organ.name)}:
            yield (
                row,
                f" parent 列：名录中没有另一个机关名为 {organ.parent}",
                f", column parent: the register has no other organ named {organ.parent}",
            )
