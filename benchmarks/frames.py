"""The equations on wide Parquet without text: ours against reading the columns, and peers.

    python benchmarks/frames.py [REPORTS] [ROUNDS]

Both editions and hybrids. Written into benchmarks/RESULTS.md as ratios to pyarrow reading the
same columns; a peer must name the reports that the standard's own SQL names on DuckDB.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import reduce
from operator import add
from pathlib import Path
from statistics import median

import corpora
import duckdb
import polars as pl
import pyarrow.parquet as pq
from sections import record

from ogireport.dialects.sql import sql
from ogireport.frames import links, store
from ogireport.kinds import Equation
from ogireport.spec import standard

SPEC = standard()
PEERS = ("pyarrow", "polars", "duckdb", "narwhals", "pandera", "pointblank")
Named = set[str]


def chosen(form: str) -> list[Equation]:
    """The equations within one report on a form."""
    return [a.equation for a in SPEC.active((form,)) if a.equation.table]


def by_sql(folder: Path) -> Named:
    """The truth: what the SQL of rules.json returns."""
    connection, found = duckdb.connect(), set()
    for form in SPEC.forms:
        connection.read_parquet(str(folder / f"{form}.parquet")).create(form)
        for active in (a for a in SPEC.active((form,)) if a.equation.table):
            found |= {row[0] for row in connection.execute(sql(active)).fetchall()}
    return found


def reading(folder: Path) -> None:
    for form in SPEC.forms:
        pq.read_table(folder / f"{form}.parquet")


def ours(folder: Path, engine: str) -> Named:
    found = links.findings(store.opened(str(folder), engine, SPEC), SPEC, linked=False)
    lines = zip(*(found[n].to_pylist() for n in ("report_id", "outcome", "rule")), strict=True)
    return {name for name, outcome, rule in lines if outcome == "fail" and rule != "RP-07"}


def expression(equation: Equation) -> pl.Expr:
    left, right = (
        reduce(add, [pl.col(t.column) for t in side], pl.lit(0))
        for side in (equation.left, equation.right)
    )
    return (left == right if equation.relation == "eq" else left <= right).fill_null(value=True)


def by_pandera(folder: Path) -> Named:
    from pandera.errors import SchemaErrors
    from pandera.polars import Check, DataFrameSchema

    found: Named = set()
    for form in SPEC.forms:
        frame = pl.read_parquet(folder / f"{form}.parquet")
        expressions = map(expression, chosen(form))
        checks = [Check(lambda data, e=e: data.lazyframe.select(e)) for e in expressions]
        try:
            DataFrameSchema(checks=checks).validate(frame, lazy=True)
        except SchemaErrors as error:
            at = error.failure_cases["index"].drop_nulls().unique().cast(pl.UInt32)
            found |= set(frame["report_id"].gather(at))
    return found


def by_pointblank(folder: Path) -> Named:
    import pointblank

    found: Named = set()
    for form in SPEC.forms:
        frame = pl.read_parquet(folder / f"{form}.parquet")
        plan = pointblank.Validate(frame)
        for equation in chosen(form):
            plan = plan.col_vals_expr(expr=expression(equation))
        found |= set(plan.interrogate().get_sundered_data(type="fail")["report_id"])
    return found


CONTENDERS: dict[str, Callable[[Path], Named | None]] = {
    "pyarrow, reading alone": reading,
    "ogireport corpus check, polars": lambda folder: ours(folder, "polars"),
    "ogireport corpus check, duckdb": lambda folder: ours(folder, "duckdb"),
    "pandera on polars": by_pandera,
    "pointblank on polars": by_pointblank,
}


def compare(folder: Path, rounds: int, truth: Named) -> Iterator[str]:
    """Rows of medians of the ratios to pyarrow, round by round, the contenders interleaved."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in CONTENDERS}
    named = {}
    for _ in range(rounds + 1):
        for name, contend in CONTENDERS.items():
            cpu, wall = time.process_time(), time.perf_counter()
            named[name] = contend(folder)
            times[name].append((time.process_time() - cpu, time.perf_counter() - wall))
    base = next(iter(times.values()))
    for name, measured in times.items():
        pairs = list(zip(measured, base, strict=True))[1:]  # the first is to warm up
        cpu, wall = (median(own[i] / other[i] for own, other in pairs) for i in (0, 1))
        told = named[name]
        verdict = "cannot tell" if told is None else "the same" if told == truth else "OTHERS"
        yield f"| {name} | {cpu:.2f} | {wall:.2f} | {verdict} |"


def main() -> None:
    size, rounds = (int(a) for a in [*sys.argv[1:], *("100000", "7")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "corpus"
        store.write(corpora.reports(size, faults=0.01), folder, SPEC)
        truth = by_sql(folder)
        rows = list(compare(folder, rounds, truth))
    conditions = f"{size:,} reports, {len(truth):,} do not balance; medians of {rounds} interleaved rounds in one process."
    head = "| contender | / pyarrow, cpu | / pyarrow, wall | bad reports |"
    record("Parquet without text", conditions, PEERS, [head, "|---|---|---|---|", *rows])


if __name__ == "__main__":
    main()
