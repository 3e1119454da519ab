"""An equation of the standard: sums of cells, of one report or of reports that are linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """One cell or field of an equation; `scope` is "", "previous", "units" or "unit"."""

    scope: str
    path: str


@dataclass(frozen=True, slots=True, eq=False)  # one object an equation: quick to look up by
class Equation:
    """A sum of terms that equals (eq) or does not exceed (le) another, on one form table."""

    rule: str
    table: str | None
    at: str
    relation: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    sql: str
    linked: bool
    paths: tuple[tuple[str, ...], tuple[str, ...]]  # of both sides, without their scopes

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Equation:
        """The equation that an item of rules.json states."""
        left, right = _terms(raw["left"]), _terms(raw["right"])
        linked = any(term.scope for term in left + right)
        paths = tuple(term.path for term in left), tuple(term.path for term in right)
        return cls(**(raw | {"left": left, "right": right}), linked=linked, paths=paths)

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.left + self.right

    def holds(self, cells: Mapping[str, Any]) -> bool:
        """Whether the figures of one report surely satisfy it; False when a cell is null."""
        try:
            left = sum(map(cells.__getitem__, self.paths[0]))
            right = sum(map(cells.__getitem__, self.paths[1]))
        except (KeyError, TypeError):  # a field that is no cell, or null
            return False
        return bool(left == right if self.relation == "eq" else left <= right)


def _terms(texts: list[str]) -> tuple[Term, ...]:
    parts = (text.rpartition(":") for text in texts)
    return tuple(Term(scope, path) for scope, _, path in parts)
