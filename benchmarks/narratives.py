"""What reading the narrative adds to a JSONL corpus: CPU time with it and without, paired.

python benchmarks/narratives.py CORPUS.jsonl [RUNS]

A paragraph whose words were met before costs less, so the first pass over the corpus is told apart.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

from ogireport.render.streamed import JsonWriting
from ogireport.spec import standard
from ogireport.stream.portion import Checker

TODAY = date(2026, 1, 1)


def seconds(checker: Checker, file: str) -> float:
    """CPU time of checking every line of a file."""
    started = time.process_time()
    checker.range(file, 0, os.path.getsize(file))
    return time.process_time() - started


def main(file: str, runs: int = 5) -> None:
    made = [Checker(standard(), TODAY, JsonWriting(), statements=on) for on in (True, False)]
    first, *pairs = [[seconds(checker, file) for checker in made] for _ in range(runs + 1)]
    lines = Path(file).read_bytes().count(b"\n")
    cost = [median(side) / lines * 1e6 for side in zip(*pairs, strict=True)]
    ratio = median(with_text / without for with_text, without in pairs)
    print(f"with / without: {ratio:.2f}, first pass {first[0] / first[1]:.2f}; ", end="")
    print(f"µs per report: {cost[0]:.0f}, {cost[1]:.0f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
