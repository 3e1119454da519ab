"""ogireport: check China's annual reports on open government information.

>>> import ogireport
>>> report = ogireport.load("samples/reports/2021-hongze/report.json")
>>> [finding.rule for finding in ogireport.validate(report)][:2]
['T4-01', 'T4-01']
"""

from ogireport.findings import Finding, Level, Outcome, Severity
from ogireport.report import ReadError, Report, load
from ogireport.rules.verdict import Coverage, Verdict, judge, validate
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
    "judge",
    "load",
    "validate",
]
