"""Every engine against the validator: are the findings on a corpus the same, across years and levels too?

    python benchmarks/parity.py [REPORTS] [ENGINE...]

Both editions, hybrids, organs over four years, aggregates with their units, blanks, and wrong
figures. Written into benchmarks/RESULTS.md. Spark needs Java.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import corpora
import pyarrow as pa
from sections import record

from ogireport import Report
from ogireport.frames import engines, links, store

SPEC = corpora.SPEC
PEERS = ("polars", "duckdb", "pyspark", "narwhals")
Keys = Counter[tuple[Any, ...]]


def judged(reports: Iterator[Report], truth: Keys) -> Iterator[Report]:
    """The reports again, the validator's findings added up family by family: no link leaves one."""
    for _, family in groupby(reports, key=lambda report: report.report_id.split("-")[0]):
        known = list(family)
        truth.update(corpora.expected(known))
        yield from known


def timed(folder: Path, engine: str) -> tuple[pa.Table, list[float]]:
    """All findings, with the seconds of `check` and of `link`."""
    opened, found, seconds = store.opened(str(folder), engine, SPEC), [], []
    for linked in (False, True):
        start = time.perf_counter()
        found.append(links.findings(opened, SPEC, linked=linked))
        seconds.append(time.perf_counter() - start)
    return pa.concat_tables(found), seconds


def keys(found: pa.Table) -> Keys:
    return Counter(zip(*found.select(corpora.KEYS).to_pydict().values(), strict=True))


def by_rule(truth: Keys) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for (_, rule, _, outcome, *_), number in truth.items():
        counts[rule, outcome] += number
    for rule in sorted({rule for rule, _ in counts}):
        yield f"| {rule} | {counts[rule, 'fail']:,} | {counts[rule, 'undetermined']:,} |"


def main() -> None:
    size = int((sys.argv[1:] or ["100000"])[0])
    truth: Keys = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder, rows = Path(made) / "corpus", []
        store.write(judged(corpora.reports(size), truth), folder, SPEC)
        first = None
        for engine in sys.argv[2:] or engines.ENGINES:
            found, (check, link) = timed(folder, engine)
            theirs = keys(found)
            apart = ((theirs - truth) + (truth - theirs)).total()
            first = first or found
            same = "yes" if found.equals(first) else "NO"
            rows.append(
                f"| {engine} | {found.num_rows:,} | {apart} | {same} | {check:.1f} | {link:.1f} |"
            )
    head = "| engine | findings | other than the validator's | whole table as the first | check, s | link, s |"
    conditions = f"{size:,} reports, one in five with faults; {truth.total():,} findings."
    record("Engines", conditions, PEERS, [
        head, "|---|---|---|---|---|---|", *rows,
        "", "| rule | fail | undetermined |", "|---|---|---|", *by_rule(truth),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
