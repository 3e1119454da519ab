"""Everything that a publisher puts on the web for one report: carriers, data, catalogue and sums."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from ogireport.publish import catalogue, webpage, wordfile, workbook
from ogireport.report import Report, written
from ogireport.rules.verdict import Verdict
from ogireport.spec import standard
from ogireport.tables import bundle
from ogireport.tables.imprint import Imprint

CARRIERS: Mapping[str, Callable[[Report], bytes]] = {
    "docx": wordfile.docx,
    "html": webpage.html,
    "xlsx": workbook.xlsx,
    "json": lambda report: written(report.document).encode(),
}
NAMES = {
    "docx": "report.docx",
    "html": "index.html",
    "xlsx": "report.xlsx",
    "json": "report.ogireport.json",
}
PACKAGE = "package"
FORMATS = (*CARRIERS, PACKAGE)
FIGURES = f"{PACKAGE}/figures.csv"  # the table with a row for each cell


def document(report: Report) -> dict[str, bytes]:
    """Each carrier of a well-formed report by its kind: docx, html, xlsx, json."""
    return {kind: make(report) for kind, make in CARRIERS.items()}


def files(
    report: Report,
    verdict: Verdict,
    formats: Iterable[str] = FORMATS,
    said: Imprint = Imprint(),  # noqa: B008
    place: str | None = None,
) -> dict[str, bytes]:
    """Every file to upload by its path: those formats of a well-formed report, catalogue and sums.

    `place` is the address that they will have, without their names.
    """
    formats = set(formats)
    found = {NAMES[kind]: CARRIERS[kind](report) for kind in NAMES if kind in formats - {"html"}}
    packed: dict[str, bytes] = {}
    if PACKAGE in formats:
        tables, spec = bundle.names(standard()), standard()
        made = bundle.files([(report, verdict)], tables, report.report_id, spec, said)
        packed = {f"{PACKAGE}/{name}": data for name, data in made.items()}
    offered = found | {name: packed[name] for name in (FIGURES,) if packed}
    if "html" in formats:
        page = webpage.html(report, tuple(offered), said.license)
        offered = {NAMES["html"]: page, **offered}
    catalog = catalogue.catalog(report, offered, said.license, place)
    found = offered | packed | {"catalog.jsonld": catalogue.dumps(catalog)}
    return found | {"SHA256SUMS": sums(found)}


def sums(files: Mapping[str, bytes]) -> bytes:
    """What `sha256sum --check` reads."""
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return "".join(f"{digest}  {name}\n" for name, digest in hashes.items()).encode()
