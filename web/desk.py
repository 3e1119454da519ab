"""The desk: what the checker page asks of ogireport; every answer is a line of JSON.

Nothing is decided here: reading, rules, labels, layout and messages are those of the package.
"""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

from ogireport import __version__
from ogireport.check import apply, structure, suggested
from ogireport.check.context import Context
from ogireport.convert import convert, numbers
from ogireport.convert.assemble import YearError, forms_of
from ogireport.convert.cells import figure
from ogireport.findings import Finding, Level, Outcome, level_of
from ogireport.publish.layout import pieces, printed
from ogireport.publish.total import totals
from ogireport.render import Checked, Run, machines, text
from ogireport.report import ReadError, Report, is_report, parse, too_deep, too_large, written
from ogireport.spec import Bilingual, Form, standard

LARGEST_PACKAGE = 2**26  # bytes, unpacked, in the memory of a browser
LEVELS = [level for level in Level if level is not Level.NONE]
DEEPEST = 500  # brackets within brackets; the package refuses fewer, once it could read them
PIECE = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
PACKAGE = Path("/tmp/package.zip")  # noqa: S108


@dataclass
class Held:
    """One report on the desk: as it was read, and what was typed over it since."""

    file: str
    origin: dict[str, Any]
    printed: dict[str, str] = field(default_factory=dict)
    placed: tuple[str, ...] = ()
    remarks: list[Bilingual] = field(default_factory=list)
    edits: dict[str, str] = field(default_factory=dict)
    trial: dict[str, str] = field(default_factory=dict)

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        return tuple(structure.evaluate(self.origin, standard()))

    @cached_property
    def forms(self) -> dict[str, Form]:
        return {form.table: form for form in forms_of(self.origin)}

    @property
    def changes(self) -> dict[str, str]:
        return self.edits | self.trial

    def document(self) -> dict[str, Any]:
        """The report with what was typed: each cell read as if it were printed so."""
        if not self.changes:
            return self.origin
        made = deepcopy(self.origin)
        notes = {note["cell"]: note for note in made["notes"]}
        for cell, typed in self.changes.items():
            form = self.forms[cell.partition("/")[0]]
            table, row, column = cell.split("/")
            unit = numbers.unit(form.columns[column].label["zh"])
            read = figure(typed, form, cell, unit)
            made[table]["rows"][row][column] = read.value
            notes.pop(cell, None)
            if read.value is None:
                notes[cell] = {"cell": cell, "status": read.status, "printed": typed}
        order = [path for form in self.forms.values() for path in form.cells()]
        made["notes"] = sorted(notes.values(), key=lambda note: order.index(note["cell"]))
        return made

    def marked(self) -> dict[str, Any]:
        """The report to be handed out; one that was changed says so and names no source."""
        made = self.document()
        if not self.edits:
            return made
        return made | {
            "report_id": f"{made['report_id']}-edited",
            "title": f"{made['title']}（手工修改 {len(self.edits)} 格）",
            "source": None,
        }

    def checked(self, document: dict[str, Any]) -> Checked:
        """Check as `ogireport validate` does; what was typed cannot break the structure."""
        if self.broken:
            return Checked(self.file, None, Level.NONE, self.broken)
        report = Report(document)
        findings = apply(Context(standard(), report, today=date.today()))
        return Checked(self.file, report.report_id, level_of(findings, standard()), findings)


held: dict[str, Held] = {}


def answer(verb: Callable[..., Any]) -> Callable[..., str]:
    """Make the answer of a verb JSON; input that cannot be read is an answer too."""

    @wraps(verb)
    def answered(*arguments: Any) -> str:
        try:
            made = verb(*arguments)
        except ReadError as error:
            made = {"refused": error.message, "year": isinstance(error, YearError)}
        except (MemoryError, RecursionError):
            made = {"refused": too_large().message}
        return machines.as_line(made)

    return answered


# reading -------------------------------------------------------------------------------------


@answer
def read(name: str, data: Any, year: int = 0) -> list[str]:
    """Put the reports of a file on the desk; the names they have there."""
    octets = data if isinstance(data, bytes) else data.to_bytes()
    names = []
    for found in _reports(name, octets, year or None):
        names.append(str(len(held)))
        held[names[-1]] = found
    return names


def _reports(name: str, data: bytes, year: int | None) -> Iterable[Held]:
    if data.startswith(b"PK\x03\x04") and b"datapackage.json" in data:
        yield from _package(name, data)
    elif data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        _check_depth(data)
        document = parse(data)
        if not is_report(document):
            raise ReadError(
                "这个 JSON 文件不是一份年度报告。", "this JSON file is not an annual report."
            )
        yield Held(name, document)
    else:
        made = convert(data, year=year)
        yield Held(name, made.document, made.printed, made.placed, made.remarks)


