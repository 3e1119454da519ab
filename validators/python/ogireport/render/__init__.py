"""Findings for people and machines: text, json, sarif, junit, github."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ogireport.findings import Finding, Level
from ogireport.spec import Bilingual

if TYPE_CHECKING:
    from ogireport.rules.repair import Suggestions


@dataclass(frozen=True, slots=True)
class Checked:
    """One report that was read and validated; suggestions where a must on its tables is open."""

    file: str
    report_id: str | None
    level: Level
    findings: tuple[Finding, ...]
    suggestions: Suggestions | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of validate: what was checked, what could not be read, what was passed over."""

    checked: list[Checked] = field(default_factory=list)
    unreadable: list[tuple[str, Bilingual]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
