"""Evaluate rules on identifiers: check characters, division codes in their year, covered units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from operator import mul
from typing import Any, NamedTuple

from ogireport.findings import LANGUAGES, Finding, Outcome, listed
from ogireport.kinds import Bilingual, Identifier, Rule
from ogireport.report import Report
from ogireport.rules.context import Context
from ogireport.rules.linking import Identity
from ogireport.rules.register import Organ, Register
from ogireport.spec import Spec, SpecError

# GB 32100: neither I, O, S, V nor Z; its ninth to seventeenth characters are a code of GB 11714
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]
VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(31)))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
INNER_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(int(c, 36) for c in ALPHABET))
INNER_CHECKS = "0123456789X"
KEPT = 16_384  # identifiers of which a test is remembered
UNKNOWN: Bilingual = {
    "zh": "纳入汇总的单位中有 {count} 个不在名录中（{names}），无法核对。",
    "en": "Covered units that the register does not hold: {count} ({names}), so it cannot be checked.",
}
Judged = Iterator[Finding] | None


def concerns(kind: Identifier, context: Context) -> bool:
    """Whether the report has such an identifier, and the register is given where one is needed."""
    given = context.register is not None or not kind.is_of_register
    return given and bool(context.report.value(kind.value))


def evaluate(rule: Rule, kind: Identifier, context: Context) -> list[Finding] | None:
    """What the rule finds of the identifiers; None where nothing can tell."""
    found = _REQUIRED[kind.requires](rule, context.report.value(kind.value), context)
    return None if found is None else list(found)


def _finding(
    rule: Rule, outcome: Outcome, names: Sequence[str] = (), **numbers: Any
) -> Iterator[Finding]:
    message = rule.message if outcome is Outcome.FAIL else UNKNOWN
    assert isinstance(rule.kind, Identifier)
    yield Finding(
        rule=rule.id,
        outcome=outcome,
        requirement=rule.requirement,
        cells=(rule.kind.value,),
        message={g: message[g].format(**listed(names, g), **numbers) for g in LANGUAGES},
        url=rule.url,
        **numbers,
    )


# unified social credit codes -----------------------------------------------------------------


def last_two(code: str) -> str:
    """The last two characters of a code of 18 as its first sixteen determine them."""
    inner = _weighted(code[8:16], INNER_VALUES, INNER_WEIGHTS)
    seventeen = code[:16] + INNER_CHECKS[-inner % 11]
    return seventeen[16] + ALPHABET[-_weighted(seventeen, VALUES, WEIGHTS) % 31]


def _weighted(text: str, values: bytes, weights: Sequence[int]) -> int:
    return sum(map(mul, text.encode().translate(values), weights))


def is_credit_code(code: str) -> bool:
    """Whether 18 characters of the alphabet are a unified social credit code."""
    return code[2:8].isdecimal() and code[16:] == last_two(code)


def _check_characters(rule: Rule, code: str, context: Context) -> Judged:
    if is_credit_code(code):
        return iter(())
    return _finding(rule, Outcome.FAIL, left=code, right=last_two(code))


# division codes ------------------------------------------------------------------------------


class Divisions(NamedTuple):
    """The division codes with their first and last year; None where it is open or unknown."""

    years: tuple[int, int]  # that the list covers
    covered: re.Pattern[str]  # the codes that do not exist unless they are listed
    codes: Mapping[str, tuple[int | None, int | None]]

    def is_listed(self, code: str, year: int) -> bool | None:
        """Whether the code exists; None where the list does not cover the year or the code."""
        if not self.years[0] <= year <= self.years[1]:
            return None
        return code in self.codes or (False if self.covered.match(code) else None)

    def years_apart(self, code: str, year: int) -> int | None:
        """How many years lie between the year and those of the code; None where it is not listed."""
        if not self.is_listed(code, year):
            return None
        first, last = self.codes[code]
        return max((first or year) - year, year - (last or year), 0)


@cache
def divisions(spec: Spec) -> Divisions:
    """The list of the standard, read when the first report with a division code is checked."""
    raw = spec.document("divisions.json")
    try:
        return Divisions(tuple(raw["years"]), re.compile(raw["covered"]), raw["codes"])
    except (KeyError, TypeError) as error:
        raise SpecError(f"divisions.json: {error!r}") from None


def _listed(rule: Rule, code: str, context: Context) -> Judged:
    year = context.report.value("reporting_year")
    if (is_listed := divisions(context.spec).is_listed(code, year)) is None:
        return None
    return iter(()) if is_listed else _finding(rule, Outcome.FAIL, left=code)


def _in_use(rule: Rule, code: str, context: Context) -> Judged:
    known, year = divisions(context.spec), context.report.value("reporting_year")
    if (apart := known.years_apart(code, year)) is None:
        return None
    if not apart:
        return iter(())
    used = "–".join(str(year or "") for year in known.codes[code])
    return _finding(rule, Outcome.FAIL, left=code, right=used, difference=apart)


# covered units -------------------------------------------------------------------------------


def _not_vertical(rule: Rule, covers: Sequence[str], context: Context) -> Judged:
    assert context.register is not None
    reports = {report.report_id: report for report in context.units}
    year = context.report.value("reporting_year")
    units = {unit: _organ(unit, reports.get(unit), year, context.register) for unit in covers}
    vertical = [organ.name for organ in units.values() if organ and organ.vertical]
    unknown = [unit for unit, organ in units.items() if organ is None]
    return _of_units(rule, vertical, unknown)


def _of_units(rule: Rule, vertical: list[str], unknown: list[str]) -> Iterator[Finding]:
    if vertical:
        yield from _finding(rule, Outcome.FAIL, vertical, left=len(vertical))
    if unknown:
        yield from _finding(rule, Outcome.UNDETERMINED, unknown)


def _organ(unit: str, report: Report | None, year: int, register: Register) -> Organ | None:
    """The organ of a covered unit: by its report where that is given, else by the identifier alone."""
    if report is None:
        return register.of_report(unit, year)
    fitting = register.find(Identity.of(report))
    return fitting[0] if len(fitting) == 1 else None


_REQUIRED: dict[str, Callable[[Rule, Any, Context], Judged]] = {
    "check_characters": _check_characters,
    "listed": _listed,
    "in_use": _in_use,
    "not_vertical": _not_vertical,
}


# without a context ---------------------------------------------------------------------------


def tests(spec: Spec) -> dict[str, Callable[..., bool]]:
    """Per requirement a test of the identifier and the year: true where the rule surely has no finding.

    An organ has one identifier in all its reports, a division one in those of all its organs.
    """
    credited = lru_cache(KEPT)(is_credit_code)
    return {
        "check_characters": lambda code, year: credited(code),
        "listed": lru_cache(KEPT)(partial(_may_be_listed, spec)),
        "in_use": lru_cache(KEPT)(partial(_may_be_in_use, spec)),
    }


def _may_be_listed(spec: Spec, code: str, year: int) -> bool:
    return divisions(spec).is_listed(code, year) is not False


def _may_be_in_use(spec: Spec, code: str, year: int) -> bool:
    return not divisions(spec).years_apart(code, year)
