"""Validation of JSONL against named peers, as ratios; written into benchmarks/RESULTS.md.

    python benchmarks/results.py [REPORTS] [RUNS]

Every contender reads the same bytes. Runs are interleaved and the ratio is the median of the
ratios round by round, since the machine may do other work. If a contender names other
reports than the truth, its row says so. Needs pip install -e '.[bench]'.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import defects
import jsonschema_rs
import orjson
import realistic
import simdjson
from jsonschema import Draft202012Validator
from sections import record

from ogireport.render.streamed import JsonWriting
from ogireport.rules import fields
from ogireport.spec import standard
from ogireport.stream import shapes
from ogireport.stream.portion import Checker
from ogireport.stream.source import Lines, Source

PEERS = ("msgspec", "orjson", "pysimdjson", "jsonschema", "jsonschema-rs")
SPEC = standard()
SCHEMA = SPEC.document("report.bundle.schema.json")
PLAIN = (  # what structure and equations alone can tell, the traps of the parsers left out
    "total one too high", "intake not accounted for", "total of table four missing",
    "text for a number", "true for a number", "below zero", "unknown row",
    "trailing comma", "trailing garbage", "truncated", "invalid UTF-8",
)  # fmt: skip
Bad = set[int]
Contender = Callable[[Path], Bad | None]  # the lines with findings; None: it cannot tell


# contenders ----------------------------------------------------------------------------------


def ours(*, statements: bool) -> Contender:
    """The whole validation: structure, equations, dates, sections, notes, duplicate keys."""
    checker = Checker(SPEC, date(2026, 12, 1), JsonWriting(), statements=statements)

    def contend(path: Path) -> Bad:
        bad, lines, start, stop = set(), 0, 0, path.stat().st_size
        while start < stop:  # a portion ends early where much is found
            portion = checker.range(str(path), start, stop)
            bad |= {lines + entry.line for entry in portion.entries}
            lines, start = lines + portion.lines, portion.stop
        return bad

    return contend


def by_line(parse: Callable[[bytes], object]) -> Contender:
    """Parse alone, line by line, as scripts do."""

    def contend(path: Path) -> None:
        with path.open("rb") as file:
            for line in file:
                try:
                    parse(line)
                except (ValueError, RecursionError):
                    continue

    return contend


def by_block(parse: Callable[[memoryview], object]) -> Contender:
    """Parse alone, with the reader that we use."""

    def contend(path: Path) -> None:
        with Source(str(path)) as source:
            lines = Lines(source)
            for span in lines:
                try:
                    parse(lines.view[slice(*span or (0, 0))])
                except (*shapes.FAILURES, ValueError):
                    continue

    return contend


def checked(valid: Callable[[Any], bool]) -> Contender:
    """orjson, a validator of the schema, and a loop over the equations."""

    def contend(path: Path) -> Bad:
        bad = set()
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    document = orjson.loads(line)
                except orjson.JSONDecodeError:
                    bad.add(number)
                    continue
                if not (valid(document) and balanced(document)):
                    bad.add(number)
        return bad

    return contend


def equations(form: str) -> list[tuple[Any, Any, bool]]:
    own = [a.equation for a in SPEC.active((form,)) if a.equation.table]
    split = [[[tuple(p.split("/")[1:]) for p in side] for side in e.paths] for e in own]
    return [(*sides, e.relation == "eq") for sides, e in zip(split, (e for e in own), strict=True)]


EQUATIONS = {form: equations(form) for form in SPEC.forms}


def balanced(document: dict[str, Any]) -> bool:
    for table in ("disclosure", "requests", "disputes"):
        edition, rows = document[table].get("edition"), document[table]["rows"]
        for left, right, equal in EQUATIONS[f"{table}_{edition}" if edition else table]:
            a = sum(rows[row][column] for row, column in left)
            b = sum(rows[row][column] for row, column in right)
            if a != b if equal else a > b:
                return False
    return True


def bare(node: fields.Node) -> fields.Node:
    """The same node without its limits."""
    return replace(
        node,
        limits={},
        fields={name: bare(inner) for name, inner in node.fields.items()},
        editions={name: bare(inner) for name, inner in node.editions.items()},
        items=bare(node.items) if node.items else None,
    )


TYPED = shapes.decoder(shapes.report(bare(fields.tree(SPEC)), filled=False))
SIMD = simdjson.Parser()
FAST: dict[str, Contender] = {
    "ogireport, all rules but those of the narrative, which no peer reads": ours(statements=False),
    "ogireport, all rules": ours(statements=True),
    "orjson.loads, `for line in file`: parse alone": by_line(orjson.loads),
    "orjson.loads, our reader: parse alone": by_block(orjson.loads),
    "msgspec typed, our reader: types alone": by_block(TYPED),
    "pysimdjson, `for line in file`: parse alone, lazy": by_line(SIMD.parse),
    "jsonschema-rs + loops": checked(jsonschema_rs.validator_for(SCHEMA).is_valid),
}
UNREAD = "ogireport, all rules but those of the narrative"
SHAPED: dict[str, Contender] = {
    "ogireport, all rules": ours(statements=True),
    UNREAD: ours(statements=False),
    "orjson.loads, `for line in file`: parse alone": by_line(orjson.loads),
}
SLOW: dict[str, Contender] = {
    "ogireport": ours(statements=False),
    "jsonschema + loops": checked(Draft202012Validator(SCHEMA).is_valid),
}


# measuring -----------------------------------------------------------------------------------


def compare(
    contenders: dict[str, Contender], path: Path, bad: Bad, runs: int, **others: Bad
) -> list[str]:
    """Rows of ours / theirs in cpu time, the first contender being ours.

    `bad` are the lines with findings, `others` those that a contender by this name can have.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    told = {}
    for _ in range(runs + 1):
        for name, contend in contenders.items():
            start = time.process_time()
            told[name] = contend(path)
            times[name].append(time.process_time() - start)
    own, rows = next(iter(times.values()))[1:], []
    for name, (_, *measured) in times.items():
        factor = median(a / b for a, b in zip(own, measured, strict=True))
        named = _named(told[name], others.get(name, bad))
        rows.append(f"| {name} | {factor:.2f} | {1 / factor:.2f} | {named} |")
    return rows


