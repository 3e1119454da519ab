"""Write the Table Schemas, row-constraint checklists and package profile of the data package."""

import json
from pathlib import Path

from addresses import Addresses
from checklists import checklist, constraints, profile
from codelists import Form
from constraints import limits
from descriptors import REPORT_ID, field, schema
from listings import lists
from ogireport.kinds import Equation, TreeSum, column_name
from ogireport.spec import Spec

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
    more = {"custom_checks": checks} if checks else {}
    return schema(form.name, zh, en, fields, ["report_id"], **more)


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
        "package.profile.json": profile(schemas),
    }
