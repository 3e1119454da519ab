"""What the figures in the prose are compared with."""

import re
import signal
import tomllib
from collections.abc import Callable
from typing import Any

from cases import SAMPLES, TABLES, document, read
from ogireport import tokens
from ogireport.convert import limits, numbers
from ogireport.report import LARGEST_FILE
from ogireport.rules import structure, templates
from ogireport.spec import standard
from ogireport.tables import imprint


def blank_totals() -> list[dict[str, Any]]:
    rows = document("2019-shanghai")["requests"]["rows"]
    form = standard().forms["requests_2019"]
    items = [code for code, row in form.rows.items() if row.role == "item"]
    return [rows[code] for code in items if rows[code]["total"] is None]


def undetermined(name: str) -> list[dict[str, Any]]:
    """The equations of a sample report that a blank keeps from being checked."""
    found = read(SAMPLES / "reports" / name / "expected.json")["findings"]
    linear = {rule.id for rule in standard().rules.values() if rule.formula}
    return [f for f in found if f["outcome"] == "undetermined" and f["rule"] in linear]


def mutants() -> int:
    """How many mistakes the suite is tried with."""
    text = (SAMPLES.parent / "benchmarks" / "mutants.toml").read_text("utf-8")
    return len(tomllib.loads(text)["mutant"])


# A page writes 15<!-- =reports -->.
FACTS: dict[str, Callable[[], int]] = {
    "reports": lambda: len([*(SAMPLES / "reports").iterdir()]),
    "mutants": mutants,
    "rules": lambda: len(standard().rules),
    "blank-totals": lambda: len(blank_totals()),
    "blank-totals-with-parts": lambda: len([r for r in blank_totals() if any(r.values())]),
    "shanghai-blank": lambda: len(document("2019-shanghai")["notes"]),
    "shanghai-undetermined": lambda: len(undetermined("2019-shanghai")),
    "full-cells": lambda: sum(
        len(row) for table in TABLES for row in document("2021-full")[table]["rows"].values()
    ),
    "largest-count": lambda: numbers.largest("count"),
    "interrupted": lambda: 128 + signal.SIGINT,
    "terminated": lambda: 128 + signal.SIGTERM,
    "unread": lambda: 128 + signal.SIGPIPE,
    "file-mib": lambda: LARGEST_FILE // 2**20,
    "part-mib": lambda: limits.LARGEST_PART // 2**20,
    "most-values": lambda: tokens.MOST,
    "deepest": lambda: tokens.DEEPEST,
    "most-findings": lambda: structure.MOST,
    "letters-before": lambda: templates.WINDOW,
    "letters-after": lambda: templates.AFTER,
    "most-named": lambda: imprint.MOST_NAMED,
    "columns": lambda: limits.MOST_COLUMNS,
    "slots": lambda: limits.MOST_SLOTS,
    "lines": lambda: limits.MOST_LINES,
    "nested": lambda: limits.DEEPEST_TABLES,
    "pages": lambda: limits.MOST_PAGES,
    "letters": lambda: limits.MOST_LETTERS,
    "page-characters": lambda: limits.MOST_CHARACTERS,
    "hostile-mib": lambda: limits.MEMORY // 2**20,
    "hostile-seconds": lambda: limits.SECONDS,
}
_COMPARED = re.compile(r"(\d[\d,]*)(<!-- =([\w-]+) -->)")


def rewritten(text: str) -> str:
    """The text of a page with every figure as its fact is now."""

    def current(found: re.Match[str]) -> str:
        figure, comment, fact = found.groups()
        if fact not in FACTS:
            return found[0]
        return format(FACTS[fact](), "," if "," in figure else "") + comment

    return _COMPARED.sub(current, text)
