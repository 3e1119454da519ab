"""The sums of cells that a phrase of the narrative rules may mean, on every form, with their names."""

import re

from codelists import Form, StandardError


def readings(
    rule: dict, written: list[list[str]], forms: list[Form], fields: dict[str, dict]
) -> list[dict]:
    """The sums of cells that a phrase may mean, on every form, each once; groups as their lines."""
    found: dict[tuple[str, ...], dict] = {}
    for reading in written:
        on_forms = [each for form in forms if (each := _on_form(reading, form))]
        if fields.keys() >= set(reading):
            on_forms = [{"cells": reading, **fields[reading[0]]}]
        if not on_forms:
            raise StandardError(f"{rule['id']}: no form has {reading}")
        for each in on_forms:
            found.setdefault(tuple(each["cells"]), each)
    return list(found.values())


def _on_form(reading: list[str], form: Form) -> dict | None:
    """A reading as the cells of a form and what they are called; None where it lacks one."""
    if form.table != reading[0].split("/")[0]:
        return None
    cells = [cell for path in reading for cell in _cells(path, form)]
    if not cells or not set(form.cells()).issuperset(cells):
        return None
    names = {
        lang: " + ".join(_label(path, form, lang) for path in reading) for lang in ("zh", "en")
    }
    number = form.section["item_no"]
    return {
        "cells": cells,
        "zh": f"表{number}“{names['zh']}”",
        "en": f"table {'一二三四五六'.index(number) + 1}, {names['en']}",
    }


def _label(path: str, form: Form, lang: str) -> str:
    """What a line of the form is called, with its column unless that is the total."""
    _, row, column = path.split("/")
    label = re.sub(r"\s*[（(].*", "", form.row(row)[lang])
    if column == "total":
        return label
    return f"{label}{'·' if lang == 'zh' else ', '}{re.sub(r' *[（(].*', '', form.column(column)[lang])}"


def _cells(path: str, form: Form) -> list[str]:
    """A cell, or those of the lines of a group."""
    table, row, column = path.split("/")
    rows, columns = _lines(form, "row", row), _lines(form, "column", column)
    return [f"{table}/{r}/{c}" for r in rows for c in columns]


def _lines(form: Form, axis: str, code: str) -> list[str]:
    lines = form.rows if axis == "row" else form.columns
    is_group = any(line["code"] == code and line["role"] == "group" for line in lines)
    return form.below(axis, code) if is_group else [code]
