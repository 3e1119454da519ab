"""A data package of 10,000 reports: our validate against frictionless, as ratios of wall time.

    python benchmarks/tables.py [REPORTS] [RUNS]

Both editions, two reports in a hundred with a total that is one too high. Every contender must
name the same reports; a contender that does not is marked. Needs the `frictionless` extra.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from statistics import median

from startup import ROOT, script

from ogireport import Report, load
from ogireport.findings import Level
from ogireport.spec import standard
from ogireport.tables import export, package

FORMS = ("disclosure_2019", "disclosure_2021", "requests_2019", "requests_2021", "disputes")


def corpus(size: int) -> tuple[list[export.Judged], set[str]]:
    """Balanced reports of both editions with small random figures; some totals one too high."""
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
        judged.append((Report(document), (), Level.WELL_FORMED))
    return judged, wrong


def timed(command: list[list[str]]) -> tuple[float, list[str]]:
    start = time.perf_counter()
    outputs = [
        subprocess.run(c, capture_output=True, text=True, check=False).stdout for c in command
    ]
    return time.perf_counter() - start, outputs


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


def main() -> None:
    size, runs = [int(a) for a in (sys.argv[1:] + ["10000", "5"][len(sys.argv) - 1 :])]
    judged, wrong = corpus(size)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "package"
        package.write_folder(
            export.files(judged, export.names(standard()), "bench", standard()), folder
        )
        written = Path(made) / "findings.jsonl"
        descriptor, frictionless = str(folder / "datapackage.json"), script("frictionless")
        stock = [
            sys.executable,
            "-c",
            STOCK,
            "validate",
            descriptor,
            "--limit-errors",
            "0",
            "--json",
        ]
        contenders: dict[str, tuple[list[list[str]], Callable[[list[str]], set[str]]]] = {
            "ogireport validate datapackage.json": (
                [[script("ogireport"), "validate", descriptor, "--format", "json"]],
                of_ours,
            ),
            "ogireport corpus check datapackage.json": (
                [[script("ogireport"), "corpus", "check", descriptor, "--output", str(written)]],
                lambda _: of_tables(written),
            ),
            "frictionless, our plugin": (
                [[frictionless, "validate", descriptor, "--limit-errors", "0", "--json"]],
                of_frictionless,
            ),
            "stock frictionless --checklist, five tables": (
                [
                    [
                        *stock,
                        "--name",
                        name,
                        "--checklist",
                        str(folder / "checklists" / f"{name}.json"),
                    ]
                    for name in FORMS
                ],
                of_frictionless,
            ),
            "stock frictionless, shape alone": ([stock], lambda _: wrong),
        }
        compare(contenders, wrong, size, runs)


STOCK = (
    "import pkgutil; i = pkgutil.iter_modules; "
    "pkgutil.iter_modules = lambda *a: [m for m in i(*a) if m.name != 'frictionless_ogireport']; "
    "from frictionless.__main__ import console; console()"
)


def compare(contenders: dict, wrong: set[str], size: int, runs: int) -> None:
    """Interleave the contenders and print the median of the ratios, round by round."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    same: dict[str, bool] = {}
    for _ in range(runs):
        for name, (command, names) in contenders.items():
            seconds, outputs = timed(command)
            times[name].append(seconds)
            same[name] = names(outputs) == wrong
    ours = next(iter(times))
    print(f"{size} reports, {len(wrong)} out of balance; medians of {runs} interleaved rounds")
    for name, measured in times.items():
        factor = median(t / own for t, own in zip(measured, times[ours], strict=True))
        print(
            f"{factor:6.2f} x  {median(measured):6.2f} s  {name}{'' if same[name] else '   OTHER REPORTS'}"
        )


if __name__ == "__main__":
    main()
