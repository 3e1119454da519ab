"""What the pages of the rules claim: drawings, sums, formulas for Excel, checks for frictionless."""

import csv
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from conftest import program

import cases
from documents.printing import form_of, size
from ogireport import Report
from ogireport.cli import main
from ogireport.rules.context import Context
from ogireport.rules.register import Register
from ogireport.spec import standard
from ogireport.tables.tableschema import table
from pages import drawing, queries
from pages.examples import Example, examples
from pages.words import word

SPEC = standard()
RULES = [rule.id for rule in SPEC.in_force]
FIGURE = re.compile(r'<td class="(left|right)"[^>]*><b>([^<]*)</b>')
RIGHT = 25  # a column beyond every form


def shown(rule: str) -> Iterator[tuple[Example, Context]]:
    """The cases on the page of a rule, with the report of each."""
    given = {test["id"]: test for test in cases.tests(rule)}
    for example in examples(SPEC.rules[rule], "zh"):
        yield example, cases.context(given[example.id])


@pytest.mark.parametrize("rule", RULES)
def test_page_shows_every_outcome_of_the_rule(rule):
    wanted = [o for o in ("pass", "fail", "undetermined") if o in SPEC.rules[rule].outcomes]

    assert [example.outcome for example, _ in shown(rule)] == wanted
    for example, _ in shown(rule):
        assert (example.finding is None) == (example.outcome == "pass")
        assert example.drawings or example.fields


@pytest.mark.parametrize("rule", RULES)
def test_drawn_cells_make_the_sums_that_the_validator_finds(rule):
    for example, _ in shown(rule):
        drawn = [each for _, html in example.drawings for each in FIGURE.findall(html)]
        for name, side in zip(("left", "right"), example.sides or (), strict=False):
            numbers = ["□" if n is None else str(n) for n in side.numbers]
            assert sorted(number for own, number in drawn if own == name) == sorted(numbers)
            if example.finding:
                assert side.total == getattr(example.finding, name)


def test_piece_of_the_form_keeps_the_labels_of_its_cells():
    form = SPEC.forms["requests_2021"]
    cells = ["requests/withheld_third_party/total", "requests/carried_forward/total"]

    table, gaps = drawing.cropped(drawing.pieces(form), cells)

    labels = [piece.line.code for piece in table if piece.line]
    assert labels == ["total", "outcomes", "withheld", "withheld_third_party", "carried_forward"]
    assert [piece.cell for piece in table if piece.cell] == cells
    assert size(table) == (4, 4)
    assert gaps == {2, 3}


def write_table(sheet: xlsxwriter.worksheet.Worksheet, report: Report, table: str) -> None:
    """The official table from A1 on, without its spans."""
    form = form_of(dict(report.document), table)
    for piece in drawing.pieces(form, report.document):
        value = report.cells[piece.cell] if piece.cell else piece.text
        if value is not None:
            sheet.write(piece.row, piece.column, value)


def write_book(path: Path, example: Example, context: Context) -> None:
    table = example.active.equation.at.partition("/")[0]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("own")
        write_table(sheet, context.report, table)
        if context.previous:
            write_table(book.add_worksheet("previous"), context.previous, table)
        sheet.write_formula(0, RIGHT, queries.in_excel(example.active, "zh"), None, "")


def test_formulas_for_excel_answer_as_the_validator_does(tmp_path):
    wanted = {}
    for example, context in (each for rule in RULES for each in shown(rule)):
        if example.active and queries.in_excel(example.active, "zh"):
            name = example.id.replace("/", " ")
            write_book(tmp_path / f"{name}.xlsx", example, context)
            wanted[name] = word(example.outcome, "zh")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76"
    command = [
        program("soffice"),
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        tmp_path,
    ]

    subprocess.run(
        [*command, *tmp_path.glob("*.xlsx")], check=True, capture_output=True, timeout=120
    )

    rows = {path.stem: path.read_text("utf-8").splitlines() for path in tmp_path.glob("*.csv")}
    assert {name: next(csv.reader(lines))[RIGHT] for name, lines in rows.items()} == wanted
    assert set(wanted.values()) == {word(o, "zh") for o in ("pass", "fail", "undetermined")}


def write_reports(folder: Path, context: Context) -> None:
    """The files that the commands of a page name."""
    (folder / "reports").mkdir()
    named = {unit.report_id: unit for unit in context.units} | {"report": context.report}
    named |= {"last-year": context.previous} if context.previous else {}
    for name, report in named.items():
        text = json.dumps(report.document, ensure_ascii=False, default=float)
        (folder / f"{name}.json").write_text(text, "utf-8")
    if context.register:
        write_register(folder / "organs.csv", context.register)
    for unit in context.units:
        (folder / f"{unit.report_id}.json").rename(folder / f"reports/{unit.report_id}.json")


def write_register(path: Path, register: Register) -> None:
    header = table("organs", SPEC).header
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for organ in register.organs:
            shown = organ._asdict() | {"aliases": "|".join(organ.aliases)}
            writer.writerow(
                [{True: "true", False: "false"}.get(shown[n], shown[n]) for n in header]
            )


@pytest.mark.parametrize("rule", RULES)
def test_python_and_command_find_what_the_page_shows(rule, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    example, context = next(each for each in shown(rule) if each[0].outcome == "fail")
    write_reports(tmp_path, context)

    exec(queries.in_python(SPEC.rules[rule], example.active, "zh"), {})  # noqa: S102 what the page says
    command = queries.command(SPEC.rules[rule], example.active).split()[1:]
    said = CliRunner().invoke(main, [*command, "--lang", "zh"]).output

    assert f"fail {example.finding.message['zh']}" in capsys.readouterr().out.splitlines()
    assert rule in said


@pytest.mark.parametrize("rule", RULES)
def test_checks_for_frictionless_answer_as_the_validator_does(rule):
    for example, context in shown(rule):
        if check := example.active and queries.constraint(example.active):
            cells = context.report.cells.items()
            names = {"__".join(path.split("/")[1:]): value for path, value in cells}
            holds = eval(check[1], {}, names)  # noqa: S307 a check of the standard
            assert holds == (example.outcome != "fail")
