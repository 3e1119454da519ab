"""ogireport: check China's annual reports on open government information.

>>> import ogireport
>>> verdict = ogireport.check("samples/reports/2021-hongze/report.json")
>>> verdict.level, verdict.findings[0].rule
(<Level.WELL_FORMED: 'well-formed'>, 'T4-01')
"""

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

TYPE_CHECKING = False  # as type checkers read it; typing itself takes a while
if TYPE_CHECKING:
    from ogireport.findings import Finding, Level, Outcome, Severity
    from ogireport.given import load, loads
    from ogireport.report import ReadError, Report
    from ogireport.rules.register import Register
    from ogireport.rules.verdict import Coverage, Verdict, check, judge, validate
    from ogireport.spec import SpecError
    from ogireport.tables.organs import load_register
else:

    def __getattr__(name: str) -> object:
        """Load a name when it is used; until the command has begun, a signal shows a traceback."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        homes = (
            "findings", "given", "report", "rules.register", "rules.verdict", "spec", "tables.organs"
        )  # fmt: skip
        modules = (vars(import_module(f"{__name__}.{home}")) for home in homes)
        return next(module[name] for module in modules if name in module)
