"""Text for people in the encoding of their console, which does not have every character."""

from __future__ import annotations

import codecs
from functools import cache, partial

# In order of preference: GBK, of Windows in China, has the first of each, ASCII the last.
STANDINS = {
    "✓": "√+", "✗": "×x", "−": "－-", "·": "•.", "─": "-", "…": ".", "×": "x", "≠": "#",
    "≤": "<", "≥": ">", "“": '"', "”": '"', "¥": "￥Y",
}  # fmt: skip


@cache
def errors(encoding: str) -> str:
    """The name of an error handler that writes what an encoding lacks with what it has."""
    name = f"ogireport.{encoding}"
    codecs.register_error(name, partial(_replaced, encoding))
    return name


def encoded(text: str, encoding: str) -> bytes:
    """A text as the console shows it."""
    return text.encode(encoding, errors(encoding))


def _replaced(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_standin(char, encoding) for char in lost), error.end


def _standin(char: str, encoding: str) -> str:
    shown = (other for other in STANDINS.get(char, "") if other.encode(encoding, "ignore"))
    return next(shown, char.encode("ascii", "backslashreplace").decode())
