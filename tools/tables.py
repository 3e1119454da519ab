"""Write the Table Schemas, row-constraint checklists and package profile of the data package."""

import json
from pathlib import Path

from addresses import Addresses
from checklists import checklist, constraints, profile
from codelists import Form, codelist
from constraints import limits, longest
from ogireport.kinds import Equation, TreeSum, column_name
from ogireport.spec import Spec

WIDE_MISSING = [{"value": "", "label": "没有数字，见 notes.csv / no figure; see notes.csv"}]
RDF = {  # public terms with the same meaning
    "report_id": "http://purl.org/dc/terms/identifier",
    "title": "http://purl.org/dc/terms/title",
    "organ_name": "http://purl.org/dc/terms/publisher",
    "published": "http://purl.org/dc/terms/issued",
    "source_url": "http://purl.org/dc/terms/source",
    "source_media_type": "http://purl.org/dc/terms/format",
    "period_start": "http://schema.org/startDate",
    "period_end": "http://schema.org/endDate",
    "covers": "http://purl.org/dc/terms/hasPart",
}
VALUES = 7  # value columns of the table for people; the widest table of the form has this many


def field(name: str, kind: str, zh: str, en: str, **more: object) -> dict:
    return {"name": name, "type": kind, "title": zh, "description": en, **more}


