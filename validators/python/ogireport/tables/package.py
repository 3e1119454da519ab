"""Read and write a data package: CSV files with their descriptor, in a folder or a .zip."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath
from typing import Any

from ogireport import writing
from ogireport.report import LARGEST_FILE, ReadError, parse, too_large
from ogireport.spec import Spec
from ogireport.tables.container import LARGEST, opened
from ogireport.tables.csvfile import rows
from ogireport.tables.records import Rows
from ogireport.tables.tableschema import tables

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
DERIVED = ("report_lines", "figures", "findings")
ENCODING = "utf-8-sig"  # with a BOM, without which Excel and WPS guess; other readers drop it
SPARE_ROWS = 1_000


def linked(schema: dict[str, Any]) -> dict[str, Any]:
    """The Table Schema of a table inside a package, where each row belongs to one of `reports`."""
    if schema["name"] == "reports":
        return schema
    key = {"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}}
    return schema | {"foreignKeys": [key]}


def resource(name: str, path: str, data: bytes, spec: Spec) -> dict[str, Any]:
    """The descriptor of one CSV file; it holds the schema, so that the package profile locks it."""
    described = spec.document(f"tables/{name}.json")
    return {
        "name": name,
        "type": "table",
        "path": path,
        "scheme": "file",  # csvw passes over a table without it
        "title": described["title"],
        "description": described["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "schema": linked(described),
    }


def csv_files(reports: Iterable[Rows], names: Iterable[str], spec: Spec) -> dict[str, bytes]:
    """The CSV file of each named table: exact header, CRLF, one row per line of each report."""
    layout, texts = tables(spec), {name: _text() for name in names}
    writers = {name: csv.writer(text) for name, text in texts.items()}
    for name, writer in writers.items():
        writer.writerow(layout[name].header)
    for report in reports:
        for name, writer in writers.items():
            writer.writerows(report.get(name, ()))
    return {name: _bytes(text) for name, text in texts.items()}


def _text() -> io.TextIOWrapper[io.BytesIO]:
    return io.TextIOWrapper(io.BytesIO(), ENCODING, newline="")


def _bytes(text: io.TextIOWrapper[io.BytesIO]) -> bytes:
    text.flush()
    return text.buffer.getvalue()


def write_folder(
    files: dict[str, bytes], folder: Path, kind: str = "package", *, force: bool = False
) -> None:
    """Write a folder completely or not at all; `force` replaces an older one of its kind."""
    with writing.filling(folder, kind, force=force) as new:
        for name, data in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(data)


def write_zip(files: dict[str, bytes], path: Path, *, force: bool = False) -> None:
    """Write a package .zip completely or not at all; `force` replaces an older package."""
    writing.admit(path, "package", zipped=True, force=force)
    with writing.replacing(path) as new:
        new.write_bytes(zipped(files))


def zipped(files: dict[str, bytes]) -> bytes:
    """The .zip of a package: the same bytes for the same files."""
    held = files | {writing.MARKER: writing.marker("package", files)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# reading -------------------------------------------------------------------------------------


def is_package(document: object) -> bool:
    """Whether a JSON document is the descriptor of a data package."""
    return isinstance(document, dict) and isinstance(document.get("resources"), list)


def contents(path: str, spec: Spec, largest: int = LARGEST) -> dict[str, list[list[str]]]:
    """The rows of the tables that make the documents of a package, without headers.

    `path` is a datapackage.json or a .zip; what is derived (report_lines, figures, findings) is not
    read.

    ReadError for a file that is missing, damaged, not UTF-8 or outside the package, another header,
    no `reports` table, and a .zip that unpacks to more than `largest` bytes. Rows are not kept that
    have too few or too many cells, or that are more than the reports can have.
    """
    with opened(path, largest) as files:
        with files.open(files.descriptor) as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise too_large()
        descriptor = parse(data)
        if not is_package(descriptor):
            raise ReadError(
                "datapackage.json 不是数据包。", "datapackage.json is not a data package."
            )
        places = _places(descriptor, spec)
        found: dict[str, list[list[str]]] = {}
        # reports first: it says how many rows the others can have
        for name in sorted(places, key="reports".__ne__):
            with files.open(places[name]) as file:
                most = _most(name, len(found.get("reports", ())), spec)
                found[name] = rows(file, f"{name}.csv", tables(spec)[name], most)
    return found


def _most(name: str, reports: int, spec: Spec) -> int:
    """How many rows of a table are read: one a report on a form, of a list its items.

    The spare ones let a row too many be named, by its line and its report.
    """
    if name == "reports":
        return sys.maxsize
    return SPARE_ROWS + reports * (1 if name in spec.forms else spec.limits(name)["maxItems"])


def _places(descriptor: dict[str, Any], spec: Spec) -> dict[str, str]:
    """Where the tables are that make the documents, `reports` among them."""
    found: dict[str, str] = {}
    for each in descriptor["resources"]:
        name, path = (
            (each.get(key) for key in ("name", "path")) if isinstance(each, dict) else (None, None)
        )
        if isinstance(name, str) and name in tables(spec) and name not in DERIVED:
            # of Windows, whose paths may begin and climb in every way that others can
            way = PureWindowsPath(path) if isinstance(path, str) else None
            if not path or not way or not isinstance(path, str) or way.anchor or ".." in way.parts:
                raise ReadError(f"{name}：路径 {path!r} 不安全。", f"{name}: unsafe path {path!r}.")
            if name in found:
                raise ReadError(
                    f"数据包中有两个 {name} 表。", f"the package has two tables named {name}."
                )
            found[name] = path
    if "reports" not in found:
        raise ReadError("数据包中没有 reports 表。", "the package has no table named reports.")
    return found
