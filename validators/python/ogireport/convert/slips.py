"""How far a printed key is from a known one, most of which are too far to be measured."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

LETTERS_PER_SLIP = 6  # a label may have lost or swapped one character in so many
SHORTEST_TORN = 4  # characters from which a lost character still leaves one reading


@dataclass(frozen=True, slots=True)
class Known:
    """A key that printed ones are compared with, and how many slips they may have."""

    key: str
    limit: int
    letters: frozenset[str]

    @classmethod
    def of(cls, key: str, least: int) -> Known:
        return cls(key, max(least, len(key) // LETTERS_PER_SLIP), frozenset(key))

    def slips(self, printed: str, letters: Set[str]) -> int:
        """Count the slips of a printed key of these letters; `limit` + 1 when they are more."""
        limit = self.limit
        is_far = (
            not -limit <= len(printed) - len(self.key) <= limit
            or len(letters - self.letters) > limit  # each that the other lacks is a slip of its own
            or len(self.letters - letters) > limit
        )
        return limit + 1 if is_far else distance(printed, self.key, limit)

    def fits(self, printed: str, letters: Set[str]) -> bool:
        """Whether a damaged label can be read as this one: slips in it, or its end lost."""
        if self.key.startswith(printed) and len(printed) * 2 >= len(self.key):
            return True
        return len(self.key) >= SHORTEST_TORN and self.slips(printed, letters) <= self.limit


def distance(one: str, other: str, limit: int) -> int:
    """Count lost, added, changed and swapped characters; `limit` + 1 when they are more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
