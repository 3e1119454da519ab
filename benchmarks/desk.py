"""The checker page: sizes and times; a section of benchmarks/RESULTS.md.

    python benchmarks/desk.py [RUNS]

Needs Chromium and what `make checker` needs. Each run begins with an empty profile. A keystroke
switches a total between right and wrong; the clock stops when the page shows the new result.
"""

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
CELL = "disputes/reconsideration/total"
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


def measured(browser: Any, page: Path) -> tuple[float, float, list[float]]:
    """Milliseconds until ready, to read a document, and of each edit."""
    with Clerk(browser, page.as_uri()) as clerk:
        ready = float(clerk.page.evaluate("document.body.dataset.ready"))
        start = clerk.page.evaluate("performance.now()")
        clerk.drop(*named([DOCUMENT]))
        read = clerk.page.evaluate("performance.now()") - start
        clerk.page.wait_for_selector("#suggestions h3")
        edits = []
        for number in range(EDITS):
            edits.append(clerk.page.evaluate(TYPE, [CELL, "14" if number % 2 == 0 else "0"]))
            clerk.page.wait_for_timeout(200)
        return ready, read, edits


def line(browser_type: Any, page: Path, runs: int) -> str:
    """One row of the table: size, and the medians of all runs."""
    found = []
    for _ in range(runs):
        browser = browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found.append(measured(browser, page))
        browser.close()
    ready, read = (median(each[n] for each in found) for n in (0, 1))
    edit = median(edit for each in found for edit in each[2])
    size = page.stat().st_size / 1e6
    return f"| {page.name} | {size:.1f} | {ready / 1000:.1f} | {read:.0f} | {edit:.0f} |"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        subprocess.run([sys.executable, ROOT / "tools" / "checker.py", made], check=True)
        pages = sorted(Path(made).glob("checker*.html"))
        lines = [line(playwright.chromium, page, runs) for page in pages]
        version = subprocess.run([CHROMIUM, "--version"], capture_output=True, encoding="utf-8")
    conditions = (
        f"Medians of {runs} runs with an empty profile, from file://; {version.stdout.strip()}. "
        "A keystroke is timed until the page shows the new verdict."
    )
    head = [
        "| page | MB | ready, s | first document, ms | keystroke, ms |",
        "|---|---|---|---|---|",
    ]
    record("Checker page", conditions, ["playwright"], [*head, *lines])


if __name__ == "__main__":
    main()
