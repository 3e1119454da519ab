"""The only reader of schema/dist: rules, equations and codelists as frozen dataclasses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ogireport.equations import Equation

Bilingual = Mapping[str, str]

_PACKAGED = Path(__file__).parent / "dist"
DIST = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[3] / "schema" / "dist"


def address(base: str | None, rule: str) -> str:
    """The address of a rule's page below `base`; a URN while the standard has no public address."""
    return f"{base}/reference/rules/{rule.lower()}.html" if base else f"urn:ogireport:rule:{rule}"


class SpecError(Exception):
    """The standard itself is broken or missing; never the fault of a report."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as schema/rules states it; `details` holds what only its kind has."""

    id: str
    name: str
    title: Bilingual
    since: str
    requirement: str
    basis: str
    editions: tuple[str, ...]
    outcomes: tuple[str, ...]
    clause: Mapping[str, str]
    kind: str
    message: Bilingual
    repair: Bilingual
    formula: Mapping[str, str]
    url: str
    level: str | None = None
    retired: str | None = None
    replaced_by: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


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
    """One table of one edition, rows and columns in printed order."""

    name: str
    table: str
    edition: str | None
    section: Mapping[str, Any]
    groups: Mapping[str, Line]
    rows: Mapping[str, Line]
    columns: Mapping[str, Line]
    shape: Shape
    least_figures: int

    def cells(self) -> list[str]:
        """Return the paths of all cells in printed order."""
        return [f"{self.table}/{r.code}/{c}" for r in self.rows.values() for c in r.columns]


def _rule(raw: dict[str, Any], url: str) -> Rule:
    common = {key: raw.pop(key) for key in Rule.__dataclass_fields__ if key in raw}
    return Rule(**common, url=url, details=raw)


def _line(raw: dict[str, Any]) -> Line:
    raw = dict(raw)
    label = {lang: raw.pop(lang) for lang in ("zh", "en")}
    variants, columns = (tuple(raw.pop(key, ())) for key in ("variants", "columns"))
    return Line(**raw, label=label, variants=variants, columns=columns)


def _form(raw: dict[str, Any]) -> Form:
    axes = {
        axis: {line["code"]: _line(line) for line in raw[axis]}
        for axis in ("groups", "rows", "columns")
    }
    return Form(**(raw | axes | {"shape": Shape(raw["shape"])}))


class Spec:
    """The standard of one schema/dist folder, read lazily and checked for misspelt codes."""

    def __init__(self, folder: Path = DIST) -> None:
        self.folder = folder
        self._on_forms: dict[tuple[str, tuple[str, ...]], list[Equation]] = {}

    def document(self, name: str, **reading: Any) -> Any:
        """Return one file of schema/dist; SpecError when it is missing or not JSON."""
        try:
            return json.loads((self.folder / name).read_bytes(), **reading)
        except (OSError, ValueError) as error:
            raise SpecError(f"{self.folder / name}: {error}") from None

    def _built(self, name: str) -> Any:
        try:
            return getattr(self, f"_read_{name}")()
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SpecError(f"{self.folder}: {name}: {error!r}") from None

    def _read_rules(self) -> dict[str, Rule]:
        raw = self._rules_json["rules"]
        return {rule["id"]: _rule(dict(rule), self.page(rule["id"])) for rule in raw}

    def _read_forms(self) -> dict[str, Form]:
        return {raw["name"]: _form(raw) for raw in self.codelists["tables"]}

    def _read_equations(self) -> dict[str, list[Equation]]:
        return self._checked(self._rules_json["equations"])

    def _read_levels(self) -> dict[str, list[Equation]]:
        return self._checked(self.document("levels.json")["equations"])

    def _checked(self, raw: list[dict[str, Any]]) -> dict[str, list[Equation]]:
        found: dict[str, list[Equation]] = {rule: [] for rule in self.rules}
        cells = {cell for form in self.forms.values() for cell in form.cells()}
        for equation in map(Equation.of, raw):
            for term in equation.terms if equation.table else ():
                if term.path not in cells:
                    raise SpecError(f"{equation.rule}: unknown cell {term.path!r}")
            found[equation.rule].append(equation)
        return found

    @cached_property
    def _rules_json(self) -> Any:
        return self.document("rules.json")

    def page(self, rule: str) -> str:
        """The address of a rule's page, as `address` says."""
        return address(self._rules_json["base_url"], rule)

    @cached_property
    def profile(self) -> str:
        """The package profile that locks the Table Schemas, where it has a public address."""
        base = self._rules_json["base_url"]
        return f"{base}/{self.minor}/package.profile.json" if base else "data-package"

    @cached_property
    def _schema(self) -> Any:
        return self.document("report.bundle.schema.json")

    @property
    def minor(self) -> str:
        """The version without its last part; the folder of the schema files on the site."""
        return self.version.rpartition(".")[0]

    @cached_property
    def version(self) -> str:
        return str(self._rules_json["version"])

    @cached_property
    def codelists(self) -> Any:
        return self.document("codelists.json")

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return self._built("rules")  # type: ignore[no-any-return]

    @cached_property
    def forms(self) -> dict[str, Form]:
        return self._built("forms")  # type: ignore[no-any-return]

    @cached_property
    def _equations(self) -> dict[str, list[Equation]]:
        return self._built("equations")  # type: ignore[no-any-return]

    @cached_property
    def _levels(self) -> dict[str, list[Equation]]:
        return self._built("levels")  # type: ignore[no-any-return]

    def equations(self, rule: Rule, forms: tuple[str, ...] | None = None) -> list[Equation]:
        """The equations of one rule, of all forms or of a report's, in printed order."""
        of_rule = (self._levels if rule.details.get("coverage") else self._equations)[rule.id]
        if forms is None:
            return of_rule
        if (rule.id, forms) not in self._on_forms:
            chosen = [e for e in of_rule if e.table is None or e.table in forms]
            self._on_forms[rule.id, forms] = chosen
        return self._on_forms[rule.id, forms]

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The codes of the tables in printed order."""
        return tuple(dict.fromkeys(form.table for form in self.forms.values()))

    def limits(self, name: str) -> Mapping[str, Any]:
        """The JSON Schema of a kind of cell (`count`) or of a field (`reporting_year`)."""
        defined = self.document("codes.schema.json")["$defs"] | self._schema["properties"]
        try:
            return defined[name]  # type: ignore[no-any-return]
        except KeyError:
            raise SpecError(f"no limits of {name!r}") from None

    def title(self, path: str) -> Bilingual:
        """The title that report.schema.json gives a field such as organ/level; else its path."""
        field = self._schema
        for key in path.split("/"):
            field = field.get("properties", {}).get(key, {})
        return {"zh": field.get("title", path), "en": field.get("title_en", path)}

    def line(self, cell: str) -> tuple[Line, Line]:
        """The row and the column of a cell, with the newest labels it has."""
        try:
            return self._lines[cell]
        except KeyError:
            raise SpecError(f"unknown cell {cell!r}") from None

    @cached_property
    def _lines(self) -> dict[str, tuple[Line, Line]]:
        return {
            f"{form.table}/{row.code}/{column}": (row, form.columns[column])
            for form in self.forms.values()
            for row in form.rows.values()
            for column in row.columns
        }


@cache
def standard() -> Spec:
    """The standard that this installation carries."""
    return Spec()
