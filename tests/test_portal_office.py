"""The CSV files in LibreOffice Calc: Chinese as written, numbers as published, nothing run."""

import csv
import io
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from conftest import document, program

from ogireport.cli import main

pytestmark = pytest.mark.ci

# comma, quotes, UTF-8, special numbers detected, formulas evaluated: the most that a reader may ask
IMPORT = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true"
LARGE = 123_456_789_012  # Calc shows longer numbers in powers of ten unless told otherwise
RUN = ['=HYPERLINK("https://example.org")', "+1+1", "-1+1", "@SUM(1)", "＝1+1", "\t=1+1", "'=1+1"]
NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def key(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def calc(path: Path) -> tuple[list[list[str]], int]:
    """The rows that Calc shows of a CSV file, and how many of its cells are formulas."""
    subprocess.run(
        [
            program("soffice"), f"-env:UserInstallation=file://{path.parent}/profile", "--headless",
            f"--infilter={IMPORT}", "--convert-to", "fods", "--outdir", path.parent, path,
        ],
        capture_output=True, check=True, timeout=100,
    )  # fmt: skip
    root = ElementTree.parse(path.with_suffix(".fods")).getroot()  # noqa: S314
    cells = root.findall(".//table:table-cell", NAMESPACES)
    shown = [
        [value for cell in row for value in values(cell)]
        for row in root.findall(".//table:table-row", NAMESPACES)
    ]
    return shown, sum(key("table:formula") in cell.attrib for cell in cells)


def values(cell: ElementTree.Element) -> list[str]:
    """The number or text of a cell, as often as it is repeated."""
    paragraphs = cell.findall("text:p", NAMESPACES)
    text = "\n".join("".join(paragraph.itertext()) for paragraph in paragraphs)
    value = cell.get(key("office:value"), text)
    return [value] * int(cell.get(key("table:number-columns-repeated"), "1"))


def of_csv(path: Path) -> list[list[str]]:
    """The rows, with amounts as a spreadsheet keeps them: without zeros at the end."""
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return [
        [re.sub(r"^(\d+\.\d*?)0+$", r"\1", cell).removesuffix(".") for cell in row] for row in rows
    ]


def cut(rows: list[list[str]], like: list[list[str]]) -> list[list[str]]:
    """The rows without the empty cells and rows that Calc adds at the ends."""
    cells = zip(rows, like, strict=False)
    return [(row + [""] * len(other))[: len(other)] for row, other in cells]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    report = document("2021-full")
    report["local_rows"] = [{"table": "requests", "label": text, "values": [text]} for text in RUN]
    report["sections"]["overview"] = RUN[0]
    published = document("2019-huachuan")
    published["disclosure"]["rows"]["centralized_procurement"]["amount_yuan"] = LARGE
    for name, each in {"report": report, "published": published}.items():
        (folder / f"{name}.json").write_text(json.dumps(each, default=float), "utf-8")
    done = CliRunner().invoke(main, ["export", str(folder), "--to", str(folder / "package")])
    assert done.exit_code == 0, done.output
    return folder / "package"


def test_calc_shows_labels_and_numbers_of_the_lines_as_written(package):
    written = of_csv(package / "report_lines.csv")

    shown, formulas = calc(package / "report_lines.csv")

    assert cut(shown, written) == written
    assert formulas == 0
    assert any(str(LARGE) in row for row in written)
    assert any("自然人" in row[6] for row in written)


def test_calc_would_run_an_unguarded_formula(tmp_path):
    (tmp_path / "unguarded.csv").write_text("=1+1,'=1+1\r\n", "utf-8")

    shown, formulas = calc(tmp_path / "unguarded.csv")

    assert (shown[0][0], formulas) == ("2", 1)


@pytest.mark.parametrize("name", ["local_rows", "reports"])
def test_calc_runs_no_text_as_a_formula(name, package):
    shown, formulas = calc(package / f"{name}.csv")

    assert formulas == 0
    if name == "local_rows":
        labels = [row[3].lstrip("'").strip() for row in shown if row[0] == "2021-full"]
        assert labels == [text.lstrip("'").strip() for text in RUN]
