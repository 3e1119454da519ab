"""The equations of a corpus in batches that read one frame each, and what they find."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from ogireport.dialects.narwhals import narwhals
from ogireport.findings import Outcome
from ogireport.frames.engines import collected
from ogireport.frames.store import Frames, columns, names
from ogireport.kinds import Active, Equation, Guard, column_name
from ogireport.spec import Spec

TYPES = {"integer": nw.Int64(), "number": nw.Decimal(30, 2)}  # of a side
AMOUNT = pa.decimal128(30, 2)  # of a side in the findings: it holds counts and amounts
SCHEMA = pa.schema(
    [(n, pa.string()) for n in ("report_id", "rule", "cell", "outcome")]
    + [(n, AMOUNT) for n in ("left", "right", "difference")]
    + [("linked", pa.string())]
)


class Batch(NamedTuple):
    """Equations on one form table (or `reports`), of one scope, guard and type, by their number."""

    table: str
    scope: str
    kind: str
    guard: Guard
    equations: dict[int, Active]


@cache
def kinds_of(spec: Spec) -> dict[str, str]:
    """The type of every cell and field by its path."""
    return {c.path: c.kind for name in names(spec) for c in columns(name, spec) if c.path}


@cache
def numbered(spec: Spec) -> list[Active]:
    """All equations in the order of their findings."""
    return [active for rule in spec.in_force for active in spec.equations(rule)]


def batches(spec: Spec) -> list[Batch]:
    """All equations by the frame that they read."""
    found: dict[tuple[Any, ...], Batch] = {}
    for number, active in enumerate(numbered(spec)):
        equation = active.equation
        kinds = {kinds_of(spec)[term.path] for term in equation.terms}
        kind = "number" if "number" in kinds else "integer"
        key = (equation.table or "reports", equation.scope, kind)
        batch = found.setdefault((*key, str(active.guard)), Batch(*key, active.guard, {}))
        batch.equations[number] = active
    return list(found.values())


def own(batch: Batch, frames: Frames) -> nw.LazyFrame[Any]:
    """The reports of a batch on which its rules may apply, with the fields of their guard."""
    frame = frames[batch.table]
    if not batch.guard.when:
        return frame
    fields = {column_name(path): values for path, values in batch.guard.when.items()}
    reports = frames["reports"].filter(
        *(nw.col(name).is_in(values) | nw.col(name).is_null() for name, values in fields.items())
    )
    if batch.table == "reports":
        return reports
    return frame.join(reports.select("report_id", *fields), on="report_id")


def present(form: str) -> str:
    """The column that counts the linked reports on a form."""
    return f"on_{form}"


def siblings(form: str, spec: Spec) -> list[str]:
    """The forms of the same table, of every edition."""
    return [n for n, other in spec.forms.items() if other.table == spec.forms[form].table]


# judged --------------------------------------------------------------------------------------


def judged(frame: nw.LazyFrame[Any], batch: Batch, spec: Spec) -> nw.LazyFrame[Any]:
    """One line per report and equation that fails or is undetermined.

    Most reports have none: one predicate drops them before the equations become lines.
    """
    said = {
        str(n): narwhals(active, TYPES[batch.kind], map(present, _lacking(active.equation, spec)))
        for n, active in batch.equations.items()
    }
    holds = (each.verdict(each.left, each.right) for each in said.values())
    surely = nw.all_horizontal(*holds, ignore_nulls=False).fill_null(value=False)
    few = frame.filter(~surely).with_columns(
        **{f"left_{n}": each.left for n, each in said.items()},
        **{f"right_{n}": each.right for n, each in said.items()},
    )
    found = {}
    for n, each in said.items():
        left, right = nw.col(f"left_{n}"), nw.col(f"right_{n}")
        found[n] = nw.struct(left=left, right=right, holds=each.verdict(left, right))
    lines = few.select("report_id", "linked", **found).unpivot(
        list(found), index=["report_id", "linked"], variable_name="equation", value_name="found"
    )
    fields = {n: nw.col("found").struct.field(n) for n in ("left", "right", "holds")}
    lines = lines.select("report_id", "linked", "equation", **fields)
    return lines.filter(~nw.col("holds").fill_null(value=False))


def _lacking(equation: Equation, spec: Spec) -> list[str]:
    """The forms that lack a cell which the equation needs of the linked report."""
    needed = {term.path for term in equation.terms if term.scope}
    if not needed:
        return []
    forms = siblings(equation.table or "", spec)
    return [form for form in forms if not needed <= set(spec.forms[form].cells())]


# found ---------------------------------------------------------------------------------------


def arranged(judgements: Iterable[nw.LazyFrame[Any]], spec: Spec) -> pa.Table:
    """The findings of all batches by report, in the order of rules, cells and linked reports."""
    parts = [_arrow(collected(lines)) for lines in judgements]
    lines = pa.concat_tables(parts).sort_by(
        [("report_id", "ascending"), ("equation", "ascending"), ("linked", "ascending")]
    )
    left, right, number = (lines[n] for n in ("left", "right", "equation"))
    outcome = pc.if_else(pc.is_null(lines["holds"]), str(Outcome.UNDETERMINED), str(Outcome.FAIL))
    return pa.table(
        [
            lines["report_id"],
            pc.take(pa.array([active.rule.id for active in numbered(spec)]), number),
            pc.take(pa.array([active.equation.at for active in numbered(spec)]), number),
            outcome,
            left,
            right,
            pc.cast(pc.abs(pc.subtract(left, right)), AMOUNT),
            lines["linked"],
        ],
        schema=SCHEMA,
    )


def _arrow(lines: pa.Table) -> pa.Table:
    types = {"report_id": pa.string(), "linked": pa.string(), "equation": pa.int32(),
             "left": AMOUNT, "right": AMOUNT, "holds": pa.bool_()}  # fmt: skip
    return pa.table({n: pc.cast(lines[n], kind) for n, kind in types.items()})
