"""The one report that a path names: a report, or a published document that holds one."""

from __future__ import annotations

import os

from ogireport.cli import inputs, lacking
from ogireport.given import loads
from ogireport.render.width import visible
from ogireport.report import ReadError, Report, read
from ogireport.rules import structure
from ogireport.spec import standard
from ogireport.tables.container import named

MALFORMED = (
    "结构不合格，请先用 ogireport validate 校核。",
    "not well-formed; check it with ogireport validate first.",
)


def report_in(path: str, lang: str) -> Report:
    """The report in a file or folder, or that of a published document; ReadError names what is neither."""
    with named(visible(path)):
        return _read(_file(path, lang), lang)


def _file(path: str, lang: str) -> str:
    """The path itself, or the file of the one report in a folder."""
    if not os.path.isdir(path):
        return path
    found = [each for each in inputs.read_all(inputs.find((path,)), lang) if not each.passed_over]
    if len(found) != 1:
        raise ReadError(
            f"目录中有 {len(found)} 份报告，请指明一份。",
            f"the folder holds {len(found)} reports; name one.",
        )
    return found[0].file


def _read(path: str, lang: str) -> Report:
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
