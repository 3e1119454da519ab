"""A page per form table and edition, and what changed between the editions."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import codelists
from ogireport.form import Form, Line
from ogireport.spec import standard
from pages import drawing
from pages.words import page

Row = dict[str, Any]


def path(form: Form) -> str:
    """Such as disclosure-2019, the name of the page of a form."""
    return form.name.replace("_", "-")


def pages(lang: str) -> Iterator[tuple[str, str]]:
    forms = standard().forms
    for form in forms.values():
        drawn = drawing.html(drawing.pieces(form), lang, form.section[lang], codes=form.table)
        yield page(
            f"forms/{path(form)}.md", "form.md", lang,
            form=form, drawn=drawn, path=path, total=total, rules=rules(form),
            others=[other for other in forms.values() if other.table == form.table and other != form],
        )  # fmt: skip
    yield page("forms/index.md", "forms.md", lang, forms=forms.values(), path=path)
    yield page("changes.md", "changes.md", lang, editions=list(changed()), path=path, forms=forms)


def total(form: Form, line: Line) -> Line | None:
    """The total in which a line counts, directly or through headings; None if there is none."""
    lines = {**form.groups, **form.columns, **form.rows}
    own = form.rows if line.code in form.rows else form.columns
    parent = line.parent
    while parent in own and own[parent].role == "group":
        parent = own[parent].parent
    found = lines.get(parent)
    return found if found and found.role == "total" else None


def rules(form: Form) -> list[str]:
    """The rules with an equation on the form; not those that compare every cell with the units."""
    spec = standard()
    active = spec.active((form.name,), ("", "previous"))
    return list(dict.fromkeys(a.rule.id for a in active if a.equation.table))


def _akin(old: Row, new: Row) -> bool:
    """Whether a code means the same line in both editions: it stands below the same parent."""
    return not {*old["parent"].split("|")}.isdisjoint(new["parent"].split("|"))


def changed() -> Iterator[dict[str, Any]]:
    """Per change of edition and table the lines that ended, began or were reworded."""
    editions = [e["code"] for e in standard().codelists["editions"] if not e["clauses"]]
    for old, new in pairwise(editions):
        tables = []
        for table in codelists.tables():
            lines = codelists.codelist(table, codelists.SCHEMA)
            ended = {(x["axis"], x["code"]): x for x in lines if x["until"] == old}
            began = {(x["axis"], x["code"]): x for x in lines if x["since"] == new}
            same = {key for key in ended.keys() & began.keys() if _akin(ended[key], began[key])}
            tables.append({
                "table": table,
                "ended": [x for key, x in ended.items() if key not in same],
                "began": [x for key, x in began.items() if key not in same],
                "reworded": [(x, began[key]) for key, x in ended.items() if key in same],
            })  # fmt: skip
        bound = [
            rule
            for rule in standard().rules.values()
            if (old in rule.editions) != (new in rule.editions)
        ]
        yield {"old": old, "new": new, "tables": tables, "rules": bound}
