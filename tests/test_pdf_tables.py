"""PDFium's tables and pdfplumber's of the same files: the same text in the same cells."""

import io
import subprocess
import unicodedata
from pathlib import Path

import pdfplumber
import pytest
from conftest import SAMPLES, program

from documents import markup, printing
from documents.specimen import report
from ogireport.convert.grid import Grid
from ogireport.convert.readers import pdf

PUBLISHED = sorted((SAMPLES / "documents").glob("*/document.pdf"))
FORM = printing.parts(report())
STYLE = "<meta charset=utf-8><style>td, th { border: 1px solid; }</style>"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The form as Chromium and LibreOffice print it."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "form.html").write_text(markup.html(FORM, STYLE), "utf-8")
    chromium = [
        program("chromium", "chromium-browser", "google-chrome"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
    ]
    soffice = [
        program("soffice"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--infilter=HTML (StarWriter)",
    ]
    for command in (
        [*chromium, f"--print-to-pdf={folder / 'chromium.pdf'}", (folder / "form.html").as_uri()],
        [*soffice, "--convert-to", "pdf", "--outdir", folder, folder / "form.html"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    return [folder / "chromium.pdf", folder / "form.pdf"]


def ours(data: bytes) -> list[str]:
    """The text of all cells, table by table, row by row, without blanks."""
    grids = [block for block in pdf.read(data) if isinstance(block, Grid)]
    ordered = [sorted(grid.cells, key=lambda c: (c.row, c.column)) for grid in grids]
    return [plain(cell.text) for cells in ordered for cell in cells]


def theirs(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    rows = [row for table in tables if len(table[0]) > 1 for row in table]
    return [plain(cell) for row in rows for cell in row if cell is not None]


def plain(text: str) -> str:
    """Without blanks, and with ideographs for the radicals that look like them."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.parent.name)
def test_cells_of_a_sample_are_those_of_pdfplumber(file: Path) -> None:
    data = file.read_bytes()

    assert ours(data) == theirs(data) != []


def test_cells_of_printed_files_are_those_of_pdfplumber(printed: list[Path]) -> None:
    for file in printed:
        data = file.read_bytes()
        assert ours(data) == theirs(data) != [], file.name
