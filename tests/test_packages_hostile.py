"""Data packages that are damaged or reach outside: one message each, and nothing foreign in it."""

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES

from ogireport.cli.inputs import reports_of
from ogireport.given import load
from ogireport.report import ReadError
from ogireport.spec import standard
from ogireport.tables import package

FOREIGN = "root:x:0:0:foreign"
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")


def ogireport(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "ogireport", *map(str, arguments)],
        capture_output=True, check=False, cwd=ROOT, encoding="utf-8", timeout=120,
    )  # fmt: skip


def message(result: subprocess.CompletedProcess) -> str:
    """What went wrong, on one line and without blanks."""
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    return "".join(result.stderr.split())


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "package"
    assert ogireport("export", SAMPLES / "reports" / "2021-full", "--to", folder).returncode == 0
    return folder


@pytest.fixture
def copied(exported, tmp_path) -> Path:
    """A package to be changed."""
    for path in exported.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def zipped(exported: Path, target: Path) -> bytearray:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(exported.glob("*.*")):
            archive.write(path, path.name)
    return bytearray(target.read_bytes())


def overwrite(data: bytearray, at: int, new: bytes) -> None:
    data[at : at + len(new)] = new


def every(data: bytearray, mark: bytes, offset: int, new: bytes) -> None:
    for found in re.finditer(re.escape(mark), bytes(data)):
        overwrite(data, found.start() + offset, new)


def method(data: bytearray, number: int) -> None:
    every(data, CENTRAL, 10, bytes([number, 0]))
    every(data, LOCAL, 8, bytes([number, 0]))


def encrypted(data: bytearray) -> None:
    every(data, CENTRAL, 8, b"\x01")
    every(data, LOCAL, 6, b"\x01")


