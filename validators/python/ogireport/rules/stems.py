"""Words looked for in texts whose characters are not replaced yet: each may be written in several ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product


def _written(characters: Sequence[str]) -> dict[str, str]:
    """All characters that stand for one, itself among them."""
    written: dict[str, str] = {}
    for one, other in zip(*characters, strict=True):
        written[other] = written.get(other, other) + one
    return written


def any_of(chars: Iterable[str], characters: Sequence[str]) -> str:
    """An expression for one of some characters, however it is written."""
    written = _written(characters)
    return f"[{''.join(re.escape(written.get(char, char)) for char in chars)}]"


def ways(word: str, characters: Sequence[str]) -> str:
    """An expression for a word, however it is written."""
    return "".join(any_of(char, characters) for char in word)


def any_word(
    words: Iterable[str], characters: Sequence[str], *, unless: str = ""
) -> re.Pattern[str]:
    """The first character of one of some words, where `unless` says nothing against single ones."""
    written = _written(characters)
    held = {"".join(w) for word in words for w in product(*(written.get(c, c) for c in word))}
    single = re.escape("".join(sorted(way for way in held if len(way) == 1)))
    longer = sorted(way for way in held if len(way) > 1)
    first, second = ("".join(sorted({way[n] for way in longer})) for n in (0, 1))
    alone = f"(?<=[{single}]){unless}|" if single else ""
    # sets of characters are looked for faster than many words; what is left is compared
    return re.compile(
        f"[{single}{first}](?:{alone}(?=[{second}])(?<=(?={_branched(longer)}).))", re.DOTALL
    )


def _branched(words: Iterable[str]) -> str:
    """An expression for any of some words, which says once how several of them begin."""
    rest: dict[str, list[str]] = defaultdict(list)
    for word in words:
        rest[word[0]].append(word[1:])
    return "|".join(
        first + ("" if "" in ends else f"(?:{_branched(ends)})") for first, ends in rest.items()
    )
