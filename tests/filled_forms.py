"""Forms filled in by a script and saved by LibreOffice: what stands beside each equation.

    python tests/filled_forms.py [COUNT]

Fills COUNT balanced reports and COUNT with misprints, and names where a form says something else
than the rules, or does not convert to the report.
"""

import io
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from conftest import assign, program
from python_calamine import CalamineWorkbook

from documents.specimen import balance, report
from ogireport.convert import unguarded
from ogireport.publish import entryform
from ogireport.report import Report

Texts = dict[tuple[str, int, int], str]


def made(seed: int, wrong: int) -> Report:
    """A report that balances, but for some misprints."""
    chance = random.Random(seed)
    document = report(disclosure=(edition := chance.choice(["2019", "2021"])), requests=edition)
    for cell in Report(document).cells:
        if not cell.startswith("disclosure"):
            assign(document, cell, chance.choice([0, 0, 1, chance.randrange(300)]))
    balance(document)
    for cell in chance.sample([c for c in Report(document).cells if "disclosure" not in c], wrong):
        assign(document, cell, Report(document).cells[cell] + chance.choice([1, 2, 10, 1000]))
    return Report(document)


def filled(one: Report, *, typed: bool) -> bytes:
    forms = entryform.forms(None, one)
    about = entryform.particulars(one) | {"sections": one.document["sections"]}
    return entryform.xlsx(forms, about, one.cells, typed=typed)


def saved(files: list[bytes], folder: Path, kind: str = "xlsx") -> list[bytes]:
    """The workbooks as LibreOffice computes and saves them."""
    names = [folder / f"{n}.xlsx" for n in range(len(files))]
    for name, data in zip(names, files, strict=True):
        name.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run([*command, folder / "saved", *names], check=True, capture_output=True)
    return [(folder / "saved" / f"{name.stem}.{kind}").read_bytes() for name in names]


def shown(data: bytes, one: Report) -> Texts:
    """What stands where each equation is checked."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {}
    for form in entryform.forms(None, one):
        name = f"{form.section['item_no']}、{form.section['zh']}"
        lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found |= {
            (name, row, column): lines[row][column] for row, column, _ in entryform.checks(form)
        }
    return found


def expected(one: Report) -> Texts:
    """The same, computed from the figures of the report."""
    found = {}
    for form in entryform.forms(None, one):
        name = f"{form.section['item_no']}、{form.section['zh']}"
        for row, column, active in entryform.checks(form):
            left, right = (sum(one.cells[path] for path in side) for side in active.equation.paths)
            holds = left == right if active.equation.relation == "eq" else left <= right
            found[name, row, column] = "勾稽 ✓" if holds else f"勾稽差 {left - right}"
    return found


def failing(texts: Texts) -> Texts:
    return {place: text for place, text in texts.items() if text != "勾稽 ✓"}


def wrong(one: Report, data: bytes) -> list[Any]:
    """What a saved form says otherwise than the report."""
    converted = Report(unguarded(data).document)
    found: list[Any] = [] if shown(data, one) == expected(one) else [failing(shown(data, one))]
    found += [] if converted.cells == one.cells else ["cells"]
    found += [] if converted.document["sections"] == one.document["sections"] else ["sections"]
    return found


def main(count: int) -> int:
    reports = [made(n, 0) for n in range(count)] + [made(n, 1 + n % 3) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        forms = saved([filled(one, typed=True) for one in reports], Path(folder))
    found = [wrong(one, data) for one, data in zip(reports, forms, strict=True)]
    marked = [len(failing(expected(one))) for one in reports]
    for n, each in enumerate(found):
        if each:
            print(n, each)
    print(f"{count} balanced with {sum(marked[:count])} marked, {count} with misprints with "
          f"{sum(marked[count:])} marked; {sum(map(bool, found))} of {2 * count} say something else")  # fmt: skip
    return int(any(found))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
