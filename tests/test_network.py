"""No command uses the network, on any sample, in any of its processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES

pytestmark = pytest.mark.ci

GUARD = """\
import os, sys

def guard(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg",
                 "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        with open(os.environ["OGIREPORT_USED"], "a") as file:
            print(event, *map(repr, arguments[-1:]), file=file)

sys.addaudithook(guard)
"""
COMMANDS = [
    "validate {samples}/reports",
    "validate {root}/datapackage.json",
    "validate lines.jsonl --output findings.jsonl --resume state --jobs 2",
    "validate lines.jsonl --output findings.parquet",
    "validate package.zip --format sarif",
    "convert {samples}/documents -o out/ --report",
    "corpus check {root}/datapackage.json --engine polars",
    "corpus check {root}/datapackage.json --engine duckdb",
    "corpus link {root}/datapackage.json",
    "corpus summary {root}/datapackage.json --to summary",
    "publish {samples}/reports/2021-full/report.json --to published",
    "form --previous {samples}/reports/2021-minimal/report.json --to form.xlsx",
    "diff {samples}/reports/2021-full/report.json {samples}/reports/2021-minimal/report.json",
    "rules",
    "rules --sql --dialect duckdb",
    "schema rules.json",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD)
    reports = [path.read_bytes() for path in sorted(SAMPLES.glob("reports/*/report.json"))]
    (folder / "lines.jsonl").write_bytes(
        b"".join(b" ".join(r.split(b"\n")) + b"\n" for r in reports)
    )
    return folder


def used(arguments: list[str], place: Path) -> tuple[int, list[str]]:
    """The exit code, and every use of the network by the process and its children."""
    log = place / "used"
    log.write_text("")
    environment = os.environ | {"PYTHONPATH": str(place / "guard"), "OGIREPORT_USED": str(log)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=place, env=environment, capture_output=True, check=False
    )
    return done.returncode, log.read_text().splitlines()


def test_guard_sees_the_network(place):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    connecting = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"

    assert used(["-c", code, connecting], place) == (0, ["socket.connect ('127.0.0.1', 9)"])


def test_commands_use_no_network_on_any_sample(place):
    subprocess.run(
        [sys.executable, "-m", "ogireport", "export", SAMPLES / "reports", "--to", "package.zip", "--zip"],
        cwd=place, check=True, capture_output=True,
    )  # fmt: skip
    found = {}
    for command in COMMANDS:
        words = command.format(root=ROOT, samples=SAMPLES).split()
        found[command] = used(["-m", "ogireport", *words], place)

    assert {command: calls for command, (_, calls) in found.items() if calls} == {}
    assert {command for command, (code, _) in found.items() if code > 1} == set()
