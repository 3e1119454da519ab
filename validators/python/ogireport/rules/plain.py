"""Findings and suggestions as plain values, as schema/meta/findings.schema.json describes them."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ogireport.findings import Finding

if TYPE_CHECKING:
    from ogireport.rules.repair import Suggestions

FIELDS = [field.name for field in fields(Finding)]
PLACE = ("section", "start", "end", "quote")  # of a finding on the narrative alone
CELLS = [name for name in FIELDS if name not in PLACE]


def plain(value: Any) -> Any:
    """A dataclass as an object; a Decimal as the number it was, of at most two decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def finding(found: Finding) -> dict[str, Any]:
    """One finding."""
    names = CELLS if found.section is None else FIELDS
    return {name: getattr(found, name) for name in names} | {"severity": found.severity}


def suggestions(found: Suggestions | None) -> dict[str, Any]:
    """What would balance one report."""
    if found is None:
        return {"imbalances": [], "determined": []}
    imbalances = [
        plain(imbalance)
        | {"equations": [{"rule": rule, "cell": cell} for rule, cell in imbalance.equations]}
        for imbalance in found.imbalances
    ]
    return {"imbalances": imbalances, "determined": found.determined}
