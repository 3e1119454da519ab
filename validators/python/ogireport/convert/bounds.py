"""Whether a converted document stays within the lengths that the standard allows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ogireport.report import ReadError
from ogireport.rules.fields import Node, tree
from ogireport.spec import standard


def check(document: Mapping[str, Any]) -> None:
    """Raise ReadError for a text or list that is longer than a report can have."""
    _check(document, _whole(), "")


@cache
def _whole() -> Node:
    return tree(standard())


def _check(value: object, node: Node, path: str) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if known := node.fields.get(name):
                _check(inner, known, f"{path}/{name}")
        return
    most = node.limits.get("maxItems" if isinstance(value, list) else "maxLength")
    if isinstance(value, list | str) and most is not None and len(value) > most:
        raise ReadError(
            f"{path[1:]} 长达 {len(value):,}，标准最多允许 {most:,}；不是一份年度报告。",
            f"{path[1:]} is {len(value):,} long, at most {most:,} allowed; it is no annual report.",
        )
    if isinstance(value, list) and node.items:
        for item in value:
            _check(item, node.items, path)
