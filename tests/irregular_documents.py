"""Documents with irregularities by the thousand: cells read wrong, and nulls by kind.

    PYTHONPATH=tools python tests/irregular_documents.py [COUNT] [MOST] [FIRST] [distinct]

MOST is how many irregularities a document may have; with `distinct`, no two figures are the same. Document N is the same in every run.
"""

import sys
from collections import Counter, defaultdict
from typing import Any

from irregular import document
from printed import TABLES

from ogireport.convert import unguarded
from ogireport.report import ReadError


def outcome(data: bytes, truth: dict[str, Any]) -> tuple[Counter[str], dict[str, Any]]:
    """Count the cells that are right, null or refused; the wrong ones with both figures."""
    shown = sum(value is not None for value in truth.values())
    try:
        made = unguarded(data).document
    except ReadError:
        return Counter(refused=shown), {}
    read = {
        f"{table}/{row}/{column}": value
        for table in TABLES
        for row, cells in made[table]["rows"].items()
        for column, value in cells.items()
    }
    wrong = {
        cell: (value, truth.get(cell))
        for cell, value in read.items()
        if value is not None and value != truth.get(cell)
    }
    right = sum(read.get(cell) == value for cell, value in truth.items() if value is not None)
    return Counter(right=right, null=shown - right, wrong=len(wrong)), wrong


def main() -> None:
    count, most, first = [int(a) for a in sys.argv[1:4] + ["3000", "1", "0"][len(sys.argv[1:4]) :]]
    total: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    documents = 0
    for number in range(first, first + count):
        kind, writer, data, truth = document(number, most, is_distinct="distinct" in sys.argv)
        cells, wrong = outcome(data, truth)
        total += cells
        documents += bool(wrong)
        for name in kind.split(" + "):
            kinds[name] += cells
        if wrong:
            print(
                f"{number}: {kind}, {writer}: {len(wrong)} wrong, {dict(list(wrong.items())[:2])}"
            )
    for name, cells in sorted(kinds.items()):
        shares = {key: f"{cells[key] / cells.total():.1%}" for key in ("right", "null", "refused")}
        print(f"{name:36}", shares, "wrong", cells["wrong"])
    print(f"{count} documents, {documents} with a wrong cell; cells:", dict(total))
    sys.exit(bool(documents))


if __name__ == "__main__":
    main()
