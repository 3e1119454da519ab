"""Write the JSON Schema of the codes and the self-contained bundle of the report."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from codelists import Form, StandardError, codelist, tables

CODES = "urn:ogireport:schema:codes"
LONGEST_SECTION = 2_000_000  # characters; published ones have some thousands
LARGEST = 2**53 - 1  # the largest integer that every JSON reader reads exactly (RFC 8259, 6)


def field(zh: str, en: str, about_zh: str, about_en: str, example: object, **more: object) -> dict:
    return {
        "title": en,
        "title_zh": zh,
        "description": about_en,
        "description_zh": about_zh,
        **more,
        "examples": [example],
    }


def values() -> dict:
    """The three kinds of cell: each a number or null, never a string.

    That an amount has two decimals at most is not said by `multipleOf`: binary floating point, which
    most validators compute with, has no multiple of 0.01 but by chance.
    """
    count = {"type": ["integer", "null"], "maximum": LARGEST}
    return {
        "count": field("件数", "count", "非负整数或空值。", "A non-negative integer or null.", 0, **count, minimum=0),
        "change": field("增减", "change", "可以为负的整数或空值。", "A signed integer or null.", -3, **count, minimum=-LARGEST),
        "amount": field(
            "金额（元）", "amount in yuan", "以元计的金额，最多两位小数，或空值。",
            "An amount in yuan with at most two decimals, or null.", 3305500,
            type=["number", "null"], minimum=0, maximum=10**15,
        ),
    }  # fmt: skip


def enumeration(rows: list[dict], zh: str, en: str) -> dict:
    listed = [
        "；".join(f"{r['code']} {r['zh']}" for r in rows),
        "; ".join(f"{r['code']}: {r['en']}" for r in rows),
    ]
    return field(zh, en, *listed, rows[0]["code"], enum=[r["code"] for r in rows])


def narrative(root: Path) -> dict:
    rows = [r for r in codelist("sections", root) if r["kind"] == "narrative"]
    return closed({
        r["code"]: field(
            f"{r['item_no']}、{r['zh']}", r["en"], "本部分的文字；缺失的为空值。",
            "The text of this section; null when it is missing.", "……",
            type=["string", "null"], minLength=1, maxLength=LONGEST_SECTION,
        )
        for r in rows
    })  # fmt: skip


def closed(properties: dict) -> dict:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def columns_name(form: Form, row: dict) -> str:
    return f"{form.name}_{row['parent'] if form.groups else 'columns'}"


def columns(form: Form, row: dict) -> dict:
    found = {}
    for code in row["columns"]:
        c = form.column(code)
        found[code] = field(
            c["zh"], c["en"], f"“{c['zh']}”列。", f"The column “{c['en']}”.", 0,
            **{"$ref": f"#/$defs/{c['type']}"},
        )  # fmt: skip
    return closed(found)


def form_defs(form: Form) -> dict:
    defs, rows = {}, {}
    for row in form.rows:
        if not row["columns"]:
            continue
        shared = columns_name(form, row)
        defs[shared] = columns(form, row)
        place = row["item_no"] or form.section["zh"]
        rows[row["code"]] = field(
            row["zh"], row["en"], f"“{row['zh']}”行（{place}）。",
            f"The row “{row['en']}”.", zeros(row),
            **{"$ref": f"#/$defs/{shared}"},
        )  # fmt: skip
    return defs | {f"{form.name}_rows": closed(rows)}


def zeros(row: dict) -> dict:
    return dict.fromkeys(row["columns"], 0)


def table_defs(table: str, forms: list[Form]) -> dict:
    """One table; where it has editions, its rows are those of the edition that it declares."""
    own = {form.name: table_def(form) for form in forms if form.table == table}
    if table in own:
        return own
    newest = list(own.values())[-1]["examples"]
    return own | {
        table: {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in own], "examples": newest}
    }


def table_def(form: Form) -> dict:
    empty = {row["code"]: zeros(row) for row in form.rows if row["columns"]}
    rows = field(
        "行", "rows", "该格式版本的各行；每行含该格式版本的各列。",
        "Every row of the edition; each row holds every column of the edition.",
        empty, **{"$ref": f"#/$defs/{form.name}_rows"},
    )  # fmt: skip
    if form.edition is None:
        return closed({"rows": rows}) | {"examples": [{"rows": empty}]}
    edition = field(
        "格式版本", "edition", "本表采用的格式版本。", "The edition of the form that this table follows.",
        form.edition, const=form.edition,
    )  # fmt: skip
    example = {"edition": form.edition, "rows": empty}
    return closed({"edition": edition, "rows": rows}) | {"examples": [example]}


def codes(root: Path, forms: list[Form]) -> dict:
    """Return dist/codes.schema.json: every code of the standard as JSON Schema definitions."""
    cells = list(dict.fromkeys(cell for form in forms for cell in form.cells()))
    named = tables(root)
    meta = json.loads((root / "meta" / "rule.schema.json").read_text("utf-8"))
    defs = {
        **values(),
        "organ_levels": enumeration(codelist("organ_levels", root), "机关层级", "organ level"),
        "report_scopes": enumeration(codelist("report_scopes", root), "报告范围", "report scope"),
        "cell_statuses": enumeration(codelist("cell_statuses", root), "空值的原因", "reason for a null"),
        "tables": field("表", "table", "表的代码。", "The code of a table.", named[0], enum=named),
        "cell": field("单元格", "cell", "表、行、列的代码，以“/”连接。", "The codes of table, row and column, joined by slashes.", cells[0], enum=cells),
        "rule_id": field("规则编号", "rule id", "规则编号。", "The id of a rule.", "T3-01", type="string", pattern=meta["properties"]["id"]["pattern"]),
        "sections": narrative(root),
    }  # fmt: skip
    for form in forms:
        defs |= form_defs(form)
    for table in named:
        defs |= table_defs(table, forms)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": CODES, "title": "codes", "title_zh": "代码", "$defs": defs}


def bundle(root: Path, built_codes: dict) -> dict:
    """Return the report schema with all definitions in its own `$defs`: nothing points outside.

    Editors show `description` alone, so it holds both languages. A report has at most one note for
    each cell that there is.
    """
    report = json.loads((root / "report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(report)
    Draft202012Validator.check_schema(built_codes)
    report["properties"]["notes"]["maxItems"] = len(built_codes["$defs"]["cell"]["enum"])
    whole = report | {"$id": f"{report['$id']}.bundle", "$defs": built_codes["$defs"]}
    return bilingual(json.loads(json.dumps(whole).replace(f"{CODES}#", "#")))


def bilingual(schema: object) -> Any:
    """The same schema with `description` in Chinese and English."""
    if isinstance(schema, list):
        return [bilingual(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: bilingual(inner) for key, inner in schema.items()}
    if isinstance(zh := said.pop("description_zh", None), str):
        said["description"] = f"{said['title_zh']}：{zh}\n\n{said['description']}"
    return said


def check(root: Path, name: str, items: list[dict]) -> None:
    """Raise StandardError when an item has not the shape of schema/meta, or the id of another."""
    meta = json.loads((root / "meta" / f"{name}.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(meta)
    for item in items:
        for error in validator.iter_errors(item):
            label = item.get("id") or item.get("code")
            raise StandardError(f"{label}: {error.json_path}: {error.message}")
    ids = [item["id"] for item in items if "id" in item]
    if len(set(ids)) != len(ids):
        raise StandardError(f"a {name} id is used twice")


def lines_of_tables(root: Path) -> list[dict]:
    return [row for table in tables(root) for row in codelist(table, root)]


def titles(root: Path) -> dict[str, dict[str, str]]:
    """What the fields within a field of the report are called, such as information_handling_fee/cases."""
    schema = json.loads((root / "report.schema.json").read_text("utf-8"))
    return {
        f"{name}/{inner}": {
            "zh": f"{outer['title_zh']}·{said['title_zh']}",
            "en": f"{outer['title']}, {said['title']}",
        }
        for name, outer in schema["properties"].items()
        for inner, said in outer.get("properties", {}).items()
        if "title" in said
    }
