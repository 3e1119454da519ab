"""What people wait for, before a change and after it: whole processes of two checkouts, in pairs.

    python benchmarks/paired.py OTHER_CHECKOUT [REPORTS] [RUNS]

Both run with this interpreter on the same files, A B A B …; a ratio is the median of those of the pairs,
in CPU time. The last column is this checkout beside a bare process: orjson in a loop over the same lines,
DuckDB reading them, or `python -c pass`. Reports are those of realistic.py.
"""

import compileall
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import realistic
from sections import record
from startup import ROOT

PARSE = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
PARSE_ALL = "import orjson, pathlib, sys\nfor p in pathlib.Path(sys.argv[1]).iterdir(): orjson.loads(p.read_bytes())"
READ = "import duckdb, sys\nduckdb.sql(f\"create table lines as from read_json('{sys.argv[1]}', format='newline_delimited')\")"
NOTHING = ["-c", "pass"]
SAMPLE = ROOT / "samples" / "reports" / "2021-full" / "report.json"
PAGE = next((ROOT / "samples" / "documents" / "same-form-html").glob("document.*"))


def cpu(arguments: list[str], checkout: Path) -> float:
    """CPU seconds of a process with the package of a checkout, and of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(checkout / "validators" / "python")}
    ended = subprocess.run(
        [sys.executable, *arguments], env=environment, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if ended.returncode > 1:  # 1: there are findings
        raise SystemExit(f"{arguments} of {checkout} did not do its work")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(folder: Path, count: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """What is measured, its command, and the bare process beside it."""
    good, mixed, files = folder / "good.jsonl", folder / "mixed.jsonl", folder / "files"
    realistic.write(good, count, 0)
    realistic.write(mixed, count)
    files.mkdir()
    for number, (document, _) in enumerate(realistic.documents(count // 10)):
        (files / f"{number}.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    lines = ["--today", "2026-01-01", "--jobs", "1", "--output", str(folder / "findings.jsonl")]
    for name, corpus in (("good", good), ("half with findings", mixed)):
        command = ["-m", "ogireport", "validate", str(corpus), *lines]
        yield f"JSONL, {name}", command, ["-c", PARSE, str(corpus)]
        yield (
            f"JSONL, {name}, no statements",
            [*command, "--no-statements"],
            ["-c", PARSE, str(corpus)],
        )
    command = ["-m", "ogireport", "validate", str(files), "--today", "2026-01-01", "--quiet"]
    yield "folder of JSON files", command, ["-c", PARSE_ALL, str(files)]
    yield "validate, one report", ["-m", "ogireport", "validate", str(SAMPLE)], NOTHING
    yield "--version", ["-m", "ogireport", "--version"], NOTHING
    yield "convert, one page", ["-m", "ogireport", "convert", str(PAGE)], NOTHING
    build = ["-m", "ogireport", "corpus", "build", str(good), "--to", str(folder / "store")]
    yield "corpus build", [*build, "--force"], ["-c", READ, str(good)]


def main(other: str, count: int = 5000, runs: int = 5) -> None:
    for checkout in (ROOT, Path(other)):
        compileall.compile_dir(checkout / "validators" / "python", quiet=1)  # as pip does
    lines = ["| command | this / other | this / bare |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for subject, command, bare in commands(Path(name), count):
            rounds = []
            for _ in range(runs + 1):
                this, before = cpu(command, ROOT), cpu(command, Path(other).resolve())
                rounds.append((this / before, this / cpu(bare, ROOT)))
            ratios = " | ".join(f"{median(side):.2f}" for side in zip(*rounds[1:], strict=True))
            lines.append(f"| {subject} | {ratios} |")
        shutil.rmtree(Path(name) / "store", ignore_errors=True)
    conditions = (
        f"{count:,} reports in the shape of published ones; CPU time of whole processes beside those "
        f"of the checkout {Path(other).name}, medians of {runs} interleaved pairs."
    )
    record("Before and after", conditions, ("click", "duckdb", "msgspec", "orjson"), lines)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