DAMAGES = {
    "deflate": (lambda d: overwrite(d, d.find(b"reports.csv") + 30, b"\xff" * 20), "已损坏", "damaged"),
    "deflate_of_descriptor": (
        lambda d: overwrite(d, d.find(b"datapackage.json") + 40, bytes(20)), "已损坏", "damaged",
    ),
    "central_directory": (lambda d: overwrite(d, d.find(CENTRAL), b"XXXX"), "已损坏", "damaged"),
    "version": (lambda d: every(d, CENTRAL, 6, b"\xff\xff"), "已损坏", "damaged"),
    "name": (
        lambda d: (every(d, CENTRAL, 9, b"\x08"), every(d, CENTRAL, 46, b"\xff\xfe")),
        "已损坏", "damaged",
    ),
    "size": (lambda d: every(d, CENTRAL, 24, b"\x0a\0\0\0"), "已损坏", "damaged"),
    "half": (lambda d: d.__delitem__(slice(len(d) // 2, None)), "已损坏", "damaged"),
    "bz2": (lambda d: method(d, 12), "deflate", "deflate"),
    "lzma": (lambda d: method(d, 14), "deflate", "deflate"),
    "encrypted": (encrypted, "已加密", "encrypted"),
}  # fmt: skip


@both_languages
@pytest.mark.parametrize("name", DAMAGES)
def test_archive_that_is_damaged_is_named_and_the_others_are_checked(
    name, lang, exported, tmp_path
):
    damage, zh, en = DAMAGES[name]
    data = zipped(exported, tmp_path / "bad.zip")
    damage(data)
    (tmp_path / "bad.zip").write_bytes(data)
    good = SAMPLES / "reports" / "2021-full" / "report.json"

    result = ogireport("validate", tmp_path / "bad.zip", good, "--lang", lang)

    assert {"zh": zh, "en": en}[lang] in message(result)
    assert "42/42" in result.stdout or "42 of 42" in result.stdout


def links(folder: Path) -> None:
    (folder.parent / "secret.csv").write_text(FOREIGN, "utf-8")
    (folder / "reports.csv").symlink_to(folder.parent / "secret.csv")


def folders(folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    (other / "reports.csv").write_text(FOREIGN, "utf-8")
    (folder / "sub").symlink_to(other)
    descriptor = (folder / "datapackage.json").read_text("utf-8")
    (folder / "datapackage.json").write_text(
        descriptor.replace('"reports.csv"', '"sub/reports.csv"'), "utf-8"
    )


SPECIAL = {
    "link": links,
    "linked_folder": folders,
    "pipe": lambda folder: os.mkfifo(folder / "reports.csv"),
    "device": lambda folder: (folder / "reports.csv").symlink_to("/dev/zero"),
}


@posix
@both_languages
@pytest.mark.parametrize("kind", SPECIAL)
def test_file_of_a_package_that_is_no_regular_one_is_refused_unread(kind, lang, copied):
    folder = copied / "package"
    folder.mkdir()
    for path in copied.glob("*.*"):
        path.rename(folder / path.name)
    (folder / "reports.csv").unlink()
    SPECIAL[kind](folder)

    result = ogireport("validate", folder / "datapackage.json", "--lang", lang)

    assert {"zh": "不是普通文件", "en": "notaregularfile"}[lang] in message(result)
    assert FOREIGN not in result.stderr + result.stdout


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../reports.csv", "a/../../b", "..\\reports.csv", "C:\\x", ["a"]]
)
def test_path_that_leads_outside_is_refused(path, copied):
    descriptor = json.loads((copied / "datapackage.json").read_text("utf-8"))
    next(r for r in descriptor["resources"] if r["name"] == "reports")["path"] = path
    (copied / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")

    with pytest.raises(ReadError, match="unsafe path"):
        package.contents(str(copied / "datapackage.json"), standard())


def test_first_line_of_a_foreign_file_is_not_shown(copied):
    (copied / "reports.csv").write_text(FOREIGN, "utf-8")

    with pytest.raises(ReadError) as raised:
        package.contents(str(copied / "datapackage.json"), standard())

    assert str(raised.value) == (
        "reports.csv has the wrong header: column 1 must be schema_version."
    )


@both_languages
def test_nul_in_a_table_is_refused_with_its_place(lang, copied):
    table = (copied / "reports.csv").read_text("utf-8").replace("2021-full", "2021\0full", 1)
    (copied / "reports.csv").write_text(table, "utf-8", newline="")

    said = message(ogireport("validate", copied / "datapackage.json", "--lang", lang))

    expected = {
        "zh": "reports.csv第2行report_id：含有空字符",
        "en": "reports.csvrow2,report_id:containsNUL",
    }
    assert expected[lang] in said


@pytest.mark.parametrize("shape", ["title", "organ", "organ/aliases/aliases", "source={} x"])
def test_shape_leaves_out_optional_fields_alone(shape, copied):
    with (copied / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    row[header.index("shape")] = shape
    with (copied / "reports.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])

    path = str(copied / "datapackage.json")
    with pytest.raises(ReadError, match=r"^reports\.csv row 2, column shape: .* is not valid\."):
        list(reports_of(package.contents(path, standard()), path))


def test_optional_field_may_be_left_out_with_what_holds_it(copied):
    """A document is read that a program other than `export` wrote so."""
    with (copied / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    row[header.index("shape")] = "source source/url source/url"
    with (copied / "reports.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])

    path = str(copied / "datapackage.json")
    (read,) = reports_of(package.contents(path, standard()), path)

    assert "source" not in read.document


def test_damaged_reports_lines_packages_and_states_are_judged_or_refused():
    script = ROOT / "tests" / "fuzz_lines.py"
    done = subprocess.run(
        [sys.executable, script, "32"], capture_output=True, check=False, encoding="utf-8"
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_narrative_of_a_million_characters_comes_back(tmp_path):
    report = json.loads((SAMPLES / "reports" / "2021-full" / "report.json").read_text("utf-8"))
    report["sections"]["overview"] = "政" * 1_000_000
    (tmp_path / "report.json").write_text(json.dumps(report), "utf-8")

    assert ogireport("export", tmp_path / "report.json", "--to", tmp_path / "p").returncode == 0
    path = str(tmp_path / "p" / "datapackage.json")
    (read,) = reports_of(package.contents(path, standard()), path)

    assert read.document == load(tmp_path / "report.json").document
