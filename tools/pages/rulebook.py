"""A page per rule, the list of the rules and their history."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import cases
from ogireport import Finding, Report, validate
from ogireport.cli.rules import formulas
from ogireport.kinds import BALANCES, Equation, Rule, Term
from ogireport.spec import standard
from pages import queries
from pages.examples import examples, labelled
from pages.words import page

FEW = 8  # so many terms are named one by one; more are folded


def pages(lang: str) -> Iterator[tuple[str, str]]:
    rules = list(standard().rules.values())
    for n, rule in enumerate(rules):
        beside = rules[n - 1] if n else None, rules[n + 1] if n + 1 < len(rules) else None
        yield _rule(rule, beside, lang)
    yield page("rules/schema.md", "schema.md", lang, findings=malformed())
    yield page(
        "rules/index.md",
        "rules.md",
        lang,
        families=[(f, list(own)) for f, own in groupby(rules, family)],
        ways=ways,
    )
    versions = sorted(
        {standard().minor, *(r.since for r in rules), *filter(None, (r.retired for r in rules))},
        key=_number,
    )
    yield page("history.md", "history.md", lang, rules=rules, versions=versions, state=state)


def _rule(rule: Rule, beside: tuple[Rule | None, Rule | None], lang: str) -> tuple[str, str]:
    shown = [] if rule.retired else examples(rule, lang)  # it no longer gives findings
    active = next((e.active for e in reversed(shown) if e.active), None)
    equation = active.equation if active else None
    count = len(standard().equations(rule))
    return page(
        f"rules/{rule.id.lower()}.md", "rule.md", lang,
        rule=rule, family=family(rule), beside=beside, examples=shown, active=active,
        equation=equation, count=count, formulas=list(formulas(rule, standard(), lang)),
        sides=[(side, _terms(equation, side, lang)) for side in ("left", "right") if equation],
        few=FEW, queries=queries, each=each(rule),
    )  # fmt: skip


def ways(rule: Rule) -> dict[str, bool]:
    """Which engines can evaluate a rule besides the validator: those whose dialect can say it."""
    active = standard().equations(rule)
    return {
        "plugin": any(a.equation.table and not a.equation.scope for a in active),
        "checklist": any(map(queries.constraint, active)),
        "excel": any(queries.in_excel(a, "en") for a in active if a.equation.table),
        "sql": bool(active),
    }


def malformed() -> tuple[Finding, ...]:
    """The findings on a report without its period, and with a text and a slash instead of figures."""
    broken = {"base": "2021-minimal", "set": {
        "requests/new_received/total": "5", "requests/brought_forward/total": -1, "organ/level": "city",
    }}  # fmt: skip
    report = cases.fragment(broken)
    del report["period"]
    return validate(Report(report))


def each(rule: Rule) -> str:
    """Over what the rule is repeated: row, column, cell, or nothing."""
    return rule.kind.for_each if isinstance(rule.kind, BALANCES) else ""


def _terms(equation: Equation, side: str, lang: str) -> list[tuple[str, str, str]]:
    """Per term the scope, the label and the link to its code."""
    terms: tuple[Term, ...] = getattr(equation, side)
    varies = [len({t.path.split("/")[n] for t in equation.terms}) > 1 for n in (1, 2)]
    found = []
    for term in terms:
        table, row, column = term.path.split("/")
        labels = labelled(term, lang)
        which = 1 if varies[1] or not varies[0] else 0
        label, code = labels[which], (row, column)[which]
        if varies == [False, False]:
            label, code = " · ".join(labels), row
        found.append((term.scope, label, f"@codelists/{table}.md#{code}"))
    return found


def family(rule: Rule) -> Mapping[str, str]:
    """The family that the id of a rule names."""
    listed = standard().codelists["families"]
    return next(family for family in listed if rule.id.startswith(family["id"]))


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def state(rule: Rule, version: str) -> str:
    """The state of a rule in a version of the standard: new, held, retired, or nothing yet."""
    at = _number(version)
    if rule.retired and at >= _number(rule.retired):
        return "retired"
    if at < _number(rule.since):
        return ""
    return "new" if at == _number(rule.since) else "held"
