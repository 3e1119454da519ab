"""Suggestions as they are printed: text, JSON, SARIF."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

UPHELD, TOTAL = (f"disputes/litigation_after_reconsideration/{c}" for c in ("upheld", "total"))


def run(*arguments: object) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False, cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert "Traceback" not in result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "zh",
            """\
           可能：表四“行政复议”行“总计”列 应为 11（填写为 0）
           可能：表四“复议后起诉”行“总计”列 应为 5（填写为 0）
           也可能：表四“复议后起诉”行“结果维持”列 应为 0（填写为 5）
""",
        ),
        (
            "en",
            """\
           Probably Table 4, administrative reconsideration · total should be 11
           (published as 0)
           Probably Table 4, litigation after reconsideration · total should be
           5 (published as 0)
           or Table 4, litigation after reconsideration · upheld should be 0
           (published as 5)
""",
        ),
    ],
)
def test_text_offers_repairs_below_the_failing_equations(lang, lines):
    output = run("samples/reports/2021-hongze", "--lang", lang)

    assert output.index("disputes/litigation_after") < output.index(lines)


def test_json_carries_the_suggestions():
    (report,) = json.loads(run("samples/reports/2021-hongze", "--format", "json"))["reports"]
    other = report["suggestions"]["imbalances"][1]

    assert other["equations"] == [{"rule": "T4-01", "cell": TOTAL}]
    assert other["located"]
    assert other["certain"]
    assert [offer["changes"] for offer in other["alternatives"]] == [
        [{"cell": TOTAL, "printed": 0, "proposed": 5}],
        [{"cell": UPHELD, "printed": 5, "proposed": 0}],
    ]


LAYOUTS = {
    "indented": lambda text: text,
    "one line": lambda text: json.dumps(json.loads(text), ensure_ascii=False),
    "windows": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "column by column": lambda text: json.dumps(json.loads(text), indent="\t").replace(
        ": ", "\n:\n"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sarif_fixes_applied_to_the_file_balance_the_report(layout, tmp_path):
    file, original = tmp_path / "报告.json", ROOT / "samples/reports/2021-hongze/report.json"
    written = LAYOUTS[layout](original.read_text("utf-8")).encode()
    file.write_bytes(written)
    (body,) = json.loads(run(file, "--format", "sarif"))["runs"]
    fixes = [result["fixes"][0] for result in body["results"] if "fixes" in result]
    (tmp_path / "fixed.json").write_text(applied(fixes, written.decode("utf-8-sig")), "utf-8")

    assert body["columnKind"] == "unicodeCodePoints"
    assert len(fixes) == 2
    assert file.read_bytes() == written
    assert "T4-01" not in run(tmp_path / "fixed.json")


def applied(fixes: list[dict], text: str) -> str:
    lines = text.split("\n")
    edits = [r for f in fixes for change in f["artifactChanges"] for r in change["replacements"]]
    for edit in sorted(edits, key=lambda e: -e["deletedRegion"]["startColumn"]):
        region = edit["deletedRegion"]
        line = lines[region["startLine"] - 1]
        start, end = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
        lines[region["startLine"] - 1] = start + edit["insertedContent"]["text"] + end
    return "\n".join(lines)


def test_sarif_says_in_words_what_has_no_place_in_a_file():
    data = (ROOT / "samples/reports/2021-hongze/report.json").read_bytes()
    result = subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", "-", "--format", "sarif", "--lang", "en"],
        input=data, capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    (body,) = json.loads(result.stdout)["runs"]
    offered = [r["properties"]["suggestions"] for r in body["results"] if "properties" in r]

    assert [len(texts) for texts in offered] == [1, 2]
    assert "fixes" not in result.stdout.decode()


def test_report_that_passes_loads_nothing_of_the_search():
    code = (
        "import sys; from ogireport.cli.validate import command;"
        "command(['samples/reports/2021-full'], standalone_mode=False)"
    )
    program = (
        f"try:\n {code}\nfinally: print([m for m in sys.modules if 'repair' in m or 'peel' in m])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )

    assert result.stdout.splitlines()[-1] == "[]"
