"""One CSV cell: written so that no spreadsheet runs it, read back strictly."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

# OWASP, CSV Injection: a cell that begins so is a formula to a spreadsheet, full-width signs too
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
NUMBERS = {
    "integer": re.compile(r"0|-?[1-9][0-9]*"),
    "number": re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
}
BOOLEANS = {"true": True, "false": False}


class CellError(Exception):
    """The text of a cell is not what its column holds."""


def written(value: Any, kind: str) -> str:
    """The cell of a value; null is empty, text that looks like a formula gets an apostrophe."""
    if value is None:
        return ""
    if kind == "array":
        return json.dumps(value, ensure_ascii=False)
    if kind == "boolean":
        return "true" if value else "false"
    # always to the fen: readers that guess a type from the first rows would take whole yuan for counts
    text = f"{Decimal(value):.2f}" if kind == "number" else str(value)
    return f"'{text}" if kind == "string" and FORMULA.match(text) else text


def read(text: str, kind: str) -> Any:
    """The value of a cell: ASCII digits alone are a number; CellError for anything else."""
    if kind == "string":
        text = text[1:] if GUARDED.match(text) else text
        return text or None
    if text == "":
        return None
    if pattern := NUMBERS.get(kind):
        if not pattern.fullmatch(text) or len(text) > 30:
            raise CellError(text)
        short = text.rstrip("0").removesuffix(".") if "." in text else text
        return Decimal(short) if "." in short else int(short)
    if kind == "boolean":
        if text not in BOOLEANS:
            raise CellError(text)
        return BOOLEANS[text]
    if kind == "array":
        return _array(text)
    return text


def _array(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise CellError(text) from None
    if not isinstance(value, list):
        raise CellError(text)
    return value
