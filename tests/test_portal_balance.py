"""Balance inside `frictionless validate`: by checklist, by plugin, and the same by every way."""

import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import frictionless
import pytest
import stock
from click.testing import CliRunner
from conftest import REPORTS, ROOT, UNJUDGED, assign, document, read

from ogireport import Report
from ogireport.cli import main
from ogireport.spec import standard
from ogireport.tables import bundle, package

RULES = read(ROOT / "schema" / "dist" / "rules.json")
RETIRED = {rule["id"] for rule in RULES["rules"] if "retired" in rule}  # these find nothing
EQUATIONS = [  # of one row of one form table, without other reports
    equation
    for equation in RULES["equations"]
    if equation["table"] and ":" not in "".join(equation["left"] + equation["right"])
    if equation["rule"] not in RETIRED
]
FORMS = sorted({equation["table"] for equation in EQUATIONS})
PLUGIN = [sys.executable, "-c", stock.CONSOLE]
DUCKDB = """\
import duckdb, json, sys
asked, database = json.load(sys.stdin), duckdb.connect()
for statement in asked["make"]:
    database.execute(statement)
print(json.dumps([[row[0] for row in database.execute(q).fetchall()] for q in asked["queries"]]))
"""
Found = set[tuple[str, str, str]]  # report_id, rule, cell


def write(documents: list[dict[str, Any]], folder: Path) -> Path:
    """Documents as a package, without judging them."""
    judged = [(Report(document), UNJUDGED) for document in documents]
    files = bundle.files(judged, bundle.names(standard()), folder.name, standard())
    package.write_folder(files, folder)
    return folder / "datapackage.json"


def blank(table: str) -> dict[str, Any]:
    """A report that has the form table, all figures null."""
    printed = {"_2019": "2019-minimal", "20211": "2021-example-bureau"}
    report = document(printed.get(table[-5:], "2021-minimal"))
    for name in ("disclosure", "requests", "disputes"):
        report[name]["rows"] = {
            row: dict.fromkeys(cells) for row, cells in report[name]["rows"].items()
        }
    return report


def unbalance(report: dict[str, Any], equation: dict[str, Any], by: int) -> None:
    """Break an equation whose cells are 0: too much on the left, or too little on the right."""
    if equation["left"]:
        assign(report, equation["left"][0], by)
    else:
        assign(report, equation["right"][-1], -by)


def seeded(number: int, equation: dict[str, Any]) -> dict[str, Any]:
    """A report where this equation alone has its figures, and they do not balance by 1."""
    report = blank(equation["table"])
    report["report_id"] = f"equation-{number}"
    for term in equation["left"] + equation["right"]:
        assign(report, term, 0)
    unbalance(report, equation, 1)
    return report


def broken(report: dict[str, Any]) -> Found:
    """The equations that are surely wrong in a report; nulls make none wrong."""
    read, found = Report(report), set()
    for equation in (e for e in EQUATIONS if e["table"] in read.forms):
        left, right = ([read.cells[term] for term in equation[side]] for side in ("left", "right"))
        if None not in left + right:
            more = sum(left) - sum(right)
            if more > 0 or (more and equation["relation"] == "eq"):
                found.add((report["report_id"], equation["rule"], equation["at"]))
    return found


SEEDS = [seeded(number, equation) for number, equation in enumerate(EQUATIONS)]
SEEDED = {each for report in SEEDS for each in broken(report)}


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory):
    """A package with one broken equation per report, and one report where all hold."""
    return write([*SEEDS, document("2021-full")], tmp_path_factory.mktemp("seeded") / "package")


def by_checklist(descriptor: Path) -> Found:
    """Stock frictionless, one run per table; the comment of a constraint has rule and column."""
    found = set()
    for name in FORMS:
        checklist = descriptor.parent / "checklists" / f"{name}.json"
        report = stock.frictionless(
            descriptor, "--name", name, "--checklist", checklist, "--limit-errors", "0",
            cwd=descriptor.parent,
        )  # fmt: skip
        for error in stock.errors(report):
            rule, row, column = re.search(r"# (\S+) (\w+)__(\w+):", error["message"]).groups()
            found.add((error["cells"][0], rule, f"{name.partition('_')[0]}/{row}/{column}"))
    return found


