"""Check one report: first its structure, then every rule that applies to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ogireport.findings import Finding, Outcome
from ogireport.report import Report
from ogireport.rules import arithmetic, content, structure
from ogireport.rules.context import Context
from ogireport.spec import Rule, Spec, standard

if TYPE_CHECKING:
    from ogireport.rules.repair import Suggestions

_EVALUATE = {
    "linear": arithmetic.evaluate,
    "tree_sum": arithmetic.evaluate,
    "presence": content.presence,
    "date_bound": content.date_bound,
}


def validate(
    report: Report,
    *,
    previous: Report | None = None,
    units: Sequence[Report] = (),
    today: date | None = None,
    spec: Spec | None = None,
) -> tuple[Finding, ...]:
    """Return all findings on one report, in the order of the rules and of the form.

    A report that breaks the JSON Schema yields schema findings alone: sums on a broken
    document would only mislead. `previous` is last year's report of the same organ, `units`
    are reports of units it covers; both must be well-formed. SpecError when the standard
    itself is broken.
    """
    spec = spec or standard()
    if broken := tuple(structure.evaluate(report.document, spec)):
        return broken
    return apply(Context(spec, report, previous, tuple(units), today or date.today()))


def apply(context: Context) -> tuple[Finding, ...]:
    """Return the findings of every rule on a report that is known to be well-formed."""
    explained = {e["rule"] for e in context.report.document.get("explanations", ())}
    return tuple(
        replace(finding, explained=True) if finding.rule in explained else finding
        for rule in context.spec.rules.values()
        for finding in findings_of(rule, context) or ()
    )


def suggested(context: Context, findings: Sequence[Finding]) -> Suggestions | None:
    """What would settle the equations of the must rules; None when all of them hold."""
    if not any(found.requirement == "must" and found.detail for found in findings):
        return None
    from ogireport.rules import repair

    return repair.suggest(context.report, context.spec, context.previous)


def outcome(rule: Rule, context: Context) -> Outcome:
    """What one rule says of a well-formed report: its worst finding, else pass."""
    found = findings_of(rule, context)
    if found is None:
        return Outcome.NOT_APPLICABLE
    failed = any(finding.outcome is Outcome.FAIL for finding in found)
    return Outcome.FAIL if failed else Outcome.UNDETERMINED if found else Outcome.PASS


def findings_of(rule: Rule, context: Context) -> list[Finding] | None:
    """The findings of one rule; None when it does not apply."""
    applies = context.applies(rule)
    if rule.retired or applies is False:
        return None
    if applies is None:
        return [content.undecided(rule, context)]
    return _EVALUATE[rule.kind](rule, context)
