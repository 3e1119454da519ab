"""The figures that a narrative states: found by the phrases of the standard, compared with the cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from ogireport.kinds import Bilingual
from ogireport.report import Report
from ogireport.rules.numerals import Number
from ogireport.rules.sentences import Sentences
from ogireport.rules.templates import Phrases, Stated
from ogireport.spec import Spec

ONE = Decimal(1)
Reading = tuple[str, ...]  # cells that add up


def fits(figure: Decimal, value: Decimal, last: Decimal) -> bool:
    """Whether a number, whose last digit is worth so much, is a figure rounded or cut off there."""
    return abs(figure - value) * 2 <= last or value <= figure < value + last


class Agreement(StrEnum):
    """What a stated figure is beside the cells; `guarded`: it counts something else, or may."""

    EQUAL = "equal"
    DIFFERS = "differs"
    UNDETERMINED = "undetermined"
    GUARDED = "guarded"


class Sum(NamedTuple):
    """What a reading comes to; `least` where a null cell may add to it."""

    cells: Reading
    names: Bilingual
    figure: Decimal
    least: bool

    def admits(self, value: Decimal, last: Decimal) -> bool:
        """Whether a number, with what its last digit is worth, may be this sum."""
        return fits(self.figure, value, last) or (self.least and self.figure < value)


class Claim(NamedTuple):
    """One figure stated in a section; `says` is what it counts, `guard` why it is not compared.

    It is the text of its section from `start` to `end`. `number` is None where the text says that
    there is none. `nearest` is the reading that comes closest.
    """

    rule: str
    says: str
    section: str
    start: int
    end: int
    number: Number | None
    readings: tuple[Reading, ...]
    guard: str | None
    outcome: Agreement
    nearest: Sum
    letters: Sentences  # of its paragraph
    place: int  # of its letter there, or of the end of a phrase without number
    offset: int  # of its paragraph in the section

    @property
    def value(self) -> Decimal:
        return self.number.value if self.number else Decimal(0)

    @property
    def names(self) -> Bilingual:
        """What the cells of the nearest reading are called."""
        return self.nearest.names


@dataclass(frozen=True)
class Narrative:
    """The sections of a report that hold text, with what they state."""

    phrases: Phrases
    texts: Mapping[str, str]
    claims: tuple[Claim, ...]

    def text(self, claim: Claim) -> str:
        """The words of a claim as they are published."""
        return self.texts[claim.section][claim.start : claim.end]

    @cached_property
    def compared(self) -> list[Claim]:
        """The claims that are compared with the tables."""
        return [claim for claim in self.claims if claim.outcome is not Agreement.GUARDED]

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Claim]]:
        """What each section states once, by what it counts."""
        found: dict[str, dict[str, list[Claim]]] = {section: {} for section in self.texts}
        for claim in self.compared:
            found[claim.section].setdefault(claim.says, []).append(claim)
        return {
            section: {
                says: claims[0]
                for says, claims in by_says.items()
                if len({claim.value for claim in claims}) == 1
            }
            for section, by_says in found.items()
        }


def narrative(report: Report, spec: Spec) -> Narrative:
    """Read the narrative of a well-formed report."""
    phrases, scope = spec.phrases(Phrases), _scope(report, spec)
    texts = {section: text for section, text in report.document["sections"].items() if text}
    year = report.document["reporting_year"]
    claims = [
        claim
        for section, text in texts.items()
        for stated in phrases.read(text, year, scope)
        if (claim := _claim(stated, section, text, report))
    ]
    return Narrative(phrases, texts, tuple(_unrepeated(claims)))


def _scope(report: Report, spec: Spec) -> str:
    level = report.value("organ/level")
    return scope_of(report.document["scope"], level, report.value("organ/name"), spec)


def scope_of(scope: str, level: str | None, name: str, spec: Spec) -> str:
    """The scope that a report states; else the one that the end of its organ's name says."""
    if scope != "unknown":
        return scope
    if level == "township":
        return "own_organ"
    known = spec.statements["scopes"]
    ends = ((len(end), code) for code, ends in known.items() for end in ends if name.endswith(end))
    return max(ends, default=(0, scope))[1]


def _claim(stated: Stated, section: str, text: str, report: Report) -> Claim | None:
    """The claim of a phrase; None where the form of the report has no cell for it."""
    found, said, offset, code, soft = stated
    sums = [total for each in found.phrase["readings"] if (total := _sum(each, report))]
    if not sums:
        return None
    number = said.numbers.get(found.place)
    value, last = (number.value, number.last) if number else (Decimal(0), ONE)
    if number and number.rounded and not code:
        code, soft = "approximate", True
    outcome, nearest = _compared(value, last, sums)
    if code and not (soft and outcome is Agreement.EQUAL):
        outcome = Agreement.GUARDED
    start, end = offset + said.at(found.start), offset + said.at(found.end)
    end = start + len(text[start:end].rstrip())
    return Claim(
        found.phrase["rule"], found.phrase["says"], section, start, end, number,
        tuple(each.cells for each in sums), None if outcome is Agreement.EQUAL else code,
        outcome, nearest, said, found.place, offset,
    )  # fmt: skip


def _compared(value: Decimal, last: Decimal, sums: list[Sum]) -> tuple[Agreement, Sum]:
    nearest = min(sums, key=lambda each: abs(each.figure - value))
    for each in sums:
        if not each.least and each.admits(value, last):
            return Agreement.EQUAL, each
    if any(each.admits(value, last) for each in sums):
        return Agreement.UNDETERMINED, nearest
    return Agreement.DIFFERS, nearest


def _sum(reading: Mapping[str, Any], report: Report) -> Sum | None:
    """What some cells come to; a null one adds nothing. None where the report has no such cell."""
    try:
        figures = [figure for cell in reading["cells"] for figure in _figures(cell, report)]
    except KeyError:
        return None
    known = [figure for figure in figures if figure is not None]
    least = len(known) < len(figures)
    return Sum(tuple(reading["cells"]), reading, Decimal(sum(known)), least)


def _figures(cell: str, report: Report) -> list[int | Decimal | None]:
    """The figure of a cell; of a total that is null those of its line."""
    field, *inner = cell.split("/")
    if len(inner) == 1 and report.document.get(field) is None:
        raise KeyError(field)  # of what a report may leave out nothing is contradicted
    figure = report.value(cell)
    if figure is not None or not cell.endswith("/total"):
        return [figure]
    table, row, _ = cell.split("/")
    columns = report.document[table]["rows"][row].items()
    return [figure for column, figure in columns if column != "total"]


def _unrepeated(claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims; where a text gives several numbers for one thing, none of them differs."""
    values: dict[str, set[Decimal]] = defaultdict(set)
    kept = list(claims)
    for claim in kept:
        if claim.outcome is not Agreement.GUARDED:
            values[claim.says].add(claim.value)
    for claim in kept:
        if claim.outcome is Agreement.DIFFERS and len(values[claim.says]) > 1:
            yield claim._replace(outcome=Agreement.GUARDED, guard="repeated")
        else:
            yield claim
