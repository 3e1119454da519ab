"""Compare conversions with the cells that a person read: right, null with a note, wrong."""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ogireport.convert import convert
from ogireport.report import ReadError


class Score(NamedTuple):
    right: int = 0
    null: int = 0
    wrong: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def value_at(document: dict[str, Any], path: str) -> Any:
    table, row, column = path.split("/")
    return document[table]["rows"].get(row, {}).get(column)


def compare(document: dict[str, Any], expected: dict[str, Any]) -> Score:
    """Count the cells; a cell that the person left null must be null in the conversion too."""
    notes = {note["cell"] for note in document["notes"]}
    right, null, wrong, unexplained, missing = 0, 0, [], [], []
    for path, value in expected.items():
        found = value_at(document, path)
        if found is None:
            null += value is not None
            if value is not None:
                missing.append(path)
            if path not in notes and value is not None:
                unexplained.append(path)
        elif value is not None and Decimal(str(value)) == found:
            right += 1
        else:
            wrong.append(f"{path}: {found} for {value}")
    return Score(right, null, tuple(wrong), tuple(unexplained), tuple(missing))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="name the cells not read")
    options = parser.parse_args()
    files = [f for folder in options.folders for f in sorted(folder.glob("*.cells.json"))]
    total = Score()
    for file in files:
        expected = json.loads(file.read_text("utf-8"))
        source = file.with_name(expected["file"])
        try:
            score = compare(convert(source.read_bytes()).document, expected["cells"])
        except ReadError as error:
            print(f"{source.name}: {error}")
            count = sum(v is not None for v in expected["cells"].values())
            score = Score(null=count)
        print(
            f"{source.name:48} right {score.right:4} null {score.null:3} wrong {len(score.wrong)}"
        )
        for line in (*score.wrong, *(f"no note: {path}" for path in score.unexplained)):
            print(f"    {line}")
        if options.verbose and score.missing:
            print("    null:", *score.missing)
        total = Score(*(a + b for a, b in zip(total, score, strict=True)))
    share = total.right / (total.right + total.null + len(total.wrong) or 1)
    print(f"{len(files)} files: right {total.right}, null with note {total.null}, "
          f"wrong {len(total.wrong)}, no note {len(total.unexplained)}; recovered {share:.2%}")  # fmt: skip
    return 1 if total.wrong or total.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
