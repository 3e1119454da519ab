"""What referencing and jsonschema use of rpds-py, which has no wheel for the browser.

Persistent by copying: the maps here hold a few dozen entries. On CPython the real one is used.
"""

from collections.abc import Iterable, Iterator
from typing import Any


class HashTrieMap(dict):
    """An immutable mapping whose changes are new mappings."""

    __slots__ = ()

    @classmethod
    def convert(cls, value: Any) -> "HashTrieMap":
        return value if isinstance(value, cls) else cls(value)

    def insert(self, key: Any, value: Any) -> "HashTrieMap":
        return HashTrieMap({**self, key: value})

    def remove(self, key: Any) -> "HashTrieMap":
        if key not in self:
            raise KeyError(key)
        return self.discard(key)

    def discard(self, key: Any) -> "HashTrieMap":
        return HashTrieMap({k: v for k, v in self.items() if k != key})

    def update(self, *others: Any, **more: Any) -> "HashTrieMap":  # type: ignore[override]
        made = dict(self)
        for other in others:
            made.update(other)
        return HashTrieMap(made | more)

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("HashTrieMap is immutable")

    __setitem__ = __delitem__ = __ior__ = pop = popitem = clear = setdefault = _refuse  # type: ignore[assignment]

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"HashTrieMap({dict(self)!r})"


class HashTrieSet(frozenset):
    """An immutable set whose changes are new sets."""

    __slots__ = ()

    def insert(self, value: Any) -> "HashTrieSet":
        return HashTrieSet({*self, value})

    def remove(self, value: Any) -> "HashTrieSet":
        if value not in self:
            raise KeyError(value)
        return self.discard(value)

    def discard(self, value: Any) -> "HashTrieSet":
        return HashTrieSet(set(self) - {value})

    def update(self, *others: Iterable[Any]) -> "HashTrieSet":
        return HashTrieSet(set(self).union(*others))

    def __repr__(self) -> str:
        return f"HashTrieSet({set(self) or '{}'})"


class List:
    """An immutable list, cheap to extend at its front."""

    __slots__ = ("_items",)

    def __init__(self, *items: Any) -> None:
        self._items = tuple(items[0] if len(items) == 1 else items)

    @property
    def first(self) -> Any:
        if not self._items:
            raise IndexError("empty list has no first element")
        return self._items[0]

    @property
    def rest(self) -> "List":
        return List(self._items[1:])

    def push_front(self, value: Any) -> "List":
        return List((value, *self._items))

    def drop_first(self) -> "List":
        if not self._items:
            raise IndexError("empty list has no first element")
        return self.rest

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __reversed__(self) -> "List":
        return List(self._items[::-1])

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, List) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"List([{', '.join(map(repr, self._items))}])"
