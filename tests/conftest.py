"""The repository and its samples as the tests use them."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
TABLES = ("disclosure", "requests", "disputes")
REPORTS = sorted(path.parent.name for path in (SAMPLES / "reports").glob("*/report.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


def document(name: str) -> dict[str, Any]:
    return read(SAMPLES / "reports" / name / "report.json")


def assign(report: dict[str, Any], path: str, value: object) -> None:
    """Set a cell (table/row/column) or a field (organ/level) of a report document."""
    *parts, last = path.split("/")
    if len(parts) == 2 and parts[0] in TABLES:
        parts.insert(1, "rows")
    for part in parts:
        report = report[part]
    report[last] = value


def fragment(given: dict[str, Any]) -> dict[str, Any]:
    """The report document of a case: its base with the cells and fields it sets."""
    report = deepcopy(document(given["base"]))
    for path, value in given.get("set", {}).items():
        assign(report, path, value)
    return report
