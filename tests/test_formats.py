"""The output formats, each against the published schema of its readers."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import xmlschema
from conftest import ROOT, SAMPLES, npm, read
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from ogireport import load
from ogireport.render import places

SCHEMAS, PEERS = (Path(__file__).parent / name for name in ("schemas", "peers"))
NO_ADDRESS = "SARIF2005"  # wants an informationUri, which only a release has
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


def test_blanks_are_told_once_and_each_of_them_when_asked(tmp_path):
    form = read(SAMPLES / "reports" / "2021-full" / "report.json")
    cells = [
        (f"{table}/{row}/{column}", values, column)
        for table in ("disclosure", "requests", "disputes")
        for row, values in form[table]["rows"].items()
        for column in values
    ]
    for _, values, column in cells:
        values[column] = None
    form["notes"] = [{"cell": cell, "status": "blank", "printed": ""} for cell, _, _ in cells]
    (tmp_path / "report.json").write_text(json.dumps(form, default=str), "utf-8")

    brief, full = (
        run(tmp_path, "--format", "json", *options, env={}).stdout for options in ((), ("--full",))
    )
    told, found = (json.loads(text)["reports"][0]["findings"] for text in (brief, full))

    assert len(brief) < 10_000 < len(full)
    assert {f["rule"]: f.get("alike", 0) + 1 for f in told} == Counter(f["rule"] for f in found)
    assert [f.get("unlisted", 0) + len(f["cells"]) for f in told if f["rule"] == "RP-06"] == [200]
    assert {f["rule"]: len(f["cells"]) for f in found}["RP-06"] == 200
    assert not any({"alike", "unlisted"} & f.keys() for f in found)


def test_json_summary_counts_what_the_reports_hold(folder):
    document = json.loads(output(folder, "json", "en"))
    reports, summary = document["reports"], document["summary"]
    findings = [finding for report in reports for finding in report["findings"]]
    outcomes = [f["outcome"] for f in findings for _ in range(1 + f.get("alike", 0))]
    unread = {r["level"] for r in reports if "narrative" in r["not_checked"]}

    assert unread <= {"none"}
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
        "not_checked": [
            part
            for part in ("previous", "units", "narrative")
            if any(part in report["not_checked"] for report in reports)
        ],
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


def complaints(folder: Path, *logs: str) -> list[str]:
    """The rules of SARIF, and of GitHub for it, that logs break: errors and warnings."""
    tool = npm(PEERS) / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    for number, log in enumerate(logs):
        (folder / f"{number}.sarif").write_text(log, "utf-8")
    subprocess.run(
        [tool, "validate", "*.sarif", "--rule-kind", "Sarif;Ghas", "--output", "said.json"],
        cwd=folder, env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=True, capture_output=True,
    )  # fmt: skip
    (said,) = read(folder / "said.json")["runs"]
    return [result["ruleId"] for result in said["results"]]


def test_sarif_output_breaks_no_rule_of_github(folder, tmp_path):
    found = complaints(tmp_path, output(folder, "sarif", "zh"), output(folder, "sarif", "en"))

    assert found == [NO_ADDRESS] * 2


def test_sarif_of_a_rule_without_texts_breaks_a_rule_of_github(tmp_path):
    log = json.loads(output(Path("samples/reports/2021-hongze"), "sarif", "en"))
    del log["runs"][0]["tool"]["driver"]["rules"][0]["shortDescription"]

    assert "GH2012" in complaints(tmp_path, json.dumps(log))


def text_at(place: dict) -> str:
    """What the region of a SARIF location holds."""
    file = unquote(place["artifactLocation"]["uri"].removeprefix("file://"))
    region, lines = place["region"], (ROOT / file).read_text("utf-8").split("\n")
    held = lines[region["startLine"] - 1 : region["endLine"]]
    held[-1] = held[-1][: region["endColumn"] - 1]
    return "\n".join([held[0][region["startColumn"] - 1 :], *held[1:]])


def test_sarif_regions_hold_the_figure_of_the_cell():
    (body,) = json.loads(output(Path("samples/reports"), "sarif", "en"))["runs"]
    wanted, found = [], []
    for result in body["results"]:
        (location,) = result["locations"]
        place, cell = location["physicalLocation"], location["logicalLocations"][0]
        report = load(ROOT / place["artifactLocation"]["uri"])
        wanted.append(report.value(cell["fullyQualifiedName"]))
        found.append(json.loads(text_at(place)))

    assert found == wanted


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter("rows".__ne__), inner),
)


def leaves(value: Any, path: places.Path = ()) -> Iterator[tuple[places.Path, Any]]:
    yield path, value
    items = enumerate(value) if isinstance(value, list) else getattr(value, "items", list)()
    for key, inner in items:
        yield from leaves(inner, (*path, str(key)))


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_spans_hold_the_value_that_the_keys_lead_to(value, indent, ascii_only):
    text, wanted = json.dumps(value, indent=indent, ensure_ascii=ascii_only), dict(leaves(value))

    found = places.spans(text, wanted)

    assert {path: json.loads(text[slice(*span)]) for path, span in found.items()} == wanted


def test_sarif_of_a_package_points_into_its_csv_files(tmp_path):
    shutil.copytree(ROOT / "samples/tables", tmp_path / "samples/tables")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    (body,) = json.loads(output(tmp_path / "datapackage.json", "sarif", "en"))["runs"]
    results = [r for r in body["results"] if (r["ruleId"], r["kind"]) == ("T4-01", "fail")]
    failed = [result["locations"][0] for result in results]
    places = [location["physicalLocation"] for location in failed]

    assert {Path(p["artifactLocation"]["uri"]).name for p in places} == {"disputes.csv"}
    assert [text_at(place) for place in places] == ["0", "0"]


def test_github_output_of_a_package_finds_the_row_after_a_long_text_with_lone_returns(tmp_path):
    report = read(SAMPLES / "reports/2021-hongze/report.json")
    first = report | {
        "report_id": "first",
        "sections": report["sections"] | {"overview": "一\r" * 70_000},
    }
    for name, document in (("first", first), ("second", report)):
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "ogireport", "export", tmp_path, "--to", tmp_path / "package"]
    subprocess.run(command, check=True, capture_output=True)

    said = output(tmp_path / "package/datapackage.json", "github", "en")

    lines = re.findall(r"reports\.csv,line=(\d+),.*title=RP-03", said)
    text = (tmp_path / "package/reports.csv").read_bytes().decode("utf-8-sig").split("\n")
    assert [text[int(line) - 1].split(",")[1] for line in lines] == ["first", report["report_id"]]


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
    place = r" file=[^:,]+(,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[A-Za-z0-9-]+)?"
    command = re.compile(rf"::(error|warning|notice)({place})?::\S.*")

    assert [
        s for s in output(folder, "github", lang).split("\n")[:-1] if not command.fullmatch(s)
    ] == []


def test_github_output_shows_the_ten_worst_and_counts_the_rest():
    document = json.loads(output(Path("samples/reports"), "json", "en"))
    severities = [f["severity"] for report in document["reports"] for f in report["findings"]]
    covered = [r["coverage"]["checked"] < r["coverage"]["applicable"] for r in document["reports"]]
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    expected = [levels[name] for name in sorted(severities, key=list(levels).index)]

    *shown, last = output(Path("samples/reports"), "github", "en").splitlines()

    assert [line[2:].split(" ")[0] for line in shown] == expected[:10]
    assert last == f"::notice::{len(expected) + sum(covered) - 10} more; see the log or SARIF."


def test_github_output_points_at_the_line_of_the_cell():
    (first, *_) = output(Path("samples/reports/2021-hongze"), "github", "en").splitlines()
    file, line = re.match(r"::error file=(.+?),line=(\d+),", first).groups()

    assert (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1].strip() == '"total": 0'


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
