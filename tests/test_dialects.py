"""One equation, one meaning: every dialect answers as the rules do, on every kind of report."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import duckdb
import frictionless
import pytest
import xlsxwriter
from conftest import ROOT, assign, document, program

import build
from ogireport import Outcome, Report, judge
from ogireport.dialects import UnsayableError
from ogireport.dialects.excel import excel
from ogireport.dialects.python import python
from ogireport.dialects.row_constraint import row_constraint
from ogireport.dialects.sql import sql, sql_of_levels
from ogireport.frames import links, store, warehouse
from ogireport.kinds import Active
from ogireport.publish.layout import pieces
from ogireport.rules import arithmetic
from ogireport.rules.context import Context
from ogireport.rules.linking import Earlier, Identity
from ogireport.spec import Spec
from ogireport.tables import bundle, package

RULES = """
- &rule
  id: T3-90
  name: duplicates_within_outcomes
  title: {zh: 重复申请不多于总计。, en: Duplicates do not exceed the total processed.}
  since: "1.0"
  requirement: should
  basis: inferred
  editions: ["2019", "2021"]
  outcomes: [pass, fail, undetermined, not_applicable]
  clause: {document: 本标准, place: 试例, quote: 试例}
  kind: linear
  table: requests
  for_each: column
  relation: le
  left: [not_processed_duplicate]
  right: [total_processed]
  when: {organ/level: [county, township]}
  message: {zh: "{place}：{left} 多于 {right}。", en: "{place}: {left} exceed {right}."}
  repair: {zh: 核对。, en: Check.}
- {<<: *rule, id: T3-91, when: {requests/edition: ["2021"]}}
- {<<: *rule, id: T3-92, retired: "1.0"}
- {<<: *rule, id: T3-93, left: [brought_forward], right: ["previous:carried_forward"]}
"""
GRAVEST = [Outcome.FAIL, Outcome.UNDETERMINED]
Answer = tuple[str, str, str]  # report_id, rule, cell
Answers = dict[Answer, Outcome]


@pytest.fixture(scope="module")
def spec(tmp_path_factory) -> Spec:
    """The standard with a rule for some organs, for one edition, and a retired one."""
    root = tmp_path_factory.mktemp("standard")
    shutil.copytree(ROOT / "schema", root / "schema")
    shutil.copy(ROOT / "datapackage.json", root)
    with (root / "schema/rules/requests.yaml").open("a", encoding="utf-8") as rules:
        rules.write(RULES)
    build.write(build.files(root), root / "dist")
    return Spec(root / "dist")


def variants(spec: Spec) -> Iterator[dict[str, Any]]:
    """Reports on which each equation passes, fails, is undetermined, or does not apply."""
    for name in ("2019-minimal", "2021-minimal", "2021-example-bureau"):
        base = document(name)
        base["organ"]["level"] = "county"
        for level in ("county", "province", None):
            yield deepcopy(base) | {"organ": base["organ"] | {"level": level}}
        for active in spec.active(Report(base).forms):
            equation = active.equation
            last = equation.terms[-1].path  # a change may be negative
            for path, value in ((equation.at, 1), (equation.at, None), (last, -3)):
                if equation.table and (value != -3 or "change" in path):
                    report = deepcopy(base)
                    assign(report, path, value)
                    yield report
    hybrid = document("2019-minimal")
    for table, edition in (("requests", "2021"), ("disclosure", "2019")):
        hybrid = hybrid | {table: document(f"{edition}-minimal")[table]}
    yield hybrid


@pytest.fixture(scope="module")
def reports(spec) -> list[Report]:
    made = [r | {"report_id": f"r{n}", "notes": []} for n, r in enumerate(variants(spec))]
    return [Report(each) for each in made]


def outcome(active: Active, context: Context) -> Outcome:
    """What the rules say of one equation; of several units the gravest."""
    applies = context.applies(active.guard)
    bindings = list(context.bindings(active.equation))
    if applies is False or not bindings:
        return Outcome.NOT_APPLICABLE
    if applies is None:
        return Outcome.UNDETERMINED
    findings = [arithmetic.judge(active, bound, context.spec) for bound in bindings]
    return min((f.outcome for f in findings if f), key=GRAVEST.index, default=Outcome.PASS)


def by_rules(reports: list[Report], spec: Spec, *scopes: str, **linked: Any) -> Answers:
    return {
        (report.report_id, active.rule.id, active.equation.at): outcome(active, context)
        for report in reports
        for context in [Context(spec, report, **linked)]
        for active in spec.active(report.forms, scopes or ("",))
    }


def having(answers: Answers, *outcomes: Outcome) -> set[Answer]:
    return {answer for answer, found in answers.items() if found in outcomes}


def said(dialect: Callable[[Active], str], spec: Spec, forms: tuple[str, ...]) -> Iterator[Any]:
    for active in spec.active(forms):
        try:
            yield active, dialect(active)
        except UnsayableError:
            continue


def test_the_reports_show_every_outcome_of_every_equation(reports, spec):
    answers = by_rules(reports, spec)

    shown = {}
    for (_, rule, cell), found in answers.items():
        shown.setdefault((rule, cell), set()).add(found)
    three = {Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED}
    assert {key for key, found in shown.items() if not found >= three} == {
        ("RP-07", "disclosure/edition")
    }
    assert {rule for (rule, _), found in shown.items() if len(found) == 4} == {"T3-90"}
    assert {"T3-92"}.isdisjoint(rule for rule, _ in shown)


class Names:
    """The values of a report by path, as the generated Python names them."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __getitem__(self, path: str) -> str:
        value = self.report.value(path)
        return value if path.endswith("/edition") else repr(value)