def _named(told: set[int] | None, truth: set[int]) -> str:
    """Whether a contender names the reports that are bad."""
    if told is None:
        return "cannot tell"
    return "the same" if told == truth else "fewer" if told < truth else "OTHERS"


def process(*arguments: object, stdin: Any = None) -> tuple[float, float, int]:
    """Wall seconds, cpu seconds and peak kilobytes (of the largest process) of a command."""
    code = (
        "import resource, subprocess, sys, time; t = time.perf_counter();"
        "subprocess.run(sys.argv[1:], stdout=-3, stderr=-3);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(time.perf_counter() - t, u.ru_utime + u.ru_stime, u.ru_maxrss)"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    wall, cpu, peak = subprocess.run(
        command, stdin=stdin, capture_output=True, text=True, check=True
    ).stdout.split()
    return float(wall), float(cpu), int(peak)


def validate(path: object, *more: object) -> list[object]:
    options = ["--today", "2026-01-01", "--no-statements", *more]
    return [sys.executable, "-m", "ogireport", "validate", path, *options]


def whole(path: Path, runs: int) -> str:
    """jsonschema + loops against ours, processes from start to end."""
    theirs = [sys.executable, __file__, "--peer", path]
    pairs = [
        (
            process(*validate(path, "--jobs", 1, "--output", path.with_suffix(".out"))),
            process(*theirs),
        )
        for _ in range(runs)
    ]
    return f"| jsonschema + loops / ours, whole process, wall | {median(b[0] / a[0] for a, b in pairs):.0f} |"


def processes(path: Path, runs: int) -> str:
    out = path.with_suffix(".out")
    pairs = [
        [process(*validate(path, "--jobs", n, "--output", out))[0] for n in (1, 2)]
        for _ in range(runs)
    ]
    return f"| two processes / one, wall | {median(two / one for one, two in pairs):.2f} |"


def growth(path: Path, count: int, times: tuple[int, ...]) -> list[str]:
    """Cost and memory as the corpus grows: the same file again and again on standard input."""
    few = path.with_name("start.jsonl")
    few.write_bytes(b"".join(islice(path.open("rb"), 100)))  # so many that all code is made
    start = min(_piped(few, 1)[0] for _ in range(3))
    rows = [f"| 100, start-up: {start:.2f} s | | | |"]
    for repeated in times:
        cpu, peak = _piped(path, repeated)
        each, after = (seconds / (count * repeated) * 1e6 for seconds in (cpu, cpu - start))
        rows.append(f"| {count * repeated:,} | {each:.1f} | {after:.1f} | {peak / 1024:.0f} |")
    return rows


def _piped(path: Path, repeated: int) -> tuple[float, int]:
    with subprocess.Popen(["cat", *[path] * repeated], stdout=subprocess.PIPE) as cat:
        out = path.with_suffix(".out")
        _, cpu, peak = process(*validate("-", "--jsonl", "--output", out), stdin=cat.stdout)
    return cpu, peak


def main() -> None:
    if sys.argv[1:2] == ["--peer"]:
        SLOW["jsonschema + loops"](Path(sys.argv[2]))
        return
    count, runs = (int(a) for a in [*sys.argv[1:], "10000", "7"][:2] if a)
    plain = [defect for defect in defects.DEFECTS if defect.kind in PLAIN]
    with tempfile.TemporaryDirectory() as folder:
        path, few, many = (Path(folder) / f"{name}.jsonl" for name in ("some", "few", "many"))
        good = Path(folder) / "good.jsonl"
        defects.write(good, count, 0)
        bad, few_bad = (
            {line for line, _, truth in defects.write(p, n, 0.02, defects=plain) if truth != "good"}
            for p, n in ((path, count), (few, count // 10))
        )
        defects.write(many, 10 * count)
        shaped, mixed = (Path(folder) / f"{name}.jsonl" for name in ("shaped", "mixed"))
        realistic.write(shaped, count, 0)
        faults = realistic.write(mixed, count)
        unread = {line for line, fault in faults.items() if fault != "text_disagrees"}
        lines = [
            "| contender | ours / theirs, cpu | theirs / ours | bad reports |\n|---|---|---|---|",
            *compare(FAST, path, bad, runs),
            *compare(SLOW, few, few_bad, max(runs // 2, 1))[1:],
            "\nThe same with good reports alone:\n",
            "| contender | ours / theirs, cpu | theirs / ours | bad reports |\n|---|---|---|---|",
            *compare(FAST, good, set(), runs),
            "\nReports in the shape of published ones (benchmarks/realistic.py), all good:\n",
            "| contender | ours / theirs, cpu | theirs / ours | bad reports |\n|---|---|---|---|",
            *compare(SHAPED, shaped, set(), runs),
            "\nThe same, half of them with findings:\n",
            "| contender | ours / theirs, cpu | theirs / ours | bad reports |\n|---|---|---|---|",
            *compare(SHAPED, mixed, {*faults}, runs, **{UNREAD: unread}),
            "\n| whole processes | ratio |\n|---|---|",
            whole(path, 2),
            processes(many, runs),
            "\n| reports on standard input, 2 % bad | cpu per report, µs | less start-up | peak MiB |\n|---|---|---|---|",
            *growth(path, count, (1, 10, 100)),
        ]
    conditions = f"{count:,} reports, 2 % bad; medians of {runs} interleaved rounds."
    record("JSONL", conditions, PEERS, lines)


if __name__ == "__main__":
    main()
