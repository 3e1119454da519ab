"""Expand the rules of schema/rules into flat equations over named cells."""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from codelists import Form, StandardError
from ogireport.dialects import UnsayableError
from ogireport.dialects.sql import sql, sql_of_levels
from ogireport.kinds import Active, Equation, Guard

FAMILIES = "families.yaml"
SIGNS = {"eq": "=", "le": "≤"}
OWN = {"zh": "本级", "en": "aggregate"}
DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def families(root: Path) -> list[dict]:
    """Return the families of rules in their order."""
    return _written(root, FAMILIES)


def rules(root: Path, families: list[dict]) -> list[dict]:
    """Return all rules in the order of the families, each from the file of its family."""
    order = [(family["file"], family["id"]) for family in families]
    there = {path.name for path in (root / "rules").glob("*.yaml")} - {FAMILIES}
    if wrong := there ^ dict(order).keys():
        raise StandardError(f"rules/{FAMILIES} and the files beside it differ in {sorted(wrong)}")
    found = []
    for file in dict(order):
        for rule in _written(root, file):
            place = file, str(rule.get("id"))[:2]
            if place not in order:
                raise StandardError(
                    f"{rule.get('id')}: rules/{FAMILIES} lists no such family in {file}"
                )
            found.append((order.index(place), rule))
    return [rule for _, rule in sorted(found, key=lambda each: each[0])]


def _written(root: Path, file: str) -> list[dict]:
    return yaml.safe_load((root / "rules" / file).read_text("utf-8")) or []


def split(term: str) -> tuple[str, str]:
    """`previous:carried_forward` -> ("previous", "carried_forward"); a bare term has no scope."""
    scope, _, code = term.rpartition(":")
    return scope, code


def expand(rule: dict, forms: list[Form]) -> list[dict]:
    """Return the equations of one linear or tree_sum rule, in printed order."""
    if rule["kind"] not in ("linear", "tree_sum"):
        return []
    if "for_each" not in rule and rule["kind"] == "linear":
        return [equation(rule, None, rule["left"], rule["right"])]
    found = []
    for form in forms:
        if on_form(rule, form):
            found += expand_over(rule, form)
    if not found:
        raise StandardError(f"{rule['id']}: no form table fits")
    return found


def expand_over(rule: dict, form: Form) -> list[dict]:
    if rule["kind"] == "tree_sum":
        axis, total = rule["axis"], rule["total"]
        left, right = form.below(axis, total), [total]
        if not left:
            raise StandardError(f"{rule['id']}: nothing adds up to {total!r}")
        each = "column" if axis == "row" else "row"
    else:
        left, right, each = rule["left"], rule["right"], rule["for_each"]
    if each == "cell":
        return [
            equation(rule, form, *([t.replace("cell", cell) for t in s] for s in (left, right)))
            for cell in form.cells()
            if rule["relation"] == "eq" or not signed(form, cell)
        ]
    places = lines(form, each, [split(t)[1] for t in left + right], rule)
    return [
        equation(rule, form, *([placed(form, each, t, x) for t in s] for s in (left, right)))
        for x in places
    ]


def signed(form: Form, cell: str) -> bool:
    return form.column(cell.split("/")[2])["type"] == "change"


def lines(form: Form, each: str, codes: list[str], rule: dict) -> list[str]:
    """The rows (or columns) on which every code of the rule has a cell, printed in its editions.

    The clauses of a mixture may all be of another edition.
    """
    cells = {c for c in form.cells() if allows(rule, form, form.edition_of(c.split("/")[1]))}
    found = [
        x["code"]
        for x in (form.rows if each == "row" else form.columns)
        if all(placed(form, each, code, x["code"]) in cells for code in codes)
    ]
    if not found and not form.clauses:
        raise StandardError(f"{rule['id']}: no {each} of {form.name} holds all of {codes}")
    return found


def placed(form: Form, each: str, term: str, line: str) -> str:
    scope, code = split(term)
    row, column = (line, code) if each == "row" else (code, line)
    return f"{scope}:{form.table}/{row}/{column}".lstrip(":")


