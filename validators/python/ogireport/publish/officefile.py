"""The packages that Word and Excel files are: parts with their types and relations, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape as _escape
from typing import NamedTuple

STAMP = (1980, 1, 1, 0, 0, 0)  # of every part: the same report gives the same bytes
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_APPLICATION = "application/vnd.openxmlformats-officedocument."
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Part(NamedTuple):
    """A part with the end of its content type, and the end of the relation to it."""

    kind: str
    relation: str
    text: str


def escape(text: str) -> str:
    """Text for XML, without the characters that XML does not admit."""
    return _escape(_NOT_XML.sub("", text))


def package(title: str, main: str, parts: Mapping[str, Part]) -> bytes:
    """The file: `main` names the part that holds the others, which lie in its folder."""
    folder, _, name = main.rpartition("/")
    own, others = parts[name], {n: p for n, p in parts.items() if n != name}
    files = {
        "[Content_Types].xml": _types(folder, parts),
        "_rels/.rels": _relations({
            main: _OFFICE + own.relation,
            "docProps/core.xml": f"{_PACKAGE}relationships/metadata/core-properties",
        }),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>",
        f"{folder}/_rels/{name}.rels": _relations({n: _OFFICE + p.relation for n, p in others.items()}),
        **{f"{folder}/{n}": p.text for n, p in parts.items()},
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, STAMP), HEAD + text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _types(folder: str, parts: Mapping[str, Part]) -> str:
    kinds = {f"/{folder}/{name}": _APPLICATION + part.kind for name, part in parts.items()}
    kinds["/docProps/core.xml"] = _CORE
    listed = "".join(f'<Override PartName="{n}" ContentType="{k}"/>' for n, k in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType="'
        f'application/vnd.openxmlformats-package.relationships+xml"/>{listed}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    """The relations of a part; the number of each is its place."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{listed}</Relationships>'