REPORT_ID = field(
    "report_id", "string", "报告标识", "identifier of the report",
    constraints={"required": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"},
)  # fmt: skip


def schema(name: str, zh: str, en: str, fields: list[dict], key: list[str], **more: object) -> dict:
    """A Table Schema; every table but `reports` points back to it."""
    back = {"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": name,
        "title": zh,
        "description": en,
        "fields": fields,
        "primaryKey": key,
        **({} if name == "reports" else {"foreignKeys": [back]}),
        **more,
    }


class Documents:
    """The fields of report.schema.json with their definitions resolved in the codes."""

    def __init__(self, report: dict, codes: dict) -> None:
        self.report, self.codes = report, codes

    def resolved(self, value: dict) -> dict:
        for reference in [value, *value.get("anyOf", ())]:
            if "$ref" in reference:
                named = self.codes["$defs"][reference["$ref"].rpartition("/")[2]]
                return (self._united(named["oneOf"]) if "oneOf" in named else named) | value
        return value

    def _united(self, editions: list[dict]) -> dict:
        """A table of any edition: with the fields of the newest, and all editions to choose from."""
        own = [self.resolved(each) for each in editions]
        fields = own[-1]["properties"]
        edition = {k: v for k, v in fields["edition"].items() if k != "const"}
        edition["enum"] = [each["properties"]["edition"]["const"] for each in own]
        return own[-1] | {"properties": fields | {"edition": edition}}

    def leaves(self, value: dict, path: str = "", required: bool = True):
        """Yield (path, definition, required) of every field that is one column of `reports`."""
        for name, inner in value["properties"].items():
            if name in ("$schema", "notes", "local_rows", "explanations", "disputes"):
                continue
            resolved = self.resolved(inner)
            needed = required and name in value.get("required", ())
            if "properties" not in resolved:
                title = (
                    f"{value['title_zh']} · {resolved['title_zh']}"
                    if "/" in path
                    else resolved["title_zh"]
                )
                yield path + name, resolved | {"title_zh": title}, needed
            elif name in ("disclosure", "requests"):
                edition = {"edition": resolved["properties"]["edition"]}
                yield from self.leaves(resolved | {"properties": edition}, f"{name}/")
            else:
                yield from self.leaves(resolved, f"{path}{name}/", needed)


def kind_of(value: dict) -> tuple[str, bool]:
    """The Table Schema type of a JSON Schema definition, and whether it may be null."""
    types = value.get("type", "string")
    types = [types] if isinstance(types, str) else types
    nullable = "null" in types or {"type": "null"} in value.get("anyOf", ())
    kind = next(t for t in types if t != "null")
    return ("date" if value.get("format") == "date" else kind), nullable


def reports(documents: Documents) -> dict:
    fields = []
    for path, value, required in documents.leaves(documents.report):
        kind, nullable = kind_of(value)
        own = {} if kind == "date" else limits(value)
        if required and not nullable:
            own = {"required": True} | own
        name = path.replace("/", "_")
        rdf = {"rdfType": RDF[name]} if name in RDF else {}
        en = value.get("description") or value["title"]
        more = {"constraints": own} if own else {}
        fields.append(field(name, kind, value["title_zh"], en, path=path, **more, **rdf))
    fields += [
        field(
            "shape", "string", "结构", "optional fields that the document leaves out (`path`), or "
            "holds as an object without values (`path={}`), separated by blanks",
        ),
        field(
            "level", "string", "校核结论", "the level of conformance reached",
            constraints={"enum": ["well-formed", "consistent", "complete"]},
        ),
        field(
            "equations_checked", "integer", "已核对等式", "must-equations that could be decided",
            constraints={"minimum": 0},
        ),
        field(
            "equations_applicable", "integer", "应核对等式", "must-equations that apply",
            constraints={"minimum": 0},
        ),
    ]  # fmt: skip
    about = (
        "每份报告一行：机关信息、文字部分和校核结论。",
        "One row per report: who reports, narrative sections, level.",
    )
    return schema("reports", *about, fields, ["report_id"])


def wide(form: Form, sums: list[Equation], values: dict) -> dict:
    """One row per report, one column per cell of the form."""
    fields = [REPORT_ID]
    for cell in form.cells():
        row, line = form.row(cell.split("/")[1]), form.column(cell.split("/")[2])
        kind = "number" if line["type"] == "amount" else "integer"
        zh, en = (f"{row[lang]} · {line[lang]}" for lang in ("zh", "en"))
        fields.append(
            field(column_name(cell), kind, zh, en, constraints=limits(values[line["type"]]))
        )
    checks = [
        {
            "name": "sum-columns-value",
            "params": {
                "column": e.right[0].column,
                "columns": [term.column for term in e.left],
            },
        }
        for e in sums
    ]
    edition = f" {form.edition}" if form.edition else ""
    zh = f"{form.section['item_no']}、{form.section['zh']}{edition}，每份报告一行。"
    en = f"{form.section['en']}{edition}, one row per report."
    more = {"missingValues": WIDE_MISSING} | ({"custom_checks": checks} if checks else {})
    return schema(form.name, zh, en, fields, ["report_id"], **more)


def number(name: str = "number", zh: str = "序号", en: str = "order within the report") -> dict:
    return field(name, "integer", zh, en, constraints={"required": True, "minimum": 1})


def needed(name: str, zh: str, en: str, **limits: object) -> dict:
    return field(name, "string", zh, en, constraints={"required": True} | limits)


def lists(root: Path, report: dict, codes: dict) -> list[dict]:
    """The tables with several rows per report."""
    defs = codes["$defs"]
    of = lambda name, key: report["properties"][name]["items"]["properties"][key]  # noqa: E731
    table = needed("table", "表", "table", enum=defs["tables"]["enum"])
    statuses = [s["code"] for s in codelist("cell_statuses", root)]
    values = [
        field(f"value_{i}", "number", f"第 {i} 列", f"figure in column {i} of the line")
        for i in range(1, VALUES + 1)
    ]
    text = lambda name, zh, en: field(name, "string", zh, en)  # noqa: E731
    lines = [
        REPORT_ID, number("line", "行次", "line of the form, in printed order"), table,
        text("item_no", "项号", "item number on the form"),
        needed("label", "项目", "label printed on the form"),
        needed("row", "行代码", "code of the row"),
        needed("columns", "各列名称", "labels of the value columns, separated by |"), *values,
    ]  # fmt: skip
    notes = [
        REPORT_ID, number(), needed("cell", "单元格", "table/row/column", enum=defs["cell"]["enum"]),
        needed("status", "原因", "why there is no figure", enum=statuses),
        field("printed", "string", "原文", "the characters as published",
              constraints=longest(of("notes", "printed"))),
        field("printed_known", "boolean", "有原文", "false where the characters are unknown",
              constraints={"required": True}),
    ]  # fmt: skip
    local = [
        REPORT_ID, number(), table, needed("label", "名称", "label as published", **longest(of("local_rows", "label"))),
        field("values", "array", "值", "the cells as published, a JSON array",
              constraints={"required": True} | longest(of("local_rows", "values"))),
    ]  # fmt: skip
    explained = [
        REPORT_ID, number(), needed("rule", "规则", "rule id", pattern=defs["rule_id"]["pattern"][1:-1]),
        needed("text", "内容", "the explanation", **longest(of("explanations", "text"))),
    ]  # fmt: skip
    found = [
        REPORT_ID, number(), needed("rule", "规则", "rule id", pattern=defs["rule_id"]["pattern"][1:-1]),
        needed("outcome", "结果", "outcome", enum=["fail", "undetermined"]),
        needed("requirement", "要求", "requirement", enum=["must", "should", "may"]),
        needed("cell", "单元格", "the cell or field that the finding points at"),
        text("left", "左边", "left side"), text("right", "右边", "right side"),
        field("difference", "number", "相差", "difference between the sides"),
        field("explained", "boolean", "已说明", "explained by the publisher", constraints={"required": True}),
        needed("message", "说明", "the finding in Chinese"),
    ]  # fmt: skip
    described = [
        ("report_lines", "表格的每一行占一行，供阅读。", "One row per line of the form, for people to read.", lines, "line"),
        ("notes", "每个空值的说明。", "One note per null: why the cell has no figure.", notes, "number"),
        ("local_rows", "统一格式之外由地方增加的行。", "Rows that the official form does not have and the publisher added.", local, "number"),
        ("explanations", "编制机关的情况说明。", "The publisher's explanations.", explained, "number"),
        ("findings", "校核发现的问题。", "The findings of the validator.", found, "number"),
    ]  # fmt: skip
    return [schema(n, zh, en, fields, ["report_id", key]) for n, zh, en, fields, key in described]


def files(root: Path, forms: list[Form], spec: Spec, addresses: Addresses) -> dict[str, dict]:
    """Return tables/*.json, checklists/*.json and package.profile.json by their names."""
    report = json.loads((root / "report.schema.json").read_text("utf-8"))
    codes = spec.document("codes.schema.json")
    own = {form.name: constraints(form.name, spec) for form in forms}
    sums = {
        name: [a.equation for a, _ in said if isinstance(a.rule.kind, TreeSum)]
        for name, said in own.items()
    }
    schemas = [
        reports(Documents(report, codes)),
        *(wide(form, sums[form.name], codes["$defs"]) for form in forms),
        *lists(root, report, codes),
    ]
    return {
        **{f"tables/{each['name']}.json": each for each in schemas},
        **{f"checklists/{name}.json": checklist(said, addresses) for name, said in own.items()},
        "package.profile.json": profile(schemas, addresses),
    }
