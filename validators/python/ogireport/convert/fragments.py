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
    _, captions = _printed_by(form.name)
    explains = len(key) > _LONGEST_COLUMN or any(within(key, caption) for caption in captions)
    return explains or is_of_labels(text, form)


def is_of_labels(text: str, form: Form) -> bool:
    """Whether a text has no other characters than the names above the figures."""
    return set(bare(text)) <= _printed_by(form.name)[0]


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


def is_wrapped(texts: Iterable[str], form: Form) -> bool:
    """Whether the texts are lines of the header as the form has it, its names cut after equal widths."""
    text = "".join(map(bare, texts))
    return bool(text) and any(lines.fullmatch(text) for lines in _lines(form.name))


@cache
def _lines(name: str) -> tuple[re.Pattern[str], ...]:
    """For each width: the beginnings or the ends of all names in order; the shortest may be elsewhere."""
    form = standard().forms[name]
    names = [bare(c.label["zh"]) for c in form.columns.values() if c.role != "group"]
    rows = form.rows.values() if form.shape is Shape.ROW else ()
    levels = {"".join(bare(r.label["zh"]) for r in rows if bool(r.parent) is deep) for deep in (False, True)}  # fmt: skip
    found = []
    for width in range(1, max(map(len, names))):
        short = {part for n in names if len(n) <= width for part in (n, n[:1], n[-1:])}
        loose = f"(?:{'|'.join(sorted(short, key=len, reverse=True))})*" if short else ""
        cuts = ([n[:width] for n in names if len(n) > width], [n[width:] for n in names if len(n) > width])  # fmt: skip
        runs = [loose.join(cut) for cut in cuts] + sorted(levels - {""})
        found.append(re.compile(f"(?:{loose}(?:{'|'.join(runs)}))+{loose}"))
    return tuple(found)


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
