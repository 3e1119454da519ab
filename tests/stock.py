"""frictionless as a portal has it: the plugin and the package of this project are out of reach."""

import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HIDE = """\
import pkgutil, sys
modules = pkgutil.iter_modules
pkgutil.iter_modules = lambda *a: [m for m in modules(*a) if m.name != "frictionless_ogireport"]
sys.modules["ogireport"] = sys.modules["frictionless_ogireport"] = None
"""
CONSOLE = "from frictionless.__main__ import console; console()"
STOCK = [sys.executable, "-c", HIDE + CONSOLE]
# what the command calls, in each folder that standard input names, as if started there
EACH = """\
import json, os, sys
from frictionless import validate
for folder in sys.stdin.read().splitlines():
    os.chdir(folder)
    print(json.dumps(validate("datapackage.json").to_descriptor()))
"""


def frictionless(*arguments: object, cwd: Path, command: Iterable[str] = STOCK) -> dict[str, Any]:
    """The report that one `frictionless validate …` prints; its exit code must agree."""
    done = subprocess.run(
        [*command, "validate", *map(str, arguments), "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["valid"] else 1)
    return report


def each(folders: list[Path], hide: str = HIDE) -> list[dict[str, Any]]:
    """The report on the datapackage.json of each folder, from two processes."""
    half = len(folders) // 2
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda part: _each(part, hide), (folders[:half], folders[half:]))
    return first + second


def _each(folders: list[Path], hide: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", hide + EACH],
        input="\n".join(map(str, folders)),
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def errors(report: dict[str, Any]) -> list[dict[str, Any]]:
    """All errors of a report: its own and those of its tasks."""
    return [*report["errors"], *(error for task in report["tasks"] for error in task["errors"])]
