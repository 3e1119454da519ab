"""Printed labels to the codes of the codelists; a label that fits two codes or none is not one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ogireport.convert.characters import SIMPLIFIED
from ogireport.convert.memory import LONGEST_PRINTED, remembered
from ogireport.convert.slips import LETTERS_PER_SLIP, SHORTEST_TORN, Known
from ogireport.spec import standard

LONGEST = 40  # characters of a label once its remarks are dropped
_OTHER_YEAR = re.compile("[上去前]一?年|同期")

_OTHER_FORMS = SIMPLIFIED | str.maketrans("釆収県増覆", "采收县增复")  # look-alikes
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_PLAIN = _OTHER_FORMS | _INVISIBLE
_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?:\(([{_NUMERALS}]+|\d{{1,2}})\)|([{_NUMERALS}]+)(?=[、.,:])|(\d{{1,2}})(?!\d|年))[、.,:]*"
)
_NUMBERED = re.compile(rf"\(([{_NUMERALS}]+)\)")
_NEXT = re.compile(rf"(?<=.)(?=\([{_NUMERALS}]+\)|(?<!\d)\d{{1,2}}[.、])")
_REMARK = re.compile(r"\((?![^()]*(?:[上去前]一?年|累计$))[^()]*\)?")
_CLOSING_UNIT = re.compile(r"(?:(?:[,、/]|单位:?)+|(?<=金额))[千万亿]?元$")
_PUNCTUATION = re.compile(r"[^\w]|_")


@remembered
def simple(text: str) -> str:
    """Return the text without blanks, in compatibility and simplified forms."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split())


@remembered
def key(text: str) -> str:
    """Return what identifies a label: no item number, remarks, punctuation or blanks."""
    return _PUNCTUATION.sub("", _REMARK.sub("", _unnumbered(text)))


def _unnumbered(text: str) -> str:
    text = simple(text[: LONGEST_PRINTED + 1])
    match = _NUMBER.match(text)
    text = text[match.end() :] if match and len(text) > match.end() else text
    return _NUMBERED.sub(r"\1", _CLOSING_UNIT.sub("", text))


@dataclass(frozen=True, slots=True)
class Label:
    """One line of the form that a printed label may mean; axis is row, column or group."""

    table: str
    axis: str
    code: str


def _torn(printed: str) -> frozenset[Label]:
    """What a damaged label may mean."""
    if len(printed) < SHORTEST_TORN:
        return frozenset()
    letters, last_year = frozenset(printed), is_of_last_year(printed)
    return frozenset().union(
        *(
            labels
            for known, is_last_year, labels in _comparable()
            if is_last_year == last_year and known.fits(printed, letters)
        )
    )


@cache
def _comparable() -> list[tuple[Known, bool, frozenset[Label]]]:
    """Every key that a damaged label may have had, whether it is of the year before, and what it means."""
    known = _known().items()
    return [(Known.of(name, 1), is_of_last_year(name), labels) for name, labels in known]


def is_of_last_year(text: str) -> bool:
    """Whether a label speaks of the year before."""
    return bool(_OTHER_YEAR.search(text))


@cache
def _known() -> dict[str, frozenset[Label]]:
    """Every key that the codelists know, with what it may mean."""
    found: dict[str, set[Label]] = {}
    for form in standard().forms.values():
        axes = {"row": form.rows, "column": form.columns, "group": form.groups}
        for axis, lines in axes.items():
            for line in lines.values():
                for text in (line.label["zh"], *line.variants):
                    found.setdefault(key(text), set()).add(Label(form.table, axis, line.code))
    return {name: frozenset(labels) for name, labels in found.items()}


@cache
def shared() -> frozenset[str]:
    """Return the codes whose label is that of a line of another table or axis too."""
    double = (x for x in _known().values() if len({(one.table, one.axis) for one in x}) > 1)
    return frozenset(label.code for labels in double for label in labels)


@remembered
def read(text: str) -> frozenset[Label]:
    """Return every line of the form that a printed label may mean: exact readings, else torn."""
    printed = key(text) if len(text) <= LONGEST_PRINTED else ""
    if not printed or len(printed) > LONGEST:
        return frozenset()
    known = _known()
    whole = _PUNCTUATION.sub("", _unnumbered(text))  # 行政诉讼（复议后起诉）: no remark
    if whole in known or printed in known:
        return known.get(whole) or known[printed]
    return _torn(printed)


@remembered
def last(text: str) -> frozenset[Label]:
    """Return what the last of several numbered labels run together means, all before it headings.

    Nothing, if one is unknown or is a row with figures of its own, for nobody knows whose these are.
    """
    *headings, own = _NEXT.split(simple(text)) if len(text) <= LONGEST_PRINTED else [""]
    are_known = all(read(heading) and not widths(heading) for heading in headings)
    return read(own) if headings and are_known else frozenset()


def widths(row: str) -> set[int]:
    """Return how many columns the row that a printed label names has, in any edition; none for no row."""
    read_ = {x.code for x in (read(row) or last(row)) if x.axis == "row"}
    return {
        len(line.columns)
        for form in standard().forms.values()
        for line in form.rows.values()
        if line.code in read_ and line.columns
    }


def parted(header: str) -> list[str]:
    """Return the labels of columns that run into each other; none where anything else is between."""
    text = simple(header) if len(header) <= LONGEST_PRINTED else ""
    found = [match[0] for match in _columns().finditer(text)]
    return found if len(found) > 1 and "".join(found) == text else []


@cache
def _columns() -> re.Pattern[str]:
    """The label of any column with its remark, or of the corner beside them."""
    lines = (line for form in standard().forms.values() for line in form.columns.values())
    texts = {text for line in lines for text in (line.label["zh"], *line.variants)}
    texts.add(standard().words["kind_of_information"]["zh"])
    bare = sorted({_REMARK.sub("", simple(text)) for text in texts}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, bare))})(?:\([^()]*\))?")


def is_exact(text: str) -> bool:
    """Whether the codelists know this label as it is printed."""
    return len(text) <= LONGEST_PRINTED and key(text) in _known()


@remembered
def column_at_end(text: str) -> frozenset[Label]:
    """Return the column whose label ends a cell that a corner label has run into."""
    printed = key(text)
    ends = [
        name
        for name, labels in _known().items()
        if printed.endswith(name)
        and len(name) >= LETTERS_PER_SLIP
        and len(printed) - len(name) <= SHORTEST_TORN
        and all(label.axis == "column" for label in labels)
    ]
    return _known()[max(ends, key=len)] if ends else frozenset()


@cache
def _titles() -> list[tuple[Known, str]]:
    """The key of every title that a section has, with the section's code."""
    sections = standard().codelists["sections"]
    titles = ((title, s["code"]) for s in sections for title in (s["zh"], *s["variants"]))
    return [(Known.of(key(title), 0), code) for title, code in titles]


@remembered
def section(text: str) -> str | None:
    """Return the code of the section that a heading opens; None when it is no heading."""
    printed = key(text) if len(text) <= LONGEST_PRINTED else ""
    if not printed or len(printed) > LONGEST:
        return None
    fitting: dict[int, set[str]] = {}
    letters = frozenset(printed)
    for title, code in _titles():
        slips = title.slips(printed, letters)
        if slips <= title.limit:
            fitting.setdefault(slips, set()).add(code)
    best = fitting[min(fitting)] if fitting else set()
    return best.pop() if len(best) == 1 else None
