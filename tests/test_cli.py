"""The command as people and portals run it."""

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from conftest import ROOT, SAMPLES, document
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ogireport import __version__
from ogireport.spec import standard

REPORTS = SAMPLES / "reports"


def ogireport(*arguments: object, env: dict | None = None, **more: object):
    return subprocess.run(
        [sys.executable, "-m", "ogireport", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | (env or {}), cwd=ROOT, **more,
    )  # fmt: skip


def test_failing_equation_shows_labels_numbers_difference_and_cell():
    result = ogireport("validate", "samples/reports/2021-hongze", "--lang", "zh")

    assert result.returncode == 1
    assert (
        """\
  ✗ T4-01  表四“行政复议”行：各项之和为 11，总计填写为 0，相差 11 件。
           结果维持 10 + 结果纠正 1 + 其他结果 0 + 尚未审结 0 ≠ 总计 0
           单元格 disputes/reconsideration/total
"""
        in result.stdout
    )
    assert result.stdout.startswith(
        "samples/reports/2021-hongze\n  结构合格 ✓  勾稽一致 ✗  内容完整 ✗  核对等式 40/40 条\n"
    )


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("2021-full", "complete", 0),
        ("2021-hongze", "well-formed", 0),
        ("2021-hongze", "consistent", 1),
        ("2019-shanghai", "consistent", 0),
        ("2019-shanghai", "complete", 1),
    ],
)
def test_exit_code_says_whether_the_level_is_reached(name, level, code):
    assert ogireport("validate", REPORTS / name, "--level", level).returncode == code


def test_many_reports_end_with_a_table_and_quiet_keeps_the_summary_line():
    full = ogireport("validate", "samples/reports", "--lang", "en", "--today", "2026-01-01")
    quiet = ogireport(
        "validate", "samples/reports", "--lang", "en", "--today", "2026-01-01", "--quiet"
    )

    lines = full.stdout.splitlines()
    assert "samples/reports/2021-hongze           well-formed    40/40     4             1" in lines
    assert quiet.stdout.splitlines() == lines[-4:]
    assert quiet.stderr == ""


@pytest.mark.parametrize(
    ("locale", "word"),
    [
        ("zh_CN.UTF-8", "份报告"),
        ("en_US.UTF-8", "Reports"),
        ("C", "份报告"),
        ("de_DE.UTF-8", "Reports"),
    ],
)
def test_language_follows_the_locale(locale, word):
    result = ogireport("validate", "samples/reports/2021-full", env={"LC_ALL": locale})

    assert word in result.stdout


def test_last_years_report_and_units_are_linked():
    county = REPORTS / "2021-example-county" / "report.json"
    linked = ["--previous", REPORTS / "2021-example-county-2023", "--units", REPORTS]

    result = ogireport("validate", county, *linked, "--format", "json")

    found = json.loads(result.stdout)["reports"][0]["findings"]
    assert [(f["rule"], f["cells"][0]) for f in found] == [
        ("XY-01", "requests/brought_forward/natural_person"),
        ("XY-01", "requests/brought_forward/total"),
    ]


def test_covered_unit_without_a_report_is_named():
    county, office = (
        REPORTS / f"2021-example-{organ}" / "report.json" for organ in ("county", "office")
    )

    result = ogireport("validate", county, "--units", office, "--lang", "en")

    told = "covered units without a report (2): example-civil-affairs-2024, example-town-2024."
    assert (result.returncode, " ".join(result.stderr.split())) == (0, told)


def test_previous_report_of_another_organ_is_refused():
    result = ogireport(
        "validate", REPORTS / "2021-full", "--previous", REPORTS / "2019-minimal", "--lang", "en"
    )

    assert result.returncode == 2
    assert "is not last year's report of the organ" in result.stderr


def test_linked_report_that_is_not_well_formed_is_refused(tmp_path):
    broken = document("2021-minimal")
    del broken["notes"]
    (tmp_path / "unit.json").write_text(json.dumps(broken), "utf-8")

    result = ogireport("validate", REPORTS / "2021-full", "--units", tmp_path, "--lang", "en")

    assert (result.returncode, "notes is missing" in result.stderr) == (2, True)


