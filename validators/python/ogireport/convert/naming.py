"""The names that a header prints in their order, with a place for each that is torn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

TORN = "?"  # a name that stands here and cannot be read


@dataclass
class Printed:
    """What a header prints: columns in order, groups open for theirs, and texts that are neither."""

    top: list[str | list[str]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    torn: list[str] = field(default_factory=list)
    fits: bool = True
    inferred: bool = False  # a column is named by its number alone, or by what is left of its name
    gaps: list[tuple[str, list[str]]] = field(default_factory=list)  # torn texts, perhaps of groups
    closed: bool = False  # a line above has the total, which comes after all groups

    def add(self, code: str, parent: str) -> None:
        own = self.groups.get(parent)
        (self.top if own is None else own).append(code)

    def find(self, group: str) -> None:
        """Take the one torn text above for the group that a line below belongs to."""
        if len(self.gaps) == 1:
            text, self.groups[group] = self.gaps.pop()
            self.groups[group].clear()
            self.torn.remove(text)
        self.fits &= not self.closed or group in self.groups

    def leave(self, text: str, parent: str) -> None:
        """Keep the place of a torn text beside columns: one of a group, or perhaps its name."""
        if parent in self.groups:
            self.groups[parent].append(TORN)
        else:
            self.gaps.append((text, [TORN]))
            self.top.append(self.gaps[-1][1])

    def open(self, group: str) -> None:
        self.fits &= group not in self.groups
        self.groups[group] = []
        self.top.append(self.groups[group])

    @property
    def sequence(self) -> list[str]:
        return [c for item in self.top for c in ([item] if isinstance(item, str) else item)]

    @property
    def columns(self) -> list[str]:
        return [column for column in self.sequence if column != TORN]


def is_order(names: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the names are the whole in its order, one of them perhaps torn."""
    unlike = [name for name, code in zip(names, whole, strict=False) if name != code]
    return len(names) == len(whole) and unlike in ([], [TORN])
