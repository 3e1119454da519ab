"""Reports written as documents and read back: what comes back is what was there.

    python tests/round_trips.py [COUNT]

Writes COUNT arbitrary reports as each carrier, reads them, and names what differs.
"""

import sys
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import documents

from ogireport.convert import numbers, unguarded
from ogireport.convert.cells import figure
from ogireport.publish import publication
from ogireport.report import Report
from ogireport.spec import standard

CARRIERS = ("docx", "html", "xlsx")
SHOWN = ("title", "reporting_year", "period", "published", "sections", *standard().tables,
         "notes", "local_rows")  # fmt: skip
SENTENCES = (
    "全年主动公开政府信息1024条。",
    "办结 12 件，其中：网上 3 件；信函 9 件。",
    "部分栏目更新“不及时”（见附件）。",
    "本年度收取信息处理费100元。",
    "=1+1 & <b>不是标记</b>",
    "English, too: 100%.",
)
NAMING = {"other_matters": ("其他需要报告的事项：无",)}  # names the section that it stands in  # fmt: skip
WHY = [("blank", ""), ("not_applicable", "/"), ("not_applicable", "不适用"), ("illegible", "1?2"),
       ("lost", None), ("absent", None), ("lost", "9 0 0 0 0")]  # fmt: skip


@st.composite
def publishable(draw: st.DrawFn) -> dict[str, Any]:
    """An arbitrary report whose title, organ and words are such as publishers write."""
    document = draw(documents().filter(_is_begun))
    year = min(document["reporting_year"], 2098)
    organ = draw(st.sampled_from(["示例县人民政府", "示例市财政局", "示例区大王镇人民政府"]))
    sections = {
        name: draw(st.none() | st.lists(st.sampled_from(SENTENCES + NAMING.get(name, ())),
                                        min_size=1, max_size=3).map("\n".join))
        for name in document["sections"]
    }  # fmt: skip
    notes = [
        dict(zip(("cell", "status", "printed"), (n["cell"], *draw(st.sampled_from(WHY))), strict=True))
        for n in document["notes"]
    ]  # fmt: skip
    return document | {
        "reporting_year": year,
        "title": f"{organ}{year}年政府信息公开工作年度报告",
        "organ": {"name": organ},
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "published": draw(st.none() | st.just(f"{year + 1}-01-20")),
        "sections": sections,
        "notes": notes + _remarks(draw, document),
        "local_rows": [],
    }


def _is_begun(document: dict[str, Any]) -> bool:
    """Whether every table has a figure: of a table in a workbook without any, nothing is read."""
    cells = Report(document).cells.items()
    begun = {cell.partition("/")[0] for cell, value in cells if value is not None}
    return begun == set(standard().tables)


def _remarks(draw: st.DrawFn, document: dict[str, Any]) -> list[dict[str, Any]]:
    """Sometimes a remark beside the first figure of table three."""
    cell = "requests/new_received/natural_person"
    value = Report(document).cells[cell]
    said = f"{value}（其中网上申请0件）"
    known = value is not None and draw(st.booleans())
    return [{"cell": cell, "status": "remark", "printed": said}] if known else []


def expected(document: dict[str, Any]) -> dict[str, Any]:
    """What a carrier shows of a report: a null that nothing printed explains is a blank cell."""
    document, report = deepcopy(document), Report(document)
    notes = {note["cell"]: note for note in document["notes"]}
    found = []
    for form in map(standard().forms.__getitem__, report.forms):
        for cell in form.cells():
            if note := notes.get(cell):
                unit = numbers.unit(form.columns[cell.rpartition("/")[2]].label["zh"])
                read = figure(note["printed"] or "", form, cell, unit)
                same = note["printed"] is not None and read.status == note["status"]
                found.append(note if same else {"cell": cell, "status": "blank", "printed": ""})
    return {key: document.get(key) for key in SHOWN} | {"notes": found, "local_rows": document.get("local_rows") or []}  # fmt: skip


def read_back(data: bytes) -> dict[str, Any]:
    """What the document converts to, as far as a carrier shows it."""
    document = unguarded(data).document
    return {key: document[key] for key in SHOWN}


def differences(document: dict[str, Any]) -> list[str]:
    """What differs in each carrier: the field, what came back, what should have."""
    wanted, carriers = expected(document), publication.document(Report(document))
    return [
        f"{kind} {difference}"
        for kind in CARRIERS
        for difference in _unlike("", read_back(carriers[kind]), wanted)
    ]


def _unlike(path: str, found: Any, wanted: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(wanted, dict) and found.keys() == wanted.keys():
        for key in found:
            yield from _unlike(f"{path}/{key}", found[key], wanted[key])
    elif found != wanted:
        yield f"{path}: {found!r}, not {wanted!r}"


def main(count: int) -> int:
    seen = []

    @settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )
    @given(publishable())
    def every(document: dict[str, Any]) -> None:
        seen.append(differences(document))

    every()
    for found in filter(None, seen):
        print(*found, sep="\n", end="\n\n")
    print(
        f"{len(seen)} reports in {len(CARRIERS)} carriers, {sum(map(bool, seen))} came back changed"
    )
    return int(any(seen))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
