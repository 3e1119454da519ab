"""Suggestions as SARIF fixes, each figure by the exact place where the file has it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ogireport.findings import Finding, Outcome
from ogireport.render.width import visible
from ogireport.report import ReadError, decoded, read
from ogireport.tokens import TOKEN

if TYPE_CHECKING:
    from ogireport.render import Checked
    from ogireport.rules.repair import Change, Suggestion

FEW = 5  # suggestions that go with one result

Path = tuple[str | None, ...]
Places = dict[Path, tuple[int, int]]


class Fixes:
    """The fixes for one checked report; its file is read again when there are any."""

    def __init__(self, checked: Checked, artifact: dict[str, Any], lang: str) -> None:
        self.artifact, self.lang = artifact, lang
        offered = checked.verdict.suggestions
        self.imbalances = offered.imbalances if offered else ()
        self.text = _text(checked.file) if self.imbalances else ""
        self.places = places(self.text)

    def of(self, found: Finding) -> dict[str, Any]:
        """What a SARIF result gains: fixes, or the suggestions in words where a place is unknown."""
        key = found.rule, found.cells[0] if found.cells else ""
        for imbalance in self.imbalances:
            if key in imbalance.equations and found.outcome is Outcome.FAIL and imbalance.located:
                offered = imbalance.alternatives[:FEW]
                fixes = [self._fix(suggestion) for suggestion in offered]
                if None not in fixes:
                    return {"fixes": fixes}
                return {"properties": {"suggestions": [self._words(s) for s in offered]}}
        return {}

    def _words(self, suggestion: Suggestion) -> str:
        return visible(f"{suggestion.message[self.lang]} [{suggestion.reason[self.lang]}]")

    def _fix(self, suggestion: Suggestion) -> dict[str, Any] | None:
        replacements = [self._replacement(change) for change in suggestion.changes]
        if None in replacements:
            return None
        changes = [{"artifactLocation": self.artifact, "replacements": replacements}]
        return {"description": {"text": self._words(suggestion)}, "artifactChanges": changes}

    def _replacement(self, change: Change) -> dict[str, Any] | None:
        """The region of the printed figure and the proposed one; None when it is not there."""
        table, row, column = change.cell.split("/")
        start, end = self.places.get((table, "rows", row, column), (0, 0))
        if self.text[start:end] != str(change.printed):
            return None
        before = self.text.rfind("\n", 0, start) + 1
        region = {
            "startLine": self.text.count("\n", 0, start) + 1,
            "startColumn": start - before + 1,
            "endColumn": end - before + 1,
        }
        return {"deletedRegion": region, "insertedContent": {"text": str(change.proposed)}}


def _text(file: str) -> str:
    """The text of a file; empty when it is none, or a standard input that is used up."""
    try:
        return decoded(read(file)) if os.path.isfile(file) else ""
    except ReadError:
        return ""


def places(text: str) -> Places:
    """Where each number and literal of a JSON text begins and ends, by the keys that lead to it.

    The text is JSON. In arrays the last key is not a path: objects alone have one.
    """
    found: Places = {}
    path: list[str | None] = []
    key: str | None = None
    string = ""
    for match in TOKEN.finditer(text):
        piece = match[0]
        if piece in "{[":
            path.append(key)
            key = None
        elif piece in "}]":
            path.pop()
        elif piece == ":":
            key = string
        elif piece[0] == '"':
            string = json.loads(piece)
        elif piece != ",":
            found[(*path[1:], key)] = match.span()
    return found
