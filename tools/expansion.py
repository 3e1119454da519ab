"""Expand the rules of schema/rules into flat equations over named cells."""

from pathlib import Path

import yaml

from codelists import Form, StandardError

FAMILIES = "families.yaml"
SIGNS = {"eq": ("=", "<>"), "le": ("≤", ">")}
SCOPES = {"previous": "上年", "units": "Σ单位", "unit": "单位"}


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
        if form.edition in (None, *rule["editions"]) and form.table == rule.get(
            "table", form.table
        ):
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
    places = lines(form, each, [split(t)[1] for t in left + right], rule["id"])
    return [
        equation(rule, form, *([placed(form, each, t, x) for t in s] for s in (left, right)))
        for x in places
    ]


def signed(form: Form, cell: str) -> bool:
    return form.column(cell.split("/")[2])["type"] == "change"


def lines(form: Form, each: str, codes: list[str], rule: str) -> list[str]:
    """The rows (or columns) on which every code of the rule has a cell."""
    cells = set(form.cells())
    found = [
        x["code"]
        for x in (form.rows if each == "row" else form.columns)
        if all(placed(form, each, code, x["code"]) in cells for code in codes)
    ]
    if not found:
        raise StandardError(f"{rule}: no {each} of {form.name} holds all of {codes}")
    return found


def placed(form: Form, each: str, term: str, line: str) -> str:
    scope, code = split(term)
    row, column = (line, code) if each == "row" else (code, line)
    return f"{scope}:{form.table}/{row}/{column}".lstrip(":")


def equation(rule: dict, form: Form | None, left: list[str], right: list[str]) -> dict:
    own = [t for t in left + right if not split(t)[0]]
    relation = rule.get("relation", "eq")
    return {
        "rule": rule["id"],
        "table": form.name if form else None,
        "at": right[0] if rule["kind"] == "tree_sum" else own[0],
        "relation": relation,
        "left": left,
        "right": right,
        "sql": sql(rule, form, relation, left, right) if form else field_sql(relation, left, right),
    }


def formula(rule: dict, form: Form) -> str:
    """The equation in the form's own item numbers, or labels where it prints no number."""
    first = expand_over(rule, form)[0]
    own = [split(t)[1].split("/") for t in first["left"] + first["right"]]
    same_row = len({row for _, row, _ in own}) == 1 and len(own) > 1

    def name(term: str) -> str:
        scope, path = split(term)
        _, row, column = path.split("/")
        line = form.column(column) if same_row else form.row(row)
        label = line["item_no"] or line["zh"]
        if rule.get("for_each") == "cell":
            label = "本级" if not scope else ""
        return (SCOPES[scope] + " " + label).strip() if scope else label

    sides = [" + ".join(map(name, first[side])) or "0" for side in ("left", "right")]
    return f" {SIGNS[first['relation']][0]} ".join(sides)


def column_name(path: str) -> str:
    """`requests/new_received/total` -> `new_received__total`, a column of the wide table."""
    return "__".join(path.split("/")[1:])


def field_sql(relation: str, left: list[str], right: list[str]) -> str:
    sides = [" + ".join(t.replace("/", "_") for t in side) for side in (left, right)]
    return f"SELECT report_id FROM reports WHERE {sides[0]} {SIGNS[relation][1]} {sides[1]}"


def sql(rule: dict, form: Form, relation: str, left: list[str], right: list[str]) -> str:
    """One query that returns the failing reports; a null cell fails nothing.

    Reads the wide tables `<table>_<edition>`, and for links the relations
    years(report_id, previous_id) and levels(report_id, unit_id, complete).
    """
    scopes = {split(t)[0] for t in left + right} - {""}
    every = f"{form.table}_all" if form.edition else form.table

    def side(terms: list[str]) -> str:
        names = []
        for scope, path in map(split, terms):
            name = f"{scope or 'this'}.{column_name(path)}" if scopes else column_name(path)
            names.append(f"SUM({name})" if scope == "units" else name)
        return " + ".join(names) or "0"

    failing = f"{side(left)} {SIGNS[relation][1]} {side(right)}"
    start = f"FROM {form.name} AS this"
    if not scopes:
        return f"SELECT report_id FROM {form.name} WHERE {failing}"
    if scopes == {"previous"}:
        joined = f"JOIN years ON years.report_id = this.report_id JOIN {every} AS previous"
        return (
            f"SELECT this.report_id {start} {joined}"
            f" ON previous.report_id = years.previous_id WHERE {failing}"
        )
    (scope,) = scopes
    complete = "" if rule["coverage"] == "complete" else "NOT "
    joined = f"JOIN levels ON levels.report_id = this.report_id JOIN {every} AS {scope}"
    query = (
        f"SELECT this.report_id {start} {joined}"
        f" ON {scope}.report_id = levels.unit_id WHERE {complete}levels.complete"
    )
    if scope == "unit":
        return f"{query} AND {failing}"
    name = column_name(split((left + right)[0])[1])
    counted = f"COUNT(*) = COUNT(units.{name})"
    return f"{query} GROUP BY this.report_id, this.{name} HAVING {counted} AND {failing}"


def expanded(found: list[dict], forms: list[Form]) -> tuple[list[dict], list[dict]]:
    """All equations: of one report and of two years, and apart from them those across levels.

    Across levels every cell of the form is an equation; few readers need these, so that they
    lie in a file of their own.
    """
    by_each = ([], [])
    for rule in found:
        by_each[rule.get("for_each") == "cell"].extend(expand(rule, forms))
    return by_each


def described(found: list[dict], forms: list[Form]) -> list[dict]:
    """The rules with the formula they have on each form table."""
    equations = [equation for rule in found for equation in expand(rule, forms)]
    places = {(e["rule"], e["table"]) for e in equations}
    return [
        rule
        | {"formula": {f.name: formula(rule, f) for f in forms if (rule["id"], f.name) in places}}
        for rule in found
    ]
