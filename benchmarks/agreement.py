"""The bulk engine against the reference validator, line by line: zero differences.

    python benchmarks/agreement.py [REPORTS] [SEED]

Makes reports with 3 % defects of every kind, checks them in bulk, and then each one as
`ogireport validate` checks a file, without any short cut. Takes minutes for 100,000 reports.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import defects

from ogireport.render import machines
from ogireport.render.streamed import JsonWriting
from ogireport.report import ReadError, Report, parse
from ogireport.rules import plain
from ogireport.rules.verdict import validate
from ogireport.spec import standard
from ogireport.stream.portion import Checker

TODAY = date(2026, 1, 1)


def reference(line: bytes) -> object:
    """The findings of a line, or why it cannot be read; None if there are no findings."""
    try:
        found = validate(Report(parse(line)), today=TODAY)
    except ReadError as error:
        return {"message": error.message}
    return [plain.finding(f) for f in found] or None


def main() -> None:
    given = sys.argv[1:]
    count, seed = (int(a) for a in [*given, *("100000", "1")[len(given) :]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        truth = defects.write(path, count, seed=seed)
        checker = Checker(standard(), TODAY, JsonWriting())
        bulk = checker.range(str(path), 0, path.stat().st_size)
        told = {entry.line: json.loads(b"{" + entry.body) for entry in bulk.entries}
        different = []
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                expected = reference(line.rstrip(b"\n"))
                ours = told.get(number)
                own = ours and (ours if "message" in ours else ours["findings"])
                if json.loads(machines.as_line(expected)) != own:
                    different.append(number)
    wrong = {line for line, _, kind in truth if kind != "good"} ^ set(told)
    print(
        f"{count} reports, {len(told)} with findings; different: {different}; against the truth: {wrong}"
    )
    sys.exit(bool(different or wrong))


if __name__ == "__main__":
    main()
