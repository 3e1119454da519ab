"""A data package of 10,000 reports: ours against frictionless, as ratios of whole processes.

    python benchmarks/packages.py [REPORTS] [RUNS]

Both editions, two reports in a hundred with a total that is one too high. Every contender must
name the same reports, or its row says so. Written into benchmarks/RESULTS.md.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from statistics import median

from sections import record
from startup import ROOT, script

from ogireport import Coverage, Level, Report, Verdict, load
from ogireport.spec import standard
from ogireport.tables import bundle, package

PEERS = ("frictionless", "polars", "narwhals")
UNJUDGED = Verdict(None, Level.WELL_FORMED, Coverage(0, 0), ())


def corpus(size: int) -> tuple[list[bundle.Judged], set[str]]:
    """Consistent reports of both editions with small random figures; some totals one too high."""
    draw, bases = (
        random.Random(7),
        [load(ROOT / f"samples/reports/{n}-minimal/report.json") for n in (2019, 2021)],
    )
    judged, wrong = [], set()
    for number in range(size):
        document = deepcopy(dict(bases[number % 2].document))
        document["report_id"] = f"report-{number}"
        for column, count in zip(
            ("natural_person", "commercial_enterprise"),
            (draw.randrange(90), draw.randrange(9)),
            strict=True,
        ):
            for row in ("new_received", "granted_in_full", "total_processed"):
                cells = document["requests"]["rows"][row]
                cells[column] = count
                cells["total"] += count
        if number % 50 == 7:
            document["requests"]["rows"]["total_processed"]["total"] += 1
            wrong.add(document["report_id"])
        judged.append((Report(document), UNJUDGED))
    return judged, wrong


def timed(commands: list[list[str]]) -> tuple[float, float, list[str]]:
    """Cpu and wall seconds of whole processes, and what they print."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    outputs = [
        subprocess.run(c, capture_output=True, text=True, check=False).stdout for c in commands
    ]
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, outputs


def of_ours(outputs: list[str]) -> set[str]:
    reports = json.loads(outputs[0])["reports"]
    return {
        r["report_id"] for r in reports if any(f["requirement"] == "must" for f in r["findings"])
    }


def of_tables(written: Path) -> set[str]:
    return {json.loads(line)["report_id"] for line in written.read_text("utf-8").splitlines()}


def of_frictionless(outputs: list[str]) -> set[str]:
    tasks = [task for output in outputs for task in json.loads(output)["tasks"]]
    return {error["cells"][0] for task in tasks for error in task["errors"]}


STOCK = (
    "import pkgutil; i = pkgutil.iter_modules; "
    "pkgutil.iter_modules = lambda *a: [m for m in i(*a) if m.name != 'frictionless_ogireport']; "
    "from frictionless.__main__ import console; console()"
)
Contender = tuple[list[list[str]], Callable[[list[str]], set[str] | None]]


def contenders(folder: Path) -> dict[str, Contender]:
    """The commands of each, and how to read the bad reports from what they print."""
    descriptor, written = str(folder / "datapackage.json"), folder.with_name("findings.jsonl")
    frictionless = ["validate", descriptor, "--limit-errors", "0", "--json"]
    stock = [sys.executable, "-c", STOCK, *frictionless]
    lists = {name: str(folder / "checklists" / f"{name}.json") for name in standard().forms}
    ogireport = script("ogireport")
    check = [ogireport, "corpus", "check", descriptor, "--output", str(written)]
    return {
        "ogireport corpus check": ([check], lambda _: of_tables(written)),
        "ogireport validate, all rules": (
            [[ogireport, "validate", descriptor, "--format", "json"]],
            of_ours,
        ),
        "frictionless, our plugin": ([[script("frictionless"), *frictionless]], of_frictionless),
        "frictionless --checklist, table by table": (
            [[*stock, "--name", name, "--checklist", path] for name, path in lists.items()],
            of_frictionless,
        ),
        "frictionless, shape alone": ([stock], lambda _: None),
    }


def compare(known: dict[str, Contender], wrong: set[str], runs: int) -> Iterator[str]:
    """Rows of medians of the ratios to ours, round by round, the contenders interleaved."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in known}
    told = {}
    for _ in range(runs):
        for name, (commands, names) in known.items():
            *seconds, outputs = timed(commands)
            times[name].append(tuple(seconds))
            told[name] = names(outputs)
    base = next(iter(times.values()))
    for name, measured in times.items():
        pairs = list(zip(measured, base, strict=True))
        cpu, wall = (median(theirs[i] / ours[i] for theirs, ours in pairs) for i in (0, 1))
        bad = (
            "cannot tell" if told[name] is None else "the same" if told[name] == wrong else "OTHERS"
        )
        yield f"| {name} | {cpu:.1f} | {wall:.1f} | {bad} |"


def main() -> None:
    size, runs = (int(a) for a in [*sys.argv[1:], *("10000", "5")[len(sys.argv) - 1 :]])
    judged, wrong = corpus(size)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "package"
        files = bundle.files(judged, bundle.names(standard()), "bench", standard())
        package.write_folder(files, folder)
        rows = list(compare(contenders(folder), wrong, runs))
    conditions = f"{size:,} reports as CSV, {len(wrong):,} do not balance; whole processes, medians of {runs} interleaved rounds."
    head = "| contender | theirs / ours, cpu | theirs / ours, wall | bad reports |"
    record("CSV data package", conditions, PEERS, [head, "|---|---|---|---|", *rows])


if __name__ == "__main__":
    main()
