"""The report in whatever a program holds: a path, JSON text, or a document that it read itself."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ogireport.report import ReadError, Report, parse, read

Given = Report | Mapping[str, Any] | str | bytes | os.PathLike[str]


def loads(text: str | bytes) -> Report:
    """Return the report in a JSON text; ReadError when it is not readable.

    The document is not validated; see `check`.
    """
    return _report(parse(text.encode(errors="surrogatepass") if isinstance(text, str) else text))


def load(path: str | os.PathLike[str]) -> Report:
    """Return the report in a file (`-` for standard input); ReadError when it is not readable.

    The document is not validated; see `check`.
    """
    return _report(parse(read(os.fspath(path))))


def report_of(given: Given) -> Report:
    """Return the report that is given.

    Bytes, and a string that begins with a brace, are JSON text; any other string is a path.
    ReadError for what cannot be read.
    """
    if isinstance(given, Report):
        return Report(_exact(given.document))
    if isinstance(given, Mapping):
        return Report(_exact(given))
    if isinstance(given, bytes) or (
        isinstance(given, str) and given.lstrip("\ufeff \t\r\n")[:1] == "{"
    ):
        return loads(given)
    return load(given)


def _report(document: object) -> Report:
    if isinstance(document, dict):
        return Report(document)
    raise ReadError("文件不是一份报告：应为 JSON 对象。", "not a report: expected a JSON object.")


def _exact(value: Any) -> Any:
    """The same value with each float as the shortest decimal that reads as this float."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ReadError(
                f"{value} 不是数字；没有数字请写 null。", f"{value} is no number; write null."
            )
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: _exact(inner) for key, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list | tuple) else value
