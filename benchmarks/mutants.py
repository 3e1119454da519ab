"""Whether the suite notices mistakes: each of mutants.toml in the JavaScript validator, one node process each.

    python benchmarks/mutants.py [NAME...]

NAME is a part of the name of a mutant. Exit code 1 where one survives. Written into benchmarks/RESULTS.md
when all have run. Needs `npm ci` in tests/peers.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sections import record

ROOT = Path(__file__).parents[1]
VALIDATOR = ROOT / "validators" / "javascript"
RUN = ["node", ROOT / "samples" / "run.mjs", ROOT / "tests" / "peers" / "validator.mjs"]
CRASH = re.compile(r'got "\w*Error: ')
MUTANTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutant"]


def mutated(mutant: dict[str, str], folder: Path) -> None:
    """Write the validator with one mistake; ValueError where its place is not there once."""
    shutil.copytree(VALIDATOR, folder, dirs_exist_ok=True)
    path = folder / mutant["file"]
    text = path.read_text("utf-8")
    if text.count(mutant["old"]) != 1:
        raise ValueError(f"{mutant['name']}: stands {text.count(mutant['old'])} times")
    path.write_text(text.replace(mutant["old"], mutant["new"]), "utf-8")


def first_failure(folder: Path) -> str:
    """The first line of the runner: the test that fails, or that none does."""
    with subprocess.Popen([*RUN, folder], stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout
        line = node.stdout.readline().strip()
        node.kill()  # the rest is not needed
    return line


def main(names: list[str]) -> int:
    chosen = [m for m in MUTANTS if not names or any(name in m["name"] for name in names)]
    survivors: list[str] = []
    for mutant in chosen:
        with tempfile.TemporaryDirectory() as folder:
            mutated(mutant, Path(folder))
            line = first_failure(Path(folder))
        if not line or CRASH.search(line):
            raise ValueError(f"{mutant['name']} is no mistake, it only breaks the program: {line}")
        survivors += [mutant["name"]] if line.endswith(" 0 wrong") else []
        print(f"{mutant['name']}: {line[:120]}", flush=True)
    counted = f"{len(chosen)} mistakes in the JavaScript validator, {len(survivors)} unnoticed."
    print(counted)
    if not names:
        record("Mistakes that the suite notices", counted, (), survivors)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
