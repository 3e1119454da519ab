"""What short texts were read as: most cells of a form hold a label or figure that another held."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

LONGEST_PRINTED = 160  # characters of a label with its remarks, and of any text that is kept
KEPT = 4096
_Found = TypeVar("_Found")
_More = ParamSpec("_More")
_Reading = Callable[Concatenate[str, _More], _Found]
FORGET: list[Callable[[], None]] = []  # forgets what one reading has kept


def remembered(reading: _Reading[_More, _Found]) -> _Reading[_More, _Found]:
    """Keep what texts read as, but of no text so long that it is no label."""
    kept = lru_cache(KEPT)(reading)
    FORGET.append(kept.cache_clear)

    @wraps(reading)
    def bounded(text: str, /, *more: _More.args, **named: _More.kwargs) -> _Found:
        read = kept if len(text) <= LONGEST_PRINTED else reading
        return read(text, *more, **named)

    return bounded
