"""Whether a converted document stays within the lengths that the standard allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ogireport.report import ReadError
from ogireport.spec import standard


def check(document: Mapping[str, Any]) -> None:
    """Raise ReadError for a text or list that is longer than a report can have."""
    _check(document, standard().document("report.bundle.schema.json"), "")


def _check(value: object, schema: Mapping[str, Any], path: str) -> None:
    if "$ref" in schema:
        codes = standard().document("codes.schema.json")["$defs"]
        schema = codes[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(inner, schema.get("properties", {}).get(name, {}), f"{path}/{name}")
        return
    keyword = "maxItems" if isinstance(value, list) else "maxLength"
    most = schema.get(keyword)
    if isinstance(value, list | str) and most is not None and len(value) > most:
        raise ReadError(
            f"{path[1:]} 长达 {len(value):,}，标准最多允许 {most:,}；不是一份年度报告。",
            f"{path[1:]} is {len(value):,} long, at most {most:,} allowed; it is no annual report.",
        )
    if isinstance(value, list):
        for item in value:
            _check(item, schema.get("items", {}), path)
