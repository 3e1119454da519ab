"""The conformance suite, run on this validator; and tests of the suite itself."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORTS, ROOT, SAMPLES, assign, document, fragment, read
from jsonschema import Draft202012Validator

from cases import context
from expect import verdict_of
from ogireport import Outcome, Report, judge, validate
from ogireport.kinds import TreeSum
from ogireport.report import ReadError, parse
from ogireport.report import read as bytes_of
from ogireport.rules import structure
from ogireport.rules.context import Context
from ogireport.rules.linking import Earlier, Identity
from ogireport.rules.verdict import findings_of, outcome
from ogireport.spec import standard

SPEC = standard()
FOLDERS = {"case": "cases", "pair": "pairs", "verdict": "verdicts", "invalid": "invalid"}
FILES = {kind: sorted((SAMPLES / folder).iterdir()) for kind, folder in FOLDERS.items()}
FILES["reading"] = [SAMPLES / "reading" / "index.json"]
TESTS = {kind: [t for path in paths for t in read(path)["tests"]] for kind, paths in FILES.items()}
ACTIVE = SPEC.in_force


def each(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("test", TESTS[kind], ids=lambda test: test["id"])


@each("case")
def test_case_has_its_outcome_and_its_findings(test):
    rule, given = SPEC.rules[test["id"].split("/")[0]], context(test)

    assert outcome(rule, given) == test["expect"]
    keys = ("outcome", "cells", "left", "right", "difference")
    expected = [tuple(found.get(key) for key in keys) for found in test.get("findings", ())]
    found = [
        (f.outcome, [*f.cells], f.left, f.right, f.difference)
        for f in findings_of(rule, given) or ()
    ]
    assert found == expected


@each("pair")
def test_report_of_last_year_is_found(test):
    others = [Identity.of(Report(fragment(other))) for other in test["others"]]

    assert Earlier(others).before(Identity.of(Report(fragment(test)))) == test["previous"]


@each("verdict")
def test_made_report_has_exactly_the_expected_verdict(test):
    given = context(test)
    verdict = judge(given.report, previous=given.previous, units=given.units, today=given.today)

    expected = verdict_of(verdict)
    assert expected == {key: test[key] for key in expected}


@each("invalid")
def test_breach_of_the_structure_is_found_where_it_is(test):
    verdict = judge(Report(fragment(test)))

    assert verdict.level == "none"
    assert test["path"] in {finding.cells[0] for finding in verdict.findings}


def read_as(path: Path) -> str:
    """What comes of reading a file."""
    try:
        held = parse(bytes_of(path))
    except ReadError:
        return "unreadable"
    return "malformed" if any(structure.evaluate(held, SPEC)) else "well-formed"


@each("reading")
def test_file_is_read_or_refused(test, tmp_path):
    path = SAMPLES / "reading" / test["file"] if "file" in test else tmp_path / "made.json"
    if "parts" in test:
        path.write_text("".join(text * times for text, times in test["parts"]), "utf-8")

    assert read_as(path) == test["verdict"]


@pytest.mark.parametrize("kind", ["case", "verdict"])
def test_documents_of_the_tests_are_well_formed(kind):
    given = [(test["id"], context(test)) for test in TESTS[kind]]
    linked = [(i, r) for i, c in given for r in (c.report, *c.units, c.previous) if r]

    assert [(i, f.message) for i, r in linked for f in validate(r) if f.rule == "schema"] == []


@pytest.mark.parametrize("rule", ACTIVE, ids=lambda rule: rule.id)
def test_rule_has_a_case_for_each_of_its_outcomes(rule):
    shown = {test["expect"] for test in TESTS["case"] if test["id"].startswith(f"{rule.id}/")}

    assert shown == set(rule.outcomes), f"samples/cases/{rule.id}.json"


@pytest.mark.parametrize("kind", FILES)
def test_files_follow_their_schema_and_ids_are_unique(kind):
    validator = Draft202012Validator(read(ROOT / "schema" / "meta" / f"{kind}.schema.json"))
    ids = [test["id"] for test in TESTS[kind]]

    assert [e.message for file in FILES[kind] for e in validator.iter_errors(read(file))] == []
    assert sorted(ids) == sorted(set(ids))


def test_ids_begin_with_the_name_of_their_file_and_every_file_to_read_has_its_verdict():
    named = {(path.stem, *ids_of(path)) for kind in FOLDERS for path in FILES[kind]}
    held = {path.name for path in (SAMPLES / "reading").iterdir()} - {"index.json"}

    assert {name for name in named if len(name) != 2 or name[0] != name[1]} == set()
    assert {path.stem for path in FILES["case"]} <= SPEC.rules.keys()
    assert held == {test["file"] for test in TESTS["reading"] if "file" in test}


def ids_of(path: Path) -> set[str]:
    """What the ids of the tests in a file begin with."""
    return {test["id"].partition("/")[0] for test in read(path)["tests"]}


def keywords(schema: Any) -> set[str]:
    """The keywords of a JSON Schema that a document can breach."""
    if isinstance(schema, list):
        return set().union(*map(keywords, schema))
    if not isinstance(schema, dict):
        return set()
    named = [v for key in ("properties", "$defs") for v in schema.get(key, {}).values()]
    inner = [v for key, v in schema.items() if key in ("items", "anyOf", "oneOf")]
    return {*schema}.union(*map(keywords, [*named, *inner]))


def test_every_keyword_of_the_schema_is_breached():
    describing = {
        "$schema", "$id", "$ref", "$defs", "title", "title_zh", "description", "examples",
        "properties", "items",
    }  # fmt: skip
    breached = keywords(SPEC.document("report.bundle.schema.json")) - describing

    assert {path.stem for path in FILES["invalid"]} == breached | {"decimals"}


def linked(name: str) -> dict:
    expected = read(SAMPLES / "reports" / name / "expected.json")
    return {
        "previous": Report(document(expected["previous"])) if "previous" in expected else None,
        "units": [Report(document(unit)) for unit in expected.get("units", ())],
        "today": date.fromisoformat(expected["today"]),
    }


@pytest.mark.parametrize("name", REPORTS)
def test_report_has_exactly_the_expected_findings(name):
    expected = read(SAMPLES / "reports" / name / "expected.json")

    actual = verdict_of(judge(Report(document(name)), **linked(name)))

    assert actual == {key: expected[key] for key in actual}, (
        "on purpose? Run: python tools/expect.py"
    )


def failing_musts(name: str) -> list[str]:
    findings = validate(Report(document(name)))
    return [f.cells[0] for f in findings if f.outcome is Outcome.FAIL and f.requirement == "must"]


def test_hongze_fails_at_the_two_totals_published_as_zero():
    assert failing_musts("2021-hongze") == [
        "disputes/reconsideration/total",
        "disputes/litigation_after_reconsideration/total",
    ]


@pytest.mark.parametrize(
    "name", ["2019-xingan", "2019-huachuan", "2019-xinglong", "2019-yaozhou", "2019-zhuting"]
)
def test_published_reports_of_2020_fail_no_must(name):
    assert failing_musts(name) == []


def test_blank_totals_of_shanghai_are_undetermined_never_failed():
    findings = validate(Report(document("2019-shanghai")))
    by_total = {f.cells[0]: f.outcome for f in findings if f.rule == "T3-03"}

    assert by_total["requests/granted_in_full/total"] is Outcome.UNDETERMINED
    assert set(by_total.values()) == {Outcome.UNDETERMINED}
    assert len(by_total) == 23


def complete(name: str) -> bool:
    return read(SAMPLES / "reports" / name / "expected.json")["level"] == "complete"


def test_adding_one_to_any_cell_of_tables_three_and_four_is_caught():
    """Every cell of a complete report stands in at least one equation that must hold."""
    mutated = caught = 0
    for name in filter(complete, REPORTS):
        original = document(name)
        for table in ("requests", "disputes"):
            for row, columns in original[table]["rows"].items():
                for column, value in columns.items():
                    changed = deepcopy(original)
                    assign(changed, f"{table}/{row}/{column}", value + 1)
                    mutated += 1
                    caught += any(
                        f.outcome is Outcome.FAIL and f.requirement == "must"
                        for rule in ACTIVE
                        if isinstance(rule.kind, TreeSum) or rule.id == "T3-01"
                        for f in findings_of(rule, Context(SPEC, Report(changed))) or ()
                    )
    print(f"{caught} of {mutated} changed cells caught")

    assert caught == mutated > 0
