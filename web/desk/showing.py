"""What the page shows: the forms of the standard, and a report as it stands."""

from typing import Any

from desk.held import Held
from ogireport import __version__
from ogireport.findings import Finding, Level, Outcome
from ogireport.form import Form
from ogireport.publish.layout import pieces, printed
from ogireport.render import terminal
from ogireport.report import LARGEST_FILE, Report
from ogireport.rules import contradictions, plain
from ogireport.rules.claims import narrative
from ogireport.rules.verdict import Verdict
from ogireport.spec import standard

LEVELS = [level for level in Level if level is not Level.NONE]


def forms() -> dict[str, Any]:
    """What never changes: the forms as printed, and the words for findings."""
    spec = standard()
    return {
        "version": __version__,
        "largest": LARGEST_FILE,
        "forms": {name: _form(form) for name, form in spec.forms.items()},
        "rules": {
            rule.id: {"title": rule.title, "repair": rule.repair, "clause": rule.clause}
            for rule in spec.rules.values()
        },
        "levels": [spec.words[level] for level in LEVELS],
        "sections": spec.codelists["sections"],
        "statuses": {s["code"]: s for s in spec.codelists["cell_statuses"]},
        "captions": {
            cell: {
                g: " · ".join(line.caption(g) for line in spec.line(cell)) for g in terminal.WORDS
            }
            for form in spec.forms.values()
            for cell in form.cells()
        },
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "table": form.table,
        "edition": form.edition and standard().edition_name(form.edition),
        "title": {
            "zh": f"{form.section['item_no']}、{form.section['zh']}",
            "en": f"Table {standard().tables.index(form.table) + 2}: {form.section['en']}",
        },
        "pieces": [piece._replace(line=None)._asdict() for piece in pieces(form)],
    }


def report(name: str, one: Held) -> dict[str, Any]:
    """One report as it stands: figures, findings, level."""
    document = one.document()
    checked = one.verdict(document)
    seen = {
        "name": name,
        "file": one.file,
        "level": checked.level,
        "verdict": verdict(checked, Report(document)),
        "findings": [_finding(found, one) for found in checked.findings],
        "remarks": one.remarks,
        "edits": list(one.changes),
        "trial": bool(one.trial),
        "reached": [checked.level.reaches(level) for level in LEVELS],
        "covered": {
            g: terminal.covered(checked.coverage, checked.unseen, g) for g in terminal.WORDS
        },
    }
    if one.broken:
        return seen
    return seen | {
        "title": document["title"],
        "organ": document["organ"]["name"],
        "year": document["reporting_year"],
        "forms": [form.name for form in one.forms.values()],
        "cells": _cells(one, document),
        "sections": document["sections"],
        "statements": _statements(Report(document)),
        "local_rows": document.get("local_rows", []),
    }


def _statements(shown: Report) -> dict[str, list[dict[str, Any]]]:
    """Per section its statements: from where to where, whether they agree, with which cells or why not."""
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in narrative(shown, standard()).claims:
        told = {
            "start": claim.start,
            "end": claim.end,
            "outcome": claim.outcome,
            "cells": [] if claim.guard else list(claim.nearest.cells),
            "told": contradictions.beside(claim, standard().statements),
        }
        found.setdefault(claim.section, []).append(told)
    return found


def _cells(one: Held, document: dict[str, Any]) -> dict[str, Any]:
    """Each cell: its content, why it is null, what was published, and how the figure was obtained."""
    notes = {note["cell"]: note for note in document["notes"]}
    known = {note["cell"]: note["printed"] for note in one.origin["notes"]} | one.printed
    made = {}
    for form in one.forms.values():
        for cell in form.cells():
            _, row, column = cell.split("/")
            value = document[form.table]["rows"][row][column]
            made[cell] = {
                "text": one.changes.get(cell, printed(form, cell, value)),
                "status": notes.get(cell, {}).get("status") if value is None else None,
                "printed": known.get(cell) or "",
                "origin": one.before(cell),
                "placed": cell in one.placed and cell not in one.changes,
                "edited": cell in one.changes,
            }
    return made


def _finding(found: Finding, one: Held) -> dict[str, Any]:
    """A finding with the cells of both sides of its equation."""
    sides, relation = ((), ()), ""
    if found.detail and not one.broken:
        names = tuple(form.name for form in one.forms.values())
        for _, _, equation in standard().equations(standard().rules[found.rule], names):
            terms = {term.path for term in equation.terms}
            if equation.at == found.cells[0] and set(found.cells) <= terms:
                sides, relation = equation.paths, equation.relation
    return plain.finding(found) | {"sides": sides, "relation": relation}


def verdict(checked: Verdict, shown: Report) -> dict[str, str]:
    """The first sentence that a person reads, and its tone: good, open or bad."""
    said = _of_tables(checked, shown)
    differing = sum(bool(f.section) and f.outcome is Outcome.FAIL for f in checked.findings)
    if not differing:
        return said
    text = _counted({"text": differing})
    tone = "open" if said["tone"] == "good" else said["tone"]
    return {
        "tone": tone,
        **{lang: f"{said[lang]}{mark}{text[lang]}" for lang, mark in PAUSES.items()},
    }


def _of_tables(checked: Verdict, shown: Report) -> dict[str, str]:
    failing = [f for f in checked.findings if f.requirement == "must" and f.outcome is Outcome.FAIL]
    unbalanced = sum(found.detail is not None for found in failing)
    broken = checked.level is Level.NONE
    blank = 0 if broken else len(shown.nulls)
    if blank and blank == len(shown.cells):
        return {"tone": "bad", "zh": "未读出任何数字", "en": "no figure could be read"}
    counts = {"unbalanced": unbalanced, "other": len(failing) - unbalanced, "blank": blank}
    if failing:
        return {"tone": "bad", **_counted(counts)}
    if blank:
        said = _counted(counts)
        return {
            "tone": "open",
            "zh": f"未发现勾稽关系不符，尚有 {said['zh']}",
            "en": f"no equation fails; {said['en']}",
        }
    if checked.level is Level.COMPLETE:
        return {"tone": "good", "zh": "勾稽一致，内容完整", "en": "consistent and complete"}
    return {"tone": "open", "zh": "勾稽一致，内容尚不完整", "en": "consistent, not yet complete"}


PAUSES = {"zh": "；", "en": "; "}
COUNTED = {
    "unbalanced": ("{} 处勾稽关系不符", "1 equation does not hold", "{} equations do not hold"),
    "other": ("{} 处不符合要求", "1 other error", "{} other errors"),
    "text": (
        "文字部分 {} 处不一致",
        "1 statement of the text differs",
        "{} statements of the text differ",
    ),
    "blank": ("{} 个单元格没有数字", "1 cell without a figure", "{} cells without a figure"),
}


def _counted(counts: dict[str, int]) -> dict[str, str]:
    parts = [(COUNTED[kind], count) for kind, count in counts.items() if count]
    return {
        "zh": "，".join(words[0].format(count) for words, count in parts),
        "en": ", ".join(words[1 if count == 1 else 2].format(count) for words, count in parts),
    }