def _check_depth(data: bytes) -> None:
    """Refuse what json would follow until the stack of the browser ends, which nothing survives."""
    depth = 0
    for found in PIECE.finditer(data):
        depth += STEPS.get(found[0], 0)
        if depth > DEEPEST:
            raise too_deep()


def _package(name: str, data: bytes) -> Iterable[Held]:
    from ogireport.tables import documents, package

    PACKAGE.write_bytes(data)
    contents = package.contents(str(PACKAGE), standard(), LARGEST_PACKAGE)
    for report, _ in documents.documents(contents, standard()):
        yield Held(f"{name}#{report.report_id}", dict(report.document))


@answer
def oversized() -> None:
    raise too_large()


@answer
def forget(name: str) -> None:
    held.pop(name, None)


# showing -------------------------------------------------------------------------------------


@answer
def form_of_the_standard() -> dict[str, Any]:
    """What never changes: the forms as they are printed, and the words for what is found."""
    spec = standard()
    return {
        "version": __version__,
        "forms": {name: _form(form) for name, form in spec.forms.items()},
        "rules": {
            rule.id: {"title": rule.title, "repair": rule.repair, "clause": rule.clause}
            for rule in spec.rules.values()
        },
        "levels": [{"code": lv, **{g: text.WORDS[g][lv] for g in text.WORDS}} for lv in LEVELS],
        "sections": spec.codelists["sections"],
        "statuses": {s["code"]: s for s in spec.codelists["cell_statuses"]},
        "captions": {
            cell: {g: " · ".join(line.caption(g) for line in spec.line(cell)) for g in text.WORDS}
            for form in spec.forms.values()
            for cell in form.cells()
        },
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "table": form.table,
        "edition": form.edition,
        "title": {g: f"{form.section['item_no']}、{form.section[g]}" for g in text.WORDS},
        "pieces": [piece._asdict() for piece in pieces(form)],
    }


def shown(name: str) -> dict[str, Any]:
    """One report as it stands: figures, findings, level."""
    one = held[name]
    document = one.document()
    checked = one.checked(document)
    seen = {
        "name": name,
        "file": one.file,
        "level": checked.level,
        "verdict": verdict(checked, one),
        "findings": [_finding(found, one) for found in checked.findings],
        "remarks": one.remarks,
        "edits": {cell: one.printed.get(cell, "") for cell in one.changes},
        "trial": bool(one.trial),
        "reached": [checked.level.reaches(level) for level in LEVELS],
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
        "local_rows": document.get("local_rows", []),
    }


view = answer(shown)


def _cells(one: Held, document: dict[str, Any]) -> dict[str, Any]:
    """Each cell: what stands in it, why it is null, what was printed, and how it came about."""
    notes = {note["cell"]: note for note in document["notes"]}
    made = {}
    for form in one.forms.values():
        for cell in form.cells():
            _, row, column = cell.split("/")
            value = document[form.table]["rows"][row][column]
            status = notes.get(cell, {}).get("status")
            was = one.printed.get(cell)
            if was is None:
                was = notes.get(cell, {}).get("printed") or ""
            made[cell] = {
                "text": one.changes.get(cell, printed(form, cell, value)),
                "value": value,
                "status": status if value is None else None,
                "printed": was,
                "origin": printed(form, cell, one.origin[form.table]["rows"][row][column]),
                "placed": cell in one.placed and cell not in one.changes,
                "edited": cell in one.changes,
            }
    return made


def _finding(found: Finding, one: Held) -> dict[str, Any]:
    """A finding with the cells of both sides of its equation."""
    made = machines.finding(found)
    sides = ((), ())
    if found.detail and not one.broken:
        names = tuple(form.name for form in one.forms.values())
        for equation in standard().equations(standard().rules[found.rule], names):
            if equation.at == found.cells[0] and set(found.cells) <= {
                t.path for t in equation.terms
            }:
                sides = equation.paths
    return made | {"sides": sides}


