"""The checker page: sizes and times; a section of benchmarks/RESULTS.md.

    python benchmarks/desk.py [RUNS]

Needs Chromium and what `make checker` needs. Each run begins with an empty profile. A keystroke
switches a total between right and wrong, in a report whose text states figures and with last
year's report beside it; the clock stops when the page shows the new result.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright
from sections import record
from startup import ROOT

sys.path.append(str(ROOT / "tests"))
from clerk import Clerk, named

DOCUMENT = ROOT / "samples" / "documents" / "totals-left-at-zero" / "document.docx"
REPORTS = ROOT / "samples" / "reports"
NOW, LAST = (REPORTS / f"2021-example-county{year}" / "report.json" for year in ("", "-2023"))
CELL = "disputes/reconsideration/total"
STATED = "本年度新收政府信息公开申请859件，上年结转18件，答复805件，结转下年度72件。"
PROSE = (
    "主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作按要求完成，公开时效有待提高。"
)
EDITS = 21
CHROMIUM = shutil.which("chromium") or "chromium"
TYPE = """async ([cell, text]) => {
    const input = document.querySelector(`td[data-cell="${cell}"] input`);
    const shown = document.querySelector("#verdict");
    const before = shown.textContent;
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new Event("input"));
    while (shown.textContent === before) await new Promise((next) => setTimeout(next));
    return performance.now() - start;
}"""


def stating() -> bytes:
    """The report with an overview of two pages that states twenty figures."""
    report = json.loads(NOW.read_bytes())
    return json.dumps(
        report | {"sections": report["sections"] | {"overview": (STATED + PROSE * 5) * 5}}
    ).encode()


def measured(browser: Any, page: Path) -> tuple[float, float, list[float]]:
    """Milliseconds until ready, to read a document, and of each edit."""
    with Clerk(browser, page.as_uri()) as clerk:
        ready = float(clerk.page.evaluate("document.body.dataset.ready"))
        start = clerk.page.evaluate("performance.now()")
        clerk.drop(*named([DOCUMENT]))
        read = clerk.page.evaluate("performance.now()") - start
        clerk.drop(("now.json", stating())).drop_earlier(*named([LAST]))
        right = clerk.cell(CELL).locator("input").input_value()
        edits = []
        for number in range(EDITS):
            edits.append(clerk.page.evaluate(TYPE, [CELL, right if number % 2 else f"{right}1"]))
            clerk.page.wait_for_timeout(400)
        return ready, read, edits


def line(browser_type: Any, page: Path, runs: int) -> str:
    """One row of the table: size, and the medians of all runs."""
    found = []
    for _ in range(runs):
        browser = browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found.append(measured(browser, page))
        browser.close()
    ready, read = (median(each[n] for each in found) for n in (0, 1))
    edits = [edit for each in found for edit in each[2]]
    size = page.stat().st_size / 1e6
    return (
        f"| {page.name} | {size:.1f} | {ready / 1000:.1f} | {read:.0f} | {median(edits):.0f} "
        f"| {max(edits):.0f} |"
    )


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        subprocess.run([sys.executable, ROOT / "tools" / "checker.py", made], check=True)
        pages = sorted(Path(made).glob("checker*.html"))
        lines = [line(playwright.chromium, page, runs) for page in pages]
        version = subprocess.run([CHROMIUM, "--version"], capture_output=True, encoding="utf-8")
    conditions = (
        f"Medians of {runs} runs with an empty profile, from file://; {version.stdout.strip()}. "
        "A keystroke is timed until the page shows the new verdict, with figures in the text and "
        "last year's report to compare."
    )
    head = [
        "| page | MB | ready, s | first document, ms | keystroke, ms | slowest keystroke, ms |",
        "|---|---|---|---|---|---|",
    ]
    record("Checker page", conditions, ["playwright"], [*head, *lines])


if __name__ == "__main__":
    main()
