"""Consoles that are not UTF-8, and systems without what POSIX has: data is the same, text is readable."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, document

from ogireport.convert import jobs, limits
from ogireport.convert.readers import office
from ogireport.render import charset
from ogireport.stream.run import SIZE

SIMULATED = {"PYTHONPATH": str(ROOT / "tests" / "windows")}  # its sitecustomize.py
SYSTEM = {} if sys.platform == "win32" else SIMULATED
DOCUMENT = SAMPLES / "documents" / "same-form-docx" / "document.docx"
HONGZE = "samples/reports/2021-hongze/report.json"
DATA = {
    "convert": ["convert", DOCUMENT],
    "schema": ["schema"],
    "sql": ["rules", "T4-01", "--sql"],
    "lines": ["validate", "{lines}", "--format", "json"],
    **{f: ["validate", HONGZE, "--format", f] for f in ("json", "sarif", "junit", "github", "markdown")},
}  # fmt: skip


def ogireport(*arguments: object, encoding: str = "utf-8", **environment: str):
    """Run the command on a console with this encoding, in Chinese unless told otherwise."""
    console = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "LC_ALL": "zh_CN.UTF-8"}
    result = subprocess.run(
        [sys.executable, "-m", "ogireport", *map(str, arguments)],
        capture_output=True, check=False, cwd=ROOT, env=os.environ | console | environment,
    )  # fmt: skip
    assert b"Traceback" not in result.stderr
    return result


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> Path:
    """Reports with long narratives as JSONL, large enough for more than one process."""
    reports = [document(name) for name in ("2021-hongze", "2019-shanghai")]
    for report in reports:
        report["sections"]["overview"] = "主动公开情况。" * 10_000
    text = "".join(json.dumps(report, ensure_ascii=False) + "\n" for report in reports)
    file = tmp_path_factory.mktemp("lines") / "reports.jsonl"
    file.write_bytes(text.encode() * (3 * SIZE // len(text.encode())))
    return file


@pytest.mark.parametrize("encoding", ["cp936", "cp1252"])
@pytest.mark.parametrize("kind", DATA)
def test_data_is_utf8_on_every_console(kind, encoding, tmp_path):
    small = tmp_path / "reports.jsonl"
    small.write_text(json.dumps(document("2021-hongze")) + "\n", "utf-8")
    arguments = [small if argument == "{lines}" else argument for argument in DATA[kind]]

    usual, other = (ogireport(*arguments, encoding=e) for e in ("utf-8", encoding))

    assert other.stdout == usual.stdout
    assert other.stdout.decode("utf-8").isascii() is False
    assert b"\r" not in other.stdout


def test_report_that_a_gbk_console_redirects_can_be_validated(tmp_path):
    made = ogireport("convert", DOCUMENT, encoding="cp936")
    (tmp_path / "report.json").write_bytes(made.stdout)

    result = ogireport("validate", tmp_path / "report.json", encoding="cp936")

    assert (result.returncode, made.stderr.decode("cp936").count("读出 200 / 200 格")) == (0, 1)


@pytest.mark.parametrize(
    ("encoding", "lang", "levels"),
    [
        ("cp936", "zh", "结构合格 √  勾稽一致 ×  内容完整 ×"),
        ("cp1252", "en", "well-formed +  consistent ×  complete ×"),
    ],
)
def test_text_has_the_marks_that_the_console_has(encoding, lang, levels, tmp_path):
    small = tmp_path / "reports.jsonl"
    small.write_text(json.dumps(document("2021-hongze")) + "\n", "utf-8")

    one, many = (
        ogireport("validate", file, "--lang", lang, encoding=encoding) for file in (HONGZE, small)
    )

    assert levels in one.stdout.decode(encoding)
    assert levels in many.stdout.decode(encoding)


def test_text_that_a_console_does_not_have_is_escaped():
    assert charset.encoded("机关 ✗ \ud800", "ascii") == rb"\u673a\u5173 x \ud800"


def test_messages_of_refusals_are_in_the_encoding_of_the_console(tmp_path):
    (tmp_path / "report.json").write_bytes(json.dumps({"a": "b"}).encode("utf-16"))

    result = ogireport("validate", tmp_path / "report.json", encoding="cp936")

    assert result.returncode == 2
    assert "如由 PowerShell 的 > 生成，请改用 -o 重新生成。" in result.stderr.decode(
        "cp936"
    ).replace("\n  ", "")


# without POSIX -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself is there")
def test_simulation_takes_away_what_it_says():
    code = (
        "import os, signal\n"
        "from ogireport import locks, writing\n"
        "from ogireport.stream import pool\n"
        "print(pool.FORK, hasattr(os, 'fork'), hasattr(signal, 'SIGKILL'), writing.DRAFT_MODE,\n"
        "      locks.lock_folder(None))\n"
        "import fcntl"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | SIMULATED, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert result.stdout.split() == ["False", "False", "False", "511", "None"]
    assert "import of fcntl halted" in result.stderr


def test_documents_reports_and_packages_pass_through_without_posix(tmp_path):
    report, folder = tmp_path / "report.json", tmp_path / "package"

    for arguments in (
        ["convert", DOCUMENT, "-o", report],
        ["convert", DOCUMENT, "-o", report],
        ["validate", report],
        ["export", report, "--to", folder],
        ["export", report, "--to", folder, "--force"],
        ["validate", folder / "datapackage.json"],
        ["corpus", "build", folder / "datapackage.json", "--to", tmp_path / "corpus"],
    ):
        assert ogireport(*arguments, **SYSTEM).returncode == 0, arguments

    assert json.loads(report.read_bytes()) == json.loads(
        DOCUMENT.with_name("report.json").read_bytes()
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "package", "report.json"]


def test_processes_that_are_spawned_find_what_one_process_finds(lines, tmp_path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    options = ["--jobs", "2", "--resume", tmp_path / "state"]

    alone = ogireport("validate", lines, "--output", one, "--jobs", "1")
    shared = ogireport("validate", lines, "--output", two, *options, **SYSTEM)

    assert (alone.returncode, shared.returncode, shared.stdout) == (1, 1, alone.stdout)
    assert two.read_bytes() == one.read_bytes()
    assert not (tmp_path / "state.lock").exists()


def test_limits_of_a_job_lie_where_windows_reads_them():
    held = jobs.limits(limits.MEMORY)

    assert (
        len(held) == 144
    )  # sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION) where pointers have 8 bytes
    assert held[16:20] == (0x2000 | 0x100).to_bytes(4, "little")  # LimitFlags
    assert held[112:120] == limits.MEMORY.to_bytes(8, "little")  # ProcessMemoryLimit


@pytest.mark.skipif(sys.platform != "win32", reason="jobs are of Windows")
def test_job_bounds_the_memory_of_its_process():
    code = "from ogireport.convert import jobs; jobs.enter(300 * 2**20); bytearray(600 * 2**20)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert result.stderr.strip().endswith(b"MemoryError")


def test_libreoffice_is_found_among_the_programs_of_windows(tmp_path, monkeypatch):
    folder = tmp_path / "LibreOffice" / "program"
    folder.mkdir(parents=True)
    name = "soffice.exe" if sys.platform == "win32" else "soffice"
    shutil.copy(sys.executable, folder / name)
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    monkeypatch.setenv("PATH", ".")  # where another one came with the documents
    monkeypatch.chdir(shutil.copytree(folder, tmp_path / "documents"))

    assert Path(office._program()) == folder / name
