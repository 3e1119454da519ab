"""A register of organs: who reports, under which codes, and whose figures a government adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

from ogireport.rules.linking import Identity, folded, keys, same_organ

GOVERNMENT, SYSTEM = "government_aggregate", "vertical_system"


class Organ(NamedTuple):
    """One organ of a register."""

    name: str
    code: str | None = None
    aliases: tuple[str, ...] = ()
    level: str | None = None
    division_code: str | None = None
    scope: str | None = None
    parent: str | None = None  # the name of the organ that adds it up
    vertical: bool = False

    @property
    def identity(self) -> Identity:
        """Its identity as that of a report, of no year."""
        return Identity("", 0, self.scope or "unknown", self.name, self.aliases, self.code,
                        self.division_code, self.level)  # fmt: skip

    @property
    def key(self) -> str:
        """What its reports are called, with the year: its code, else that of a government's division.

        One of the many other organs of a division is told apart by the CRC-32 of its name.
        """
        if self.code:
            return self.code.lower()
        if self.division_code and self.scope == GOVERNMENT:
            return self.division_code
        named = f"{crc32(folded(self.name).encode()):08x}"
        return "-".join(filter(None, (self.division_code, named)))

    def report_id(self, year: int) -> str:
        """The identifier of its report on a year."""
        return f"{self.key}-{year}"


class Register:
    """Organs that can be found as `linking` pairs reports; their keys are different."""

    def __init__(self, organs: Iterable[Organ]) -> None:
        self.organs = tuple(organs)
        self._by_key = {organ.key: organ for organ in self.organs}
        self._units: dict[str, list[Organ]] = defaultdict(list)
        self._known: dict[object, list[Organ]] = defaultdict(list)
        for organ in self.organs:
            if organ.parent:
                self._units[folded(organ.parent)].append(organ)
            for shared in keys(organ.identity):
                self._known[shared].append(organ)

    def find(self, report: Identity) -> list[Organ]:
        """Every organ that the report may be of; more than one where a name is not enough."""
        near = (organ for shared in keys(report) for organ in self._known.get(shared, ()))
        return [organ for organ in dict.fromkeys(near) if same_organ(report, organ.identity)]

    def of_report(self, report_id: str, year: int) -> Organ | None:
        """The organ whose report on the year has this identifier."""
        organ = self._by_key.get(report_id.removesuffix(f"-{year}"))
        return organ if organ and organ.report_id(year) == report_id else None

    def units(self, organ: Organ) -> list[Organ]:
        """The organs that its report adds up; a government does not add up those led vertically."""
        if organ.scope not in (GOVERNMENT, SYSTEM):
            return []
        below = self._units.get(folded(organ.name), [])
        return [unit for unit in below if organ.scope == SYSTEM or not unit.vertical]