def test_explained_finding_stays_and_is_marked(tmp_path):
    report = document("2021-hongze")
    report["explanations"] = [{"rule": "T4-01", "text": "当时未填总计。"}]
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report, default=float), "utf-8")

    result = ogireport("validate", file, "--format", "json")

    found = json.loads(result.stdout)["reports"][0]
    assert [f["explained"] for f in found["findings"] if f["rule"] == "T4-01"] == [True, True]
    assert found["level"] == "well-formed"


def test_standard_input_is_a_report():
    data = (REPORTS / "2021-full" / "report.json").read_text("utf-8")

    assert ogireport("validate", "-", input=data).returncode == 0


def test_rules_lists_every_rule_and_explains_one():
    listed = ogireport("rules", "--lang", "en").stdout
    explained = ogireport("rules", "t3-01", "--lang", "zh").stdout

    assert [rule for rule in standard().rules if f"{rule}  " not in listed] == []
    assert "一 + 二 = 三(七) + 四" in explained
    assert "第一项加第二项之和，等于第三项加第四项之和" in "".join(explained.split())


def test_schema_prints_a_bundled_file():
    printed = ogireport("schema").stdout

    assert printed == (ROOT / "schema" / "dist" / "report.bundle.schema.json").read_text("utf-8")
    assert json.loads(ogireport("schema", "rules.json").stdout)["version"] == "1.0.0"


@pytest.mark.parametrize("arguments", [["rules", "T9-99"], ["schema", "none.json"], ["validate"]])
def test_wrong_usage_ends_with_two_and_no_traceback(arguments):
    result = ogireport(*arguments)

    assert (result.returncode, "Traceback" in result.stderr) == (2, False)


def test_broken_standard_ends_with_two(tmp_path):
    code = (
        "import sys, pathlib, ogireport.spec as s; s.DIST = pathlib.Path(sys.argv.pop(1));"
        "s.Spec.__init__.__defaults__ = (s.DIST,); from ogireport.cli import run; run()"
    )
    arguments = [str(tmp_path), "validate", str(REPORTS / "2021-full")]

    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )

    assert (result.returncode, "broken standard" in result.stderr) == (2, True)
    assert "Traceback" not in result.stderr


INSTALLED = {canonicalize_name(d) for names in packages_distributions().values() for d in names}


def needed(*names: str) -> set[str]:
    """The distributions that these need in turn; jsonschema tries its format checkers too."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found and name in INSTALLED:
            found.add(name)
            extra = {"extra": "format" if name == "jsonschema" else ""}
            wanted = map(Requirement, requires(name) or ())
            waiting += [r.name for r in wanted if not r.marker or r.marker.evaluate(extra)]
    return found


def test_checking_one_report_loads_only_jsonschema_and_click():
    code = (
        "import sys, ogireport; from ogireport.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: print(*{m.partition('.')[0] for m in sys.modules})"
    )
    command = [sys.executable, "-c", code, "validate", str(REPORTS / "2021-full"), "--quiet"]

    modules = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    distributions = packages_distributions()
    loaded = {canonicalize_name(d) for m in modules for d in distributions.get(m, ())}
    allowed = needed("jsonschema", "click") | {"ogireport"}
    assert loaded - allowed - {"setuptools"} == set()  # setuptools: a .pth file of its own


def test_version_is_the_same_everywhere():
    package = json.loads((ROOT / "datapackage.json").read_text("utf-8"))

    assert {__version__, standard().version, package["version"]} == {"1.0.0"}


def test_unknown_row_is_a_schema_finding_with_its_place():
    report = document("2021-minimal")
    report["requests"]["rows"]["new_received"] = {"natural_person": 0, "sum": 0}

    result = ogireport("validate", "-", "--format", "json", input=json.dumps(report))

    found = json.loads(result.stdout)["reports"][0]
    assert found["level"] == "none"
    assert [(f["rule"], f["cells"]) for f in found["findings"]] == [
        ("schema", ["requests/new_received"]),  # columns that are missing
        ("schema", ["requests/new_received"]),  # and one that the form does not have
    ]
