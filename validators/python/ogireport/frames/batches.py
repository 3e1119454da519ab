"""The equations of the rules as expressions over frames: one function for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import add, or_
from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from ogireport.equations import Equation, Term
from ogireport.findings import Outcome
from ogireport.frames.engines import collected
from ogireport.frames.store import Frames, columns, names
from ogireport.spec import Rule, Spec
from ogireport.tables.tableschema import Column

TYPES = {"integer": nw.Int64(), "number": nw.Decimal(30, 2)}  # of a side
# never null, but of a type that may be: Spark's unpivot gives all equations the first one's type,
# and reads a null as 0 where that allows none
ZERO = nw.when(~nw.col("report_id").is_null()).then(nw.lit(0))
AMOUNT = pa.decimal128(30, 2)  # of a side in the findings: it holds counts and amounts
SCHEMA = pa.schema(
    [(n, pa.string()) for n in ("report_id", "rule", "cell", "outcome")]
    + [(n, AMOUNT) for n in ("left", "right", "difference")]
    + [("linked", pa.string())]
)


class Batch(NamedTuple):
    """Equations on one form table (or `reports`), of one scope and one type, by their number."""

    table: str
    scope: str
    kind: str
    when: Mapping[str, tuple[str, ...]]
    equations: dict[int, tuple[Rule, Equation]]


@cache
def column_of(spec: Spec) -> dict[str, Column]:
    """The column of every cell and field by its path."""
    return {c.path: c for name in names(spec) for c in columns(name, spec) if c.path}


def numbered(spec: Spec) -> list[tuple[Rule, Equation]]:
    """All equations in the order of their findings."""
    return [(r, e) for r in spec.rules.values() if not r.retired for e in spec.equations(r)]


def batches(spec: Spec) -> list[Batch]:
    """All equations by the frame that they read."""
    found: dict[tuple[Any, ...], Batch] = {}
    for number, (rule, equation) in enumerate(numbered(spec)):
        scope = "".join({term.scope for term in equation.terms} - {""})
        kinds = {column_of(spec)[term.path].kind for term in equation.terms}
        kind = "number" if "number" in kinds else "integer"
        key = (equation.table or "reports", scope, kind)
        batch = found.setdefault((*key, str(rule.when)), Batch(*key, rule.when, {}))
        batch.equations[number] = (rule, equation)
    return list(found.values())


def own(batch: Batch, frames: Frames, spec: Spec) -> nw.LazyFrame[Any]:
    """The reports of a batch on which its rules apply.

    A field of `when` that is null leaves the rule undecided; such a report is left out.
    """
    frame = frames[batch.table]
    if not batch.when:
        return frame
    allowed = (nw.col(column_of(spec)[p].name).is_in(v) for p, v in batch.when.items())
    chosen = frames["reports"].filter(*allowed).select("report_id")
    return frame.join(chosen, on="report_id", how="semi")


def name(term: Term, spec: Spec) -> str:
    """The column of a term in the frame of its batch."""
    return f"{term.scope}_{column_of(spec)[term.path].name}".removeprefix("_")


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
    pairs = {str(number): pair for number, pair in batch.equations.items()}
    sides = {n: _sides(equation, batch, spec) for n, (_, equation) in pairs.items()}
    holds = (_holds(sides[n], rule, equation, spec) for n, (rule, equation) in pairs.items())
    surely = nw.all_horizontal(*holds, ignore_nulls=False).fill_null(value=False)
    few = frame.filter(~surely).with_columns(
        **{f"left_{n}": left for n, (left, _) in sides.items()},
        **{f"right_{n}": right for n, (_, right) in sides.items()},
    )
    found = {}
    for n, (rule, equation) in pairs.items():
        left, right = nw.col(f"left_{n}"), nw.col(f"right_{n}")
        verdict = _holds((left, right), rule, equation, spec)
        found[n] = nw.struct(left=left, right=right, holds=verdict)
    lines = few.select("report_id", "linked", **found).unpivot(
        list(found), index=["report_id", "linked"], variable_name="equation", value_name="found"
    )
    fields = {n: nw.col("found").struct.field(n) for n in ("left", "right", "holds")}
    lines = lines.select("report_id", "linked", "equation", **fields)
    return lines.filter(~nw.col("holds").fill_null(value=False))


Sides = tuple[nw.Expr, nw.Expr]


def _sides(equation: Equation, batch: Batch, spec: Spec) -> Sides:
    """Both sums; null where a term is null."""
    left, right = (
        reduce(add, (_value(term, spec) for term in terms)) if terms else ZERO
        for terms in (equation.left, equation.right)
    )
    return left.cast(TYPES[batch.kind]), right.cast(TYPES[batch.kind])


def _value(term: Term, spec: Spec) -> nw.Expr:
    """A cell; an edition counts as its year."""
    value = nw.col(name(term, spec))
    return value.cast(nw.Int64) if column_of(spec)[term.path].kind == "string" else value


def _holds(sides: Sides, rule: Rule, equation: Equation, spec: Spec) -> nw.Expr:
    """True where the equation holds or does not apply, null where it cannot be decided."""
    left, right = sides
    verdict = left == right if equation.relation == "eq" else left <= right
    if not equation.linked:
        return verdict
    passed_over = [nw.col(present(form)) > 0 for form in _lacking(equation, spec)]
    if coverage := rule.details.get("coverage"):
        complete = nw.col("complete")
        passed_over.append(~complete if coverage == "complete" else complete)
    return reduce(or_, passed_over, verdict)  # true or unknown is true


def _lacking(equation: Equation, spec: Spec) -> list[str]:
    """The forms that lack a cell which the equation needs of the linked report."""
    needed = {term.path for term in equation.terms if term.scope}
    forms = siblings(equation.table or "", spec)
    return [form for form in forms if not needed <= set(spec.forms[form].cells())]


# found ---------------------------------------------------------------------------------------


def arranged(judgements: Iterable[nw.LazyFrame[Any]], spec: Spec) -> pa.Table:
    """The findings of all batches by report, in the order of rules, cells and linked reports."""
    parts = [_arrow(collected(lines)) for lines in judgements]
    lines = pa.concat_tables(parts).sort_by(
        [("report_id", "ascending"), ("equation", "ascending"), ("linked", "ascending")]
    )
    equations = numbered(spec)
    left, right, number = (lines[n] for n in ("left", "right", "equation"))
    undecided = pc.is_null(pc.subtract(left, right))
    outcome = pc.if_else(undecided, str(Outcome.UNDETERMINED), str(Outcome.FAIL))
    return pa.table(
        [
            lines["report_id"],
            pc.take(pa.array([rule.id for rule, _ in equations]), number),
            pc.take(pa.array([equation.at for _, equation in equations]), number),
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
             "left": AMOUNT, "right": AMOUNT}  # fmt: skip
    return pa.table({n: pc.cast(lines[n], kind) for n, kind in types.items()})
