"""Reports joined with last year's reports and with those of the units that they cover."""

from __future__ import annotations

from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa

from ogireport.dialects.narwhals import column_of
from ogireport.frames.batches import (
    TYPES,
    Batch,
    arranged,
    batches,
    judged,
    kinds_of,
    own,
    present,
    siblings,
)
from ogireport.frames.engines import collected
from ogireport.frames.store import Frames
from ogireport.kinds import Term
from ogireport.rules.linking import Earlier, Identity
from ogireport.spec import Spec

Frame = nw.LazyFrame[Any]
YEARS = pa.schema([("report_id", pa.string()), ("previous_id", pa.string())])


class Found(NamedTuple):
    """How many reports there are, and how many of what they are linked to was found."""

    reports: int
    previous: int
    units_named: int
    units: int


def years(reports: Frame) -> pa.Table:
    """report_id, previous_id: last year's report of the same organ, as rules.linking says."""
    held = collected(reports.select(*Identity._fields)).to_pylist()
    identities = [Identity(**line) for line in held]
    earlier = Earlier(identities)
    found = ((each.report_id, earlier.before(each)) for each in identities)
    pairs = [pair for pair in found if pair[1]]
    columns = zip(*pairs, strict=True) if pairs else ([], [])
    return pa.table(list(map(list, columns)), schema=YEARS)


def levels(reports: Frame) -> Frame:
    """report_id, unit_id, complete: every covered unit that has a report in the corpus."""
    named = reports.select("report_id", unit_id=nw.col("covers")).explode("unit_id")
    known = named.join(reports.select(unit_id=nw.col("report_id")), on="unit_id", how="semi")
    counted = known.group_by("report_id").agg(units=nw.len())
    sizes = reports.select("report_id", size=nw.col("covers").list.len().cast(nw.Int64))
    complete = counted.join(sizes, on="report_id").select(
        "report_id", complete=nw.col("units").cast(nw.Int64) == nw.col("size")
    )
    return known.join(complete, on="report_id")


def bound(batch: Batch, frames: Frames, spec: Spec) -> Frame:
    """The reports of a batch, each with what its equations need of the linked reports."""
    frame, reports = own(batch, frames), frames["reports"]
    if not batch.scope:
        return frame.with_columns(linked=nw.lit(None, dtype=nw.String))
    if batch.scope == "previous":
        pairs = frames.of(years(reports)).rename({"previous_id": "linked"})
    else:
        pairs = levels(reports).rename({"unit_id": "linked"})
    pairs = pairs.join(_others(batch, frames, spec), on="linked")
    if batch.scope == "units":
        pairs = _added(pairs, list(_needed(batch)))
    return frame.join(pairs, on="report_id")


def _needed(batch: Batch) -> dict[str, Term]:
    """The terms of the linked reports by the name they get in the frame of the batch."""
    terms = (t for active in batch.equations.values() for t in active.equation.terms if t.scope)
    return {column_of(term): term for term in terms}


def _others(batch: Batch, frames: Frames, spec: Spec) -> Frame:
    """Every report of the table with the needed cells, null where its form lacks them."""
    forms, needed = siblings(batch.table, spec), _needed(batch)
    parts = []
    for form in forms:
        there = set(spec.forms[form].cells())
        values = {
            name: nw.col(term.column).cast(dtype) if term.path in there else nw.lit(None, dtype)
            for name, term in needed.items()
            for dtype in [TYPES[kinds_of(spec)[term.path]]]
        }
        marks = {present(f): nw.lit(int(f == form), nw.Int64) for f in forms}
        parts.append(frames[form].select(linked=nw.col("report_id"), **marks, **values))
    return nw.concat(parts)


def _added(units: Frame, cells: list[str]) -> Frame:
    """The units of each report added up; a sum with a null cell in it is null.

    2**53 for each of a thousand units is within int64.
    """
    marks = [n for n in units.collect_schema() if n.startswith(present(""))]
    counts = {f"{cell}_known": nw.col(cell).count() for cell in cells}
    added = units.group_by("report_id", "complete").agg(
        nw.col(*marks, *cells).sum(), **counts, size=nw.len()
    )
    known = {c: nw.when(nw.col(f"{c}_known") == nw.col("size")).then(nw.col(c)) for c in cells}
    return added.select(
        "report_id", "complete", *marks, **known, linked=nw.lit(None, dtype=nw.String)
    )


def findings(frames: Frames, spec: Spec, *, linked: bool) -> pa.Table:
    """The findings in a corpus on the equations across reports (`linked`), or on those within one report."""
    chosen = (batch for batch in batches(spec) if bool(batch.scope) == linked)
    return arranged((judged(bound(batch, frames, spec), batch, spec) for batch in chosen), spec)


def found(frames: Frames) -> Found:
    """What the reports of a corpus are linked to, counted."""
    reports = frames["reports"]
    covers = reports.select(size=nw.col("covers").list.len().cast(nw.Int64))
    sizes = collected(covers.select(reports=nw.len(), named=nw.col("size").sum())).to_pylist()[0]
    known = collected(levels(reports).select(units=nw.len())).to_pylist()[0]["units"]
    return Found(sizes["reports"], years(reports).num_rows, sizes["named"] or 0, known)
