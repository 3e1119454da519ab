"""The equations as SQL for a warehouse, with the views that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ogireport.dialects.sql import sql
from ogireport.form import Form
from ogireport.kinds import Rule
from ogireport.rules.linking import FOLDED
from ogireport.spec import Spec
from ogireport.tables.tableschema import Column, tables

DIALECTS = ("duckdb", "spark", "trino", "postgres", "clickhouse", "bigquery")
HEAD = """\
-- ogireport {version}: every query returns the report_id of the reports that fail it; a null
-- cell fails nothing. Tables: those of the data package, `reports.covers` and
-- `reports.organ_aliases` arrays of text.
"""
TYPES = {"integer": "BIGINT", "number": "DECIMAL(20, 2)"}
ORGANS = """\
CREATE VIEW organs AS
SELECT
  report_id, reporting_year, organ_code, organ_division_code,
  CASE WHEN scope = 'government_aggregate' THEN organ_level END AS government_level
FROM reports"""
NAMES = """\
CREATE VIEW organ_names AS
SELECT report_id, {folded} AS name
FROM (
  SELECT report_id, organ_name AS name FROM reports
  UNION ALL
  {aliases}
) AS named"""
YEARS = """\
CREATE VIEW years AS
SELECT report_id, MIN(previous_id) AS previous_id
FROM (
  SELECT this.report_id, previous.report_id AS previous_id
  FROM organs AS this JOIN organs AS previous
    ON previous.organ_code = this.organ_code
    AND previous.reporting_year = this.reporting_year - 1
  UNION ALL
  SELECT this.report_id, previous.report_id AS previous_id
  FROM organs AS this JOIN organs AS previous
    ON previous.organ_division_code = this.organ_division_code
    AND previous.government_level = this.government_level
    AND previous.reporting_year = this.reporting_year - 1
  WHERE this.organ_code IS NULL OR previous.organ_code IS NULL
  UNION ALL
  SELECT this.report_id, previous.report_id AS previous_id
  FROM organ_names AS own JOIN organ_names AS other ON other.name = own.name
  JOIN organs AS this ON this.report_id = own.report_id
  JOIN organs AS previous ON previous.report_id = other.report_id
    AND previous.reporting_year = this.reporting_year - 1
  WHERE (this.organ_code IS NULL OR previous.organ_code IS NULL)
    AND COALESCE(this.organ_division_code = previous.organ_division_code, TRUE)
) AS candidates
GROUP BY report_id"""
LEVELS = """\
CREATE VIEW levels AS
SELECT
  named.report_id,
  named.unit_id,
  COUNT(NULLIF(unit.report_id, '')) OVER (PARTITION BY named.report_id)
    = COUNT(*) OVER (PARTITION BY named.report_id) AS complete
FROM ({named}) AS named
LEFT JOIN reports AS unit ON unit.report_id = named.unit_id"""
# NULLIF: where no row is joined, ClickHouse puts an empty text unless told otherwise
EXPLODED = "SELECT report_id, {item} FROM reports CROSS JOIN UNNEST({items}) AS held({item})"
PROJECTED = {"clickhouse": "SELECT report_id, UNNEST({items}) AS {item} FROM reports"}


def script(rules: Iterable[Rule], dialect: str, spec: Spec) -> Iterator[str]:
    """Yield the statements of a script: the views first, then one query per equation."""
    exploded = PROJECTED.get(dialect, EXPLODED)
    aliases = exploded.format(item="name", items="organ_aliases")
    names = NAMES.format(folded=_folded("name"), aliases=aliases)
    levels = LEVELS.format(named=exploded.format(item="unit_id", items="covers"))
    yield HEAD.format(version=spec.version)
    for view in (*_unions(spec), ORGANS, names, YEARS, levels):
        yield f"{_translated(view, dialect)};\n"
    for rule in rules:
        for active in spec.equations(rule):
            place = f"{rule.id} {active.equation.table or 'reports'} {active.equation.at}"
            yield f"-- {place}\n{_translated(sql(active), dialect)};\n"


def _folded(name: str) -> str:
    """The expression of a name as rules.linking compares it."""
    for printed, plain in FOLDED.items():
        name = f"REPLACE({name}, '{printed}', '{plain}')"
    return name


def _translated(sql: str, dialect: str) -> str:
    """The statement in a dialect; the standard's own is DuckDB's."""
    if dialect == "duckdb":
        return sql
    import sqlglot

    (translated,) = sqlglot.transpile(sql, read="duckdb", write=dialect)
    return translated


def _unions(spec: Spec) -> Iterator[str]:
    """All editions of each table as one view, null where an edition lacks a column."""
    by_table: dict[str, list[Form]] = {}
    for form in spec.forms.values():
        by_table.setdefault(form.table, []).append(form)
    for table, forms in by_table.items():
        if len(forms) > 1:
            every = {c.name: c for form in forms for c in tables(spec)[form.name].columns}
            parts = [_part(form, every.values(), spec) for form in forms]
            yield f"CREATE VIEW {table}_all AS\n" + "\nUNION ALL\n".join(parts)


def _part(form: Form, every: Iterable[Column], spec: Spec) -> str:
    there = {column.name for column in tables(spec)[form.name].columns}
    cells = [
        c.name if c.name in there else f"CAST(NULL AS {TYPES[c.kind]}) AS {c.name}" for c in every
    ]
    return f"SELECT {', '.join(cells)} FROM {form.name}"  # noqa: S608 - names of the standard
