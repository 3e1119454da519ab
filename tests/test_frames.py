"""Corpora as tables: every engine finds what the reference path finds; SQL, commands."""

import re
from collections import Counter
from pathlib import Path

import corpora
import pytest
from conftest import UNJUDGED, blank, program

from ogireport import Report
from ogireport.frames import batches, links, store, warehouse
from ogireport.kinds import LINKED as SCOPES
from ogireport.spec import standard
from ogireport.tables import bundle, package

SPEC = standard()
LINKED = {a.rule.id for a in SPEC.active(scopes=SCOPES)}


def keys(found) -> Counter:
    columns = found.select(corpora.KEYS).to_pydict()
    return Counter(zip(*columns.values(), strict=True))


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [*corpora.reports(300, faults=0.4), *map(blank, ("2019", "2021"))]


@pytest.fixture(scope="module")
def expected(reports) -> Counter:
    return corpora.expected(reports)


@pytest.fixture(scope="module")
def folder(reports, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("corpus") / "built"
    store.write(reports, target, SPEC)
    return target


def test_made_corpus_has_every_outcome_of_every_rule_on_equations(expected):
    found = {(rule, outcome) for _, rule, _, outcome, *_ in expected}
    wanted = {(rule, outcome) for rule in LINKED for outcome in ("fail", "undetermined")}

    assert sorted(wanted - found) == []


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_engine_finds_what_the_validator_finds(engine, folder, expected):
    opened = store.opened(str(folder), engine, SPEC)

    found = sum((keys(links.findings(opened, SPEC, linked=x)) for x in (False, True)), Counter())

    assert found == expected


def test_findings_come_by_report_in_the_order_of_the_rules(folder):
    lines = links.findings(store.opened(str(folder), "duckdb", SPEC), SPEC, linked=False)

    order = {rule: n for n, rule in enumerate(SPEC.rules)}
    places = [(line["report_id"], order[line["rule"]]) for line in lines.to_pylist()]
    assert places == sorted(places)


# Spark ---------------------------------------------------------------------------------------

SMALL = {
    "spark.master": "local[1]", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false", "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.ui.showConsoleProgress": "false",
    "spark.sql.warehouse.dir": "{warehouse}", "spark.log.level": "ERROR",
}  # fmt: skip


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A small local Spark."""
    program("java")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    for name, value in SMALL.items():
        builder = builder.config(name, value.format(warehouse=tmp_path_factory.mktemp("spark")))
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> tuple[list[Report], str]:
    reports = [*corpora.reports(40, faults=0.8), *map(blank, ("2019", "2021"))]
    target = tmp_path_factory.mktemp("few")
    store.write(reports, target, SPEC)
    return reports, str(target)


@pytest.mark.ci
@pytest.mark.filterwarnings("ignore")  # of pyspark itself
def test_spark_finds_what_the_validator_finds(spark, few):
    """Across levels on two forms: planning the hundreds of equations of table three takes a minute."""
    reports, target = few
    forms = ("disputes", "disclosure_2021")
    opened = store.opened(target, "spark", SPEC)
    chosen = [b for b in batches.batches(SPEC) if b.scope in ("", "previous") or b.table in forms]

    found = keys(
        batches.arranged(
            (batches.judged(links.bound(b, opened, SPEC), b, SPEC) for b in chosen), SPEC
        )
    )

    ran = {(e.rule, e.table, e.at) for b in chosen for _, _, e in b.equations.values()}
    form = {(r.report_id, f.partition("_")[0]): f for r in reports for f in r.forms}
    expected = Counter({
        key: n for key, n in corpora.expected(reports).items()
        if (key[1], form.get((key[0], key[2].split("/")[0])), key[2]) in ran or key[1] == "RP-07"
    })  # fmt: skip
    assert found == expected
    assert {"XY-02", "XL-01", "XL-03"} <= {key[1] for key in found}


@pytest.mark.ci
@pytest.mark.filterwarnings("ignore")
def test_sql_runs_on_spark(spark, few):
    from pyspark.sql.functions import to_json

    reports, target = few
    for name in store.names(SPEC):
        spark.read.parquet(f"{target}/{name}.parquet").createOrReplaceTempView(name)
    lists = {name: to_json(name) for name in store.LISTS}  # as the CSV files have them
    spark.table("reports").withColumns(lists).createOrReplaceTempView("reports_of_csv")
    chosen = [SPEC.equations(SPEC.rules[n])[-1] for n in ("T3-03", "XY-02")]
    chosen += SPEC.equations(SPEC.rules["RP-07"])
    wanted, across = {(a.rule.id, a.equation.at) for a in chosen}, {"XL-01", "XL-03"}

    def run(sql: str, rule: str, cell: str) -> list[tuple[str, ...]]:
        if not rule:
            view = sql.replace("CREATE VIEW", "CREATE OR REPLACE TEMPORARY VIEW", 1)
            spark.sql(re.sub(r"\breports\b", "reports_of_csv", view))
        elif rule in across or (rule, cell) in wanted:
            return [tuple(row) for row in spark.sql(sql).collect()]
        return []

    found = executed("spark", run)
    assert {rule for _, rule, _ in found} >= across
    assert found == {
        key for key in failing(corpora.expected(reports)) if key[1:] in wanted or key[1] in across
    }


# SQL -----------------------------------------------------------------------------------------


def executed(dialect: str, run) -> set[tuple[str, str, str]]:
    """Run a whole script; the reports that each query returns, with its rule and cell."""
    found = set()
    for statement in list(warehouse.script(SPEC.rules.values(), dialect, SPEC))[1:]:
        _, rule, cell, sql = re.fullmatch(r"(-- (\S+) \S+ ?(\S*)\n)?(.+)", statement, re.S).groups(
            ""
        )
        rows = run(sql.strip().rstrip(";"), rule, cell)
        found |= {(report, rule, *(more or [cell])) for report, *more in rows if rule}
    return found


def failing(expected: Counter) -> set[tuple[str, str, str]]:
    return {key[:3] for key in expected if key[3] == "fail"}


def test_sql_on_duckdb_returns_the_failing_reports(folder, expected):
    import duckdb

    connection = duckdb.connect()
    for name in store.names(SPEC):
        connection.read_parquet(str(folder / f"{name}.parquet")).create(name)

    def run(sql: str, rule: str, cell: str) -> list[tuple[str, ...]]:
        cursor = connection.execute(sql)
        return cursor.fetchall() if rule else []

    assert executed("duckdb", run) == failing(expected)


def test_sql_on_duckdb_reads_the_csv_files_as_they_are_exported(reports, expected, tmp_path):
    """Every column of the type that DuckDB guesses: `covers` is text, an empty column text too."""
    import duckdb

    chosen = [r for r in reports if r.document["covers"]][:30]
    known = {report.report_id for report in chosen}
    units = [r for r in reports if any(r.report_id in c.document["covers"] for c in chosen)]
    judged = [(r, UNJUDGED) for r in {r.report_id: r for r in [*chosen, *units]}.values()]
    package.write_folder(bundle.files(judged, store.names(SPEC), "t", SPEC), tmp_path / "t")
    connection = duckdb.connect()
    for name in store.names(SPEC):
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{tmp_path}/t/{name}.csv')")

    def run(sql: str, rule: str, cell: str) -> list[tuple[str, ...]]:
        return connection.execute(sql).fetchall() if not cell else []

    across = {key for key in failing(expected) if key[1].startswith("XL") and key[0] in known}
    assert {key for key in executed("duckdb", run) if key[0] in known} == across
    assert across


@pytest.mark.parametrize("dialect", warehouse.DIALECTS[1:])
def test_sql_of_a_dialect_can_be_read_back(dialect):
    import sqlglot

    rules = [SPEC.rules[r] for r in ("RP-07", "T2-01", "T3-02", "T4-01", "XY-02", "XY-03", "XL-01")]

    statements = list(warehouse.script(rules, dialect, SPEC))

    read = [tree for tree in sqlglot.parse("\n".join(statements), read=dialect) if tree]
    kinds = Counter(tree.key for tree in read)
    queries = sum(1 if rule.guard.units else len(SPEC.equations(rule)) for rule in rules)
    assert kinds == {"create": 9, "select": queries}
