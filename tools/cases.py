"""The conformance suite as reports: how samples/README.md builds a case, in Python."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ogireport import Report
from ogireport.rules.context import Context
from ogireport.rules.register import Organ, Register
from ogireport.spec import standard

SAMPLES = Path(__file__).parents[1] / "samples"
TABLES = standard().tables


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


def document(name: str) -> dict[str, Any]:
    return read(SAMPLES / "reports" / name / "report.json")


def tests(rule: str) -> list[dict[str, Any]]:
    return read(SAMPLES / "cases" / f"{rule}.json")["tests"]


def _place(report: Any, path: str) -> tuple[Any, Any]:
    """What holds the cell (table/row/column) or field (organ/level) of a report, and its key."""
    *parts, last = path.split("/")
    if len(parts) == 2 and parts[0] in TABLES and parts[1] != "rows":
        parts.insert(1, "rows")
    for part in parts:
        report = report[int(part) if isinstance(report, list) else part]
    return report, int(last) if isinstance(report, list) else last


def assign(report: dict[str, Any], path: str, value: object) -> None:
    """Set a cell (table/row/column) or a field (organ/level) of a report document."""
    holder, key = _place(report, path)
    holder[key] = value


def fragment(given: dict[str, Any]) -> dict[str, Any]:
    """The report document of a test: its base with what the test sets, repeats and removes."""
    report = deepcopy(document(given["base"]))
    for path, value in given.get("set", {}).items():
        assign(report, path, value)
    for path, times in given.get("repeat", {}).items():
        holder, key = _place(report, path)
        holder[key] *= times
    for path in given.get("remove", ()):
        holder, key = _place(report, path)
        del holder[key]
    return report


def context(test: dict[str, Any]) -> Context:
    """The report of a case with last year's report, the units, the day and the register it gives."""
    previous = Report(fragment(test["previous"])) if "previous" in test else None
    units = tuple(Report(fragment(unit)) for unit in test.get("units", ()))
    today = date.fromisoformat(test.get("today", "2026-01-01"))
    register = Register(Organ(**row) for row in test["organs"]) if "organs" in test else None
    return Context(standard(), Report(fragment(test)), previous, units, today, register)
