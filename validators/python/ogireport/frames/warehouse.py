"""The equations as SQL for a warehouse, with the views that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ogireport.spec import Form, Rule, Spec, SpecError
from ogireport.tables.tableschema import Column, tables

DIALECTS = ("duckdb", "spark", "trino", "postgres", "clickhouse", "bigquery")
HEAD = """\
-- ogireport {version}: every query returns the report_id of the reports that fail it; a null
-- cell fails nothing. Tables: those of the data package, `reports.covers` an array of text.
"""
TYPES = {"integer": "BIGINT", "number": "DECIMAL(20, 2)"}
YEARS = """\
CREATE VIEW years AS
SELECT report_id, MIN(previous_id) AS previous_id
FROM (
  SELECT this.report_id, previous.report_id AS previous_id
  FROM reports AS this JOIN reports AS previous
    ON previous.organ_code = this.organ_code
    AND previous.reporting_year = this.reporting_year - 1
  UNION ALL
  SELECT this.report_id, previous.report_id AS previous_id
  FROM reports AS this JOIN reports AS previous
    ON previous.organ_name = this.organ_name
    AND previous.reporting_year = this.reporting_year - 1
  WHERE this.organ_code IS NULL OR previous.organ_code IS NULL
) AS candidates
GROUP BY report_id"""
LEVELS = """\
CREATE VIEW levels AS
SELECT
  named.report_id,
  named.unit_id,
  COUNT(NULLIF(unit.report_id, '')) OVER (PARTITION BY named.report_id)
    = COUNT(*) OVER (PARTITION BY named.report_id) AS complete
FROM ({named} WHERE {applies}) AS named
LEFT JOIN reports AS unit ON unit.report_id = named.unit_id"""
# NULLIF: where no row is joined, ClickHouse puts an empty text unless told otherwise
NAMED = "SELECT report_id, unit_id FROM reports CROSS JOIN UNNEST(covers) AS covered(unit_id)"
PROJECTED = {"clickhouse": "SELECT report_id, UNNEST(covers) AS unit_id FROM reports"}


def script(rules: Iterable[Rule], dialect: str, spec: Spec) -> Iterator[str]:
    """Yield the statements of a script: the views first, then one query per equation."""
    named = PROJECTED.get(dialect, NAMED)
    levels = LEVELS.format(named=named, applies=_applies(spec))
    yield HEAD.format(version=spec.version)
    for view in (*_unions(spec), YEARS, levels):
        yield f"{_translated(view, dialect)};\n"
    for rule in rules:
        for equation in spec.equations(rule) if not rule.retired else ():
            place = f"{rule.id} {equation.table or 'reports'} {equation.at}"
            yield f"-- {place}\n{_translated(equation.sql, dialect)};\n"


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


def _applies(spec: Spec) -> str:
    """The condition under which the rules across levels apply; it must be one for all."""
    conditions = {
        " AND ".join(f"{path} IN {_texts(values)}" for path, values in rule.when.items())
        for rule in spec.rules.values()
        if rule.details.get("coverage") and not rule.retired
    }
    if len(conditions) != 1:
        raise SpecError("the rules across levels apply under different conditions")
    return conditions.pop()


def _texts(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
