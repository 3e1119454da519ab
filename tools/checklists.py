"""Write what unmodified frictionless needs to check a package: row constraints and the package profile."""

from contextlib import suppress

from addresses import Addresses
from ogireport.dialects import UnsayableError
from ogireport.dialects.row_constraint import row_constraint
from ogireport.kinds import Active, column_name
from ogireport.spec import Spec
from ogireport.tables.package import linked

LOCKED = ("fields", "primaryKey", "foreignKeys", "missingValues")


def constraints(form: str, spec: Spec) -> list[tuple[Active, str]]:
    """The row constraints of a form table; what none can say, the reference pages list."""
    found = []
    for active in spec.active((form,)):
        with suppress(UnsayableError):
            found.append((active, row_constraint(active)))
    return found


def checklist(said: list[tuple[Active, str]], addresses: Addresses) -> dict:
    """Row constraints that stock frictionless evaluates; the comment is what it prints."""
    checks = []
    for (rule, _, equation), constraint in said:
        formula = rule.formula[equation.table]["zh"]
        note = f"{rule.id} {column_name(equation.at)}: {formula} {addresses.rule(rule.id)}"
        checks.append({"type": "row-constraint", "formula": f"{constraint}  # {note}"})
    return {"checks": checks}


def profile(schemas: list[dict]) -> dict:
    """A package profile with which no publisher can weaken a Table Schema, or hold it elsewhere."""
    locked = []
    for each in map(linked, schemas):
        same = {key: {"const": each[key]} for key in LOCKED if key in each}
        other = {key: False for key in (*LOCKED, "fieldsMatch") if key not in each}
        whole = {"type": "object", "properties": same | other, "required": list(same)}
        held = {
            "required": ["name", "schema"],
            "properties": {
                "name": {"const": each["name"]},
                "schema": whole,
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