def verdict(checked: Checked, one: Held) -> dict[str, str]:
    """The first sentence that a person reads, and how it is meant: good, open or bad."""
    failing = [f for f in checked.findings if f.requirement == "must" and f.outcome is Outcome.FAIL]
    unbalanced = sum(found.detail is not None for found in failing)
    other = len(failing) - unbalanced
    nulls = [] if one.broken else Report(one.document()).nulls
    zh, en = [], []
    if unbalanced:
        zh.append(f"{unbalanced} 处不平")
        en.append(
            f"{unbalanced} sums do not balance" if unbalanced > 1 else "1 sum does not balance"
        )
    if other:
        zh.append(f"{other} 处不合要求")
        en.append(f"{other} other errors" if other > 1 else "1 other error")
    if nulls:
        zh.append(f"{len(nulls)} 格没有数字")
        en.append(
            f"{len(nulls)} cells without a figure" if len(nulls) > 1 else "1 cell without a figure"
        )
    if failing:
        return {"tone": "bad", "zh": "，".join(zh), "en": ", ".join(en)}
    if not one.broken and len(nulls) == len(Report(one.document()).cells):
        return {"tone": "bad", "zh": "没有读出一个数字", "en": "not one figure could be read"}
    if nulls:
        return {
            "tone": "open",
            "zh": f"没有发现不平，还有 {zh[0]}",
            "en": f"nothing is off balance; {en[0]}",
        }
    if checked.level is Level.COMPLETE:
        return {"tone": "good", "zh": "勾稽一致，内容完整", "en": "balanced and complete"}
    return {"tone": "open", "zh": "勾稽一致，内容还不完整", "en": "balanced, not yet complete"}


@answer
def suggest(name: str) -> dict[str, Any]:
    """What would settle what is off balance."""
    one = held[name]
    if one.broken:
        return machines.suggestions(None)
    report = Report(one.document())
    context = Context(standard(), report, today=date.today())
    return machines.suggestions(suggested(context, apply(context)))


# changing ------------------------------------------------------------------------------------


@answer
def edit(name: str, cell: str, typed: str) -> dict[str, Any]:
    """Type into a cell; what says the same as before is no change."""
    one = held[name]
    form = one.forms[cell.partition("/")[0]]
    _, row, column = cell.split("/")
    before = printed(form, cell, one.origin[form.table]["rows"][row][column])
    one.trial.clear()
    if typed.strip() == before:
        one.edits.pop(cell, None)
    else:
        one.edits[cell] = typed.strip()
    return shown(name)


@answer
def attempt(name: str, changes: Any) -> dict[str, Any]:
    """Show the effect of some changes without making them; of none, end the attempt."""
    one = held[name]
    one.trial.clear()
    for cell, proposed in dict(changes).items():
        one.trial[cell] = printed(one.forms[cell.partition("/")[0]], cell, proposed)
    return shown(name)


@answer
def adopt(name: str) -> dict[str, Any]:
    """Make the changes that were attempted."""
    one = held[name]
    one.edits |= one.trial
    one.trial.clear()
    return shown(name)


@answer
def restore(name: str) -> dict[str, Any]:
    """Go back to what was read."""
    held[name].edits.clear()
    held[name].trial.clear()
    return shown(name)


# handing out ---------------------------------------------------------------------------------


def report(name: str, whole: bool) -> bytes:
    """The canonical JSON: as it stands, or (`whole`) as it was read."""
    return written(held[name].origin if whole else held[name].marked()).encode()


def findings(names: Any) -> bytes:
    """What `ogireport validate --format json` says of these reports."""
    run = Run()
    for name in names:
        one = held[name]
        document = one.marked()
        checked = one.checked(document)
        if checked.level is not Level.NONE:
            context = Context(standard(), Report(document), today=date.today())
            made = suggested(context, checked.findings)
            checked = Checked(one.file, checked.report_id, checked.level, checked.findings, made)
        run.checked.append(checked)
    return machines.as_json(run, standard(), __version__).encode() + b"\n"


def data_package(names: Any, title: str) -> bytes:
    """The data package of these reports as a .zip; a report that is there twice goes in once."""
    from ogireport.tables import export, package

    judged = {}
    for name in names:
        one = held[name]
        if not one.broken:
            document = one.marked()
            checked = one.checked(document)
            judged[document["report_id"]] = (Report(document), checked.findings, checked.level)
    files = export.files(judged.values(), export.names(standard()), title, standard())
    package.write_zip(files, PACKAGE)
    return PACKAGE.read_bytes()


@answer
def sum_of(names: Any) -> list[dict[str, Any]]:
    """The sum of reports in the official layout; a cell that is blank anywhere has none."""
    reports = [Report(held[name].document()) for name in names if not held[name].broken]
    return [
        {
            "form": total.form.name,
            "reports": total.reports,
            "cells": {c: printed(total.form, c, v) for c, v in total.cells.items()},
            "lacking": total.lacking,
        }
        for total in totals(reports, standard())
    ]


@answer
def draft(name: str) -> dict[str, Any]:
    """What must be kept so that the work can go on another day."""
    one = held[name]
    kept = ("file", "origin", "printed", "placed", "remarks", "edits")
    return {key: getattr(one, key) for key in kept}


@answer
def resume(text_kept: str) -> list[str]:
    """Put a draft back on the desk."""
    kept = parse(text_kept.encode())
    name = str(len(held))
    held[name] = Held(**kept | {"placed": tuple(kept["placed"])})
    return [name]
