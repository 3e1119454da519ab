"""The one report that a path names: a report, or a published document that holds one."""

from __future__ import annotations

from ogireport.cli import lacking
from ogireport.given import loads
from ogireport.report import ReadError, Report, read
from ogireport.rules import structure
from ogireport.spec import standard

MALFORMED = (
    "结构不合格，请先用 ogireport validate 校核。",
    "not well-formed; check it with ogireport validate first.",
)


def report_in(path: str, lang: str) -> Report:
    """The report in a file, or that of a published document; ReadError for what is neither."""
    data = read(path)
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        try:
            from ogireport.convert import convert
        except ImportError:
            raise lacking("convert", lang) from None
        return Report(convert(data).document)
    report = loads(data)
    if any(structure.evaluate(report.document, standard())):
        raise ReadError(*MALFORMED)
    return report
