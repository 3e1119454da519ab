"""The only way from a report to its verdict: level, coverage, findings, suggestions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ogireport.findings import Finding, Level, Outcome
from ogireport.given import Given, report_of
from ogireport.kinds import BALANCES, DateBound, Identifier, Presence, Rule, Statement
from ogireport.report import Report
from ogireport.rules import arithmetic, content, identifiers, plain, structure
from ogireport.rules.context import Context
from ogireport.rules.register import Register
from ogireport.spec import Spec, standard

if TYPE_CHECKING:
    from ogireport.rules.repair import Suggestions

UNSEEN = ("previous", "units", "narrative")  # what a verdict may not have looked at


def unseen_of(statements: bool) -> tuple[str, ...]:
    """What is not looked at where a report is checked alone, with or without its narrative."""
    return UNSEEN[:-1] if statements else UNSEEN


class Coverage(NamedTuple):
    """How many of the must-equations that apply to a report could be decided."""

    checked: int
    applicable: int

    @property
    def share(self) -> float:
        """The share that was decided; 0 where nothing was, as in a report that is malformed."""
        return self.checked / self.applicable if self.applicable else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the standard says of one report; suggestions where an equation of a must fails.

    `report_id` is None and `level` is none for a report that breaks the JSON Schema.
    `unseen` says what was not looked at, by the codes of UNSEEN.
    """

    report_id: str | None
    level: Level
    coverage: Coverage
    findings: tuple[Finding, ...]
    suggestions: Suggestions | None = None
    unseen: tuple[str, ...] = UNSEEN

    def described(self) -> dict[str, Any]:
        """The verdict as schema/meta/findings.schema.json describes it, with exact numbers."""
        return {
            "report_id": self.report_id,
            "level": self.level,
            "coverage": self.coverage._asdict(),
            "not_checked": self.unseen,
            "findings": [plain.finding(each) for each in self.findings],
            "suggestions": plain.suggestions(self.suggestions),
        }

    def to_dict(self) -> dict[str, Any]:
        """The same as the command prints it with `--format json`: values that JSON has."""
        return dict(json.loads(json.dumps(self.described(), default=plain.plain)))


class Gate(NamedTuple):
    """What a report must reach: a level, and a share of its must-equations checked."""

    level: Level = Level.CONSISTENT
    share: float = 0.0

    def admits(self, verdict: Verdict) -> bool:
        return verdict.level.reaches(self.level) and verdict.coverage.share >= self.share


def check(
    report: Given,
    *,
    previous: Given | None = None,
    units: Iterable[Given] = (),
    register: Register | None = None,
    today: date | None = None,
    spec: Spec | None = None,
) -> Verdict:
    """Return the verdict on a report given as a path, JSON text, bytes, a mapping or a Report.

    A string that begins with a brace is JSON text, any other a path. `previous` is last year's
    report of the same organ, `units` are reports of units it covers, `register` says what organs
    are. Floats are taken as their shortest decimal. ReadError for what cannot be read, SpecError when the standard is broken.
    """
    linked = report_of(previous) if previous is not None else None
    return judge(
        report_of(report), previous=linked, units=[report_of(unit) for unit in units],
        register=register, today=today, spec=spec, exact=True,
    )  # fmt: skip


def judge(
    report: Report,
    *,
    previous: Report | None = None,
    units: Sequence[Report] = (),
    register: Register | None = None,
    today: date | None = None,
    spec: Spec | None = None,
    formed: bool = False,
    exact: bool = False,
    sure: structure.Sure | None = None,
    suggesting: bool = True,
    statements: bool = True,
    doubts: Collection[str] | None = None,
    checked: Coverage | None = None,
) -> Verdict:
    """Return the verdict on a report, with its findings in the order of the rules and the form.

    A report that breaks the JSON Schema yields schema findings alone: sums on a broken document
    would only mislead. `previous` is last year's report of the same organ, `units` are reports of
    units it covers; both must be well-formed. `register` says what organs are. `formed`: the report
    is known to follow the schema, `sure` tells it of parts; `exact`: it was read without floats.
    Without `statements` the narrative is not looked at. Where they are known, `doubts` are the
    only rules that can have findings on this report alone, and `checked` is its coverage. SpecError when the standard is broken.
    """
    spec = spec or standard()
    report = report if formed or exact else report_of(report)  # which a program may have floats in
    broken = () if formed else tuple(structure.evaluate(report.document, spec, sure))
    if broken:
        return Verdict(None, Level.NONE, Coverage(0, 0), broken)
    day = today or date.today()
    context = Context(spec, report, previous, tuple(units), day, register, statements)
    findings = _findings(context, doubts)
    unbalanced = any(found.requirement == "must" and found.detail for found in findings)
    return Verdict(
        report.report_id,
        _level(findings, spec),
        checked or coverage(context),
        findings,
        _suggestions(context) if unbalanced and suggesting else None,
        _unseen(context),
    )


