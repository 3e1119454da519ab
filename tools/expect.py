"""Rewrite the findings in samples/reports and samples/cases with those of the validator; read the diff.

python tools/expect.py [NAME...]

NAME is that of a report or the id of a rule. What a case expects stays as it is written.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from cases import SAMPLES, context, read
from ogireport import Report, Verdict, judge, load
from ogireport.rules.plain import finding
from ogireport.rules.verdict import findings_of
from ogireport.spec import standard

REPORTS = SAMPLES / "reports"
OF_A_CASE = ("outcome", "cells", "left", "right", "difference")
KEPT = ("rule", "outcome", "severity", "cells", "left", "right", "difference", "explained")


def report(name: str) -> Report:
    return load(REPORTS / name / "report.json")


def verdict_of(verdict: Verdict) -> dict[str, Any]:
    """What the contract fixes of a verdict: all but messages, addresses and suggestions."""
    return {
        "level": verdict.level,
        "coverage": verdict.coverage._asdict(),
        "not_checked": [*verdict.unseen],
        "findings": [
            {key: finding(found)[key] for key in KEPT} | {"cells": [*found.cells]}
            for found in verdict.findings
        ],
    }


def expected(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The verdict, with the links that `given` names (today, previous, units)."""
    verdict = judge(
        report(name),
        previous=report(given["previous"]) if "previous" in given else None,
        units=[report(unit) for unit in given.get("units", ())],
        today=date.fromisoformat(given["today"]),
    )
    return given | verdict_of(verdict)


def rewrite_report(folder: Path) -> None:
    path = folder / "expected.json"
    given = json.loads(path.read_text("utf-8")) if path.exists() else {"today": "2026-01-01"}
    given = {key: given[key] for key in ("today", "previous", "units") if key in given}
    write(path, expected(folder.name, given))


def rewrite_cases(path: Path) -> None:
    held = read(path)
    for test in held["tests"]:
        found = findings_of(standard().rules[held["rule"]], context(test)) or ()
        kept = [{key: getattr(f, key) for key in OF_A_CASE} for f in found]
        test.pop("findings", None)
        if kept:
            test["findings"] = [{k: v for k, v in f.items() if v is not None} for f in kept]
    write(path, held)


def write(path: Path, held: dict[str, Any]) -> None:
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1, default=float) + "\n", "utf-8")


def main(names: list[str]) -> None:
    for folder in sorted(REPORTS.iterdir()):
        if not names or folder.name in names:
            rewrite_report(folder)
    for path in sorted((SAMPLES / "cases").iterdir()):
        if not names or path.stem in names:
            rewrite_cases(path)


if __name__ == "__main__":
    main(sys.argv[1:])
