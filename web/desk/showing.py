"""What the page shows: the forms of the standard, and a report as it stands."""

from functools import cache
from typing import Any

from desk import manuscript
from desk.held import Held, predecessor
from ogireport import __version__
from ogireport.convert.assemble import UNNAMED
from ogireport.findings import Finding
from ogireport.form import Form
from ogireport.publish import admitted
from ogireport.publish.layout import pieces, printed
from ogireport.publish.total import admit, parted, totals
from ogireport.render import conclusion, terminal
from ogireport.report import LARGEST_FILE, ReadError, Report
from ogireport.rules import contradictions, plain
from ogireport.rules.claims import Narrative, narrative
from ogireport.spec import standard


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
        "levels": [spec.words[level] for level in terminal.LEVELS],
        "sections": spec.codelists["sections"],
        "fields": manuscript.fields(),
        "years": admitted.limits("reporting_year"),
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
        "verdict": conclusion.verdict(checked, Report(document)),
        "findings": [_finding(found, one) for found in checked.findings],
        "remarks": one.remarks,
        "edits": list(one.changes),
        "trial": bool(one.trial),
        "levels": conclusion.levels(checked),
    }
    if one.broken:
        return seen
    shown = Report(document)
    text, (previous, note) = narrative(shown, standard()), predecessor(shown)
    return seen | {
        "title": document["title"],
        "organ": document["organ"]["name"],
        "year": document["reporting_year"],
        "forms": [form.name for form in one.forms.values()],
        "coverage": conclusion.coverage(checked, previous, text),
        "note": note,
        "own": one.own,
        "named": document["organ"]["name"] != UNNAMED,
        "words": _words(one, document) if one.own else None,
        "cells": _cells(one, document, previous),
        "sections": document["sections"],
        "statements": _statements(text),
        "local_rows": document.get("local_rows", []),
    }


def _words(one: Held, document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each field of the organ's own report: what is written, and whether that can be taken."""
    paths = [field["path"] for field in manuscript.fields()]
    typed = {path: one.words.get(path, manuscript.text(document, path)) for path in paths}
    return {
        path: {"text": text, "refused": manuscript.is_refused(path, text)}
        for path, text in typed.items()
    }


def _statements(text: Narrative) -> dict[str, list[dict[str, Any]]]:
    """Per section its statements: from where to where, whether they agree, with which cells or why not."""
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in text.claims:
        told = {
            "start": claim.start,
            "end": claim.end,
            "outcome": claim.outcome,
            "cells": [] if claim.guard else list(claim.nearest.cells),
            "told": contradictions.beside(claim, standard().statements),
        }
        found.setdefault(claim.section, []).append(told)
    return found


def _cells(one: Held, document: dict[str, Any], previous: Report | None) -> dict[str, Any]:
    """Each cell: its content, why it is null, what was published, and how the figure was obtained."""
    notes = {note["cell"]: note for note in document["notes"]}
    known = {note["cell"]: note["printed"] for note in one.origin["notes"]} | one.printed
    made = {}
    before = previous.cells if previous else {}
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
                "edited": cell in one.changes and not one.own,
                "last": printed(form, cell, before.get(cell)),
                "jump": _jumps(value, before.get(cell)),
            }
    return made


def _finding(found: Finding, one: Held) -> dict[str, Any]:
    """A finding with the cells of both sides of its equation."""
    sides: tuple[tuple[str, ...], ...] = ((), ())
    relation = ""
    if found.detail and found.cells and not one.broken:
        names = tuple(form.name for form in one.forms.values())
        for terms, equation in _equations(found.rule, names).get(found.cells[0], ()):
            if terms.issuperset(found.cells):
                sides = tuple(
                    tuple(term.path for term in side if not term.scope)
                    for side in (equation.left, equation.right)
                )
                relation = equation.relation
    return plain.finding(found) | {"sides": sides, "relation": relation}


@cache
def _equations(rule: str, names: tuple[str, ...]) -> dict[str, list[tuple[frozenset[str], Any]]]:
    """The equations of a rule on these forms by the cell that they stand at, with all their cells."""
    found: dict[str, list[tuple[frozenset[str], Any]]] = {}
    for _, _, equation in standard().equations(standard().rules[rule], names):
        terms = frozenset(term.path for term in equation.terms)
        found.setdefault(equation.at, []).append((terms, equation))
    return found


def total(reports: list[Report]) -> dict[str, Any]:
    """The sum of reports per form, with the organs that lack a cell; or why they cannot be added."""
    units, aggregates, missing = parted(reports)
    try:
        admit(units)
    except ReadError as error:
        return {"refused": error.message}
    blank = [(report.value("organ/name"), len(report.nulls)) for report in units]
    return {
        "count": len(units),
        "aggregates": [report.value("organ/name") for report in aggregates],
        "missing": missing,
        "blank": [each for each in blank if each[1]],
        "totals": [
            {
                "form": total.form.name,
                "cells": {c: printed(total.form, c, v) for c, v in total.cells.items()},
                "lacking": {
                    cell: [r.value("organ/name") for r in units if cell in r.nulls]
                    for cell in total.lacking
                },
            }
            for total in totals(units, standard())
        ],
    }


TENFOLD, FEW = 10, 100


def _jumps(value: Any, before: Any) -> bool:
    """Whether a figure has a digit more or fewer than last year's, and is not small: worth a look."""
    if value is None or before is None or abs(value - before) < FEW:
        return False
    less, more = sorted(map(abs, (value, before)))
    return bool(less * TENFOLD <= more)
