"""The fields of the report, the tables of the data package, and the files of the standard."""

from collections.abc import Iterator
from typing import Any

import cases
from ogireport.spec import standard
from ogireport.tables.package import linked
from pages.codes import plain
from pages.words import page
from tables import Documents

Field = dict[str, Any]


def pages(lang: str) -> Iterator[tuple[str, str]]:
    yield page("report.md", "report.md", lang, fields=list(fields()), example=example())
    manifest = standard().document("MANIFEST.json")["sha256"]
    names = [name for name in manifest if name.startswith("tables/")]
    alone = [standard().document(name) for name in names]
    tables = [table if "foreignKeys" in table else linked(table) for table in alone]
    for table in tables:
        yield page(f"tables/{table['name']}.md", "table.md", lang, table=table)
    yield page("tables/index.md", "tables.md", lang, tables=tables)
    yield page("schema-files.md", "files.md", lang, names=list(manifest), manifest=manifest)


def fields() -> Iterator[Field]:
    """Every field of the report in the order of the schema; rows and cells are left to the forms."""
    report = cases.read(cases.SAMPLES.parent / "schema" / "report.schema.json")
    yield from _below(Documents(report, standard().document("codes.schema.json")), report, "", 0)


def _below(documents: Documents, value: Field, path: str, depth: int) -> Iterator[Field]:
    for name, inner in value["properties"].items():
        field = documents.resolved(inner)
        own = f"{path}{name}"
        yield field | {
            "path": own, "depth": depth, "types": types(field),
            "required": name in value.get("required", ()),
            "codelist": inner_code(inner),
        }  # fmt: skip
        if name == "rows":
            continue
        items = documents.resolved(field.get("items", {}))
        for nested, mark in ((field, "."), (items, "[].")):
            if "properties" in nested:
                yield from _below(documents, nested, own + mark, depth + 1)


def inner_code(field: Field) -> str:
    """The codelist a field takes its values from, or nothing."""
    for reference in [field, *field.get("anyOf", ())]:
        name = reference.get("$ref", "").rpartition("/")[2]
        if name in plain():
            return name
    return ""


def types(field: Field) -> str:
    listed = field.get("type", [])
    found = [listed] if isinstance(listed, str) else list(listed)
    found += [each["type"] for each in field.get("anyOf", ()) if "type" in each]
    if "enum" in field or "const" in field:
        found = ["string", *found]
    return " | ".join(dict.fromkeys(found)) or "object"


def example() -> dict[str, Any]:
    return cases.document("2021-full")
