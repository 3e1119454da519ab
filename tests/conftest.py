"""The repository and its samples as the tests use them, and the programs some of them need."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from cases import SAMPLES, TABLES, assign, document, fragment, read
from ogireport import Coverage, Level, Report, Verdict

__all__ = ["SAMPLES", "TABLES", "UNJUDGED", "assign", "document", "fragment", "read"]

CI = os.environ.get("CI") == "true"

# how many examples a property gets: python -m pytest --hypothesis-profile=nightly
for name, count in {"contributor": 20, "ci": 100, "nightly": 1_000}.items():
    settings.register_profile(
        name,
        max_examples=count,
        deadline=None,
        print_blob=True,
        derandomize=name
        == "ci",  # the same examples for the same change; `nightly` looks for others
    )
settings.load_profile("ci" if CI else "contributor")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `ci`, except on CI, with -m, or where its file is named."""
    if CI or config.option.markexpr or any(".py" in argument for argument in config.args):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("ci")])
    items[:] = [item for item in items if not item.get_closest_marker("ci")]


def pytest_report_header(config: pytest.Config) -> str:
    """What a run without arguments does not do."""
    return "" if CI else "tests marked `ci` run under CI=true, with -m ci, or when named by file"


def blank(edition: str) -> Report:
    """A report without any figure: nothing may take one for 0."""
    report = deepcopy(dict(document(f"{edition}-minimal")))
    report |= {"report_id": f"blank-{edition}", "covers": []}
    for cell in Report(report).cells:
        assign(report, cell, None)
    return Report(report)


UNJUDGED = Verdict(None, Level.WELL_FORMED, Coverage(0, 0), ())

ROOT = Path(__file__).parents[1]
REPORTS = sorted(path.parent.name for path in (SAMPLES / "reports").glob("*/report.json"))


def program(*names: str) -> str:
    """The path of the first program found; without one the test skips, on CI it fails."""
    path = next((path for name in names if (path := shutil.which(name))), None)
    if path is None:
        (pytest.fail if CI else pytest.skip)(f"needs {names[0]}")
    return path


def npm(folder: Path) -> Path:
    """The folder, with what its lock file names; without the registry the test skips, on CI it fails."""
    command = [program("npm"), "ci", "--no-audit", "--no-fund", "--silent"]
    lock = (folder / "package-lock.json").stat().st_mtime
    held = folder / "node_modules" / ".package-lock.json"
    with FileLock(Path(tempfile.gettempdir()) / f"ogireport-{folder.name}.lock"):  # of all workers
        if held.is_file() and held.stat().st_mtime >= lock:
            return folder
        if subprocess.run(command, cwd=folder, check=False).returncode:
            (pytest.fail if CI else pytest.skip)("needs the npm registry")
    return folder


def index(name: str) -> Path:
    """A folder for PYTHONPATH with what tests/peers/NAME.txt pins.

    It is kept in .cache under the hash of what is pinned. Without the package index the test skips,
    on CI it fails.
    """
    pinned = ROOT / "tests" / "peers" / f"{name}.txt"
    key = hashlib.sha256(sys.version.encode() + pinned.read_bytes()).hexdigest()[:12]
    folder = ROOT / ".cache" / f"{name}-{key}"
    if folder.is_dir():
        return folder
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-compile"]
    if subprocess.run([*command, "--target", draft, "-r", pinned], check=False).returncode:
        (pytest.fail if CI else pytest.skip)("needs the package index")
    return draft.rename(folder)


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the checker page, built as `make checker` builds it, once for all workers."""
    program("npm")
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "checker"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = folder.with_suffix(".part")
            subprocess.run([sys.executable, ROOT / "tools" / "checker.py", made], check=True)
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the machine, driven by playwright."""
    path = program("chromium", "chromium-browser", "google-chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(checker: Path) -> str:
    """Where the checker page is."""
    return (checker / "checker.html").as_uri()


@pytest.fixture
def clerk(chromium: Any, address: str) -> Iterator[Any]:
    """The page as a person uses it, who asks no network and is told no mistake of it."""
    from clerk import Clerk

    with Clerk(chromium, address) as clerk:
        yield clerk
        assert (clerk.outside, clerk.complaints) == ([], [])