def equation(rule: dict, form: Form | None, left: list[str], right: list[str]) -> dict:
    own = [t for t in left + right if not split(t)[0]]
    raw = {
        "rule": rule["id"],
        "table": form.name if form else None,
        "at": right[0] if rule["kind"] == "tree_sum" else own[0],
        "relation": rule.get("relation", "eq"),
        "left": left,
        "right": right,
        **({"when": when} if (when := asked(rule, form)) else {}),
        **({"units": rule["units"]} if "units" in rule else {}),
    }
    return raw if "units" in rule else raw | {"sql": said(sql, active(raw))}


def active(raw: dict) -> Active:
    return Active(raw["rule"], Guard.of(raw), Equation.of(raw))


def said(dialect: Callable[..., str], *arguments: Any) -> str:
    """What a dialect says; StandardError where it cannot."""
    try:
        return dialect(*arguments)
    except UnsayableError as error:
        raise StandardError(f"{error}: no SQL can be written for this equation") from None


def asked(rule: dict, form: Form | None) -> dict[str, list[str]]:
    """The conditions of a rule that the form itself does not decide."""
    decided = f"{form.table}/edition" if form and form.edition else ""
    return {path: values for path, values in rule.get("when", {}).items() if path != decided}


def on_form(rule: dict, form: Form) -> bool:
    """Whether a rule is about a form: its table, in an edition that the rule allows."""
    said = any(allows(rule, form, edition) for edition in form.editions())
    return said and form.table == rule.get("table", form.table)


def allows(rule: dict, form: Form, edition: str | None) -> bool:
    """Whether a rule is about what a form prints in an edition."""
    editions = rule.get("when", {}).get(f"{form.table}/edition", rule["editions"])
    return edition in {None, *rule["editions"]} & {None, *editions}


def formula(rule: dict, form: Form, words: dict[str, dict]) -> dict[str, str]:
    """The equation in the form's own item numbers, or labels where it prints no number."""
    first = expand_over(rule, form)[0]
    own = [split(t)[1].split("/") for t in first["left"] + first["right"]]
    same_row = len({row for _, row, _ in own}) == 1 and len(own) > 1

    def name(term: str, lang: str) -> str:
        scope, path = split(term)
        _, row, column = path.split("/")
        line = form.column(column) if same_row else form.row(row)
        label = numbered(line["item_no"], lang) or line[lang]
        if rule.get("for_each") == "cell":
            label = "" if scope else OWN[lang]
        return f"{words[f'of_{scope}'][lang]} {label}".strip() if scope else label

    return {
        lang: f" {SIGNS[first['relation']]} ".join(
            " + ".join(name(term, lang) for term in first[side]) or "0"
            for side in ("left", "right")
        )
        for lang in OWN
    }


def numbered(item_no: str, lang: str) -> str:
    """An item number as a reader of the language writes it: 三(七) is 3(7) in English."""
    return item_no.translate(DIGITS) if lang == "en" else item_no


def expanded(found: list[dict], forms: list[Form]) -> tuple[list[dict], list[dict]]:
    """All equations in force: of one report and of two years, and apart those across levels.

    Across levels every cell of the form is an equation; few readers need these, so that they
    lie in a file of their own.
    """
    by_each = ([], [])
    for rule in found:
        if "retired" not in rule:
            by_each["units" in rule].extend(expand(rule, forms))
    return by_each


def queries(levels: list[dict], forms: list[Form]) -> dict[str, str]:
    """One query per rule across levels, for all of its cells."""
    by_name = {form.name: form for form in forms}
    by_rule = groupby(levels, key=lambda raw: raw["rule"])
    return {rule: said(sql_of_levels, map(active, own), by_name) for rule, own in by_rule}


def described(found: list[dict], forms: list[Form], words: dict[str, dict]) -> list[dict]:
    """The rules with the formula they have on each form table."""
    equations = [equation for rule in found for equation in expand(rule, forms)]
    places = {(e["rule"], e["table"]) for e in equations}
    return [
        rule
        | {
            "formula": {
                f.name: formula(rule, f, words) for f in forms if (rule["id"], f.name) in places
            }
        }
        for rule in found
    ]