def by_plugin(report: dict[str, Any]) -> Found:
    wrong = stock.errors(report)
    assert {error["type"] for error in wrong} <= {"ogireport-balance"}
    return {(error["cells"][0], *error["note"].split()[1:3]) for error in wrong}


def by_ogireport(path: Path) -> Found:
    done = CliRunner().invoke(main, ["validate", str(path), "--format", "json"])
    equations = {(equation["rule"], equation["at"]) for equation in EQUATIONS}
    return {
        (report["report_id"], finding["rule"], finding["cells"][0])
        for report in json.loads(done.stdout)["reports"]
        for finding in report["findings"]
        if finding["outcome"] == "fail" and (finding["rule"], finding["cells"][0]) in equations
    }


def by_sql(descriptor: Path) -> Found:
    """The queries of rules.json over the CSV files, with the types of their Table Schemas."""
    types, make = {"string": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL(20, 2)"}, []
    for name in FORMS:
        fields = read(descriptor.parent / "schemas" / f"{name}.json")["fields"]
        columns = ", ".join(f"{field['name']} {types[field['type']]}" for field in fields)
        make += [
            f"CREATE TABLE {name} ({columns})",
            f"COPY {name} FROM '{descriptor.parent / name}.csv' (HEADER)",
        ]
    asked = {"make": make, "queries": [equation["sql"] for equation in EQUATIONS]}
    done = subprocess.run(  # a process of its own: at its end duckdb writes to standard error
        [sys.executable, "-c", DUCKDB],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers = zip(EQUATIONS, json.loads(done.stdout), strict=True)
    return {(report, e["rule"], e["at"]) for e, reports in answers for report in reports}


MIXED = {("disclosure_20211", "T2-02")}  # of a clause that a mixture prints as its edition does


def test_every_rule_of_one_row_is_seeded_on_every_form_of_its_editions():
    expected = {
        (form.name, rule["id"])
        for rule in RULES["rules"]
        for form in standard().forms.values()
        if form.table == rule.get("table")
        if form.edition in (None, *rule["editions"]) or (form.name, rule["id"]) in MIXED
        if ":" not in "".join(rule.get("left", []) + rule.get("right", []))
        if rule["id"] not in RETIRED
    }

    assert {(e["table"], e["rule"]) for e in EQUATIONS} == expected
    assert {(f"equation-{n}", e["rule"], e["at"]) for n, e in enumerate(EQUATIONS)} <= SEEDED


def test_stock_checklist_reports_each_broken_equation(descriptor):
    found = by_checklist(descriptor)

    print(f"stock frictionless --checklist: {len(found & SEEDED)} of {len(SEEDED)} equations")
    assert found == SEEDED


def test_plugin_reports_each_broken_equation_in_one_unmodified_command(descriptor):
    found = by_plugin(stock.frictionless(descriptor, cwd=Path("/"), command=PLUGIN))

    print(f"plugin: {len(found & SEEDED)} of {len(SEEDED)} equations")
    assert found == SEEDED


def test_plugin_reports_each_broken_equation_in_parallel(descriptor):
    changed = read(descriptor)
    for resource in changed["resources"]:
        resource["schema"].pop("foreignKeys", None)  # with any, frictionless goes one by one
    parallel = descriptor.with_name("parallel.json")
    parallel.write_text(json.dumps(changed), "utf-8")

    found = by_plugin(stock.frictionless(parallel, "--parallel", cwd=Path("/"), command=PLUGIN))

    print(f"plugin --parallel: {len(found & SEEDED)} of {len(SEEDED)} equations")
    assert found == SEEDED


def test_plugin_reports_each_broken_equation_in_python_and_survives_json(descriptor):
    report = frictionless.validate(str(descriptor))

    again = frictionless.Report.from_descriptor(json.loads(report.to_json()))

    assert by_plugin(again.to_descriptor()) == SEEDED


def test_message_of_a_checklist_is_printed_whole(descriptor):
    checklist = descriptor.parent / "checklists" / "disputes.json"
    done = subprocess.run(
        [*stock.STOCK, "validate", descriptor, "--name", "disputes", "--checklist", checklist],
        capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ | {"COLUMNS": "999"},
    )  # fmt: skip

    formulas = [check["formula"] for check in read(checklist)["checks"]]
    assert [formula for formula in formulas if formula not in done.stdout] == []


def test_plugin_and_checklist_report_each_error_once(descriptor):
    checklist = descriptor.parent / "checklists" / "disputes.json"
    options = ("--name", "disputes", "--checklist", checklist, "--limit-errors", "0")

    report = stock.frictionless(descriptor, *options, cwd=descriptor.parent, command=PLUGIN)

    rows = [(error["cells"][0], *error["note"].split()[1:3]) for error in stock.errors(report)]
    assert sorted(rows) == sorted(f for f in SEEDED if f[2].startswith("disputes/"))


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_CN.UTF-8", "相差 1 件"), ("en_US.UTF-8", "the difference is 1")]
)
def test_plugin_speaks_the_language_of_the_locale(descriptor, locale, words, monkeypatch):
    monkeypatch.setenv("LC_ALL", locale)

    notes = [
        e["note"] for e in stock.errors(frictionless.validate(str(descriptor)).to_descriptor())
    ]

    assert len(notes) == len(SEEDED)
    assert {note.split()[1] for note in notes if words in note} >= {"T3-01", "T3-02", "T4-01"}


@pytest.mark.parametrize(
    "checklist", [{"checks": [{"type": "row-constraint", "formula": "True"}]}, "../checklist.json"]
)
def test_plugin_refuses_a_checklist_that_a_table_brings_with_it(descriptor, checklist, tmp_path):
    changed = read(descriptor)
    next(r for r in changed["resources"] if r["name"] == "disputes")["checklist"] = checklist
    hostile = descriptor.with_name("hostile.json")
    hostile.write_text(json.dumps(changed), "utf-8")

    report = frictionless.validate(str(hostile)).to_descriptor()

    errors = next(task["errors"] for task in report["tasks"] if task["name"] == "disputes")
    assert [error["type"] for error in errors] == ["resource-error"]
    assert "the rules come from the standard" in errors[0]["message"]


def test_plugin_leaves_tables_of_other_packages_alone(tmp_path):
    (tmp_path / "disputes.csv").write_text("report_id,total\na,1\n", "utf-8")
    resource = {"name": "disputes", "type": "table", "path": "disputes.csv", "checklist": "none"}
    other = tmp_path / "datapackage.json"
    other.write_text(json.dumps({"name": "other", "resources": [resource]}), "utf-8")

    assert frictionless.validate(str(other)).valid


def test_installed_command_finds_the_plugin_by_its_name(tmp_path):
    command = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [command, "validate", ROOT / "datapackage.json", "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path,
    )  # fmt: skip

    assert {found[:2] for found in by_plugin(json.loads(done.stdout))} == {
        ("hongze-2023", "T4-01"),
        ("example-bureau-2022", "T2-02"),
    }


def mutated() -> list[dict[str, Any]]:
    """Reports of zeros, one per rule and table, with an equation that is far out of balance."""
    found = []
    for name, rule in sorted({(e["table"], e["rule"]) for e in EQUATIONS}):
        equation = next(e for e in EQUATIONS if (e["table"], e["rule"]) == (name, rule))
        report = deepcopy(document("2019-minimal" if name.endswith("2019") else "2021-minimal"))
        report["report_id"] = f"{name}-{rule}".lower().replace("_", "-")
        unbalance(report, equation, 10**6)
        found.append(report)
    return found


def test_five_ways_find_the_same_failing_rules_and_cells(tmp_path):
    reports = [*map(document, REPORTS), *mutated()]
    for number, report in enumerate(reports):
        (tmp_path / "documents").mkdir(exist_ok=True)
        text = json.dumps(report, ensure_ascii=False, default=float)
        (tmp_path / "documents" / f"{number}.json").write_text(text, "utf-8")
    descriptor = write(reports, tmp_path / "package")

    found = {
        "documents": by_ogireport(tmp_path / "documents"),
        "package": by_ogireport(descriptor),
        "plugin": by_plugin(frictionless.validate(str(descriptor)).to_descriptor()),
        "checklist": by_checklist(descriptor),
        "sql": by_sql(descriptor),
    }

    print({way: len(failing) for way, failing in found.items()}, "of", len(reports), "reports")
    assert {rule for _, rule, _ in found["documents"]} == {e["rule"] for e in EQUATIONS}
    assert found == dict.fromkeys(found, found["documents"])
