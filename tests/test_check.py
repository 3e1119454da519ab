"""The interface for programs: one call from whatever they hold to the verdict."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, npm, program

import ogireport
from ogireport import Level, ReadError, Report

PATH = SAMPLES / "reports" / "2021-hongze" / "report.json"
FULL = SAMPLES / "reports" / "2021-full" / "report.json"  # has amounts with cents
CLIENT = ROOT / "tests" / "peers" / "client.py"


@pytest.mark.parametrize("path", [PATH, FULL], ids=["hongze", "full"])
def test_report_in_every_form_has_the_same_verdict(path: Path) -> None:
    text = path.read_text("utf-8")
    forms = [path, str(path), text, f"\ufeff\n{text}", text.encode(), json.loads(text), Report(json.loads(text)),
             ogireport.load(path), ogireport.loads(text)]  # fmt: skip

    first, *others = [ogireport.check(form) for form in forms]

    assert others == [first] * len(others)
    assert ogireport.validate(Report(json.loads(text))) == first.findings


def test_float_is_taken_as_its_shortest_decimal() -> None:
    report = json.loads(FULL.read_bytes())
    fees = report["disclosure"]["rows"]["administrative_fees"]

    levels = {}
    for amount in (0.07, 592372449.05, 0.1 + 0.2):
        fees["amount_yuan"] = amount
        levels[amount] = ogireport.check(report).level

    assert levels == {0.07: Level.COMPLETE, 592372449.05: Level.COMPLETE, 0.1 + 0.2: Level.NONE}


@pytest.mark.parametrize("wrong", [b"", "[]", "{", "no-such-file.json", {"notes": float("nan")}])
def test_what_cannot_be_read_is_a_read_error(wrong: object) -> None:
    with pytest.raises(ReadError):
        ogireport.check(wrong)  # type: ignore[arg-type]


def test_previous_report_and_units_are_given_in_any_form() -> None:
    folder = SAMPLES / "reports"
    given = {
        name: folder / f"2021-example-{name}" / "report.json"
        for name in ("county", "county-2023", "town")
    }

    verdict = ogireport.check(
        given["county"], previous=json.loads(given["county-2023"].read_bytes()), units=[given["town"].read_bytes()]
    )  # fmt: skip

    assert verdict.unseen == ()
    assert "XY-01" in {finding.rule for finding in verdict.findings}


def test_verdict_as_a_dictionary_is_what_the_command_prints() -> None:
    command = [sys.executable, "-m", "ogireport", "validate", PATH, "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    (printed,) = json.loads(done.stdout)["reports"]

    assert {"file": str(PATH), **ogireport.check(PATH).to_dict()} == printed


def test_client_is_sound_for_two_type_checkers(tmp_path: Path) -> None:
    pyright = npm(ROOT / "tests" / "peers") / "node_modules" / "pyright" / "index.js"
    commands = {
        "mypy": [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path, CLIENT],
        "pyright": [program("node"), pyright, "--pythonpath", sys.executable, CLIENT],
    }

    said = {
        name: subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        for name, command in commands.items()
    }

    assert {name: done.stdout for name, done in said.items() if done.returncode} == {}
