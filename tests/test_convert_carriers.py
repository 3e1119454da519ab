"""Random reports in the files of office programs and archives: identical cells, without a null."""

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, program
from hypothesis import Phase, given, settings
from test_cli import ogireport
from test_convert_properties import RUN, check_identical, reports

from documents import ooxml, paper, printing
from ogireport.convert import readers
from ogireport.convert.readers import doc, docx

LEFT = "tracked-changes-and-controls"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """A folder of reports as LibreOffice writes them in the formats before docx and xlsx."""
    folder = tmp_path_factory.mktemp("office")
    drawn: list[dict[str, Any]] = []

    @given(reports())
    @settings(max_examples=6, database=None, phases=[Phase.generate], **RUN)
    def draw(report: dict[str, Any]) -> None:
        found = printing.parts(report)
        (folder / f"{len(drawn)}.docx").write_bytes(ooxml.docx(found))
        (folder / f"{len(drawn)}.xlsx").write_bytes(ooxml.xlsx(found))
        drawn.append(report)

    draw()
    left = SAMPLES / "documents" / LEFT / "document.docx"
    (folder / "left.docx").write_bytes(left.read_bytes())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for old in ("doc", "xls"):
        command = [
            program("soffice"),
            profile,
            "--headless",
            "--convert-to",
            old,
            "--outdir",
            folder,
        ]
        files = sorted(folder.glob(f"*.{old}x"))
        subprocess.run([*command, *files], check=True, capture_output=True)
    return folder, drawn


@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_old_office_file_of_any_report_gives_identical_cells(
    made: tuple[Path, list[dict[str, Any]]], kind: str
) -> None:
    folder, drawn = made
    for n, report in enumerate(drawn):
        check_identical(report, (folder / f"{n}.{kind}").read_bytes())


def test_old_word_file_gives_the_blocks_of_the_new_one(
    made: tuple[Path, list[dict[str, Any]]],
) -> None:
    """Also where text is deleted, hidden or in a content control."""
    for new in made[0].glob("*.docx"):
        old = new.with_suffix(".doc").read_bytes()
        assert readers.detect(old) == "doc"
        assert doc.read(old) == docx.read(new.read_bytes())


@given(reports())
@settings(max_examples=25, **RUN)
def test_ofd_of_any_report_gives_identical_cells(report: dict[str, Any]) -> None:
    check_identical(report, paper.ofd(printing.parts(report)))


def test_documents_in_a_zip_file_are_read_and_the_others_named(tmp_path: Path) -> None:
    held = io.BytesIO()
    data = (SAMPLES / "documents" / "same-form-docx" / "document.docx").read_bytes()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("年报/甲县.docx", data)
        package.writestr("年报/封面.jpg", b"")
    (tmp_path / "all.zip").write_bytes(held.getvalue())

    done = ogireport("convert", tmp_path / "all.zip", "-o", tmp_path / "out", "--lang", "en")

    assert "passed over, not documents that can be read: 年报/封面.jpg" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["甲县.ogireport.json"]
