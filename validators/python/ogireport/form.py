"""The official form as frozen data: its tables per edition, their rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ogireport.kinds import Bilingual


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column of the form with its labels; headings have no columns."""

    code: str
    role: str
    parent: str
    type: str
    item_no: str
    label: Bilingual
    article: str
    variants: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Line:
        """The line that an item of codelists.json states."""
        own = dict(raw)
        label = {lang: own.pop(lang) for lang in ("zh", "en")}
        variants, columns = (tuple(own.pop(key, ())) for key in ("variants", "columns"))
        return cls(**own, label=label, variants=variants, columns=columns)

    def caption(self, lang: str) -> str:
        """Item number and label, without the remark that the form prints after the label."""
        label = self.label[lang].partition({"zh": "（", "en": " ("}[lang])[0]
        return f"{self.item_no} {label}".lstrip()


class Shape(StrEnum):
    """How a table is laid out, as schema/meta/table.schema.json says of each."""

    CLAUSES = "clauses"
    ROWS = "rows"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Form:
    """One table of one edition, rows and columns in printed order.

    `clauses` names the edition of each clause where they mix editions; else it is empty.
    """

    name: str
    table: str
    edition: str | None
    clauses: Mapping[str, str]
    section: Mapping[str, Any]
    groups: Mapping[str, Line]
    rows: Mapping[str, Line]
    columns: Mapping[str, Line]
    shape: Shape
    least_figures: int

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Form:
        """The form table that an item of codelists.json states."""
        axes = {
            axis: {line["code"]: Line.of(line) for line in raw[axis]}
            for axis in ("groups", "rows", "columns")
        }
        return cls(**{**raw, **axes, "shape": Shape(raw["shape"])})

    def cells(self) -> list[str]:
        """Return the paths of all cells in printed order."""
        return [f"{self.table}/{r.code}/{c}" for r in self.rows.values() for c in r.columns]
