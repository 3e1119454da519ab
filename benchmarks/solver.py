"""Finding the wrong cells: our search against HiGHS on the same figures, as ratios of CPU time.

    python benchmarks/solver.py [CASES]

CASES seeded misprints of each kind in table three, both editions. `suggest` is all that
validate does on a report that fails; the solver only finds one smallest set. If the two differ
in its size, the row is marked. Needs scipy.
"""

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from startup import ROOT

sys.path += [str(ROOT / "tests"), str(ROOT / "tools")]

import highs
import misprints
from sections import record

from ogireport.rules.repair import suggest
from ogireport.spec import standard

SPEC = standard()
GIVEN = {
    name: highs.constraints(misprints.system(SPEC.forms[name]))
    for name in ("requests_2019", "requests_2021")
}


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = call()
    return (time.process_time() - start) * 1000, result


def row(kind: str, cases: int) -> str:
    ours, peer, different = [], [], 0
    for number in range(cases):
        form, printed, _ = misprints.seeded(kind, number)
        report = misprints.report(form, printed)
        assert report.cells  # read before, as validate does
        spent, found = timed(lambda r=report: suggest(r, SPEC))
        ours.append(spent)
        spent, fewest = timed(lambda g=GIVEN[form.name], p=printed: highs.fewest_changes(g, p))
        peer.append(spent)
        sizes = {len(a.changes) for i in found.imbalances for a in i.alternatives}
        different += sizes != {fewest}
    ours.sort()
    p99 = ours[int(0.99 * (cases - 1))]
    verdict = f"{different} of another size" if different else "the same"
    return (
        f"| {kind} | {median(ours):.2f} | {p99:.2f} | {max(ours):.2f} | {median(peer):.1f} "
        f"| {median(peer) / median(ours):.0f} | {max(peer) / max(ours):.0f} | {verdict} |"
    )


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for number in range(20):  # warm-up
        form, printed, _ = misprints.seeded("2 random", -1 - number)
        suggest(misprints.report(form, printed), SPEC)
    lines = [
        "| misprint | median, ms | p99 | max | HiGHS, median | HiGHS / ours | of the maxima | size |",
        "|---|---|---|---|---|---|---|---|",
        *(row(kind, cases) for kind in misprints.KINDS),
    ]
    record("Repair", f"{cases} misprints of each kind, CPU time.", ("scipy",), lines)


if __name__ == "__main__":
    main()
