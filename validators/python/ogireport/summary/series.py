"""Sums, shares and null cells of a corpus by year, organ level and scope.

Levels and scopes are never added up: a government's aggregate already includes its units. So a
report whose level is unknown is in no sum; `left_out` lists it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from ogireport.form import Form, Line
from ogireport.frames.batches import AMOUNT
from ogireport.frames.engines import collected
from ogireport.frames.store import Frames
from ogireport.kinds import column_name
from ogireport.spec import Spec

KEYS = ("reporting_year", "organ_level", "scope")
APART = "disclosure"  # the editions of table two count different things: never one series
Tables = dict[str, pa.Table]
SCHEMA = pa.schema(
    [("reporting_year", pa.int64())]
    + [(n, pa.string()) for n in ("organ_level", "scope", "editions", "row", "row_zh", "row_en",
                                  "column", "column_zh", "column_en")]
    + [("reports", pa.int64()), ("known", pa.int64()), ("sum", pa.int64())]
    + [("share", pa.float64()), ("share_of", pa.string())]
)  # fmt: skip
COVERAGE = pa.schema(
    [("reporting_year", pa.int64())]
    + [(n, pa.string()) for n in ("organ_level", "scope", "table", "edition")]
    + [(n, pa.int64()) for n in ("reports", "cells", "blank", "reports_with_blank")]
)
LEFT_OUT = ["report_id", "reporting_year", "organ_name", "scope"]


class Series(NamedTuple):
    """A row or column, or a heading over some: on each form the lines that add up to it.

    So a line of one edition that is a heading in the other becomes one series.
    """

    line: Line
    base: str | None  # the total that it is a part of
    lines: Mapping[str, tuple[str, ...]]


def series(forms: list[Form], axis: str) -> list[Series]:
    """The series of a table, in the printed order of the newest edition."""
    newest_first: dict[str, Line] = {}
    for form in reversed(forms):
        newest_first = {
            **newest_first,
            **{c: x for c, x in getattr(form, axis).items() if c not in newest_first},
        }
    found = []
    for code, line in newest_first.items():
        lines = {
            f.name: tuple(below(getattr(f, axis), code)) for f in forms if code in getattr(f, axis)
        }
        if lines and not any(len(x) == 1 and x[0] != code for x in lines.values()):
            found.append(Series(line, _base(newest_first, line), lines))
    return found


def below(lines: Mapping[str, Line], code: str) -> Iterator[str]:
    """The lines with figures that a line stands for: itself, or those under a heading."""
    if lines[code].role != "group":
        yield code
        return
    for child in lines.values():
        if child.parent == code:
            yield from below(lines, child.code)


def _base(lines: Mapping[str, Line], line: Line) -> str | None:
    parent = lines.get(line.parent)
    return (
        None if parent is None else parent.code if parent.role == "total" else _base(lines, parent)
    )


# added up ------------------------------------------------------------------------------------


def tables(frames: Frames, spec: Spec) -> Tables:
    """The summary tables of a corpus: one per form table, `coverage`, and `left_out`."""
    by_table: dict[str, list[Form]] = {}
    for form in spec.forms.values():
        by_table.setdefault(form.table, []).append(form)
    found = {}
    for table, forms in by_table.items():
        groups = [[form] for form in forms] if table == APART else [forms]
        lines = [line for group in groups for line in _summed(group, frames, spec)]
        number = AMOUNT if table == APART else pa.int64()
        schema = SCHEMA.set(SCHEMA.get_field_index("sum"), pa.field("sum", number))
        found[table] = pa.Table.from_pylist(lines, schema)
    found["coverage"] = pa.Table.from_pylist(
        [line for form in spec.forms.values() for line in _blanks(form, frames, spec)], COVERAGE
    )
    unknown = frames["reports"].filter(nw.col("organ_level").is_null())
    found["left_out"] = collected(unknown.select(*LEFT_OUT).sort("report_id"))
    keys = {
        name: [k for k in table.column_names if k in (*KEYS, "editions", "edition")]
        for name, table in found.items()
    }
    return {
        name: table.sort_by([(k, "ascending") for k in keys[name]]) for name, table in found.items()
    }


def _of_known_level(form: Form, frames: Frames) -> nw.LazyFrame[Any]:
    """The cells of a form with the keys of their reports."""
    reports = frames["reports"].filter(~nw.col("organ_level").is_null())
    return frames[form.name].join(reports.select("report_id", *KEYS), on="report_id")


def _summed(forms: list[Form], frames: Frames, spec: Spec) -> Iterator[dict[str, Any]]:
    """One line per group of reports, row and column; the editions of a group are added up."""
    rows, columns = series(forms, "rows"), series(forms, "columns")
    pairs = {f"{n}": (r, c) for n, (r, c) in enumerate((r, c) for r in rows for c in columns)}
    counted: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
    for form in forms:
        for line in _collected(form, pairs, frames, spec):
            for n, numbers in line.pop("pairs").items():
                counted.setdefault(tuple(line.values()), {}).setdefault(n, []).append(
                    (form, numbers)
                )
    for key, found in counted.items():
        for n, parts in found.items():
            yield dict(zip(KEYS, key, strict=True)) | _line(*pairs[n], parts)


def _line(row: Series, column: Series, parts: list[Any]) -> dict[str, Any]:
    reports, known, total, part, whole = (
        sum(numbers[i] or 0 for _, numbers in parts) for i in range(5)
    )
    return {
        "editions": " ".join(form.edition or "" for form, _ in parts),
        **{f"row{s}": v for s, v in _names(row.line)},
        **{f"column{s}": v for s, v in _names(column.line)},
        "reports": reports,
        "known": known,
        "sum": total if known else None,
        "share": float(round(Decimal(part) / Decimal(whole), 6)) if whole else None,
        "share_of": row.base or column.base,
    }


def _names(line: Line) -> Iterator[tuple[str, str]]:
    yield "", line.code
    yield "_zh", line.caption("zh")
    yield "_en", line.caption("en")


def _collected(
    form: Form, pairs: dict[str, tuple[Series, Series]], frames: Frames, spec: Spec
) -> Iterator[dict[str, Any]]:
    """Per group: of each pair on the form its reports, how many are known, and the sums.

    The share compares sums over the reports in which both the part and the whole are known.
    """
    there = {n: v for n, pair in pairs.items() if (v := _value(form, *pair, spec)) is not None}
    codes = {(r.line.code, c.line.code): n for n, (r, c) in pairs.items()}
    columns = dict(there)
    for n in there:
        row, column = pairs[n]
        base = (row.base, column.line.code) if row.base else (row.line.code, column.base)
        whole = there.get(codes.get(base, ""))  # type: ignore[arg-type]
        if whole is not None:
            columns[f"part_{n}"] = nw.when(~whole.is_null()).then(there[n])
            columns[f"whole_{n}"] = nw.when(~there[n].is_null()).then(whole)
    groups = _of_known_level(form, frames).select(*KEYS, **columns).group_by(*KEYS).agg(
        nw.col(*columns).sum(), reports=nw.len(), **{f"known_{n}": nw.col(n).count() for n in there}
    )  # fmt: skip
    for line in collected(groups).to_pylist():
        yield {key: line[key] for key in KEYS} | {
            "pairs": {
                n: (
                    line["reports"],
                    line[f"known_{n}"],
                    line[n],
                    line.get(f"part_{n}"),
                    line.get(f"whole_{n}"),
                )
                for n in there
            }
        }


def _value(form: Form, row: Series, column: Series, spec: Spec) -> nw.Expr | None:
    """The sum of the cells of a row and a column series; None where the form lacks one."""
    cells = [
        f"{form.table}/{r}/{c}"
        for r in row.lines.get(form.name, ())
        for c in column.lines.get(form.name, ())
    ]
    if not cells or not set(cells) <= set(form.cells()):
        return None
    return reduce(add, (nw.col(column_name(cell)) for cell in cells))


def _blanks(form: Form, frames: Frames, spec: Spec) -> Iterator[dict[str, Any]]:
    cells = [nw.col(column_name(cell)) for cell in form.cells()]
    joined = _of_known_level(form, frames)
    blanks = nw.sum_horizontal(*(cell.is_null().cast(nw.Int64) for cell in cells))
    groups = joined.select(*KEYS, blank=blanks).with_columns(
        some=(nw.col("blank") > 0).cast(nw.Int64)
    )
    for line in collected(
        groups.group_by(*KEYS).agg(nw.col("blank", "some").sum(), reports=nw.len())
    ).to_pylist():
        yield {
            **{key: line[key] for key in KEYS},
            "table": form.table,
            "edition": form.edition,
            "reports": line["reports"],
            "cells": line["reports"] * len(cells),
            "blank": line["blank"],
            "reports_with_blank": line["some"],
        }


def write(found: Tables, folder: Path) -> None:
    """Write every table into a folder as CSV and as Parquet; a null is an empty cell."""
    for name, table in found.items():
        pq.write_table(table, folder / f"{name}.parquet")
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.column_names)
            lists = ([_plain(v) for v in column.to_pylist()] for column in table.columns)
            writer.writerows(zip(*lists, strict=True))


def _plain(value: Any) -> Any:
    """A whole amount or sum is written without decimals."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
