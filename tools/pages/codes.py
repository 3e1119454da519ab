"""A page per codelist with an anchor per code, and the statuses of null cells."""

from collections.abc import Iterator
from typing import Any

import cases
import codelists
from ogireport.rules.arithmetic import caption
from ogireport.spec import standard
from pages import forms
from pages.words import page

Entry = dict[str, Any]


def pages(lang: str) -> Iterator[tuple[str, str]]:
    lists = [*codelists.tables(), *plain()]
    for name in codelists.tables():
        yield page(
            f"codelists/{name}.md", "codes.md", lang,
            name=name, entries=entries(name), uses=uses(name), forms=standard().forms, path=forms.path,
        )  # fmt: skip
    for name in plain():
        yield page(
            f"codelists/{name}.md", "codelist.md", lang, name=name, rows=standard().codelists[name]
        )
    yield page("codelists/index.md", "codelists.md", lang, lists=lists)
    statuses = standard().codelists["cell_statuses"]
    yield page("statuses.md", "statuses.md", lang, statuses=statuses, shown=shown(lang))


def plain() -> list[str]:
    """The codelists of values that a report holds."""
    held, other = standard().codelists, {"tables", "families", "words"}
    return [name for name, rows in held.items() if isinstance(rows, list) and name not in other]


def entries(table: str) -> dict[str, list[Entry]]:
    """The lines of one table by their anchor: the code, or axis-code if another axis has the same code.

    A code that was reworded between editions has several lines under one anchor.
    """
    found: dict[str, list[Entry]] = {}
    for line in codelists.codelist(table, codelists.SCHEMA):
        anchor = line["code"]
        if anchor in found and found[anchor][0]["axis"] != line["axis"]:
            anchor = f"{line['axis']}-{anchor}"
        found.setdefault(anchor, []).append(line)
    return found


def uses(table: str) -> dict[str, list[str]]:
    """The rules whose equations have a cell of each row or column; except rules over every cell."""
    found: dict[str, dict[str, None]] = {}
    spec = standard()
    for rule, _, equation in spec.active(scopes=("", "previous")):
        for term in equation.terms if equation.table else ():
            own, *codes = term.path.split("/")
            for code in codes if own == table else ():
                found.setdefault(code, {})[rule.id] = None
    return {code: list(ids) for code, ids in found.items()}


def shown(lang: str) -> dict[str, list[tuple[str | None, str, str]]]:
    """Per status up to three cells of the samples: printed characters, cell, sample."""
    found: dict[str, list[tuple[str | None, str, str]]] = {}
    for kind in ("reports", "documents"):
        for path in sorted((cases.SAMPLES / kind).glob("*/report.json")):
            for note in cases.read(path)["notes"]:
                own = found.setdefault(note["status"], [])
                if len(own) < 3 and all(
                    sample != f"{kind}/{path.parent.name}" for *_, sample in own
                ):
                    name = caption(note["cell"], standard(), lang)
                    own.append((note["printed"], name, f"{kind}/{path.parent.name}"))
    return found
