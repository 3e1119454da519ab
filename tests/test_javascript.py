"""The second implementation: the validator in JavaScript passes the whole suite, with Ajv for the structure."""

import re
import shutil
import subprocess
from pathlib import Path

import mutants
import pytest
from conftest import REPORTS, ROOT, SAMPLES, npm, program, read

VALIDATOR = ROOT / "validators" / "javascript"


def run(folder: Path) -> tuple[int, list[str]]:
    """What the runner says of the modules in a folder."""
    command = [program("node"), SAMPLES / "run.mjs", npm(ROOT / "tests/peers") / "validator.mjs"]
    done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_validator_in_javascript_passes_every_test_of_the_suite():
    files = [p for part in ("invalid", "pairs", "verdicts") for p in (SAMPLES / part).iterdir()]
    files += 2 * [*(SAMPLES / "cases").iterdir()]  # of a case its outcome and its findings
    files += [SAMPLES / "reading" / "index.json"]
    count = sum(len(read(path)["tests"]) for path in files) + len(REPORTS)

    code, said = run(VALIDATOR)

    assert (code, said) == (0, [f"{count} comparisons, 0 wrong"])


def test_runner_names_what_a_validator_gets_wrong(tmp_path):
    shutil.copytree(VALIDATOR, tmp_path, dirs_exist_ok=True)
    module = tmp_path / "ogireport.mjs"
    whole = module.read_text("utf-8")
    module.write_text(whole.replace("tree_sum: equated", "tree_sum: () => []"), "utf-8")

    code, said = run(tmp_path)

    assert code == 1
    rules = {found[0] for line in said[:-1] if (found := re.match(r"T\d-\d\d(?=/)", line))}
    assert rules == {"T3-02", "T3-03", "T4-01"}
    assert 'T4-01/total-left-zero: expected "fail", got "pass"' in said


def test_modules_need_nothing_but_each_other():
    text = "".join(path.read_text("utf-8") for path in VALIDATOR.glob("*.mjs"))

    assert re.findall(r"^import .*|\brequire\(|\bfetch\(", text, re.M) == []


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda mutant: mutant["name"])
def test_place_of_a_mistake_is_there_once(mutant, tmp_path):
    mutants.mutated(mutant, tmp_path)


def test_suite_notices_a_mistake(tmp_path):
    npm(ROOT / "tests/peers")
    mutants.mutated(next(m for m in mutants.MUTANTS if m["name"] == "signed difference"), tmp_path)

    assert ": expected " in mutants.first_failure(tmp_path)