def test_python_answers_as_the_rules_do(reports, spec):
    filled = [report for report in reports if not report.nulls]

    found = {
        (report.report_id, active.rule.id, active.equation.at)
        for report in filled
        for active in spec.active(report.forms)
        if not eval(python(active, Names(report)))  # noqa: S307 the dialect's own words
    }

    assert found == having(by_rules(filled, spec), Outcome.FAIL, Outcome.UNDETERMINED)


def test_row_constraint_answers_as_the_rules_do(reports, spec):
    found, checked = set(), set()
    for report in reports:
        columns = {"__".join(cell.split("/")[1:]): v for cell, v in report.cells.items()}
        for active, text in said(row_constraint, spec, report.forms):
            checked.add(active.rule.id)
            if not eval(text, {}, columns):  # noqa: S307 the dialect's own words
                found.add((report.report_id, active.rule.id, active.equation.at))

    failing = having(by_rules(reports, spec), Outcome.FAIL)
    assert found == {answer for answer in failing if answer[1] in checked}
    assert {a.rule.id for a in spec.active()} - checked == {"RP-07", "T3-90"}


@pytest.fixture(scope="module")
def linked(spec) -> list[Report]:
    """Reports of two years of each of a few organs, and an aggregate with its units."""
    found = []
    for n, (level, figure, last) in enumerate([("county", 2, 2), ("county", 2, 1), ("province", 2, 1),
                                               (None, 2, 1), ("county", None, 1), ("county", 2, None)]):  # fmt: skip
        for year, row, value in (
            (2023, "brought_forward", figure),
            (2022, "carried_forward", last),
        ):
            report = document("2021-minimal") | {
                "reporting_year": year,
                "report_id": f"o{n}-{year}",
            }
            report["organ"] = {"name": f"机关{n}", "level": level}
            assign(report, f"requests/{row}/total", value)
            found.append(report)
    for n, (scope, whole, parts) in enumerate([("government_aggregate", 3, (1, 2)), ("government_aggregate", 2, (1, 2)),
                                               ("own_organ", 2, (1, 2)), ("vertical_system", 2, (1, None)),
                                               ("government_aggregate", 2, (3,))]):  # fmt: skip
        parent = document("2021-minimal") | {"scope": scope, "report_id": f"p{n}"}
        parent["covers"] = [f"p{n}-u1", f"p{n}-u2"]
        cell = "disputes/reconsideration/upheld"
        assign(parent, cell, whole)
        for place, part in enumerate(parts, 1):
            unit = document("2021-minimal") | {"report_id": f"p{n}-u{place}"}
            assign(unit, cell, part)
            found.append(unit)
        found.append(parent)
    for report in found:
        report["organ"].setdefault("level", "county")
    return [Report(report) for report in found]


def by_rules_linked(reports: list[Report], spec: Spec) -> dict[tuple[str, ...], Outcome]:
    by_id = {report.report_id: report for report in reports}
    earlier = Earlier(map(Identity.of, reports))
    found: dict[tuple[str, ...], Outcome] = {}
    for report in reports:
        previous = by_id.get(earlier.before(Identity.of(report)) or "")
        found |= by_rules([report], spec, "previous", previous=previous)
        found |= by_rules([report], spec, "units", "unit", units=tuple(reports))
    return found


