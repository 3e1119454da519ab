"""Who knows YAML and JSON adds a rule, retires one and begins a family; no test needs an edit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from console import clone

pytestmark = pytest.mark.ci

SUITE = ("standard", "conformance", "prose", "reference", "portal_balance")
SLOW = [
    "excel",
    "plugin",
    "installed",
    "checklist_is",
    "five_ways",
    "release",
    "broken_rule",
    "without_a_line",
]
COMMANDS = ("build.py", "samples.py", "expect.py", "build_docs.py")  # as CONTRIBUTING says
TEXTS = {
    "title": {"zh": "重复申请不多于新收。", "en": "Duplicates do not exceed the new requests."},
    "message": {"zh": "{place}：{left} 多于 {right}。", "en": "{place}: {left} exceed {right}."},
    "repair": {"zh": "核对两个数。", "en": "Check the two figures."},
    "clause": {"document": "本标准", "place": "试例", "quote": "试例"},
}


def rule(name: str, **given: object) -> dict[str, object]:
    """A rule on table three of 2021, with its texts."""
    return {
        "id": name, "name": "added", "since": "1.0", "requirement": "should", "basis": "inferred",
        "editions": ["2021"], "outcomes": ["pass", "fail", "undetermined", "not_applicable"],
        "kind": "linear", "table": "requests", "for_each": "column", "relation": "le",
        "left": ["not_processed_duplicate"], "right": ["new_received"],
    } | TEXTS | given  # fmt: skip


def write_rule(root: Path, file: str, added: dict[str, object]) -> None:
    with (root / "schema" / "rules" / file).open("a", encoding="utf-8") as end:
        end.write("\n" + yaml.safe_dump([added], allow_unicode=True, sort_keys=False))


def write_cases(root: Path, name: str) -> None:
    cell = "requests/not_processed_duplicate/total"
    tests: list[dict[str, object]] = [
        {
            "id": f"{name}/{expect}",
            "base": f"{edition}-minimal",
            "set": cells,
            "expect": expect.replace("-", "_"),
        }
        for expect, edition, cells in (
            ("pass", "2021", {cell: 0}),
            ("fail", "2021", {cell: 1}),
            ("undetermined", "2021", {cell: None}),
            ("not-applicable", "2019", {}),
        )
    ]
    path = root / "samples" / "cases" / f"{name}.json"
    path.write_text(json.dumps({"rule": name, "tests": tests}, ensure_ascii=False), "utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """A copy of the repository with the rules of a newcomer in it, built."""
    root = clone(tmp_path_factory.mktemp("newcomer") / "ogireport")
    write_rule(root, "requests.yaml", rule("T3-98"))
    write_cases(root, "T3-98")
    write_rule(root, "requests.yaml", rule("T3-99", retired="1.0", replaced_by=["T3-98"]))
    with (root / "schema/rules/families.yaml").open("a", encoding="utf-8") as end:
        end.write("- {id: N1, file: new.yaml, zh: 新的一类, en: A new family}\n")
    write_rule(root, "new.yaml", rule("N1-01"))
    write_cases(root, "N1-01")
    for command in COMMANDS:
        done = run(root, f"tools/{command}")
        assert done.returncode == 0, done.stderr
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    folders = ("python", "frictionless")
    path = os.pathsep.join(str(root / "validators" / folder) for folder in folders)
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=os.environ | {"PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_rules_of_a_newcomer_pass_the_suite_as_it_stands(repository):
    files = [f"tests/test_{name}.py" for name in SUITE]
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-k", f"not ({' or '.join(SLOW)})"]

    done = run(repository, "-W", "error", "-m", "pytest", *options, *files)

    assert done.returncode == 0, done.stdout
