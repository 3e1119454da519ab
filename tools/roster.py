"""Write the Table Schema of a register of organs: who reports, and who adds up whom."""

import json
from pathlib import Path

from codelists import codelist
from constraints import limits
from descriptors import field, schema

TRUE, FALSE = ["true", "TRUE", "True"], ["false", "FALSE", "False"]


def files(root: Path) -> dict[str, dict]:
    """Return tables/organs.json by its name."""
    report = json.loads((root / "report.schema.json").read_text("utf-8"))
    return {"tables/organs.json": organs(root, report["properties"]["organ"]["properties"])}


def organs(root: Path, own: dict) -> dict:
    """The columns of organs.csv, with the limits that the fields of an organ have in a report."""
    of = lambda name: limits(own[name])  # noqa: E731
    codes = lambda name: {"enum": [row["code"] for row in codelist(name, root)]}  # noqa: E731
    fields = [
        field("code", "string", "统一社会信用代码", "unified social credit code (GB 32100)", constraints=of("code")),
        field("name", "string", "机关名称", "full name of the organ, once in the register",
              constraints={"required": True, "unique": True} | of("name")),
        field("aliases", "string", "其他名称", "other names in reports, separated by |"),
        field("level", "string", "机关层级", "organ level", constraints=codes("organ_levels")),
        field("division_code", "string", "行政区划代码", "division code (GB/T 2260)", constraints=of("division_code")),
        field("scope", "string", "报告范围", "scope of its reports", constraints=codes("report_scopes")),
        field("parent", "string", "汇总机关", "name of the organ whose report adds it up", constraints=of("name")),
        field("vertical", "boolean", "垂直管理", "true for an organ under vertical leadership, else false",
              trueValues=TRUE, falseValues=FALSE, constraints={"required": True}),
    ]  # fmt: skip
    about = (
        "名录：每个机关一行，由平台编制，供 convert 和 validate 使用。",
        "A register of organs, one per row, kept by a portal for convert and validate.",
    )
    own_parent = {"fields": ["parent"], "reference": {"resource": "", "fields": ["name"]}}
    return schema("organs", *about, fields, ["name"], foreignKeys=[own_parent])