def _level(findings: Iterable[Finding], spec: Spec) -> Level:
    """The highest level that the findings leave standing."""
    level = Level.COMPLETE
    for finding in findings:
        if finding.requirement == "must" and finding.outcome is Outcome.FAIL:
            level = Level.WELL_FORMED
        elif level is Level.COMPLETE and spec.rules[finding.rule].level == "complete":
            level = Level.CONSISTENT
    return level


def _suggestions(context: Context) -> Suggestions:
    from ogireport.rules.repair import suggest  # not needed where everything balances

    return suggest(context.report, context.spec, context.previous)


def _unseen(context: Context) -> tuple[str, ...]:
    known = (context.previous, context.covered(), context.statements)
    seen = dict(zip(UNSEEN, known, strict=True))
    return tuple(part for part in UNSEEN if not seen.get(part))


def validate(
    report: Report,
    *,
    previous: Report | None = None,
    units: Sequence[Report] = (),
    register: Register | None = None,
    today: date | None = None,
    spec: Spec | None = None,
) -> tuple[Finding, ...]:
    """Return all findings on one report, as `judge` has them."""
    linked = {"previous": previous, "units": units, "register": register}
    return judge(report, **linked, today=today, spec=spec, suggesting=False).findings  # type: ignore[arg-type]


def _findings(context: Context, doubts: Collection[str] | None) -> tuple[Finding, ...]:
    document, remarks = context.report.document, context.remarks
    explained = {e["rule"] for e in document.get("explanations", ())}
    remarked = {note["cell"] for note in document["notes"] if note["status"] in remarks}
    rules = [r for r in context.spec.in_force if doubts is None or r.id in doubts]
    found = [finding for rule in rules for finding in findings_of(rule, context) or ()]
    for place, each in enumerate(found):
        if each.rule in explained or each.is_remarked(remarked):
            found[place] = replace(each, explained=True)
    return tuple(found)


def coverage(context: Context) -> Coverage:
    """How many must-equations of this report alone apply, and how many were decided."""
    checked = applicable = 0
    blank = {*context.report.nulls}
    for rule, guard, equation in context.spec.active(context.report.forms):
        if rule.requirement != "must" or (applies := context.applies(guard)) is False:
            continue
        applicable += 1
        checked += bool(applies) and (not blank or all(map(blank.isdisjoint, equation.paths)))
    return Coverage(checked, applicable)


def outcome(rule: Rule, context: Context) -> Outcome:
    """What one rule says of a well-formed report: its worst finding, else pass."""
    found = findings_of(rule, context)
    if found is None:
        return Outcome.NOT_APPLICABLE
    failed = any(finding.outcome is Outcome.FAIL for finding in found)
    return Outcome.FAIL if failed else Outcome.UNDETERMINED if found else Outcome.PASS


def _statements(rule: Rule, context: Context) -> list[Finding] | None:
    if not context.statements or not any(context.report.document["sections"].values()):
        return None
    from ogireport.rules import contradictions  # with the phrases, where there is a text

    return contradictions.evaluate(rule, context.narrative)


def findings_of(rule: Rule, context: Context) -> list[Finding] | None:
    """The findings of one rule; None when it does not apply."""
    applies = context.applies(rule.guard)
    if rule.retired or applies is False:
        return None
    if isinstance(rule.kind, BALANCES) and not context.is_linked(rule):
        return None
    if isinstance(rule.kind, Identifier) and not identifiers.concerns(rule.kind, context):
        return None
    if applies is None:
        return [content.undecided(rule, context)]
    if isinstance(rule.kind, Presence):
        return content.presence(rule, rule.kind, context)
    if isinstance(rule.kind, DateBound):
        return content.date_bound(rule, rule.kind, context)
    if isinstance(rule.kind, Statement):
        return _statements(rule, context)
    if isinstance(rule.kind, Identifier):
        return identifiers.evaluate(rule, rule.kind, context)
    return arithmetic.evaluate(rule, context)
