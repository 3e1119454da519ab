"""The workbook to fill in: what LibreOffice makes of it is what the rules say, and converts."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import SAMPLES, assign, document
from defusedxml.ElementTree import fromstring
from filled_forms import expected, failing, filled, made, saved, shown, wrong
from python_calamine import CalamineWorkbook

from ogireport.convert import unguarded
from ogireport.publish import entryform
from ogireport.report import Report
from ogireport.rules.verdict import judge
from ogireport.spec import standard

LAST = SAMPLES / "reports" / "2021-example-county-2023" / "report.json"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RED = re.compile(r'bgcolor="#FFC7CE"><b><font[^>]*>(勾稽差 -?\d+)<')
REPORTS = [made(seed, misprints) for seed, misprints in enumerate([0, 0, 1, 1, 2, 3])]


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> list[bytes]:
    """A form for each report with typed totals, as LibreOffice saves it."""
    return saved([filled(one, typed=True) for one in REPORTS], tmp_path_factory.mktemp("forms"))


def test_each_failing_equation_has_its_difference_and_no_other_any(forms):
    assert [wrong(one, data) for one, data in zip(REPORTS, forms, strict=True)] == [[]] * 6
    assert [bool(failing(expected(one))) for one in REPORTS] == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]


def test_marked_equations_are_the_must_findings_of_the_validator(forms):
    for one, data in zip(REPORTS, forms, strict=True):
        found = judge(one, formed=True, suggesting=False).findings
        musts = [f for f in found if f.requirement == "must" and f.detail is not None]
        assert len(failing(shown(data, one))) == len(musts)


def test_difference_is_red_and_nothing_else_is(tmp_path):
    one = REPORTS[-1]
    (page,) = saved([filled(one, typed=True)], tmp_path, "html")
    text = page.decode("utf-8", "replace")

    assert sorted(RED.findall(text)) == sorted(failing(expected(one)).values())
    assert text.count("#FFC7CE") == len(failing(expected(one)))


def test_totals_are_what_their_parts_add_up_to(tmp_path):
    one = REPORTS[2]
    misprinted = document("2021-full")
    assign(misprinted, "disputes/reconsideration/total", 7)
    whole, blank = Report(document("2021-full")), document("2021-full")
    assign(blank, "requests/granted_in_full/natural_person", None)

    data = saved(
        [filled(x, typed=False) for x in (one, Report(misprinted), Report(blank))], tmp_path
    )

    assert Report(unguarded(data[1]).document).cells == whole.cells
    converted = unguarded(data[2]).document
    assert {(n["cell"], n["status"]) for n in converted["notes"]} == {
        (f"requests/{row}/{column}", "blank")
        for row in ("granted_in_full", "total_processed")
        for column in ("natural_person", "total")
    }  # a total is blank while a part of it is


def test_form_that_no_program_computed_has_blank_totals_and_no_zero():
    one = Report(document("2021-full"))

    found = unguarded(filled(one, typed=False)).document

    totals = {note["cell"] for note in found["notes"] if note["status"] == "blank"}
    assert len(totals) == 34
    assert {cell for cell, value in Report(found).cells.items() if value is None} == totals
    assert all(
        value == one.cells[cell]
        for cell, value in Report(found).cells.items()
        if cell not in totals
    )


def test_only_places_to_fill_in_are_open():
    one = Report(document("2021-full"))
    open_cells = {True: 200, False: 200 - 34}
    for typed, count in open_cells.items():
        with zipfile.ZipFile(io.BytesIO(filled(one, typed=typed))) as package:
            styles = fromstring(package.read("xl/styles.xml"))
            sheets = [fromstring(package.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, 6)]
        formats = styles.find(f"{MAIN}cellXfs")
        is_open = [x.find(f"{MAIN}protection") is not None and x.find(f"{MAIN}protection").get("locked") == "0"
                   for x in formats]  # fmt: skip
        merged = {
            m.get("ref").split(":")[0]: m.get("ref")
            for s in sheets
            for m in s.iter(f"{MAIN}mergeCell")
        }
        assert all(sheet.find(f"{MAIN}sheetProtection") is not None for sheet in sheets)
        opened = [c for sheet in sheets[2:] for c in sheet.iter(f"{MAIN}c")
                  if is_open[int(c.get("s"))] and len(c)]  # fmt: skip
        assert len(opened) == count, merged
        assert all(cell.find(f"{MAIN}f") is None for cell in opened)


def test_command_takes_over_what_last_year_carried_forward(tmp_path):
    command = [sys.executable, "-m", "ogireport", "form", "--previous", LAST, "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    found = unguarded((tmp_path / "form.xlsx").read_bytes()).document

    last = document("2021-example-county-2023")["requests"]["rows"]["carried_forward"]
    assert done.stdout == "form written to form.xlsx\n"
    assert found["requests"]["rows"]["brought_forward"] == last | {"total": None}
    assert found["title"] == "示例县人民政府2024年政府信息公开工作年度报告"
    assert (found["organ"]["level"], found["scope"]) == ("county", "government_aggregate")


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_form_of_an_edition_has_a_sheet_for_each_table(edition):
    data = entryform.xlsx(entryform.forms(edition), {}, {})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))

    names = [
        f"{s['item_no']}、{s['zh']}"
        for s in standard().codelists["sections"]
        if s["kind"] == "table"
    ]
    assert book.sheet_names == ["基本信息", "文字部分", *names]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "form.csv"], "--to must name an .xlsx file."),
        (["--from", "missing.json"], "missing.json: cannot be read: No such file or directory."),
    ],
)
def test_form_that_cannot_be_written_is_one_line(arguments: list[str], said: str, tmp_path: Path):
    command = [sys.executable, "-m", "ogireport", "form", *arguments, "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")
