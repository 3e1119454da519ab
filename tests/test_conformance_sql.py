"""The suite on a third implementation: the SQL of schema/dist in DuckDB, as far as SQL can tell."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest
from conftest import REPORTS, ROOT, SAMPLES, document, fragment, read

from ogireport import Report
from ogireport.frames import store, warehouse
from ogireport.spec import standard

SPEC = {
    name: json.loads((ROOT / "schema" / "dist" / f"{name}.json").read_bytes())
    for name in ("rules", "levels")
}
EQUATIONS, QUERIES = SPEC["rules"]["equations"], SPEC["levels"]["queries"]
RULES = {*QUERIES, *(equation["rule"] for equation in EQUATIONS)}
CASES = {
    f"case{n}": test
    for n, test in enumerate(
        test for path in sorted(SAMPLES.glob("cases/*.json")) for test in read(path)["tests"]
    )
    if test["id"].partition("/")[0] in RULES
}
Failing = set[tuple[str, str, str]]  # report_id, rule, cell


def apart(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """A document of a case that no other case is linked to, whatever its name and its units."""
    made = fragment(given)
    made["organ"]["name"] = f"机关{name.partition('-')[0]}"
    covers = [f"{name}-{unit}" for unit in made.get("covers", ())]
    return made | {"report_id": name, "covers": covers}


def documents() -> Iterator[dict[str, Any]]:
    for name, test in CASES.items():
        yield apart(name, test)
        if "previous" in test:
            yield apart(f"{name}-previous", test["previous"])
        for unit in test.get("units", ()):
            made = apart(f"{name}-{unit['set']['report_id']}", unit)
            yield made | {"organ": made["organ"] | {"name": made["report_id"]}}
    yield from map(document, REPORTS)


@contextmanager
def opened(made: Iterable[dict[str, Any]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the tables of the reports, and the views that the queries read."""
    with duckdb.connect() as connection:
        for name, table in store.gathered(map(Report, made), standard()).items():
            connection.from_arrow(table).create(name)
        connection.execute("\n".join(warehouse.script([], "duckdb", standard())))
        yield connection


@pytest.fixture(scope="module")
def failing() -> Failing:
    """What the queries return on the reports of all cases and on the sample reports."""
    with opened(documents()) as connection:
        of_equations = {
            (report, equation["rule"], equation["at"])
            for equation in EQUATIONS
            for (report,) in connection.execute(equation["sql"]).fetchall()
        }
        return of_equations | {
            (report, rule, cell)
            for rule, query in QUERIES.items()
            for report, cell in connection.execute(query).fetchall()
        }


@pytest.mark.parametrize("rule", sorted(RULES))
def test_sql_returns_the_failing_cases(rule, failing):
    own = {name: test for name, test in CASES.items() if test["id"].startswith(f"{rule}/")}

    found = {(name, cell) for name, of, cell in failing if of == rule and name in own}

    assert found == {
        (name, finding["cells"][0])
        for name, test in own.items()
        for finding in test.get("findings", ())
        if finding["outcome"] == "fail"
    }


def test_sql_returns_the_failing_equations_of_the_sample_reports(failing):
    ids = {name: document(name)["report_id"] for name in REPORTS}
    expected = {
        (ids[name], finding["rule"], finding["cells"][0])
        for name in REPORTS
        for finding in read(SAMPLES / "reports" / name / "expected.json")["findings"]
        if finding["rule"] in RULES and finding["outcome"] == "fail"
    }

    assert {found for found in failing if found[0] in ids.values()} == expected


def test_view_of_years_pairs_as_the_suite_does():
    tests = [test for path in SAMPLES.glob("pairs/*.json") for test in read(path)["tests"]]

    def apart_in(place: int, given: dict[str, Any], name: str) -> dict[str, Any]:
        """A report whose names and codes no other test has."""
        report = fragment(given)
        organ = {
            key: f"{place}{value}" if key in ("name", "code", "division_code") and value else value
            for key, value in report["organ"].items()
        }
        organ["aliases"] = [f"{place}{alias}" for alias in organ.get("aliases", ())]
        return report | {"organ": organ, "report_id": f"{place}-{name}"}

    made = [
        apart_in(place, given, given["set"]["report_id"])
        for place, test in enumerate(tests)
        for given in (test, *test["others"])
    ]
    with opened(made) as connection:
        found = dict(connection.execute("SELECT report_id, previous_id FROM years").fetchall())

    assert {
        test["id"]: found.get(f"{place}-{test['set']['report_id']}", "-").split("-", 1)[1] or None
        for place, test in enumerate(tests)
    } == {test["id"]: test["previous"] for test in tests}
