"""Whatever is written is whole or not there, and nothing that is not ours is overwritten."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import defects
import pytest
from conftest import ROOT, SAMPLES

from ogireport import writing

resource = pytest.importorskip("resource", reason="limits files as POSIX does")

FULL = SAMPLES / "reports" / "2021-full"
PAGE = SAMPLES / "documents" / "same-form-html" / "document.html"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ogireport", *map(str, arguments)]


def run(*arguments: object, **more):
    return subprocess.run(
        command(*arguments, "--lang", "en"), capture_output=True, text=True, cwd=ROOT, **more
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"folder"
        for path in folder.rglob("*")
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "c"
    assert run("corpus", "build", ROOT / "datapackage.json", "--to", folder).returncode == 0
    return folder


@pytest.fixture
def place(tmp_path, corpus) -> Path:
    """A folder with everything that a careless command line could destroy."""
    (tmp_path / "mine").mkdir()
    shutil.copy(FULL / "report.json", tmp_path / "mine")
    (tmp_path / "mine" / "letter.txt").write_text("only copy")
    (tmp_path / "notes.txt").write_text("precious")
    line = json.dumps(json.loads((FULL / "report.json").read_text("utf-8")))
    (tmp_path / "reports.jsonl").write_text(line + "\n")
    os.link(tmp_path / "reports.jsonl", tmp_path / "linked.jsonl")
    os.mkfifo(tmp_path / "pipe")
    shutil.copytree(corpus, tmp_path / "c")
    shutil.copy(PAGE, tmp_path / "page.html")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("validate reports.jsonl --output reports.jsonl", "the output would overwrite the input"),
        ("validate reports.jsonl --output linked.jsonl", "the output would overwrite the input"),
        ("validate reports.jsonl --output mine", "mine is not a regular file"),
        ("validate reports.jsonl --output c/disputes.parquet", "belongs to the corpus"),
        ("validate reports.jsonl --output s --resume s", "cannot be written for two purposes"),
        ("validate reports.jsonl --output o --resume reports.jsonl", "would overwrite the input"),
        ("validate reports.jsonl --output o --resume notes.txt", "notes.txt is not the state of"),
        ("export mine --to mine", "the output would overwrite the input"),
        ("export mine/report.json --to mine --force", "the output would overwrite the input"),
        ("export mine --to .", "the output would overwrite the input"),
        ("export reports.jsonl mine/report.json --to c", "is not a data package made by ogireport"),
        ("export mine --to notes.txt", "is not a data package made by ogireport"),
        ("export mine --to notes.txt --zip --force", "is not a data package made by ogireport"),
        ("export mine --to c --zip --force", "is not a data package made by ogireport"),
        ("corpus build reports.jsonl --to mine --force", "is not a corpus made by ogireport"),
        ("corpus build reports.jsonl --to c", "c exists; --force replaces it"),
        ("corpus summary c --to c --force", "the output would overwrite the input"),
        ("corpus check c --output c/reports.parquet", "the output would overwrite the input"),
        ("corpus link reports.jsonl --output reports.jsonl", "would overwrite the input"),
        ("convert page.html -o page.html", "the output would overwrite the input"),
        ("convert page.html -o pipe", "pipe is not a regular file"),
        ("convert page.html -o /dev/full", "/dev/full is not a regular file"),
    ],
)
def test_target_that_is_not_ours_is_refused_and_stays(place, arguments, said):
    pipe = place / "pipe"
    before = contents(place)

    done = run(
        *(place / a if (place / a).exists() and a not in VERBS else a for a in arguments.split())
    )

    assert said in done.stderr
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert contents(place) == before
    assert pipe.is_fifo()


VERBS = {"validate", "export", "convert", "corpus"}


@pytest.mark.parametrize("zipped", [[], ["--zip"]], ids=["folder", "zip"])
def test_force_replaces_a_package_of_ours_alone(tmp_path, zipped):
    target = tmp_path / "p"
    if not zipped:
        target.mkdir()  # an empty folder is free
    again = [run("export", FULL, "--to", target, *zipped, *more) for more in ([], [], ["--force"])]

    assert [done.returncode for done in again] == [0, 2, 0]
    assert "--force" in again[1].stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
    held = (
        zipfile.ZipFile(target).read(writing.MARKER)
        if zipped
        else (target / writing.MARKER).read_bytes()
    )
    assert json.loads(held)["kind"] == "package"
    if not zipped:
        (target / "letter.txt").write_text("only copy")
        done = run("export", FULL, "--to", target, "--force")
        assert (done.returncode, (target / "letter.txt").read_text()) == (2, "only copy")
        assert "letter.txt in" in done.stderr


# full disks and signals ----------------------------------------------------------------------


def limited():
    """No file of the process may grow beyond four blocks, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> tuple[Path, dict[str, list]]:
    """A folder in which every command has written once, and the commands."""
    folder = tmp_path_factory.mktemp("ready")
    defects.write(folder / "in.jsonl", 6000)
    (folder / "docs").mkdir()
    for number in range(4):
        shutil.copy(PAGE, folder / "docs" / f"{number}.html")
    lines = folder / "in.jsonl"
    commands = {
        "convert": ["convert", folder / "docs", "-o", folder / "out", "--report"],
        "export": ["export", FULL, "--to", folder / "package", "--force"],
        "zip": ["export", FULL, "--to", folder / "p.zip", "--zip", "--force"],
        "publish": ["publish", FULL / "report.json", "--to", folder / "published", "--force"],
        "form": ["form", "--to", folder / "form.xlsx"],
        "build": ["corpus", "build", lines, "--to", folder / "c", "--force"],
        "summary": ["corpus", "summary", folder / "c", "--to", folder / "s", "--force"],
        "check": ["corpus", "check", folder / "c", "--output", folder / "check.jsonl"],
        "jsonl": ["validate", lines, "--output", folder / "f.jsonl", "--quiet"],
        "parquet": ["validate", lines, "--output", folder / "f.parquet", "--quiet"],
    }
    for arguments in commands.values():
        assert "Traceback" not in run(*arguments).stderr
    return folder, commands


KINDS = [
    "convert",
    "export",
    "zip",
    "publish",
    "form",
    "build",
    "summary",
    "check",
    "jsonl",
    "parquet",
]


@pytest.mark.parametrize("kind", KINDS)
def test_full_disk_leaves_the_old_state(ready, kind):
    folder, commands = ready
    before = contents(folder)

    done = run(*commands[kind], preexec_fn=limited)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert contents(folder) == before


@pytest.mark.ci
def test_stopped_command_leaves_what_was_there_or_all_and_nothing_else():
    """The first of the kinds of tests/kills.py; a run that is continued is stopped several times."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "kills.py", "5"],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT / "benchmarks")},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_folder_that_a_killed_process_had_moved_away_is_back(tmp_path):
    old = tmp_path / f"{writing.DRAFT}dead" / "old" / "p"
    old.mkdir(parents=True)
    (old / "a.csv").write_text("old")

    with writing.replacing(tmp_path / "other") as new:
        new.write_text("new")

    assert contents(tmp_path) == {"p": b"folder", "p/a.csv": b"old", "other": b"new"}
