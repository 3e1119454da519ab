"""Reports joined with last year's reports and with those of the units that they cover."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa

from ogireport.frames.batches import (
    TYPES,
    Batch,
    arranged,
    batches,
    column_of,
    judged,
    name,
    own,
    present,
    siblings,
)
from ogireport.frames.store import Frames
from ogireport.spec import Spec
from ogireport.tables.tableschema import Column

Frame = nw.LazyFrame[Any]


def years(reports: Frame) -> Frame:
    """report_id, previous_id: last year's report of the same organ, as Report.follows says.

    The organ's code decides where both reports have one, else its name; of several reports
    the first by its identifier.
    """
    this = reports.select("report_id", "organ_code", "organ_name", "reporting_year")
    earlier = reports.select(
        previous_id=nw.col("report_id"),
        previous_code=nw.col("organ_code"),
        previous_name=nw.col("organ_name"),
        reporting_year=nw.col("reporting_year") + 1,
    )
    year = "reporting_year"
    by_code = this.join(
        earlier, left_on=["organ_code", year], right_on=["previous_code", year]
    ).select("report_id", "previous_id")
    by_name = (
        this.join(earlier, left_on=["organ_name", year], right_on=["previous_name", year])
        .filter(nw.col("organ_code").is_null() | nw.col("previous_code").is_null())
        .select("report_id", "previous_id")
    )
    found = nw.concat([by_code, by_name])
    return found.group_by("report_id").agg(nw.col("previous_id").min())


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
    frame, reports = own(batch, frames, spec), frames["reports"]
    if not batch.scope:
        return frame.with_columns(linked=nw.lit(None, dtype=nw.String))
    if batch.scope == "previous":
        pairs = years(reports).rename({"previous_id": "linked"})
    else:
        pairs = levels(reports).rename({"unit_id": "linked"})
    pairs = pairs.join(_others(batch, frames, spec), on="linked")
    if batch.scope == "units":
        pairs = _added(pairs, list(_needed(batch, spec)))
    return frame.join(pairs, on="report_id")


def _needed(batch: Batch, spec: Spec) -> dict[str, Column]:
    """The columns of the linked reports by the name they get in the frame of the batch."""
    terms = (term for _, e in batch.equations.values() for term in e.terms if term.scope)
    return {name(term, spec): column_of(spec)[term.path] for term in terms}


def _others(batch: Batch, frames: Frames, spec: Spec) -> Frame:
    """Every report of the table with the needed cells, null where its form lacks them."""
    forms, needed = siblings(batch.table, spec), _needed(batch, spec)
    parts = []
    for form in forms:
        there = set(spec.forms[form].cells())
        values = {
            n: nw.col(c.name).cast(TYPES[c.kind])
            if c.path in there
            else nw.lit(None, TYPES[c.kind])
            for n, c in needed.items()
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
