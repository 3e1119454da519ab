"""A report that its organ writes here: its beginning, and what stands outside its tables as fields."""

from datetime import date
from typing import Any
from uuid import uuid4

from ogireport.convert import convert
from ogireport.convert.assemble import UNNAMED
from ogireport.publish import admitted, entryform
from ogireport.report import Report
from ogireport.spec import standard

EDITED = "-edited"  # what ends the identifier of a published report that was changed here
ABSENT = {"organ/name": UNNAMED, "scope": "unknown"}  # what stands where nothing is written
KINDS = {
    "organ/name": "text",
    "reporting_year": "number",
    "organ/level": "organ_levels",
    "scope": "report_scopes",
    "published": "date",
}
SECTIONS = "sections/"


def known(year: int, last: Report | None) -> tuple[list[Any], dict[str, Any], dict[str, int]]:
    """What a report begins with: its forms, its particulars, and what last year carried forward."""
    forms = entryform.forms(None, year=year)
    about = entryform.particulars(last) if last else {}
    return forms, about | {"year": year}, entryform.carried(forms, last) if last else {}


def begun(year: int, last: Report | None) -> dict[str, Any]:
    """An empty report, read from the workbook that would be filled in; every other figure is null."""
    made = convert(entryform.xlsx(*known(year, last), typed=True), year=year).document
    empty = [{"cell": note["cell"], "status": "blank", "printed": ""} for note in made["notes"]]
    return made | {
        "source": None,
        "report_id": f"{year}-{uuid4().hex[:12]}",
        "notes": empty,
    }


def is_own(document: dict[str, Any]) -> bool:
    """Whether it was taken from no document, so that changing it belies nothing published."""
    return document.get("source") is None and not document["report_id"].endswith(EDITED)


def fields() -> list[dict[str, Any]]:
    """What may be written, with the labels and the limits of the standard."""
    spec = standard()
    told = [
        {
            "path": path,
            "kind": kind if kind not in spec.codelists else "choice",
            "label": spec.title(path.removesuffix("/name")),
            "options": [e for e in spec.codelists.get(kind, ()) if e["code"] != ABSENT.get(path)],
        }
        for path, kind in KINDS.items()
    ]
    return told + [
        {"path": SECTIONS + s["code"], "kind": "prose", "label": s, "options": []}
        for s in spec.codelists["sections"]
        if s["kind"] == "narrative"
    ]


def text(document: dict[str, Any], path: str) -> str:
    """A field as it is shown: empty where the report does not say."""
    value = Report(document).value(path)
    return "" if value is None or value == ABSENT.get(path) else str(value)


def write(document: dict[str, Any], words: dict[str, str]) -> None:
    """Write fields into a document; what cannot be taken is left as it was.

    Title, period and identifier follow organ and year where they were made of them.
    """
    before = _derived(document)
    for path, typed in words.items():
        *way, key = path.split("/")
        if not is_refused(path, typed):
            (document[way[0]] if way else document)[key] = _value(path, typed)
    after = _derived(document)
    document |= {key: after[key] for key in after if document[key] == before[key]}


def is_refused(path: str, typed: str) -> bool:
    """Whether what was typed is no value of a field."""
    try:
        _value(path, typed)
    except ValueError:
        return True
    return False


def _value(path: str, typed: str) -> Any:
    if path == "published" and typed:
        return date.fromisoformat(typed).isoformat()
    if path == "reporting_year":
        least, most = admitted.limits(path)
        if not least <= int(typed) <= most:
            raise ValueError(typed)
        return int(typed)
    return typed or ABSENT.get(path)


def _derived(document: dict[str, Any]) -> dict[str, Any]:
    """What follows from the organ and the year."""
    name, year = document["organ"]["name"], document["reporting_year"]
    own = document["report_id"].partition("-")[2]
    return {
        "report_id": f"{year}-{own}",
        "title": UNNAMED if name == UNNAMED else entryform.title(name, year),
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
    }
