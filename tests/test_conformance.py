"""The conformance suite, run on this validator; and tests of the suite itself."""

from copy import deepcopy
from datetime import date

import pytest
from conftest import REPORTS, ROOT, SAMPLES, assign, document, read
from jsonschema import Draft202012Validator

from cases import context
from ogireport import Outcome, Report, judge, validate
from ogireport.kinds import Presence, TreeSum
from ogireport.rules.context import Context
from ogireport.rules.verdict import findings_of, outcome
from ogireport.spec import standard

SPEC = standard()
CASES = {path.stem: read(path)["tests"] for path in sorted((SAMPLES / "cases").iterdir())}
TESTS = [test for tests in CASES.values() for test in tests]
ACTIVE = SPEC.in_force


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test["id"])
def test_case_has_its_outcome(test):
    rule, given = SPEC.rules[test["id"].split("/")[0]], context(test)

    assert outcome(rule, given) == test["expect"]
    if "cells" in test:
        pointed = [
            c
            for f in findings_of(rule, given)
            for c in f.cells[: None if isinstance(rule.kind, Presence) else 1]
        ]
        assert pointed == test["cells"]


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test["id"])
def test_case_documents_are_well_formed(test):
    given = context(test)
    linked = [given.report, *given.units, *filter(None, [given.previous])]

    assert [f.message for r in linked for f in validate(r) if f.rule == "schema"] == []


@pytest.mark.parametrize("rule", ACTIVE, ids=lambda rule: rule.id)
def test_rule_has_a_case_for_each_of_its_outcomes(rule):
    shown = {test["expect"] for test in CASES.get(rule.id, ())}

    assert shown == set(rule.outcomes), f"samples/cases/{rule.id}.json"


def test_case_files_follow_their_schema_and_ids_are_unique():
    validator = Draft202012Validator(read(ROOT / "schema" / "meta" / "case.schema.json"))
    files = sorted((SAMPLES / "cases").iterdir())
    ids = [test["id"] for test in TESTS]

    assert [e.message for file in files for e in validator.iter_errors(read(file))] == []
    assert sorted(ids) == sorted(set(ids))
    assert [f.name for f in files if f.stem not in SPEC.rules] == []


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

    verdict = judge(Report(document(name)), **linked(name))

    keys = ("rule", "outcome", "cells", "left", "right", "difference")
    actual = [
        {key: getattr(f, key) for key in keys} | {"cells": list(f.cells)} for f in verdict.findings
    ]
    assert actual == expected["findings"], "on purpose? Run: python tools/expect.py"
    assert (verdict.level, verdict.coverage._asdict()) == (expected["level"], expected["coverage"])


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
