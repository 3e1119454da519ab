"""What the style sheets of a page hide, strike or raise, by the names of classes and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from enum import Enum

from ogireport.convert.memory import remembered

_EFFECTS = (
    ("gone", re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)),
    ("hidden", re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)),
    ("struck", re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)),
    ("raised", re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)),
)
_NAME = re.compile(r"[.#][\w-]+")
_COMPOUND = re.compile(r"[\w-]*((?:[.#][\w-]+)+)")


class Effect(Enum):
    """What is done to a text; one that is gone leaves no place either."""

    GONE = "gone"
    HIDDEN = "hidden"
    STRUCK = "struck"
    RAISED = "raised"


@remembered
def effect(declarations: str) -> Effect | None:
    """Return what CSS declarations do to a text that they are set on."""
    return next((Effect(name) for name, found in _EFFECTS if found.search(declarations)), None)


def rules(page: str) -> dict[frozenset[str], Effect]:
    """Return the effects by the classes and ids that an element must have, such as {".x"}.

    What holds for some media only is left out.
    """
    return {
        frozenset(_NAME.findall(compound[1])): found
        for selectors, declarations in _declared(page)
        if (found := effect(declarations))
        for selector in selectors.split(",")
        if (words := selector.split()) and (compound := _COMPOUND.fullmatch(words[-1]))
    }


def _declared(page: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of each rule outside `@media` and the like."""
    for piece in re.split("<style", page, flags=re.IGNORECASE)[1:]:
        sheet = re.split("</style", piece.partition(">")[2], maxsplit=1, flags=re.IGNORECASE)[0]
        sheet = "".join(part.rpartition("*/")[2] for part in sheet.split("/*"))
        depth = 0
        for chunk in sheet.split("}"):
            selectors, _, declarations = chunk.rpartition("{")
            outer = depth or selectors.count("{")
            depth = max(0, depth + chunk.count("{") - 1)
            if not outer:
                yield selectors, declarations


def of_element(given: dict[str, str], known: dict[frozenset[str], Effect]) -> Effect | None:
    """Return what the rules do to an element with these attributes."""
    if not known:
        return None
    names: Set[str] = {f".{name}" for name in given.get("class", "").split()}
    names = names | {f"#{given['id']}"} if "id" in given else names
    return next((found for needed, found in known.items() if needed <= names), None)
