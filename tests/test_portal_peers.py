"""The exported package in tools that we did not write: portals, catalogues, data frames."""

import csv
import json
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stock
from click.testing import CliRunner
from conftest import ROOT, SAMPLES, index, read

from ogireport.cli import main

pytestmark = pytest.mark.ci

PEERS = ROOT / "tests" / "peers"
CKAN = (PEERS / "ckan.py").read_text("utf-8")
# of CKAN and of Debian, and the one that is installed with the tests
VERSIONS = ["5.18.0", "5.19.1", "newest"]
WHOLE, AMOUNT = {"Int64", "BIGINT", "int64"}, {"Float64", "DOUBLE", "float64"}
SAID = {
    "--license": "CC-BY-4.0",
    "--publisher": "示例省数据局",
    "--id": "https://doi.org/10.5072/1",
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported") / "package"
    said = [word for option in SAID.items() for word in option]
    to = ["--to", str(folder), "--today", "2026-01-01"]
    done = CliRunner().invoke(main, ["export", str(SAMPLES / "reports"), *to, *said])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(params=VERSIONS)
def frictionless(request, monkeypatch):
    """A version of frictionless in the processes that a test starts."""
    if request.param != "newest":
        monkeypatch.setenv("PYTHONPATH", str(index(f"frictionless-{request.param}")))
    return request.param


def wrong_sums() -> list[tuple[str, str]]:
    """The rows of table four of 2021-hongze that do not add up, as its expected findings say."""
    folder = SAMPLES / "reports" / "2021-hongze"
    name = read(folder / "report.json")["report_id"]
    return sorted(
        (name, finding["cells"][0].split("/")[1])
        for finding in read(folder / "expected.json")["findings"]
        if finding["outcome"] == "fail" and finding["rule"] == "T4-01"
    )


def told(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Report and row of every error, from the text that a person sees."""
    rows = r"T4-01 (?:disputes/)?(\w+?)(?:__|/)total"
    return sorted((e["cells"][0], re.search(rows, e["message"])[1]) for e in stock.errors(report))


def test_frictionless_of_portals_finds_the_package_valid(frictionless, exported):
    report = stock.frictionless(exported / "datapackage.json", cwd=Path("/"))

    assert (report["valid"], stock.errors(report)) == (True, [])


@pytest.mark.parametrize("plugin", [False, True], ids=["stock", "plugin"])
def test_call_of_ckan_finds_each_error_once(plugin, frictionless, exported, tmp_path):
    upload = tmp_path / "9f0" / "3c1" / "b2-7d1e-4f55-8a43-a0c5d1e2f3a4"  # as CKAN stores uploads
    upload.parent.mkdir(parents=True)
    shutil.copy(exported / "disputes.csv", upload)
    checklist = read(exported / "checklists" / "disputes.json")
    balance = {"checks": [{"type": "ogireport-balance"}]}
    options = [checklist, {}, balance] if plugin else [checklist]
    asked = {"source": str(upload), "schema": read(exported / "schemas" / "disputes.json")}

    done = subprocess.run(
        [sys.executable, "-c", ("" if plugin else stock.HIDE) + CKAN],
        input=json.dumps(asked | {"options": options}),
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip

    assert [told(report) for report in json.loads(done.stdout)] == [wrong_sums()] * len(options)


@pytest.fixture(scope="module")
def peers(exported):
    """What tools of others make of the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(index("tables")))
        done = subprocess.run(
            [sys.executable, "-W", "ignore", PEERS / "packages.py", exported],
            capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    return json.loads(done.stdout)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("tool", ["datapackage", "tableschema", "csvw"])
def test_tool_reads_every_row_of_every_table(tool, peers, exported):
    assert peers[tool] == {path.stem: len(rows(path)) for path in exported.glob("*.csv")}


def test_validata_runs_the_sums_of_the_schema_and_names_the_report(peers):
    wrong = {name: errors for name, errors in peers["validata"].items() if errors}

    assert [*wrong] == ["disputes"]
    assert {code for code, *_ in wrong["disputes"]} == {"sum-columns-value"}
    assert (
        sorted(
            (report, re.search(r"'(\w+)__total'", message)[1])
            for _, report, message in wrong["disputes"]
        )
        == wrong_sums()
    )


def test_frames_guess_one_type_for_counts_and_one_for_amounts(peers, exported):
    wrong = []
    for name, guesses in peers["frames"].items():
        fields = read(exported / "schemas" / f"{name}.json")["fields"]
        kinds = {field["name"]: field["type"] for field in fields}
        held = rows(exported / f"{name}.csv")
        for guess in guesses:
            assert [*guess] == [*kinds]
        for column in (c for c, kind in kinds.items() if kind in ("integer", "number")):
            values = [row[column] for row in held]
            # pandas has no whole numbers beside nulls
            tools = guesses if "" not in values else guesses[:2]
            expected = WHOLE if kinds[column] == "integer" else AMOUNT
            if any(values) and not {guess[column] for guess in tools} <= expected:
                wrong.append((name, column, [guess[column] for guess in tools]))
    assert wrong == []


def test_frames_add_up_the_figures_of_all_reports(peers, exported):
    figures = rows(exported / "figures.csv")
    columns = ("value", "amount_yuan")
    sums = [float(sum(Decimal(row[c]) for row in figures if row[c])) for c in columns]

    assert peers["sums"] == [sums] * 3
    assert [row for row in figures if row["value"] and row["amount_yuan"]] == []
    assert {bool(row["status"]) for row in figures if row["value"] or row["amount_yuan"]} == {False}


def test_catalogues_are_given_identifier_title_licence_and_makers(peers):
    ckan, zenodo = json.loads(peers["ckan"]), json.loads(peers["zenodo"])["metadata"]

    assert (ckan["license_id"], len(ckan["resources"])) == ("CC-BY-4.0", 13)
    assert [right["id"] for right in zenodo["rights"]] == ["CC-BY-4.0"]
    assert {maker["person_or_org"]["name"] for maker in zenodo["creators"]} >= {"示例县民政局"}
    assert [c["person_or_org"]["name"] for c in zenodo["contributors"]] == [SAID["--publisher"]]
    assert f"<{SAID['--id']}> a dcat:Dataset" in peers["dcat"]
    assert (peers["mapper"]["id"], peers["mapper"]["license_id"]) == (SAID["--id"], "CC-BY-4.0")
    assert {ckan["title"], zenodo["title"], peers["mapper"]["title"]} == {ckan["title"]}
