"""The equations as SQL for a warehouse, with the views that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ogireport.dialects.sql import sql, sql_of_levels
from ogireport.form import Form
from ogireport.kinds import Rule
from ogireport.rules.linking import FOLDED
from ogireport.spec import Spec
from ogireport.tables.tableschema import Column, tables

DIALECTS = ("duckdb", "spark", "trino", "postgres", "clickhouse", "bigquery")
HEAD = """\
-- ogireport {version}: every query returns the report_id of the reports that fail it, and across
-- levels the cell; a null cell fails nothing. Tables: those of the data package, as its CSV files
-- hold them: `reports.covers` and `reports.organ_aliases` are JSON.
"""
TYPES = {"integer": "BIGINT", "number": "DECIMAL(20, 2)"}
FIGURE = TYPES["number"]  # counts and amounts alike
LISTS = {"covered": ("covers", "unit_id"), "other_names": ("organ_aliases", "name")}
ITEMS = {  # how each reads a list of texts in JSON
    "duckdb": "SELECT report_id, UNNEST(CAST(CAST({items} AS JSON) AS VARCHAR[])) AS {item} FROM reports",
    "spark": "SELECT report_id, EXPLODE(FROM_JSON({items}, 'ARRAY<STRING>')) AS {item} FROM reports",
    "trino": "SELECT report_id, {item} FROM reports"
    " CROSS JOIN UNNEST(CAST(JSON_PARSE({items}) AS ARRAY(VARCHAR))) AS held({item})",
    "postgres": "SELECT report_id, JSON_ARRAY_ELEMENTS_TEXT(CAST({items} AS JSON)) AS {item} FROM reports",
    "clickhouse": "SELECT report_id, arrayJoin(JSONExtract(ifNull({items}, '[]'), 'Array(String)')) AS {item} FROM reports",
    "bigquery": "SELECT report_id, {item} FROM reports CROSS JOIN UNNEST(JSON_VALUE_ARRAY({items})) AS {item}",
}
# how each makes lines of columns in one pass; the others put together a query per column
LINES = {
    "duckdb": "SELECT report_id, UNNEST([{cells}]) AS cell, UNNEST([{values}]) AS value FROM {form}",
    "spark": "SELECT report_id, cell, value FROM {form}"
    " LATERAL VIEW INLINE(ARRAYS_ZIP(ARRAY({cells}), ARRAY({values}))) AS cell, value",
}
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
  SELECT report_id, name FROM other_names
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
SELECT covered.report_id, covered.unit_id, known.units = known.named AS complete
FROM covered
JOIN reports AS unit ON unit.report_id = covered.unit_id
JOIN (
  SELECT
    all_of.report_id,
    COUNT(*) AS named,
    COUNT(NULLIF(there.report_id, '')) AS units
  FROM covered AS all_of
  LEFT JOIN reports AS there ON there.report_id = all_of.unit_id
  GROUP BY all_of.report_id
) AS known ON known.report_id = covered.report_id"""
# NULLIF: where no row is joined, ClickHouse puts an empty text unless told otherwise


def script(rules: Iterable[Rule], dialect: str, spec: Spec) -> Iterator[str]:
    """Yield the statements of a script: the views first, then one query per equation.

    The equations of a rule across levels are one query.
    """
    yield HEAD.format(version=spec.version)
    for view, (items, item) in LISTS.items():
        yield f"CREATE VIEW {view} AS\n{ITEMS[dialect].format(items=items, item=item)};\n"
    names = NAMES.format(folded=_folded("name"))
    yield f"{_figures(dialect, spec)};\n"
    for text in (*_unions(spec), ORGANS, names, YEARS, LEVELS):
        yield f"{_translated(text, dialect)};\n"
    for rule in rules:
        if rule.guard.units and (equations := spec.equations(rule)):
            query = _translated(sql_of_levels(equations, spec.forms), dialect)
            yield f"-- {rule.id} figures\n{query};\n"
            continue
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


def _figures(dialect: str, spec: Spec) -> str:
    """Every cell of every report, one line each."""
    parts: list[str] = []
    for form in spec.forms:
        columns = [column for column in tables(spec)[form].columns if column.path]
        cells = [f"'{column.path}'" for column in columns]
        values = [f"CAST({column.name} AS {FIGURE})" for column in columns]
        if line := LINES.get(dialect):
            both = {"cells": ", ".join(cells), "values": ", ".join(values)}
            parts.append(line.format(form=form, **both))
        else:
            pairs = zip(cells, values, strict=True)
            start = "SELECT report_id, "
            parts += [
                f"{start}{cell} AS cell, {value} AS value FROM {form}" for cell, value in pairs
            ]
    view = "CREATE VIEW figures AS\n" + "\nUNION ALL\n".join(parts)
    return view if dialect in LINES else _translated(view, dialect)
