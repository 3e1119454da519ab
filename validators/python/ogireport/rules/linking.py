"""The only pairing of reports: which of several is last year's report of the same organ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ogireport.kinds import Bilingual
from ogireport.report import Report

OTHER_NAME: Bilingual = {
    "zh": "上年报告的机关名称是“{other}”，与“{own}”不同；按指定作为同一机关核对。",
    "en": "Last year's report names its organ {other}, not {own}; taken as the same organ, as it was given.",
}
FOLDED = {"（": "(", "）": ")", " ": "", "\u3000": "", "\xa0": ""}


class Identity(NamedTuple):
    """What tells whose report it is, and of which year."""

    report_id: str
    reporting_year: int
    scope: str
    organ_name: str
    organ_aliases: Sequence[str] | None = None  # null in a table
    organ_code: str | None = None
    organ_division_code: str | None = None
    organ_level: str | None = None

    @classmethod
    def of(cls, report: Report) -> Identity:
        organ = report.document["organ"]
        return cls(
            report_id=report.report_id,
            reporting_year=report.value("reporting_year"),
            scope=report.value("scope"),
            organ_name=organ["name"],
            organ_aliases=organ.get("aliases"),
            organ_code=organ.get("code"),
            organ_division_code=organ.get("division_code"),
            organ_level=organ.get("level"),
        )

    @property
    def names(self) -> frozenset[str]:
        return frozenset(folded(name) for name in (self.organ_name, *(self.organ_aliases or ())))

    @property
    def government(self) -> tuple[str, str] | None:
        """Division and level: they identify a government, but not one of its many offices."""
        known = self.scope == "government_aggregate" and self.organ_division_code
        return (known, self.organ_level) if known and self.organ_level else None


def folded(name: str) -> str:
    """A name as it is compared: blanks and full-width brackets make no other name."""
    for printed, plain in FOLDED.items():
        name = name.replace(printed, plain)
    return name


def same_organ(one: Identity, other: Identity) -> bool:
    """Whether two reports are of one organ: by code, else by division and level, else by name.

    Codes that both have decide. Of two divisions, the same name means two organs.
    """
    if one.organ_code and other.organ_code:
        return one.organ_code == other.organ_code
    if one.organ_division_code and other.organ_division_code:
        if one.organ_division_code != other.organ_division_code:
            return False
        if one.government and one.government == other.government:
            return True
    return not one.names.isdisjoint(other.names)


def without_report(report: Report, units: Iterable[Report]) -> list[str]:
    """The units that a report says it covers and that have no report here, where others have one."""
    covered, known = report.value("covers") or (), {unit.report_id for unit in units}
    return [] if known.isdisjoint(covered) else [unit for unit in covered if unit not in known]


class Earlier:
    """Reports among which those of other years find their predecessor."""

    def __init__(self, reports: Iterable[Identity]) -> None:
        self._known: dict[tuple[int, Any], list[Identity]] = defaultdict(list)
        for report in reports:
            for key in keys(report):
                self._known[report.reporting_year, key].append(report)

    def before(self, report: Identity) -> str | None:
        """The identifier of last year's report of the same organ; None where there is none.

        Of several that qualify, such as a corrected one, it is the first by identifier.
        """
        year = report.reporting_year - 1
        near = (other for key in keys(report) for other in self._known.get((year, key), ()))
        return min((o.report_id for o in near if same_organ(report, o)), default=None)


class Predecessors:
    """Reports given as last year's; a single one that was `named` is taken at its word."""

    def __init__(self, reports: Iterable[Report], *, named: bool) -> None:
        self._reports = {report.report_id: report for report in reports}
        self._earlier = Earlier(map(Identity.of, self._reports.values()))
        self._named = named

    def of(self, report: Report) -> tuple[Report | None, Bilingual | None]:
        """Last year's report of the organ, and a note where only its being named says so."""
        own = Identity.of(report)
        found = self._reports.get(self._earlier.before(own) or "")
        if found or not self._named or len(self._reports) != 1:
            return found, None
        (other,) = self._reports.values()
        if other.value("reporting_year") != own.reporting_year - 1:
            return None, None
        names = {"own": own.organ_name, "other": other.value("organ/name")}
        return other, {lang: text.format(**names) for lang, text in OTHER_NAME.items()}


def keys(report: Identity) -> Iterator[Any]:
    """What the reports of one organ may have in common."""
    yield from filter(None, (report.organ_code, report.government))
    yield from report.names
