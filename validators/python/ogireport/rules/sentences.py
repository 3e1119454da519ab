"""The text of a paragraph as a string of letters: one for each word of a class, one for each number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from ogireport.rules.numerals import BARE, COUNT, OTHER, PERCENT, YUAN, Number, number_of
from ogireport.rules.stems import any_of, any_word

_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?|[0-9]{1,3}(?:,[0-9]{3}){1,4}")
ENDS = "。；！？：;!?:"  # of a line with which a paragraph ends
_BREAK = re.compile(rf"[{ENDS}][^\S\n]*\n\s*")
_WORTH = "0123456789一二两三四五六七八九十未无没不"  # none of them, and nothing is stated
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年")
_COMPARED = frozenset("比较与同")
AFTER = frozenset(",;。!?、:()¶”’")  # what may follow a number without a unit
NUMERALS = (
    "0123456789〇零一二两三四五六七八九十百千比较与同"  # with which a number begins, or a year
)
BREAK = "¶"
EXPRESSIONS = ("before", "after", "own", "whole", "needs", "pattern")
SHORT, KEPT = 60, 8_192  # characters of a clause that is kept; how many are
Piece = tuple[int, int, str, re.Match[str] | None]  # from, to; the word, or the match of the number


class Clause(NamedTuple):
    """A part of a paragraph as letters: where each of them stands in it, and the numbers."""

    letters: str
    starts: list[int]
    numbers: list[tuple[int, Number]]  # with the place of their letter
    length: int


@dataclass(frozen=True)
class Sentences:
    """A paragraph as letters; `places` is where the characters that are no blanks stand in it."""

    letters: str
    numbers: Mapping[int, Number]  # by the place of their letter
    clauses: Sequence[Clause]
    places: Sequence[int]

    @cached_property
    def starts(self) -> list[int]:
        """Where each letter stands in the paragraph without blanks, and its end."""
        ends = list(accumulate((clause.length for clause in self.clauses), initial=0))
        parts = zip(self.clauses, ends, strict=False)
        return [end + start for clause, end in parts for start in clause.starts] + ends[-1:]

    def at(self, place: int) -> int:
        """Where a letter stands in the paragraph."""
        return self.places[self.starts[place]]

    def span(self, place: int) -> tuple[int, int]:
        """From where to where a number stands in the paragraph."""
        start = self.starts[place]
        return self.places[start], self.places[start + self.numbers[place].length - 1] + 1


class Lexer:
    """Cuts sections into letters as statements.json says."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        one, other = said["characters"]
        taken = said["letters"] + BREAK  # none of them may come from the text
        self._plain = str.maketrans(one + taken, other + "_" * len(taken))
        self._worth = re.compile(any_of(_WORTH, said["characters"]))
        self._number = re.compile(said["numbers"])
        self._words = _each(said["words"])
        self._ends, self._other = _ends(self._words, said["characters"]), _other(said)
        self._known = lru_cache(KEPT)(self.clause)
        self._units = _each(said["units"])
        self._named: Mapping[str, str] = said["named"]
        self.stem = any_word(said["stems"], said["characters"])
        heads: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words, key=len, reverse=True):
            heads[word[:2]].append(word)
        self._longest = {head: "|".join(words) for head, words in heads.items()}
        first, second = ("".join({head[n:][:1] for head in heads}) for n in (0, 1))
        alone = NUMERALS + "".join(head for head in heads if len(head) == 1)
        self._heads = re.compile(f"[{NUMERALS}{first}](?:(?=[{second}])|(?<=[{alone}]))")

    def paragraphs(self, text: str) -> Iterator[tuple[int, str]]:
        """The paragraphs of a section that may state something, and where each begins."""
        for start, end in bounds(text):
            part = text[start:end]
            kept = "".join(part.split())
            if self._worth.search(kept) and self.stem.search(kept):
                yield start, part

    def sentences(self, paragraph: str, base: int) -> Sentences:
        """The letters of a paragraph in a section that speaks of this year."""
        kept = "".join(paragraph.split())
        places: Sequence[int] = range(len(paragraph) + 1)
        if len(kept) < len(paragraph):
            places = [n for n, char in enumerate(paragraph) if not char.isspace()]
            places.append(len(paragraph))
        clauses = [
            (self._known if len(part) <= SHORT else self.clause)(part, base)
            for part in self._ends.split(kept)
        ]
        before, numbers = 0, {}
        for clause in clauses:
            for place, number in clause.numbers:
                numbers[before + place] = number
            before += len(clause.letters)
        return Sentences("".join([c.letters for c in clauses]), numbers, clauses, places)

    def clause(self, part: str, base: int) -> Clause:
        """The letters of a part of a paragraph that no word and no number goes beyond."""
        plain = part.translate(self._plain)
        letters: list[str] = []
        starts: list[int] = []
        numbers: list[tuple[int, Number]] = []
        last = 0
        for start, end, word, match in self._pieces(plain):
            letters.append(plain[last:start])
            starts += range(last, start)
            letter = self._letter(match, plain, base) if match else self._words[word]
            if match and letter in COUNT + BARE + YUAN + PERCENT:
                numbers.append((len(starts), number_of(match, letter)))
            letters.append(letter)
            starts.append(start)
            last = end
        letters.append(plain[last:])
        starts += range(last, len(plain))
        return Clause(self._other.sub("_", "".join(letters)), starts, numbers, len(part))

    def _pieces(self, kept: str) -> Iterator[Piece]:
        """The words and numbers of a text: at each place the longest word, else a number."""
        last = 0
        for head in self._heads.finditer(kept):
            place = head.start()
            if place < last:
                continue
            word = self._word(kept, place)
            if word and self._words[word]:
                last = place + len(word)
                yield place, last, word, None
            elif kept[place] in NUMERALS and (match := self._number.match(kept, place)):
                last = match.end()
                yield place, last, "", match
            elif word:
                last = place + len(word)  # a word of no class keeps its characters together

    def _word(self, kept: str, place: int) -> str:
        longest = self._longest.get(kept[place : place + 2])
        if longest and (match := _compiled(longest).match(kept, place)):
            return match[0]
        return char if (char := kept[place]) in self._words else ""

    def year(self, text: str, year: int) -> int:
        """The year that a section speaks of: the report's, or one beside it where no other is named.

        What is carried from one year or into another is of none of them.
        """
        years = list(_YEAR.finditer(text)) if "年" in text else []
        if any(int(match[1]) == year for match in years):
            return year
        named = {int(m[1]) for m in years if not self._is_carried(text, *m.span(1))}
        return min(named) if len(named) == 1 and abs(min(named) - year) == 1 else year

    def _is_carried(self, text: str, start: int, end: int) -> bool:
        """Whether a year stands beside a word for what is carried over, or is compared with."""
        beside = (
            (text[start - n : start] for n in range(1, 5)),
            (text[end : end + n] for n in range(5)),
        )
        carry, compare = self._named["carry"], text[start - 1 : start]
        found = {self._words.get(re.sub(r"^年度?", "", word)) for words in beside for word in words}
        return carry in found or compare in _COMPARED

    def _letter(self, match: re.Match[str], kept: str, base: int) -> str:
        """The letter of a number."""
        if year := match[2]:
            names = {base - 1: "last_year", base: "this_year", base + 1: "next_year"}
            compared = "compare" if match[1] else names.get(int(year), "other_year")
            return self._named[compared]
        digits, unit = match[3], match[6] if match[3] else match[10]
        if digits and not _PLAIN.fullmatch(digits):
            return OTHER
        if unit:
            return self._units[unit]
        after = kept[match.end() : match.end() + 1]
        return BARE if not after or after in AFTER else OTHER


@cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _each(by_letter: Mapping[str, str]) -> dict[str, str]:
    """The letter of every word, from the words of every letter."""
    return {word: letter for letter, words in by_letter.items() for word in words.split()}


def bounds(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a section are: a line that does not end a sentence goes on in the next.

    Readers of documents keep the ends of lines as they are printed.
    """
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _ends(words: Iterable[str], characters: Sequence[str]) -> re.Pattern[str]:
    """After what ends a clause, where neither a word nor a number may go on."""
    marks = frozenset(ENDS + ",")
    torn = (word for word in words if not marks.isdisjoint(word))
    inner = {a for word in torn for a, b in pairwise(word) if b in marks}
    mark, before, after = (any_of(each, characters) for each in (marks, inner, "0123456789"))
    return re.compile(f"(?<={mark})(?<!{before}.)(?!{after})", re.DOTALL)


def _other(said: Mapping[str, Any]) -> re.Pattern[str]:
    """The ideographs that no expression names: they are alike to all of them."""
    phrases = said["phrases"]
    holders = [*phrases, *(t for phrase in phrases for t in phrase["templates"])]
    holders += [*said["guards"], *said["shares"]]
    texts = [said["carried"], *(each.get(key, "") for each in holders for key in EXPRESSIONS)]
    named = {char for char in set().union(*texts) if "一" <= char <= "鿿"}
    return re.compile(f"[一-鿿](?<![{''.join(sorted(named))}])")
