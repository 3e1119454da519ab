"""ogireport: check China's annual reports on open government information.

>>> import ogireport
>>> verdict = ogireport.check("samples/reports/2021-hongze/report.json")
>>> verdict.level, verdict.findings[0].rule
(<Level.WELL_FORMED: 'well-formed'>, 'T4-01')
"""

from __future__ import annotations

import os

from ogireport.findings import Finding, Level, Outcome, Severity
from ogireport.given import load, loads
from ogireport.report import ReadError, Report
from ogireport.rules.register import Register
from ogireport.rules.verdict import Coverage, Verdict, check, judge, validate
from ogireport.spec import SpecError

__version__ = "1.0.0"
__all__ = [
    "Coverage",
    "Finding",
    "Level",
    "Outcome",
    "ReadError",
    "Register",
    "Report",
    "Severity",
    "SpecError",
    "Verdict",
    "check",
    "judge",
    "load",
    "load_register",
    "loads",
    "validate",
]


def load_register(path: str | os.PathLike[str]) -> Register:
    """Return the register of organs in a CSV file; ReadError with the row for what is none."""
    from ogireport.tables import organs  # not needed to check a report alone

    return organs.load(path)
