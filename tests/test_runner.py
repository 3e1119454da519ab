"""The JavaScript runner of samples/README.md runs the suite on a real validator: this one."""

import json
import os
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, program

from ogireport import Outcome, Report
from ogireport.rules.context import Context
from ogireport.rules.register import Organ, Register
from ogireport.rules.verdict import outcome
from ogireport.spec import standard
from written import fences

EVALUATE = """\
import { readSync, writeSync } from "node:fs";
const [ask, answer] = process.argv.slice(2).map(Number);
const room = Buffer.alloc(4096);
export function evaluate(rule, report, linked) {
  writeSync(ask, JSON.stringify({ rule, report, ...linked }) + "\\n");
  let line = "";
  while (!line.endsWith("\\n")) line += room.toString("ascii", 0, readSync(answer, room));
  return JSON.parse(line);
}
"""


def evaluate(given: dict[str, Any]) -> list[dict[str, str]] | None:
    """What the validator says of one rule: findings, or None where it does not apply."""
    report = Report(given["report"])
    previous = Report(given["previous"]) if given.get("previous") else None
    units = tuple(map(Report, given["units"]))
    register = Register(Organ(**row) for row in given["organs"]) if given.get("organs") else None
    today = date.fromisoformat(given["today"])
    context = Context(standard(), report, previous, units, today, register)
    found = outcome(standard().rules[given["rule"]], context)
    return None if found is Outcome.NOT_APPLICABLE else [{"outcome": found}]


def run(folder: Path, blind: str) -> tuple[int, list[str]]:
    """Run the suite with a validator that takes every failure of the rule `blind` for a pass."""
    readme = (ROOT / "samples" / "README.md").read_text("utf-8")
    (runner,) = [fence.body for fence in fences(readme) if fence.language == "js"]
    (folder / "run-cases.mjs").write_text(runner, "utf-8")
    (folder / "evaluate.mjs").write_text(EVALUATE, "utf-8")
    (folder / "samples").symlink_to(ROOT / "samples")
    (asked, ask), (answer, answered) = os.pipe(), os.pipe()
    node = subprocess.Popen(
        [program("node"), "run-cases.mjs", str(ask), str(answer)],
        cwd=folder, stdout=subprocess.PIPE, text=True, pass_fds=(ask, answer),
    )  # fmt: skip
    os.close(ask)
    os.close(answer)
    with open(asked) as questions, open(answered, "w") as answers:
        for line in questions:
            given = json.loads(line, parse_float=Decimal)
            found = evaluate(given)
            if found and given["rule"] == blind:
                found = [{"outcome": "pass"}]
            print(json.dumps(found), file=answers, flush=True)
    said, _ = node.communicate(timeout=60)
    return node.returncode, said.splitlines()


@pytest.mark.parametrize(
    ("blind", "code", "missed"),
    [("", 0, []), ("T4-01", 1, ["expected fail, got pass", "expected undetermined, got pass"])],
    ids=["sound", "blind"],
)
def test_runner_in_javascript_names_the_cases_that_a_validator_gets_wrong(
    blind, code, missed, tmp_path
):
    done, said = run(tmp_path, blind)

    assert done == code
    assert sorted({line.partition(": ")[2] for line in said}) == missed
    assert all(line.startswith(f"{blind}/") for line in said)
