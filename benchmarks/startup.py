"""Whole-process time of checking one report, paired with named peers, as ratios.

    python benchmarks/startup.py [RUNS]

Runs each pair A B A B …; records the median of the ratios of wall time, pair by pair. Our
modules are compiled first, as pip does with an installed wheel and did with the peers.
"""

import compileall
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from sections import record

ROOT = Path(__file__).parents[1]
REPORT = str(ROOT / "samples" / "reports" / "2021-full" / "report.json")


def script(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed: pip install -e '.[test]'")
    return found


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(ours: list[str], peer: list[str], runs: int) -> tuple[float, float]:
    """The median of ours/peer over interleaved runs after one warm-up, and our median time."""
    seconds(ours), seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    return median(a / b for a, b in pairs), median(a for a, _ in pairs)


def main() -> None:
    compileall.compile_dir(ROOT / "validators" / "python", quiet=1)
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    ours = [script("ogireport"), "validate", REPORT]
    peers = {
        "frictionless --version": [script("frictionless"), "--version"],
        "python -c 'import jsonschema, click'": [sys.executable, "-c", "import jsonschema, click"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    lines = ["| peer | ours / theirs, wall |", "|---|---|"]
    for name, peer in peers.items():
        factor, own = ratio(ours, peer, runs)
        lines.append(f"| `{name}` | {factor:.2f} |")
    conditions = (
        f"`ogireport validate`, one report, {own * 1000:.0f} ms; whole processes, "
        f"medians of {runs} interleaved pairs."
    )
    record("One report", conditions, ("jsonschema", "click", "frictionless"), lines)


if __name__ == "__main__":
    main()
