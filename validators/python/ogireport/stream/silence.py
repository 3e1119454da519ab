"""Whether what a narrative states surely agrees with the tables, without building a claim.

What a paragraph states is kept without its numbers, so that the next report with the same words is
compared figure by figure. Whatever is not certain is left to `contradictions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from ogireport.rules.claims import scope_of
from ogireport.rules.fields import attribute
from ogireport.rules.numerals import COUNT, YUAN
from ogireport.rules.sentences import AFTER as BARE_BEFORE
from ogireport.rules.sentences import ENDS, NUMERALS, bounds
from ogireport.rules.stems import any_of, any_word, ways
from ogireport.rules.templates import AFTER, MOST, Phrases
from ogireport.spec import Spec

LONGEST, KEPT = 500, 4_096  # characters of a paragraph that is kept; how many are
ABSENT = object()
NONE = frozenset("未无没不")
BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
Figures = Callable[[Any], Any]


class Seen(NamedTuple):
    """A statement of a paragraph: the number at a place among those left out, or always the same."""

    says: str
    phrase: int
    place: int | None
    value: Decimal | int  # what one of the number is worth; all of it where it is always the same
    binding: bool  # with another figure in the table it is a finding, or may be


class Silence:
    """What the phrases of the standard need to be compared with decoded reports."""

    def __init__(self, spec: Spec) -> None:
        self._spec, self._phrases = spec, spec.phrases(Phrases)
        said = self._phrases.said
        self._order = {id(phrase): n for n, phrase in enumerate(said["phrases"])}
        self._masked = _masked(said["words"], said["characters"])
        self._identities = [(item["left"][0], item["right"][0]) for item in said["identities"]]
        self._after = [re.compile(item["after"]) for item in said["shares"]]
        self._number = _countable(said)
        self._none = any_word(_telling_none(said), said["characters"])
        torn = rf"(?<![{ENDS}]\n)"
        self._stem = any_word([*said["stems"], *BLANKS], said["characters"], unless=torn).search
        self._seen = lru_cache(KEPT)(self._read)
        self._figures: dict[tuple[Any, ...], list[list[Figures]]] = {}

    def surely(self, report: Any, texts: Sequence[str | None]) -> bool:
        """Whether the narrative of a well-formed report, `texts`, surely contradicts nothing."""
        scope, figures = None, None
        for text in filter(None, texts):
            values: dict[str, Any] = {}
            count = 0
            for part in self._parts(text):
                base = self._base(text, report.reporting_year) if "年" in part else 0
                scope = scope or scope_of(
                    report.scope, report.organ.level, report.organ.name, self._spec
                )
                pieces = self._masked.split(part)
                stated = self._known("0".join(pieces[::2]), base, scope)
                if stated is None:
                    return False
                if stated:
                    figures = figures or self._figures_of(report)
                    count += len(stated)
                    if count >= MOST or not _agree(stated, pieces[1::2], report, figures, values):
                        return False
            if len(values) > 1 and not self._add_up(values):
                return False
        return True

    def _parts(self, text: str) -> list[str]:
        """The paragraphs of a text that may state something, without blanks."""
        parts, place = [], 0
        while match := self._stem(text, place):
            start = text.rfind("\n", 0, match.start()) + 1
            place = text.find("\n", match.end())
            part = text[start : place if place >= 0 else None]
            if match[0].isspace() or part.split() != [part]:
                return self._torn(text)
            parts.append(part)
            if place < 0:
                break
        return parts

    def _torn(self, text: str) -> list[str]:
        """The same of a text in which blanks stand elsewhere than after its paragraphs."""
        parts = ["".join(text[start:end].split()) for start, end in bounds(text)]
        return list(filter(self._phrases.lexer.stem.search, parts))

    def _base(self, text: str, year: int) -> int:
        return year if f"{year}年" in text else self._phrases.lexer.year(text, year)

    def _known(self, masked: str, base: int, scope: str) -> tuple[Seen, ...] | None:
        return (self._seen if len(masked) <= LONGEST else self._read)(masked, base, scope)

    def _read(self, masked: str, base: int, scope: str) -> tuple[Seen, ...] | None:
        """What a paragraph states, its numbers left out; None if more is to be looked at."""
        if not (self._number.search(masked) or self._none.search(masked)):
            return ()
        places = {match.start(): n for n, match in enumerate(self._masked.finditer(masked))}
        found: list[Seen] = []
        for stated in self._phrases.paragraph(0, masked, base, scope):
            if stated.guard and not stated.soft:
                continue
            phrase, place = stated.found.phrase, stated.found.place
            letters, number = stated.said.letters, stated.said.numbers.get(place)
            after = letters[place + 1 : place + 1 + AFTER]
            if number and any(expression.match(after) for expression in self._after):
                return None
            left_out = places.get(stated.said.starts[place]) if number else None
            value = 0 if number is None else number.value if left_out is None else number.last
            exact = number is None or (number.last == 1 and letters[place] != YUAN)
            soft = stated.soft or bool(number and number.rounded)
            found.append(
                Seen(phrase["says"], self._order[id(phrase)], left_out, value, not (soft and exact))
            )
        return tuple(found)

    def _figures_of(self, report: Any) -> list[list[Figures]]:
        """What each phrase is compared with, on the forms of a report."""
        shape = type(report.disclosure.rows), type(report.requests.rows), type(report.disputes.rows)
        if shape not in self._figures:
            phrases = self._phrases.said["phrases"]
            self._figures[shape] = [_sums(phrase, report) for phrase in phrases]
        return self._figures[shape]

    def _add_up(self, values: Mapping[str, Any]) -> bool:
        """Whether no sum that a text states in full differs from what it states beside it."""
        return all(
            sum(map(values.__getitem__, left)) == sum(map(values.__getitem__, right))
            for left, right in self._identities
            if values.keys() >= {*left, *right}
        )


def _agree(
    stated: Sequence[Seen],
    numbers: Sequence[str],
    report: Any,
    figures: Sequence[Sequence[Figures]],
    values: dict[str, Any],
) -> bool:
    """Whether the statements of a paragraph have figures of the tables; `values` then has theirs."""
    for says, phrase, place, value, binding in stated:
        if place is not None:
            value = int(numbers[place]) * value
        known = False
        for sum_of in figures[phrase]:
            figure = sum_of(report)
            if figure == value:
                break
            if figure is None:
                return False
            known = known or figure is not ABSENT
        else:
            if known and binding:
                return False
            continue
        if values.setdefault(says, value) != value:
            return False
    return True


def _sums(phrase: Mapping[str, Any], report: Any) -> list[Figures]:
    """What a phrase may be compared with on the forms of a report: the sums of each reading."""
    readings = (list(map(_path, reading["cells"])) for reading in phrase["readings"])
    return [_sum(paths) for paths in readings if all(_is_on(report, path) for path in paths)]


def _path(cell: str) -> str:
    table, *rest = map(attribute, cell.split("/"))
    return ".".join([table, "rows", *rest] if len(rest) == 2 else [table, *rest])


def _is_on(report: Any, path: str) -> bool:
    """Whether the forms of a report have a cell; what is no cell may be left out of any."""
    try:
        attrgetter(path)(report)
    except AttributeError:
        return ".rows." not in path
    return True


def _sum(paths: Sequence[str]) -> Figures:
    """The sum of some values; None if one is null, ABSENT if the object it is in is left out."""
    values = [attrgetter(path) for path in paths]
    if len(paths) == 1 and ".rows." in paths[0]:
        return values[0]

    def figure(report: Any) -> Any:
        try:
            return sum(value(report) for value in values)
        except AttributeError:
            return ABSENT
        except TypeError:
            return None

    return figure


def _masked(words: Mapping[str, str], characters: Sequence[str]) -> re.Pattern[str]:
    """A plain number, however it is delimited, that is no year and no part of a word."""
    own = {digits for group in words.values() for digits in re.findall("[0-9]+", group)}
    digit = "0-9" + "".join(a for a, b in zip(*characters, strict=True) if b in "0123456789")
    point = ".," + "".join(a for a, b in zip(*characters, strict=True) if b in ".,")
    first = f"[0-9](?<![{digit}][0-9])(?<![{digit}][{point}][0-9])"  # a set at first is fastest
    first += "".join(f"(?<!{digits[0]}(?={digits[1:]}))" for digits in sorted(own))
    return re.compile(f"({first}[0-9]{{0,14}}+)(?![{point}]?[{digit}]|年)")


def _countable(said: Mapping[str, Any]) -> re.Pattern[str]:
    """A number that a phrase may be about: with a unit that counts, or without any."""
    characters = said["characters"]
    units = "|".join(
        ways(u, characters) for kind in COUNT + YUAN for u in said["units"][kind].split()
    )
    digit, numeral, bare, scale = (
        any_of(text, characters)[1:-1]
        for text in ("0123456789", NUMERALS, "".join(BARE_BEFORE).replace("¶", ""), "万亿")
    )
    more = f"[{scale}]?[余多]?"
    return re.compile(f"[{digit}]{more}(?:{units}|[{bare}]|$)|[{numeral}]{more}(?:{units})")


def _telling_none(said: Mapping[str, Any]) -> list[str]:
    """Words of which each phrase without a number holds one: those that say so, where it has such."""
    words = {letter: group.split() for letter, group in said["words"].items()}
    asked = [t["asks"] for phrase in said["phrases"] for t in phrase["templates"] if "whole" in t]
    groups = [[[w for c in classes for w in words[c]] for classes in asks] for asks in asked]
    telling = [
        min(group, key=lambda of_class: sum(NONE.isdisjoint(word) for word in of_class))
        for group in groups
    ]
    return sorted({word for group in telling for word in group})
