"""Where the phrases of the standard stand in a section, and what guards each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ogireport.rules.sentences import Lexer, Sentences

WINDOW = 120  # letters before a number that decide about it
AFTER = 60  # and after it
SHORT, KEPT = 200, 4096  # characters of a section that is kept with what it states; how many are
LONGEST = 500  # letters of a paragraph that is kept
MOST = 1_000  # statements of a section, and those of the paragraph that exceeds it

_ONE_CLASS = re.compile(r"\(\?:\[([^]]*)\]\)")  # with which the expression of a guard begins


class Found(NamedTuple):
    """A phrase in the letters of a section, from one letter to another."""

    phrase: Mapping[str, Any]
    start: int
    end: int
    place: int


class Stated(NamedTuple):
    """A phrase with the paragraph it stands in, and why it is not compared; see `Phrases._guard`."""

    found: Found
    said: Sentences
    offset: int  # of the paragraph in its section
    guard: str | None
    soft: bool


class Phrases:
    """What statements.json says, ready to be looked for; an expression is compiled when it is needed."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said, self.lexer = said, Lexer(said)
        templates = [(phrase, t) for phrase in said["phrases"] for t in phrase["templates"]]
        self._whole = [
            (phrase, [frozenset(c) for c in t["asks"]], t["whole"])
            for phrase, t in templates
            if "whole" in t
        ]
        self._around = [
            (phrase, t, [frozenset(c) for c in t["asks"]])
            for phrase, t in templates
            if "before" in t
        ]
        self._guards = [
            (guard, frozenset(first[1]) if (first := _ONE_CLASS.match(guard["pattern"])) else None)
            for guard in said["guards"]
        ]
        self._asked = frozenset(c for _, _, asked in self._around for each in asked for c in each)
        self._possible = lru_cache(KEPT)(self._fitting)
        self._known = lru_cache(KEPT)(self._read)
        self._guarded = lru_cache(KEPT)(self._find_guarded)

    def read(self, text: str, year: int, scope: str) -> tuple[Stated, ...]:
        """What a section of a report states, in its order; a short one that recurs is read once."""
        return (self._known if len(text) <= SHORT else self._read)(text, year, scope)

    def _read(self, text: str, year: int, scope: str) -> tuple[Stated, ...]:
        found: list[Stated] = []
        base: int | None = None
        for start, plain in self.lexer.paragraphs(text):
            base = base or self.lexer.year(text, year)
            found += self.paragraph(start, plain, base, scope)
            if len(found) >= MOST:
                break
        return tuple(found)

    def paragraph(self, start: int, paragraph: str, base: int, scope: str) -> list[Stated]:
        """What one paragraph states, in a section that speaks of this year."""
        said = self.lexer.sentences(paragraph, base)
        find = self._guarded if len(said.letters) <= LONGEST else self._find_guarded
        found = find(said.letters, tuple(said.numbers), scope)
        return [Stated(each, said, start, guard, soft) for each, guard, soft in found]

    def _find_guarded(
        self, letters: str, places: tuple[int, ...], scope: str
    ) -> list[tuple[Found, str | None, bool]]:
        """The phrases of a paragraph in its order, and what guards each of them."""
        own = sorted(self._find(letters, places), key=lambda each: each.place)
        bare = self._bare(letters) if own else ""
        return [(each, *self._guard(each, bare, scope)) for each in own]

    def _find(self, letters: str, places: tuple[int, ...]) -> Iterator[Found]:
        """The phrases of a paragraph: at most one for a number, the first that fits."""
        for place in places:
            start = max(place - WINDOW, 0)
            before, after = letters[start:place], letters[place + 1 : place + 1 + AFTER]
            held = self._asked.intersection(before)
            for phrase, template in self._possible(letters[place], held):
                one = _compiled(template["before"]).search(before)
                other = one and _compiled(template["after"]).match(after)
                if one and other:
                    if "own" in template:  # the words before are not of the statement itself
                        one = _compiled(template["own"]).search(before) or one
                    yield Found(phrase, start + one.start(), place + 1 + other.end(), place)
                    break
        yield from self._without(letters)

    def _fitting(self, letter: str, held: frozenset[str]) -> list[tuple[Any, Any]]:
        """The templates for a number after these letters of classes, with their phrases."""
        return [
            (phrase, template)
            for phrase, template, asked in self._around
            if letter in template["kinds"] and not any(map(held.isdisjoint, asked))
        ]

    def _without(self, letters: str) -> list[Found]:
        """The phrases that say there is none: the longest, and none that overlaps with it."""
        held = frozenset(letters)
        found = [
            Found(phrase, *match.span(), match.end() - 1)
            for phrase, asked, whole in self._whole
            if not any(map(held.isdisjoint, asked))
            for match in _compiled(whole).finditer(letters)
        ]
        taken: set[int] = set()
        free = []
        for each in sorted(found, key=lambda each: each.start - each.end):
            if taken.isdisjoint(range(each.start, each.end)):
                taken.update(range(each.start, each.end))
                free.append(each)
        return free

    def _bare(self, letters: str) -> str:
        """The letters of a paragraph without the years that guard nothing."""
        return _compiled(self.said["carried"]).sub(lambda match: "_" * len(match[0]), letters)

    def _guard(self, found: Found, bare: str, scope: str) -> tuple[str | None, bool]:
        """Why a phrase is not compared, and whether an agreement would be believed all the same."""
        before, says = bare[max(found.place - WINDOW, 0) : found.place], found.phrase["says"]
        held = frozenset(before)
        for guard, asked in self._guards:
            if asked and asked.isdisjoint(held):
                continue
            meant = scope in guard.get("scopes", (scope,)) and says in guard.get("only", (says,))
            if meant and _compiled(guard["pattern"]).search(before):
                return guard["code"], guard.get("soft", False)
        if soft := found.phrase.get("soft"):
            return soft, True
        needs = found.phrase.get("needs")
        return (
            ("elsewhere", True) if needs and not _compiled(needs).search(before) else (None, False)
        )


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
