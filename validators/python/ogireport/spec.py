"""The only reader of schema/dist: rules, equations, codelists and forms as frozen data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from ogireport.errors import SpecError as SpecError
from ogireport.form import Form, Line
from ogireport.kinds import Active, Bilingual, Equation, Guard, Rule

T = TypeVar("T")
WHOLE = ("cells", "notes")  # subjects that stand for all of them
_PACKAGED = Path(__file__).parent / "dist"
DIST = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[3] / "schema" / "dist"


def address(base: str | None, rule: str) -> str:
    """The address of a rule's page below `base`; a URN while the standard has no public address."""
    return f"{base}/reference/rules/{rule.lower()}.html" if base else f"urn:ogireport:rule:{rule}"


def matching(pattern: str) -> str:
    """A pattern of the schema for Python, where `$` also stands before a line break at the end."""
    return re.sub(r"\$$", r"\\Z", pattern)


class Spec:
    """The standard of one schema/dist folder, read lazily and checked for misspelt codes."""

    def __init__(self, folder: Path = DIST) -> None:
        self.folder = folder
        self._of_statements: dict[Any, Any] = {}
        self._on_forms: dict[tuple[str, tuple[str, ...]], tuple[Active, ...]] = {}

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
        rules = {rule["id"]: Rule.of(rule, self.page(rule["id"])) for rule in raw}
        for rule in rules.values():
            for path in rule.paths:
                self._check_path(rule, path)
        return rules

    def _check_path(self, rule: Rule, path: str) -> None:
        known = path in self._lines if path.count("/") == 2 else path in WHOLE or self.field(path)
        if not known:
            raise SpecError(f"{rule.id}: no such path in a report: {path!r}")

    def _read_forms(self) -> dict[str, Form]:
        return {raw["name"]: Form.of(raw) for raw in self.codelists["tables"]}

    def _read_equations(self) -> dict[str, list[Active]]:
        return self._checked(self._rules_json["equations"])

    def _read_levels(self) -> dict[str, list[Active]]:
        return self._checked(self.document("levels.json")["equations"])

    def _checked(self, raw: list[dict[str, Any]]) -> dict[str, list[Active]]:
        found: dict[str, list[Active]] = {rule: [] for rule in self.rules}
        for item in raw:
            equation, rule = Equation.of(item), self.rules[item["rule"]]
            for term in equation.terms if equation.table else ():
                if term.path not in self._lines:
                    raise SpecError(f"{equation.rule}: unknown cell {term.path!r}")
            if not rule.retired:
                found[rule.id].append(Active(rule, Guard.of(item), equation))
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

    @property
    def schema_address(self) -> str | None:
        """Where editors find the JSON Schema of a report, once the standard has a public address."""
        base = self._rules_json["base_url"]
        return f"{base}/{self.minor}/report.bundle.schema.json" if base else None

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
    def statements(self) -> Any:
        """How a narrative states figures: statements.json."""
        return self.document("statements.json")

    def phrases(self, kind: Callable[[Any], T]) -> T:
        """What `kind` makes of the statements, made once."""
        if kind not in self._of_statements:
            self._of_statements[kind] = kind(self.statements)
        return self._of_statements[kind]  # type: ignore[no-any-return]

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return self._built("rules")  # type: ignore[no-any-return]

    @cached_property
    def forms(self) -> dict[str, Form]:
        return self._built("forms")  # type: ignore[no-any-return]

    @cached_property
    def _equations(self) -> dict[str, list[Active]]:
        return self._built("equations")  # type: ignore[no-any-return]

    @cached_property
    def _levels(self) -> dict[str, list[Active]]:
        return self._built("levels")  # type: ignore[no-any-return]

    @cached_property
    def words(self) -> dict[str, Bilingual]:
        """The words of the form and of verdicts: requirements, levels, outcomes, scopes."""
        return {word["code"]: word for word in self.codelists["words"]}

    def edition_name(self, code: str) -> Bilingual:
        """What is said of an edition before 年版 or edition: its code, or how it mixes others."""
        mixed = (e for e in self.codelists["editions"] if e["clauses"] and e["code"] == code)
        return next(({"zh": e["zh"], "en": e["en"]} for e in mixed), {"zh": code, "en": code})

    @property
    def in_force(self) -> list[Rule]:
        """The rules that are not retired, in their order."""
        return [rule for rule in self.rules.values() if not rule.retired]

    def equations(self, rule: Rule, forms: tuple[str, ...] | None = None) -> tuple[Active, ...]:
        """The equations of one rule, on all forms or on those of a report, in printed order."""
        key = rule.id, forms or ()
        if key not in self._on_forms:
            of_rule = (self._levels if rule.guard.units else self._equations)[rule.id]
            chosen = (a for a in of_rule if forms is None or a.equation.table in (None, *forms))
            self._on_forms[key] = tuple(chosen)
        return self._on_forms[key]

    def active(
        self, forms: tuple[str, ...] | None = None, scopes: tuple[str, ...] = ("",)
    ) -> tuple[Active, ...]:
        """What is in force on some forms: each equation with its rule and its guard.

        By default those of one report alone; LINKED are those that need other reports.
        """
        key = ",".join(scopes), forms or ()
        if key not in self._on_forms:
            rules = (r for r in self.in_force if "units" in scopes or not r.guard.units)
            found = (active for rule in rules for active in self.equations(rule, forms))
            self._on_forms[key] = tuple(a for a in found if a.equation.scope in scopes)
        return self._on_forms[key]

    def field(self, path: str) -> Mapping[str, Any] | None:
        """What report.schema.json says of a field such as organ/level; None where it has none."""
        found = self._schema
        for key in path.split("/"):
            found = self._resolved(found).get("properties", {}).get(key)
            if found is None:
                return None
        return self._resolved(found)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema with the definition that it refers to, that it allows beside null, or the newest of several."""
        for inner in (schema, *schema.get("anyOf", ())[:1], *schema.get("oneOf", ())[-1:]):
            if reference := inner.get("$ref"):
                named = self._schema["$defs"][reference.rpartition("/")[2]]
                return {**self._resolved(named), **schema}
        return schema

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The codes of the tables in printed order."""
        return tuple(dict.fromkeys(form.table for form in self.forms.values()))

    def limits(self, name: str) -> Mapping[str, Any]:
        """The JSON Schema of a kind of cell (`count`) or of a field (`reporting_year`)."""
        defined = self._schema["$defs"] | self._schema["properties"]
        try:
            return defined[name]  # type: ignore[no-any-return]
        except KeyError:
            raise SpecError(f"no limits of {name!r}") from None

    def title(self, path: str) -> Bilingual:
        """The title that report.schema.json gives a field such as organ/level; else its path."""
        field = self.field(path) or {}
        return {"zh": field.get("title_zh", path), "en": field.get("title", path)}

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
