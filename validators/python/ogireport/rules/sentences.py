"""The text of a paragraph as a string of letters: one for each word of a class, one for each number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any, NamedTuple

COUNT, BARE, YUAN, PERCENT, OTHER = "01234"  # with a unit, without, of money, a share, of another
_SCALE = {"万": 10_000, "亿": 100_000_000}
_CHINESE = {c: n % 10 for n, c in enumerate("零一二三四五六七八九〇")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?|[0-9]{1,3}(?:,[0-9]{3}){1,4}")
ENDS = "。；！？：;!?:"  # of a line with which a paragraph ends
_BREAK = re.compile(rf"[{ENDS}][^\S\n]*\n\s*")
_WORTH = re.compile("[0-9一二两三四五六七八九十未无没不]")  # none of them, and nothing is stated
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年")
_COMPARED = frozenset("比较与同")
AFTER = frozenset(",;。!?、:()¶”’")  # what may follow a number without a unit
NUMERALS = (
    "0123456789〇零一二两三四五六七八九十百千比较与同"  # with which a number begins, or a year
)
BREAK = "¶"
Piece = tuple[int, int, str, re.Match[str] | None]  # from, to; the word, or the match of the number


class Number(NamedTuple):
    """A number of a text, of money in yuan; `last` is what one of its last digit is worth."""

    start: int  # in its paragraph
    end: int
    value: Decimal
    last: Decimal
    unit: str
    rounded: bool


class Sentences(NamedTuple):
    """A paragraph as letters: `at` is where each of them stands in it, and its end."""

    letters: str
    at: list[int]
    numbers: Mapping[int, Number]  # by the place of their letter


def _written(characters: Sequence[str]) -> dict[str, str]:
    """All characters that stand for one, itself among them."""
    written: dict[str, str] = {}
    for one, other in zip(*characters, strict=True):
        written[other] = written.get(other, other) + one
    return written


def ways(word: str, characters: Sequence[str]) -> str:
    """An expression for a word in texts whose characters are not replaced yet."""
    written = _written(characters)
    return "".join(f"[{re.escape(written[c])}]" if c in written else re.escape(c) for c in word)


class Stems:
    """Looks for the stems of words in texts whose characters are not replaced yet."""

    def __init__(self, stems: Sequence[str], characters: Sequence[str]) -> None:
        written = _written(characters)
        ways = ["".join(w) for stem in stems for w in product(*(written.get(c, c) for c in stem))]
        self._single = [way for way in ways if len(way) == 1]
        longer = [way for way in ways if len(way) > 1]
        first, second = ("".join({way[n] for way in longer}) for n in (0, 1))
        # two sets of characters are looked for faster than many words; what is left is compared
        self._search = re.compile(
            f"[{first}](?=[{second}])(?<=(?={'|'.join(longer)}).)", re.DOTALL
        ).search

    def among(self, parts: list[str], text: str) -> list[str]:
        """The parts of a text that hold a stem."""
        single = [char for char in self._single if char in text]
        search = self._search
        return [p for p in parts if search(p) or (single and any(c in p for c in single))]


class Lexer:
    """Cuts sections into letters as statements.json says."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        one, other = said["characters"]
        taken = said["letters"] + BREAK  # none of them may come from the text
        self._plain = str.maketrans(one + taken, other + "_" * len(taken))
        self._number = re.compile(said["numbers"])
        self._words = _each(said["words"])
        self._units = _each(said["units"])
        self._named: Mapping[str, str] = said["named"]
        self.stems = Stems(said["stems"], said["characters"])
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
            if self.stems.among([kept], kept):
                plain = part.translate(self._plain)
                if _WORTH.search(plain):
                    yield start, plain

    def sentences(self, plain: str, base: int) -> Sentences:
        """The letters of a paragraph in a section that speaks of this year."""
        kept = "".join(plain.split())
        places: Sequence[int] = range(len(plain) + 1)
        if len(kept) < len(plain):
            places = [n for n, char in enumerate(plain) if not char.isspace()] + [len(plain)]
        letters: list[str] = []
        at: list[int] = []
        numbers: dict[int, Number] = {}
        last = 0
        for start, end, word, match in self._pieces(kept):
            letters.append(kept[last:start])
            at += places[last:start]
            letter = self._letter(match, kept, base) if match else self._words[word]
            if match and letter in COUNT + BARE + YUAN + PERCENT:
                numbers[len(at)] = _number(match, places, letter)
            letters.append(letter)
            at.append(places[start])
            last = end
        letters.append(kept[last:])
        at += places[last:]
        return Sentences("".join(letters), at, numbers)

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
        years = list(_YEAR.finditer(text))
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


def _number(match: re.Match[str], places: Sequence[int], letter: str) -> Number:
    """The number of a match of the lexer; `places` is where its characters stand."""
    first = 3 if match[3] else 7
    digits, scale, more, unit = (match[first + n] or "" for n in range(4))
    times = _SCALE.get(scale, 1)
    value = Decimal(digits.replace(",", "")) if match[3] else Decimal(_chinese(digits))
    last = Decimal(1).scaleb(value.as_tuple().exponent)  # type: ignore[arg-type]
    end = places[match.end() - 1] + 1
    rounded = bool(more or (scale and letter != YUAN))
    return Number(places[match.start()], end, value * times, last * times, unit, rounded)


def _chinese(digits: str) -> int:
    """The value of a Chinese numeral below ten thousand, or of one written digit by digit."""
    if _TENS.keys().isdisjoint(digits):
        return int("".join(str(_CHINESE[c]) for c in digits))
    total, digit = 0, None
    for char in digits:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        else:
            digit = _CHINESE[char]
    return total + (digit or 0)
