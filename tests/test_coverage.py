"""“Nothing contradicts” never reads as “the figures balance”: how much was checked is said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import TABLES, document

from ogireport import Coverage, Level, Report, judge

ZH, EN = "核对等式 0/42 条", "checked 0 of 42"


def blank() -> dict[str, Any]:
    """A report of two hundred nulls, each with its note: nothing in it contradicts."""
    report = document("2021-full")
    for table in TABLES:
        report[table]["rows"] = {r: dict.fromkeys(c) for r, c in report[table]["rows"].items()}
    cells = Report(report).cells
    report["notes"] = [{"cell": cell, "status": "blank", "printed": ""} for cell in cells]
    return report


def validate(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ogireport", "validate", path, *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("blank")
    line = json.dumps(blank(), ensure_ascii=False)
    for suffix in ("json", "jsonl"):
        (folder / f"report.{suffix}").write_text(line + "\n", "utf-8")
    return {suffix: folder / f"report.{suffix}" for suffix in ("json", "jsonl")}


def test_blank_report_is_consistent_and_nothing_of_it_is_checked():
    verdict = judge(Report(blank()))

    assert (verdict.level, verdict.coverage) == (Level.CONSISTENT, Coverage(0, 42))
    assert verdict.coverage.share == 0
    assert verdict.unseen == ("previous", "units")


@pytest.mark.parametrize(
    ("name", "coverage"),
    [("2021-full", (42, 42)), ("2019-huachuan", (45, 45)), ("2019-shanghai", (7, 45))],
)
def test_coverage_counts_the_must_equations_that_could_be_decided(name, coverage):
    assert judge(Report(document(name))).coverage == coverage


def test_one_blank_total_leaves_its_own_equations_unchecked():
    report = document("2021-full")
    report["disputes"]["rows"]["reconsideration"]["total"] = None

    assert judge(Report(report)).coverage == (41, 42)


def test_malformed_report_has_nothing_checked():
    verdict = judge(Report(document("2021-full") | {"scope": "?"}))

    assert (verdict.coverage, verdict.coverage.share) == ((0, 0), 0)


def test_previous_year_that_is_given_is_not_listed_as_unseen():
    county = document("2021-example-county")
    units = [Report(document(f"2021-example-{name}")) for name in ("office", "town")]

    verdict = judge(
        Report(county), previous=Report(document("2021-example-county-2023")), units=units
    )

    assert verdict.unseen == ()


@pytest.mark.parametrize(("lang", "words"), [("zh", ZH), ("en", EN)])
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_text_says_how_much_was_checked(files, suffix, lang, words):
    said = validate(files[suffix], "--lang", lang)

    assert said.returncode == 0
    assert words in said.stdout
    last = " ".join(said.stdout.splitlines()[-2:])
    unseen = {
        "zh": "未核对：上年报告、纳入汇总的单位的",
        "en": "Not looked at: last year's report, the",
    }
    assert unseen[lang] in last


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_json_says_how_much_was_checked(files, suffix):
    said = json.loads(validate(files[suffix], "--format", "json").stdout)
    (report,) = said.get("reports", [said])

    assert report["coverage"] == {"checked": 0, "applicable": 42}
    assert report["not_checked"] == ["previous", "units"]
    if suffix == "json":
        assert said["summary"]["coverage"] == {"checked": 0, "applicable": 42}


def test_junit_says_how_much_was_checked(files):
    suite = ElementTree.fromstring(  # noqa: S314 our own output
        validate(files["json"], "--format", "junit", "--lang", "en").stdout.encode()
    ).find("testsuite")

    known = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert known == {"coverage": "0/42", "not_checked": "previous units"}
    assert suite.findtext("testcase/system-out").splitlines()[0] == EN


def test_sarif_and_github_say_how_much_was_checked(files):
    sarif = json.loads(validate(files["json"], "--format", "sarif", "--lang", "en").stdout)
    github = validate(files["json"], "--format", "github", "--lang", "en").stdout

    (run,) = sarif["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert run["properties"]["coverage"] == {"checked": 0, "applicable": 42}
    assert notes[0]["message"]["text"].endswith(EN)
    assert f"::consistent, {EN}" in github


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
@pytest.mark.parametrize(("share", "code"), [("0", 0), ("0.01", 1), ("1", 1)])
def test_required_share_decides_the_exit_code(files, suffix, share, code):
    assert validate(files[suffix], "--require-checked", share).returncode == code


def test_required_share_admits_a_report_of_which_all_is_checked():
    path = Path(__file__).parents[1] / "samples/reports/2021-full/report.json"

    assert validate(path, "--require-checked", "1").returncode == 0
