"""A table two with clauses of two editions, on every way that a report takes."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import stock
from conftest import ROOT, SAMPLES, document

from ogireport import Report, judge
from ogireport.convert import convert
from ogireport.dialects.sql import sql
from ogireport.frames import store
from ogireport.spec import standard
from ogireport.tables import documents, package

SPEC = standard()
REPORT = SAMPLES / "reports" / "2021-example-bureau" / "report.json"
REPORT_ID = "example-bureau-2022"
TABLES = ROOT / "samples" / "tables"
FORM = "disclosure_20211"
NEW, ALL = (f"disclosure/normative_documents/{c}" for c in ("newly_disclosed", "total_disclosed"))
FOUND = {("RP-07", "disclosure/edition"), ("RP-08", "disclosure/edition"), ("T2-02", NEW)}


def ogireport(*arguments: object) -> str:
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def found(findings: list[dict]) -> set[tuple[str, str]]:
    return {(f["rule"], f["cells"][0]) for f in findings}


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mixture") / "package"
    ogireport("export", REPORT, "--to", folder)
    return folder


def test_clauses_have_the_rows_and_columns_of_their_own_edition():
    form = SPEC.forms[FORM]
    editions = {e: SPEC.forms[f"disclosure_{e}"] for e in ("2019", "2021")}

    own = {code: editions[form.clauses[row.parent]].rows[code] for code, row in form.rows.items()}

    assert dict(form.rows) == own
    assert form.clauses == {"clause_1": "2019"} | dict.fromkeys(
        ("clause_5", "clause_6", "clause_8"), "2021"
    )


def test_equations_are_those_that_each_clause_has_in_its_own_edition():
    def said(name: str) -> set[tuple[str, tuple]]:
        return {(a.rule.id, a.equation.paths) for a in SPEC.active((name,)) if a.equation.table}

    clause = {
        c for c in SPEC.forms[FORM].cells() if c.split("/")[1] in ("rules", NEW.split("/")[1])
    }
    of_2019 = {s for s in said("disclosure_2019") if {p for side in s[1] for p in side} <= clause}
    of_2021 = {s for s in said("disclosure_2021") if clause.isdisjoint(p for x in s[1] for p in x)}

    assert said(FORM) - said("disputes") == of_2019  # those of 2021 all stand in the first clause
    assert {rule for rule, _ in of_2021} == {"T2-03"}


def test_command_judges_report_package_and_lines_alike(exported, tmp_path):
    lines, verdicts = tmp_path / "reports.jsonl", tmp_path / "verdicts.jsonl"
    lines.write_text(
        json.dumps(document("2021-example-bureau"), ensure_ascii=False) + "\n", "utf-8"
    )
    verb = ("validate", "--today", "2026-01-01")

    ogireport(*verb, lines, "--output", verdicts)
    streamed = json.loads(verdicts.read_text("utf-8"))
    one, held = (
        json.loads(ogireport(*verb, path, "--format", "json"))["reports"][0]
        for path in (REPORT, exported / "datapackage.json")
    )

    assert (one["level"], found(one["findings"])) == ("consistent", FOUND)
    assert one["findings"] == held["findings"] == streamed["findings"]
    assert "第（一）项 2019 年版" in one["findings"][0]["message"]["zh"]


def test_package_comes_back_and_stock_tools_refuse_what_fails(exported):
    files = package.contents(str(exported / "datapackage.json"), SPEC)
    ((back, _),) = documents.documents(files, SPEC)

    plain = stock.frictionless(f"{FORM}.csv", "--schema", f"schemas/{FORM}.json", cwd=exported)
    checked = stock.frictionless("datapackage.json", "--checklist", f"checklists/{FORM}.json", cwd=exported)  # fmt: skip
    plugged = stock.frictionless(
        "datapackage.json", cwd=exported, command=[sys.executable, "-m", "frictionless"]
    )

    assert back.document == document("2021-example-bureau")
    assert plain["valid"]
    assert ["T2-02" in e["note"] for e in stock.errors(checked)] == [True]
    assert ["T2-02" in e["note"] for e in stock.errors(plugged)] == [True]


def test_sql_reads_the_tables_of_the_samples_and_finds_the_same():
    connection = duckdb.connect()
    for name in store.names(SPEC):
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{TABLES}/{name}.csv')")

    failing = {
        (active.rule.id, active.equation.at)
        for active in SPEC.active()
        for (report,) in connection.execute(sql(active)).fetchall()
        if report == REPORT_ID
    }

    assert failing == {(rule, cell) for rule, cell in FOUND if rule != "RP-08"}


def test_page_shows_the_form_and_published_document_converts_back(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "web"))
    import desk

    (name,) = json.loads(desk.read("report.json", REPORT.read_bytes()))
    view, shown = json.loads(desk.view(name)), json.loads(desk.forms())["forms"][FORM]
    page = (SAMPLES / "documents" / "table-two-of-two-editions" / "document.html").read_bytes()
    converted = convert(page).document

    assert (view["forms"][0], view["cells"][ALL]["text"]) == (FORM, "2")
    assert shown["edition"]["en"] == "2021 edition with item (1) of the 2019"
    assert (converted["disclosure"]["edition"], converted["notes"]) == ("20211", [])
    assert judge(Report(converted)).level == "consistent"
