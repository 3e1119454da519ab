"""Rewrite samples/reports/*/expected.json with the present findings of the validator; read the diff.

python tools/expect.py [NAME...]
"""

import json
import sys
from datetime import date
from pathlib import Path

from ogireport import Report, judge, load
from ogireport.rules.plain import finding

REPORTS = Path(__file__).parents[1] / "samples" / "reports"
KEPT = ("rule", "outcome", "cells", "left", "right", "difference")


def report(name: str) -> Report:
    return load(REPORTS / name / "report.json")


def expected(name: str, given: dict) -> dict:
    """The verdict, with the links that `given` names (today, previous, units)."""
    verdict = judge(
        report(name),
        previous=report(given["previous"]) if "previous" in given else None,
        units=[report(unit) for unit in given.get("units", ())],
        today=date.fromisoformat(given["today"]),
    )
    kept = [{key: finding(found)[key] for key in KEPT} for found in verdict.findings]
    return given | {
        "level": verdict.level,
        "coverage": verdict.coverage._asdict(),
        "findings": kept,
    }


def main(names: list[str]) -> None:
    for name in names or sorted(path.parent.name for path in REPORTS.glob("*/report.json")):
        path = REPORTS / name / "expected.json"
        given = json.loads(path.read_text("utf-8")) if path.exists() else {"today": "2026-01-01"}
        given = {key: given[key] for key in ("today", "previous", "units") if key in given}
        text = json.dumps(expected(name, given), ensure_ascii=False, indent=1, default=float)
        path.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
