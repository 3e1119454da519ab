"""A program of a portal: which uploads may be published. Type-checked with mypy and pyright."""

import json
from datetime import date
from pathlib import Path

import ogireport


def publishable(upload: bytes, last_year: Path | None = None) -> tuple[bool, list[str]]:
    try:
        verdict = ogireport.check(upload, previous=last_year, today=date(2026, 1, 1))
    except ogireport.ReadError as error:
        return False, [error.message["zh"]]
    wrong = [f for f in verdict.findings if f.severity is ogireport.Severity.ERROR]
    told = [f"{finding.cells[0]}: {finding.message['zh']}" for finding in wrong]
    enough = verdict.coverage.share >= 0.9
    return verdict.level.reaches(ogireport.Level.CONSISTENT) and enough, told


if __name__ == "__main__":
    for path in Path("uploads").glob("*.json"):
        good, said = publishable(path.read_bytes())
        print(json.dumps({"file": path.name, "publishable": good, "said": said}))
