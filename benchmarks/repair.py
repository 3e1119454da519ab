"""Finding the wrong cells: our search against HiGHS on the same figures, as ratios of CPU time.

    python benchmarks/repair.py [CASES]

So many seeded misprints of each kind in table three, both editions. `suggest` is all that
validate does on a report that fails; the solver only finds one smallest set. Both must agree on
its size, or the row is marked. Needs scipy.
"""

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from startup import ROOT

sys.path.append(str(ROOT / "tests"))

import highs
import misprints

from ogireport.check.repair import suggest
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
    ratios = f"{median(peer) / median(ours):7.0f} x {max(peer) / max(ours):7.0f} x"
    mark = f"   {different} of another size" if different else ""
    return f"{kind:18} {median(ours):7.2f} {p99:7.2f} {max(ours):7.2f} {median(peer):9.1f} {ratios}{mark}"


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for number in range(20):  # warm-up
        form, printed, _ = misprints.seeded("2 random", -1 - number)
        suggest(misprints.report(form, printed), SPEC)
    print(f"{cases} misprints of each kind; ms of ours: median, p99, max; HiGHS: median")
    print(f"{'':18} {'median':>7} {'p99':>7} {'max':>7} {'HiGHS':>9} {'median':>9} {'max':>9}")
    for kind in misprints.KINDS:
        print(row(kind, cases))


if __name__ == "__main__":
    main()
