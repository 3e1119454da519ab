"""What a register of organs says of converted reports: codes, level, scope, covered units, identifiers."""

from __future__ import annotations

from typing import Any

from ogireport.kinds import Bilingual
from ogireport.report import Report
from ogireport.rules.linking import Identity
from ogireport.rules.register import Organ, Register

FILLED = ("code", "division_code", "level")  # of the organ, in the order of a report


class Enrolment:
    """Fills the reports of one batch from a register; no two of them get the same identifier."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._taken: dict[str, str] = {}  # identifier -> file

    def fill(self, document: dict[str, Any], file: str) -> list[Bilingual]:
        """Fill a converted report in place where one organ fits its name; remarks say why not."""
        name = document["organ"]["name"]
        fitting = self._register.find(Identity.of(Report(document)))
        if len(fitting) != 1:
            return [_unmatched(name, fitting)]
        (organ,) = fitting
        self._describe(document, organ)
        return self._name(document, organ.report_id(document["reporting_year"]), file)

    def _describe(self, document: dict[str, Any], organ: Organ) -> None:
        document["organ"] |= {field: getattr(organ, field) for field in FILLED}
        document["scope"] = organ.scope or document["scope"]
        year = document["reporting_year"]
        document["covers"] = [unit.report_id(year) for unit in self._register.units(organ)]

    def _name(self, document: dict[str, Any], wanted: str, file: str) -> list[Bilingual]:
        if first := self._taken.get(wanted):
            kept = document["report_id"]
            return [{
                "zh": f"报告标识 {wanted} 已由 {first} 使用，本报告仍用 {kept}。",
                "en": f"the identifier {wanted} is that of {first}; this report keeps {kept}.",
            }]  # fmt: skip
        self._taken[wanted] = file
        document["report_id"] = wanted
        return []


def _unmatched(name: str, fitting: list[Organ]) -> Bilingual:
    if not fitting:
        return {
            "zh": f"名录中没有“{name}”，未按名录填写。",
            "en": f"the register has no {name}; nothing was filled from it.",
        }
    names = [organ.name for organ in fitting]
    return {
        "zh": f"名录中有 {len(names)} 个机关名为“{name}”（{'、'.join(names)}），未按名录填写。",
        "en": f"{name} may be {len(names)} organs of the register ({', '.join(names)}); "
        "nothing was filled from it.",
    }
