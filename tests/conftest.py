"""The repository and its samples as the tests use them, and the programs some of them need."""

import json
import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

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


def program(*names: str) -> str:
    """The path of the first program found; without one the test skips, on CI it fails."""
    path = next((path for name in names if (path := shutil.which(name))), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {names[0]}")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the machine, driven by playwright."""
    path = program("chromium", "chromium-browser", "google-chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
