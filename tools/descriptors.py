"""A Table Schema and the fields that several tables have."""

from constraints import limits


def field(name: str, kind: str, zh: str, en: str, **more: object) -> dict:
    return {"name": name, "type": kind, "title": zh, "description": en, **more}


REPORT_ID = field(
    "report_id", "string", "报告标识", "identifier of the report",
    constraints={"required": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"},
)  # fmt: skip


def schema(name: str, zh: str, en: str, fields: list[dict], key: list[str], **more: object) -> dict:
    """A Table Schema that stands alone: what ties tables together is said by a package alone."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": name,
        "title": zh,
        "description": en,
        "fields": fields,
        **({"primaryKey": key} if key else {}),
        # as plain texts: most tools in use do not know the labelled form of version 2
        "missingValues": [""],
        **more,
    }


def number(name: str = "number", zh: str = "序号", en: str = "order within the report") -> dict:
    return field(name, "integer", zh, en, constraints={"required": True, "minimum": 1})


def count(name: str, zh: str, en: str, defs: dict) -> dict:
    """A column of whole numbers; a change may be negative."""
    return field(name, "integer", zh, en, constraints=limits(defs["change"]))


def needed(name: str, zh: str, en: str, **limits: object) -> dict:
    return field(name, "string", zh, en, constraints={"required": True} | limits)
