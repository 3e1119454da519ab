"""Evaluate presence and date rules: what must be there, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from ogireport.findings import LANGUAGES, Finding, Outcome, listed
from ogireport.kinds import Bilingual, Bound, DateBound, Presence, Rule
from ogireport.rules.arithmetic import caption
from ogireport.rules.context import Context
from ogireport.spec import Spec

SPACES = " \t\n\r\u00a0\u3000"
BLANKS = SPACES + "。.；;"  # at both ends of a text they are no substance
UNDECIDED: Bilingual = {
    "zh": "未填写{names}，无法核对。",
    "en": "{names} is missing, so the rule cannot be checked.",
}


def _finding(
    rule: Rule, outcome: Outcome, subjects: list[str], context: Context, **numbers: Any
) -> Finding:
    message = rule.message if outcome is Outcome.FAIL else UNDECIDED
    filled = {
        lang: message[lang].format(
            **listed([name_of(s, context.spec, lang) for s in subjects], lang), **numbers
        )
        for lang in LANGUAGES
    }
    return Finding(
        rule=rule.id,
        outcome=outcome,
        requirement=rule.requirement,
        cells=tuple(subjects),
        message=filled,
        url=rule.url,
        **numbers if outcome is Outcome.FAIL else {},
    )


def undecided(rule: Rule, context: Context) -> Finding:
    """The finding of a rule whose conditions hang on a field that is null."""
    unknown = [path for path in rule.guard.when if context.report.value(path) is None]
    return _finding(rule, Outcome.UNDETERMINED, unknown, context)


@cache
def name_of(subject: str, spec: Spec, lang: str) -> str:
    """What a cell or a field of the report is called."""
    if subject.count("/") == 2:
        return caption(subject, spec, lang)
    sections = {f"sections/{s['code']}": s[lang] for s in spec.codelists["sections"]}
    return sections.get(subject) or spec.title(subject)[lang]


# presence ------------------------------------------------------------------------------------


def presence(rule: Rule, kind: Presence, context: Context) -> list[Finding] | None:
    """The subjects that lack what the rule requires, as one finding per outcome."""
    amount = 0
    if conditions := [path for path in kind.when_positive if path in context.report.cells]:
        numbers = {path: context.report.value(path) for path in conditions}
        amount = sum(number or 0 for number in numbers.values())
        if not amount:
            blank = [path for path, number in numbers.items() if number is None]
            return [_finding(rule, Outcome.UNDETERMINED, blank, context)] if blank else None
    elif kind.when_positive:
        return None
    by_outcome: dict[Outcome, list[str]] = {Outcome.FAIL: [], Outcome.UNDETERMINED: []}
    for subject, outcome in _REQUIRED[kind.requires](kind, context):
        by_outcome[outcome].append(subject)
    return [
        _finding(rule, outcome, subjects, context, **_measured(kind, context, amount))
        for outcome, subjects in by_outcome.items()
        if subjects
    ]


def _measured(kind: Presence, context: Context, amount: int) -> dict[str, int]:
    if amount:
        return {"left": amount, "right": 0, "difference": amount}
    if kind.requires == "substance":
        text = context.report.value(kind.subjects[0]) or ""
        return {"left": len(text.strip(SPACES))}
    return {}


def _nulls(context: Context) -> list[str]:
    """The null cells in the order of the form, whatever the order of the document."""
    report = context.report
    return sorted(report.nulls, key=_places(context.spec, report.forms).__getitem__)


@cache
def _places(spec: Spec, forms: tuple[str, ...]) -> dict[str, int]:
    cells = (cell for form in forms for cell in spec.forms[form].cells())
    return {cell: place for place, cell in enumerate(cells)}


Judged = Iterator[tuple[str, Outcome]]


def _value(kind: Presence, context: Context) -> Judged:
    """Blank on the paper fails; lost on the way to the document, nobody can tell."""
    known = {s["code"]: s["known"] for s in context.spec.codelists["cell_statuses"]}
    notes = context.report.document["notes"]
    lost = {note["cell"] for note in notes if known[note["status"]] == "unknown"}
    for subject in _nulls(context) if kind.subjects == ("cells",) else kind.subjects:
        if context.report.value(subject) is None:
            yield subject, Outcome.UNDETERMINED if subject in lost else Outcome.FAIL


def _note(kind: Presence, context: Context) -> Judged:
    noted = {note["cell"] for note in context.report.document["notes"]}
    for cell in _nulls(context):
        if cell not in noted:
            yield cell, Outcome.FAIL


def _null(kind: Presence, context: Context) -> Judged:
    """A note is on a null, one with a status of figures on a figure."""
    report, remarks = context.report, context.remarks
    for note in report.document["notes"]:
        is_figure = note["cell"] in report.cells and note["cell"] not in report.nulls
        if is_figure != (note["status"] in remarks) or note["cell"] not in report.cells:
            yield note["cell"], Outcome.FAIL


def _mention(kind: Presence, context: Context) -> Judged:
    if kind.or_value and context.report.value(kind.or_value) is not None:
        return
    for path in kind.subjects:
        text = context.report.value(path)
        if text is None:
            yield path, Outcome.UNDETERMINED
        elif not any(word in text for word in kind.mentions):
            yield path, Outcome.FAIL


def _substance(kind: Presence, context: Context) -> Judged:
    for path in kind.subjects:
        text = context.report.value(path)
        if text is None:
            yield path, Outcome.UNDETERMINED
        elif text.strip(BLANKS) in ("", *kind.empty_words):
            yield path, Outcome.FAIL


def _positive(kind: Presence, context: Context) -> Judged:
    """One positive figure among the subjects is enough."""
    numbers = {path: context.report.value(path) for path in kind.subjects}
    if not any(numbers.values()):
        blank = [path for path, number in numbers.items() if number is None]
        for path in blank or numbers:
            yield path, Outcome.UNDETERMINED if blank else Outcome.FAIL


_REQUIRED = {
    "value": _value,
    "note": _note,
    "null": _null,
    "mention": _mention,
    "substance": _substance,
    "positive": _positive,
}

# dates ---------------------------------------------------------------------------------------


def date_bound(rule: Rule, kind: DateBound, context: Context) -> list[Finding] | None:
    """The dates that miss their bound; None when the day they are due has not come."""
    found, applied = [], False
    for bound in kind.bounds:
        judge = _edition_years if bound.edition else _day
        outcome, subject, numbers = judge(bound, context)
        applied |= outcome is not Outcome.NOT_APPLICABLE
        if outcome in (Outcome.FAIL, Outcome.UNDETERMINED):
            found.append(_finding(rule, outcome, [subject], context, **numbers))
    return found if applied else None


Measured = tuple[Outcome, str, dict[str, Any]]


def _day(bound: Bound, context: Context) -> Measured:
    year = context.report.value("reporting_year") + bound.year
    due, text = date.fromisoformat(f"{year}-{bound.date}"), context.report.value(bound.value)
    if text is None:
        late = context.today > due
        outcome = Outcome.UNDETERMINED if late else Outcome.NOT_APPLICABLE
        return outcome, bound.value, {}
    days = (date.fromisoformat(text) - due).days
    missed = days > 0 if bound.relation == "le" else days != 0
    sides = {"left": text, "right": due.isoformat(), "difference": abs(days)}
    return Outcome.FAIL if missed else Outcome.PASS, bound.value, sides


def _edition_years(bound: Bound, context: Context) -> Measured:
    code = context.report.value(bound.edition)
    edition = next(e for e in context.spec.codelists["editions"] if e["code"] == code)
    first, last = edition["first_year"], edition["last_year"]
    year = context.report.value(bound.value)
    apart = max(int(first) - year, year - int(last or year), 0)
    sides = {"left": year, "right": f"{first}–{last}", "difference": apart}
    return Outcome.FAIL if apart else Outcome.PASS, bound.edition, sides
