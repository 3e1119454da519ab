"""Suggestions as SARIF fixes, each figure by the exact place where the file has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ogireport.findings import Finding, Outcome
from ogireport.render.places import Source, Text, described, spans, way
from ogireport.render.width import visible

if TYPE_CHECKING:
    from ogireport.render.runs import Checked
    from ogireport.rules.repair import Change, Suggestion

FEW = 5  # suggestions that go with one result


class Fixes:
    """The fixes for one checked report; its file is read again when there are any."""

    def __init__(
        self, checked: Checked, source: Source, artifact: dict[str, Any], lang: str
    ) -> None:
        self.artifact, self.lang = artifact, lang
        offered = checked.verdict.suggestions
        self.imbalances = offered.imbalances if offered else ()
        self.text = source.text if self.imbalances else Text("")
        self.spans = spans(self.text.text, set(map(way, self._cells())))

    def _cells(self) -> Iterator[str]:
        """The cells that some suggestion would change."""
        for imbalance in self.imbalances:
            for suggestion in imbalance.alternatives[:FEW]:
                yield from (change.cell for change in suggestion.changes)

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
        start, end = self.spans.get(way(change.cell), (0, 0))
        if self.text.text[start:end] != str(change.printed):
            return None
        region = described(self.text.region((start, end)))
        return {"deletedRegion": region, "insertedContent": {"text": str(change.proposed)}}
