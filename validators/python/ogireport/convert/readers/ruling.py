"""A page of characters and ruling lines, from whatever file, as tables and running text.

Points from the upper left corner. What lies so near counts as one line, one row, one word as it
does in pdfplumber, whose tables the tests compare with these.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple, TypeVar

from ogireport.convert.limits import MOST_CHARACTERS, MOST_RULINGS
from ogireport.convert.readers.marks import raised
from ogireport.report import ReadError

NEAR = 3.0  # points: lines closer than this are one; characters farther apart are of two words
STRAIGHT = 0.5  # points that a ruling line may lean
_SMALL, _HIGH = 0.8, 0.2  # of the height of a digit: a mark beside it is smaller and stands higher
Item = TypeVar("Item")
Box = tuple[float, float, float, float]  # left, top, right, bottom


class Char(NamedTuple):
    """A character in its box, which reaches from the descent of its font one size up."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_upright: bool = True


class Line(NamedTuple):
    """A line of text, its words apart by blanks."""

    text: str
    left: float
    top: float
    right: float


class Ruling(NamedTuple):
    """A line at `at`, across the page or down it, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass
class Sheet:
    """What is drawn on one page."""

    chars: list[Char] = field(default_factory=list)
    across: list[Ruling] = field(default_factory=list)
    down: list[Ruling] = field(default_factory=list)

    def write(self, char: Char) -> None:
        """Add a character; ReadError for more than a page of a report has."""
        if len(self.chars) == MOST_CHARACTERS:
            raise ReadError(
                "有一页文字过多，不像一份报告。", "a page holds too much text for a report."
            )
        self.chars.append(char)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Add a stroke, when it is one of a table."""
        if abs(y1 - y0) < STRAIGHT <= abs(x1 - x0):
            self.across.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) < STRAIGHT <= abs(y1 - y0):
            self.down.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def lines(chars: Iterable[Char]) -> list[Line]:
    """The characters line by line from the top; turned ones in columns of their own."""
    upright: list[tuple[Placed, Char]] = []
    turned: list[tuple[Placed, Char]] = []
    for char in chars:
        if char.is_upright:
            upright.append(((char.top, char.left, char.right), char))
        else:
            turned.append(((char.left, char.top, char.bottom), char))
    found = [
        line for row in (*_near(upright, _level), *_near(turned, _level)) if (line := _line(row))
    ]
    return sorted(found, key=lambda line: (line.top, line.left))


Placed = tuple[float, float, float]  # across the direction of writing; along it, from and to


def _level(item: tuple[Placed, Char]) -> float:
    return item[0][0]


def _is_raised(char: Char, digit: Char) -> bool:
    """Whether a character beside a digit is the mark of a note: smaller, and higher up."""
    height = digit.bottom - digit.top
    is_small = char.bottom - char.top <= height * _SMALL
    return char.is_upright and is_small and char.bottom <= digit.bottom - height * _HIGH


def _line(row: list[tuple[Placed, Char]]) -> Line | None:
    row.sort(key=lambda item: item[0][1])
    text, last, digit = "", None, None
    for (level, start, end), char in row:
        if char.text.isspace():
            last = None
            continue
        if text and (not last or start > last[2] + NEAR or abs(level - last[0]) > NEAR):
            text += " "
        is_mark = digit is not None and _is_raised(char, digit)
        text += raised(char.text) if is_mark else char.text
        digit = digit if is_mark else char if char.text.isdecimal() else None
        last = level, start, end
    chars = [char for _, char in row if not char.text.isspace()]
    if not chars:
        return None
    left, top, right = (
        min(c.left for c in chars),
        min(c.top for c in chars),
        max(c.right for c in chars),
    )
    return Line(text, left, top, right)


def _near(items: list[Item], place: Callable[[Item], float]) -> Iterator[list[Item]]:
    """Yield the items in groups, in each of which the next lies near the one before."""
    group: list[Item] = []
    for item in sorted(items, key=place):
        if group and place(item) - place(group[-1]) > NEAR:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


# tables --------------------------------------------------------------------------------------


def tables(sheet: Sheet) -> list[list[Box]]:
    """The cells of each ruled table of at least two, from the top."""
    across, down = _joined(sheet.across), _joined(sheet.down)
    if len(across) + len(down) > MOST_RULINGS:
        raise ReadError(
            "有一页线条过多，不像一份报告。", "a page holds too many lines for a report."
        )
    cells = list(_cells(_crossings(across, down)))
    corners: dict[tuple[float, float], list[int]] = defaultdict(list)
    for n, (left, top, right, bottom) in enumerate(cells):
        for corner in product((left, right), (top, bottom)):
            corners[corner].append(n)
    found = []
    seen: set[int] = set()
    for first in range(len(cells)):
        group = [] if first in seen else [first]
        seen.add(first)
        for n in group:  # grows
            left, top, right, bottom = cells[n]
            for corner in product((left, right), (top, bottom)):
                fresh = [m for m in corners[corner] if m not in seen]
                seen.update(fresh)
                group += fresh
        if len(group) > 1:
            found.append(sorted((cells[n] for n in group), key=lambda box: (box[1], box[0])))
    return sorted(found, key=lambda boxes: (boxes[0][1], boxes[0][0]))


def _joined(rulings: list[Ruling]) -> list[Ruling]:
    """The lines that strokes make together, at one place each; specks are none."""
    made: list[Ruling] = []
    for group in _near(rulings, lambda ruling: ruling.at):
        at = sum(ruling.at for ruling in group) / len(group)
        start = end = None
        for ruling in sorted(group, key=lambda ruling: ruling.start):
            if end is not None and start is not None and ruling.start > end + NEAR:
                made.append(Ruling(at, start, end))
                start = end = None
            start = ruling.start if start is None else start
            end = ruling.end if end is None else max(end, ruling.end)
        if start is not None and end is not None:
            made.append(Ruling(at, start, end))
    return [ruling for ruling in made if ruling.end - ruling.start >= NEAR]


Crossings = dict[tuple[float, float], tuple[set[int], set[int]]]  # at x, y: lines across, down


def _crossings(across: list[Ruling], down: list[Ruling]) -> Crossings:
    found: Crossings = defaultdict(lambda: (set(), set()))
    down = sorted(down)
    places = [ruling.at for ruling in down]
    for n, (y, left, right) in enumerate(across):
        first, last = bisect_left(places, left - NEAR), bisect_right(places, right + NEAR)
        for m in range(first, last):
            x, top, bottom = down[m]
            if top - NEAR <= y <= bottom + NEAR:
                crossing = found[x, y]
                crossing[0].add(n)
                crossing[1].add(m)
    return found


def _cells(crossings: Crossings) -> Iterator[Box]:
    """Yield from each crossing the smallest box that lines enclose down and to the right of it."""
    below: dict[float, list[float]] = defaultdict(list)
    beside: dict[float, list[float]] = defaultdict(list)
    for x, y in sorted(crossings):
        below[x].append(y)
        beside[y].append(x)
    for (x, y), (across, down) in sorted(crossings.items()):
        bottoms = [z for z in below[x][bisect_right(below[x], y):] if down & crossings[x, z][1]]  # fmt: skip
        rights = [z for z in beside[y][bisect_right(beside[y], x):] if across & crossings[z, y][0]]  # fmt: skip
        for bottom, right in product(bottoms, rights):
            corner = crossings.get((right, bottom))
            if (
                corner
                and corner[0] & crossings[x, bottom][0]
                and corner[1] & crossings[right, y][1]
            ):
                yield x, y, right, bottom
                break
