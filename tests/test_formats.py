"""The output formats, each against the published schema of its readers."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import xmlschema
from conftest import ROOT, SAMPLES, read
from jsonschema import Draft7Validator, Draft202012Validator

SCHEMAS = Path(__file__).parent / "schemas"
HOSTILE = {
    "negative.json": '"in_force": -1',
    "markup.json": '"in_force": "<b>&]]>\\u001b%0A::error::\\n"',
    "unknown.json": '"<row>\\u0000": {}, "in_force": 0',
    "large.json": '"in_force": 10000000000000000000000000000000000000000',
    "twice.json": '"in_force": 0, "in_force": 0',
}
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module", params=["samples", "hostile", "good"])
def folder(request, tmp_path_factory) -> Path:
    """All sample reports; reports and files that are broken; one report without findings."""
    if request.param == "samples":
        return Path("samples/reports")
    sample = (SAMPLES / "reports" / "2021-minimal" / "report.json").read_text("utf-8")
    made = tmp_path_factory.mktemp("a, b & c: 100%")
    (made / "good.json").write_text(sample, "utf-8")
    if request.param == "hostile":
        for name, text in HOSTILE.items():
            (made / name).write_text(sample.replace('"in_force": 0', text, 1), "utf-8")
        (made / "empty.json").touch()
        (made / "other.json").write_text("{}", "utf-8")
    return made


@cache
def output(folder: Path, form: str, lang: str) -> str:
    result = run(folder, "--format", form, "--lang", lang, env={"PYTHONIOENCODING": "utf-8"})
    return result.stdout.decode("utf-8")


def run(folder: Path, *options: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    result = subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", str(folder), *options],
        cwd=ROOT, env=os.environ | env, capture_output=True, check=False,
    )  # fmt: skip
    assert b"Traceback" not in result.stderr
    return result


@both_languages
def test_json_output_follows_the_findings_schema(folder, lang):
    schema = read(ROOT / "schema" / "meta" / "findings.schema.json")
    document = json.loads(output(folder, "json", lang))

    assert [e.message for e in Draft202012Validator(schema).iter_errors(document)] == []


def test_json_summary_counts_what_the_reports_hold(folder):
    document = json.loads(output(folder, "json", "en"))
    reports, summary = document["reports"], document["summary"]
    outcomes = [finding["outcome"] for report in reports for finding in report["findings"]]

    assert summary == {
        "reports": len(reports),
        "unreadable": len(document["unreadable"]),
        "levels": {
            level: [r["level"] for r in reports].count(level) for level in summary["levels"]
        },
        "outcomes": {name: outcomes.count(name) for name in summary["outcomes"]},
        "coverage": {
            name: sum(report["coverage"][name] for report in reports)
            for name in ("checked", "applicable")
        },
        "not_checked": ["previous", "units", "narrative"] if reports else [],
    }


@both_languages
def test_sarif_output_follows_the_oasis_schema(folder, lang):
    schema = read(SCHEMAS / "sarif-schema-2.1.0.json")
    document = json.loads(output(folder, "sarif", lang))

    assert [e.message for e in Draft7Validator(schema).iter_errors(document)] == []


def test_sarif_results_name_declared_rules_and_every_finding(folder):
    (body,) = json.loads(output(folder, "sarif", "en"))["runs"]
    document = json.loads(output(folder, "json", "en"))
    declared = [rule["id"] for rule in body["tool"]["driver"]["rules"]]
    found = [finding["rule"] for report in document["reports"] for finding in report["findings"]]

    assert found == [result["ruleId"] for result in body["results"]]
    assert set(found) <= set(declared)
    assert len(declared) == len(set(declared))


@both_languages
def test_junit_output_follows_the_jenkins_schema(folder, lang):
    schema = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")

    assert [e.reason for e in schema.iter_errors(output(folder, "junit", lang))] == []


def test_junit_output_counts_its_test_cases(folder):
    (suite,) = xmlschema.XMLResource(output(folder, "junit", "en")).root

    assert {name: int(suite.get(name)) for name in ("tests", "failures", "errors")} == {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
    }


@both_languages
def test_github_output_is_one_workflow_command_a_line(folder, lang):
    command = re.compile(r"::(error|warning|notice) file=[^:,]+(,title=[A-Za-z0-9-]+)?::\S.*")

    assert [
        s for s in output(folder, "github", lang).split("\n")[:-1] if not command.fullmatch(s)
    ] == []


@both_languages
def test_text_output_fits_80_columns(lang):
    result = run(Path("samples/reports"), "--lang", lang, env={"PYTHONIOENCODING": "utf-8"})
    lines = (result.stdout + result.stderr).decode("utf-8").splitlines()

    assert [line for line in lines if columns(line) > 80] == []


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_machine_output_is_utf8_whatever_the_terminal(form):
    folder = Path("samples/reports/2021-hongze")
    result = run(folder, "--format", form, "--lang", "zh", env={"PYTHONIOENCODING": "gbk"})

    assert result.stdout.decode("utf-8").splitlines() == output(folder, form, "zh").splitlines()
