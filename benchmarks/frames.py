"""The equations on wide Parquet without text: ours against reading the columns, and peers.

    python benchmarks/frames.py [REPORTS] [ROUNDS]
    python benchmarks/frames.py agree [REPORTS] [ENGINE...]

Both editions, hybrids, three reports in a hundred with faults. The first form prints ratios to
pyarrow reading the same columns; a peer must name the reports that the standard's own SQL names
on DuckDB. The second compares every finding, across years and levels too, with the validator's.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import groupby
from operator import add
from pathlib import Path
from statistics import median

import corpora
import duckdb
import polars as pl
import pyarrow.parquet as pq

from ogireport import Report
from ogireport.check import findings_of
from ogireport.check.context import Context
from ogireport.corpus import equations, frames, links
from ogireport.spec import Equation, standard

SPEC = standard()
Named = set[str]


def chosen(form: str) -> list[Equation]:
    """The equations within one report on a form."""
    found = [e for rule in SPEC.rules.values() for e in SPEC.equations(rule, (form,))]
    return [e for e in found if e.table == form and not e.linked]


def by_sql(folder: Path) -> Named:
    """The truth: what the SQL of rules.json returns."""
    connection, found = duckdb.connect(), set()
    for form in SPEC.forms:
        connection.read_parquet(str(folder / f"{form}.parquet")).create(form)
        for equation in chosen(form):
            found |= {row[0] for row in connection.execute(equation.sql).fetchall()}
    return found


def reading(folder: Path) -> None:
    for form in SPEC.forms:
        pq.read_table(folder / f"{form}.parquet")


def ours(folder: Path, engine: str) -> Named:
    found = links.findings(frames.opened(str(folder), engine, SPEC), SPEC, linked=False)
    lines = zip(*(found[n].to_pylist() for n in ("report_id", "outcome", "rule")), strict=True)
    return {name for name, outcome, rule in lines if outcome == "fail" and rule != "RP-07"}


def expression(equation: Equation) -> pl.Expr:
    left, right = (
        reduce(add, [pl.col(equations.name(t, SPEC)) for t in side], pl.lit(0))
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


def ratios(size: int, rounds: int) -> None:
    """Interleave the contenders; print the median of their ratios to pyarrow, round by round."""
    contenders: dict[str, Callable[[Path], Named | None]] = {
        "pyarrow, reading alone": reading,
        "ogireport corpus check, polars": lambda folder: ours(folder, "polars"),
        "ogireport corpus check, duckdb": lambda folder: ours(folder, "duckdb"),
        "pandera on polars": by_pandera,
        "pointblank on polars": by_pointblank,
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    same: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "corpus"
        frames.write(corpora.reports(size, faults=0.01), folder, SPEC)
        truth = by_sql(folder)
        for _ in range(rounds + 1):
            for name, contender in contenders.items():
                wall, cpu = time.perf_counter(), time.process_time()
                named = contender(folder)
                times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
                same[name] = named in (None, truth)
    print(f"{size} reports, {len(truth)} fail; medians of {rounds} rounds after one to warm up")
    print("   cpu     wall   against pyarrow reading the same columns")
    base = times["pyarrow, reading alone"]
    for name, measured in times.items():
        pairs = list(zip(measured, base, strict=True))[1:]
        cpu, wall = (median(own[i] / other[i] for own, other in pairs) for i in (1, 0))
        print(f"{cpu:6.2f} x {wall:6.2f} x  {name}{'' if same[name] else '   OTHER REPORTS'}")


def by_validator(reports: list[Report]) -> Counter:
    """Every finding of an equation as the validator gives it, with all links among the reports."""
    by_id = {report.report_id: report for report in sorted(reports, key=lambda r: r.report_id)}
    found: Counter = Counter()
    for report in reports:
        previous = next((other for other in by_id.values() if report.follows(other)), None)
        units = tuple(by_id[u] for u in report.value("covers") if u in by_id)
        context = Context(SPEC, report, previous, units)
        for rule in SPEC.rules.values():
            if rule.kind in ("linear", "tree_sum"):
                found.update(
                    (report.report_id, f.rule, f.cells[0], f.outcome, f.left, f.right)
                    for f in findings_of(rule, context) or ()
                )
    return found


def judged(reports: Iterator[Report], truth: Counter) -> Iterator[Report]:
    """The reports again, their findings added to the truth family by family: no link leaves one."""
    for _, family in groupby(reports, key=lambda r: r.report_id.split("-")[0]):
        known = list(family)
        truth.update(by_validator(known))
        yield from known


def agree(size: int, engines: list[str]) -> None:
    """Say for each engine how many findings it has and how many differ from the validator's."""
    names = ("report_id", "rule", "cell", "outcome", "left", "right")
    truth: Counter = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "corpus"
        frames.write(judged(corpora.reports(size, faults=0.03), truth), folder, SPEC)
        for engine in engines:
            opened = frames.opened(str(folder), engine, SPEC)
            found: Counter = Counter()
            start = time.perf_counter()
            for linked in (False, True):
                columns = links.findings(opened, SPEC, linked=linked).select(names).to_pydict()
                found.update(zip(*columns.values(), strict=True))
            seconds, apart = (
                time.perf_counter() - start,
                ((found - truth) + (truth - found)).total(),
            )
            print(
                f"{engine}: {size} reports, {found.total()} findings in {seconds:.0f} s, {apart} differ"
            )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["agree", *rest]:
            agree(int((rest or ["2000"])[0]), rest[1:] or ["polars", "duckdb"])
        case given:
            size, rounds = [*given, *("100000", "7")[len(given) :]]
            ratios(int(size), int(rounds))