def by_frames(reports: list[Report], spec: Spec, engine: str, *, linked: bool) -> Answers:
    opened = store.opened(store.gathered(reports, spec), engine, spec)
    lines = links.findings(opened, spec, linked=linked).to_pylist()
    gravest_last = sorted(lines, key=lambda line: -GRAVEST.index(Outcome(line["outcome"])))
    return {
        (line["report_id"], line["rule"], line["cell"]): Outcome(line["outcome"])
        for line in gravest_last  # across levels there may be a line per unit
    }


def found_of(answers: Answers) -> Answers:
    return {k: v for k, v in answers.items() if v in (Outcome.FAIL, Outcome.UNDETERMINED)}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_frames_answer_as_the_rules_do(reports, spec, engine):
    found = by_frames(reports, spec, engine, linked=False)

    assert found == found_of(by_rules(reports, spec))


def test_frames_answer_as_the_rules_do_across_reports(linked, spec):
    found = by_frames(linked, spec, "polars", linked=True)

    assert found == found_of(by_rules_linked(linked, spec))


def test_sql_answers_as_the_rules_do(reports, linked, spec):
    tables = store.gathered([*reports, *linked], spec)
    within = [a for a in spec.active(scopes=("", "previous")) if not a.guard.units]
    across = [rule for rule in spec.in_force if rule.guard.units]
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute("\n".join(warehouse.script([], "duckdb", spec)))
        found = {
            (report, active.rule.id, active.equation.at)
            for active in within
            for (report,) in connection.execute(sql(active)).fetchall()
        } | {
            (report, rule.id, cell)
            for rule in across
            for query in [sql_of_levels(spec.equations(rule), spec.forms)]
            for report, cell in connection.execute(query).fetchall()
        }

    expected = by_rules([*reports, *linked], spec) | by_rules_linked(linked, spec)
    assert found == having(expected, Outcome.FAIL)
    assert {rule for _, rule, _ in found} >= {rule.id for rule in across}


def test_spreadsheet_answers_as_the_rules_do(reports, spec, tmp_path):
    """Every report in one sheet, table below table, each formula in a column of its own."""
    expected, wanted, top = by_rules(reports, spec), {}, 0
    answers = (Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED)
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        for report in reports:
            for form in report.forms:
                laid = pieces(spec.forms[form])
                places = {p.cell: (top + p.row, p.column) for p in laid if p.cell}
                for cell, place in places.items():
                    if report.cells[cell] is not None:
                        sheet.write(*place, report.cells[cell])
                write = lambda active, places=places: excel(active, places, answers)  # noqa: E731
                for n, (active, formula) in enumerate(said(write, spec, (form,))):
                    sheet.write_formula(top, 25 + n, formula, None, "")
                    wanted[top, 25 + n] = (report.report_id, active.rule.id, active.equation.at)
                top += 1 + max(p.row for p in laid)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "csv", "--outdir"]
    subprocess.run([*command, tmp_path, tmp_path / "book.xlsx"], check=True, capture_output=True)

    rows = list(csv.reader((tmp_path / "book.csv").read_text("utf-8").splitlines()))
    found = {answer: rows[row][column] for (row, column), answer in wanted.items()}

    assert found == {answer: str(expected[answer]) for answer in wanted.values()}
    assert {a.rule.id for a in spec.active()} - {rule for _, rule, _ in found} == {"RP-07", "T3-90"}


def test_plugin_answers_as_the_rules_do(reports, spec, tmp_path, monkeypatch):
    for module in ("balance", "resource"):
        monkeypatch.setattr(f"frictionless_ogireport.{module}.standard", lambda: spec)
    judged = [(report, judge(report, spec=spec, formed=True)) for report in reports]
    files = bundle.files(judged, bundle.names(spec), "package", spec)
    package.write_folder(files, tmp_path / "package")

    validated = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))

    errors = [e for task in validated.to_descriptor()["tasks"] for e in task["errors"]]
    found = {(e["cells"][0], *e["note"].split()[1:3]) for e in errors}
    failing = having(by_rules(reports, spec), Outcome.FAIL)
    assert found == {answer for answer in failing if answer[1] != "RP-07"}


def test_retired_rule_is_handed_out_by_nothing(spec):
    built = {path: path.read_text("utf-8") for path in spec.folder.rglob("*.json")}

    assert [path.name for path, text in built.items() if "T3-92" in text] == ["rules.json"]
    equations = json.loads(built[spec.folder / "rules.json"])["equations"]
    assert "T3-92" not in {equation["rule"] for equation in equations}
    assert "T3-92" not in "".join(warehouse.script(spec.rules.values(), "duckdb", spec))
