"""Texts that are torn out of the header of a form, or explain it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ogireport.convert import labels
from ogireport.convert.memory import remembered
from ogireport.form import Form, Line, Shape
from ogireport.spec import standard

_LONGEST_COLUMN = 14  # characters; what is longer explains the table
_SHORTEST = 2  # characters of a name that are left of it


def is_fragment(text: str, form: Form) -> bool:
    """Whether a text is torn out of the header that the form prints, or explains it."""
    key = bare(text)
    if labels.is_of_last_year(text):
        return False
    labels_of, captions = _printed_by(form.name)
    explains = len(key) > _LONGEST_COLUMN or any(within(key, caption) for caption in captions)
    return explains or set(key) <= labels_of


@cache
def _printed_by(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The characters of the labels of columns, and the texts beside them."""
    form = standard().forms[name]
    rows = form.rows.values() if form.shape is Shape.ROW else ()
    lines = (*form.columns.values(), *form.groups.values(), *rows)
    words = (word for word in standard().codelists["words"] if word["group"] == "form")
    return (
        frozenset("".join(bare(line.label["zh"]) for line in lines)),
        tuple(bare(word["zh"]) for word in words),
    )


@remembered
def bare(text: str) -> str:
    return re.sub(r"\W", "", labels.simple(text))


def within(part: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether all items of one sequence are in another one, in their order."""
    rest = iter(whole)
    return all(item in rest for item in part)


def torn_from(text: str, lines: Iterable[Line]) -> str:
    """Return the code of the only line whose label has all these characters in their order; "" for none."""
    key = bare(text)
    found = [x.code for x in lines if len(key) >= _SHORTEST and within(key, bare(x.label["zh"]))]
    return found[0] if len(found) == 1 else ""
