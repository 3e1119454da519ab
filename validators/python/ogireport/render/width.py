"""Text in terminal columns, where a full-width character takes two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

COLUMNS = 80
RULE = 40  # columns of the line below a head
CLOSING = "，。：；、！？）》”’」』〕,.:;!?)]"
OPENING = "（《“‘「『〔(["


# What GitHub and Azure take for a command to the runner: `::` that begins a line, `##[`, `##vso[`.
_COMMAND = re.compile(r"(?<!\S):(?=:|$)|#(?=#(?:vso)?\[)")


def width(text: str) -> int:
    """The columns a text takes; ambiguous characters count one, combining marks none."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def visible(text: str) -> str:
    """The text with what drives a terminal or a build service escaped."""
    shown = "".join(c if c.isprintable() or c == " " else repr(c)[1:-1] for c in text)
    return _COMMAND.sub(lambda found: f"\\x{ord(found[0]):x}", shown)


def wrap(text: str, first: str = "", rest: str = "", columns: int = COLUMNS) -> list[str]:
    """Break a text into lines; a word stays whole, a closing mark never begins a line."""
    lines, line, start = [], first, first
    for word in _words(visible(text)):
        if width(line) + width(word.rstrip()) > columns and line != start:
            lines.append(line.rstrip())
            line = start = rest
        line += word if line != rest else word.lstrip()
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """The pieces between which a line may break."""
    words: list[str] = []
    for char in text:
        if words and not _breaks(words[-1][-1], char):
            words[-1] += char
        else:
            words.append(char)
    return words


def _breaks(before: str, after: str) -> bool:
    """Whether a line may break between two characters: at blanks and beside wide characters."""
    if before == " " or after == " ":
        return before == " " and after != " "
    wide = _columns(before) == 2 or _columns(after) == 2
    return wide and after not in CLOSING and before not in OPENING


def table(head: list[str], rows: list[list[str]], numbers: range) -> Iterator[str]:
    """An empty line, then the rows in columns under their head, numbers to the right."""
    sizes = [max(width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    yield ""
    for row in [head, ["─" * min(size, RULE) for size in sizes], *rows]:
        cells = [
            " " * (size - width(cell)) + cell if i in numbers else pad(cell, size)
            for i, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        yield "  ".join(cells).rstrip()
