"""ogireport: check China's annual reports on open government information.

>>> import ogireport
>>> verdict = ogireport.check("samples/reports/2021-hongze/report.json")
>>> verdict.level, verdict.findings[0].rule
(<Level.WELL_FORMED: 'well-formed'>, 'T4-01')
"""

from ogireport.findings import Finding, Level, Outcome, Severity
from ogireport.given import load, loads
from ogireport.report import ReadError, Report
from ogireport.rules.verdict import Coverage, Verdict, check, judge, validate
from ogireport.spec import SpecError

__version__ = "1.0.0"
__all__ = [
    "Coverage",
    "Finding",
    "Level",
    "Outcome",
    "ReadError",
    "Report",
    "Severity",
    "SpecError",
    "Verdict",
    "check",
    "judge",
    "load",
    "loads",
    "validate",
]
