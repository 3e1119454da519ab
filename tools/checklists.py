"""Write what unmodified frictionless needs to check a package: row constraints and the package profile."""

from addresses import Addresses
from codelists import Form
from expansion import column_name, formula

LOCKED = ("fields", "primaryKey", "foreignKeys", "missingValues")


def checklist(
    form: Form, equations: list[dict], rules: dict[str, dict], addresses: Addresses
) -> dict:
    """Row constraints that stock frictionless evaluates; the comment is what it prints."""
    checks = []
    for e in equations:
        sides = [[column_name(term) for term in e[side]] for side in ("left", "right")]
        names = ", ".join(dict.fromkeys(sides[0] + sides[1]))
        sign = "==" if e["relation"] == "eq" else "<="
        total = f" {sign} ".join(" + ".join(side) or "0" for side in sides)
        note = f"{e['rule']} {column_name(e['at'])}: {formula(rules[e['rule']], form)} {addresses.rule(e['rule'])}"
        checks.append(
            {"type": "row-constraint", "formula": f"None in [{names}] or {total}  # {note}"}
        )
    return {"checks": checks}


def profile(schemas: list[dict], addresses: Addresses) -> dict:
    """A package profile with which no publisher can weaken a Table Schema."""
    locked = []
    for each in schemas:
        same = {key: {"const": each[key]} for key in LOCKED if key in each}
        other = {key: False for key in (*LOCKED, "fieldsMatch") if key not in each}
        whole = {"type": "object", "properties": same | other, "required": list(same)}
        published = addresses.file(f"tables/{each['name']}.json")
        held = {
            "required": ["name", "schema"],
            "properties": {
                "name": {"const": each["name"]},
                "schema": {"anyOf": [whole, *([{"const": published}] if published else [])]},
                "encoding": {"const": "utf-8"},
                "dialect": False,
                "checklist": False,
            },
        }
        locked.append({"properties": {"resources": {"contains": held}}})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "政府信息公开工作年度报告数据包 / data package of annual reports",
        "type": "object",
        "required": ["name", "resources"],
        "allOf": locked,
    }
