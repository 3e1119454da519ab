"""The carriers of a printed report: what each does to marks, and to what is struck; small pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from printed import DOWN, GONE, UP

from documents import markup, ooxml, paper
from documents.printing import Part, Piece
from ogireport.convert import convert

TITLE = "2023年政府信息公开工作年度报告"


def _plain(text: str) -> str:
    text = re.sub(f"{GONE}[^{DOWN}]*{DOWN}", "", text)
    return text.translate({ord(UP): None, ord(DOWN): None})


def _raised(text: str) -> str:
    """Where characters cannot be raised, a number in brackets or a sign of its own marks a note."""
    return _plain(re.sub(f"{UP}(.*?){DOWN}", lambda m: "①" if m[1] == "1" else m[1], text))


def as_html(parts: list[Part], struck: str = '<span class="x">') -> bytes:
    text = markup.html(parts, '<meta charset="utf-8"><style>.x{text-decoration:line-through}</style>')  # fmt: skip
    text = re.sub(f"{UP}(.*?){DOWN}", r"<sup>\1</sup>", text)
    return re.sub(f"{GONE}(.*?){DOWN}", rf"{struck}\1</span>", text).encode()


def _runs(piece: Piece) -> str:
    properties = {UP: '<w:vertAlign w:val="superscript"/>', GONE: "<w:strike/>"}
    pieces = re.split(f"({UP}[^{DOWN}]*{DOWN}|{GONE}[^{DOWN}]*{DOWN})", piece.text)
    return "".join(
        ooxml.run(t.strip(UP + DOWN + GONE), properties.get(t[:1], "")) for t in pieces if t
    )


def _simply(parts: list[Part]) -> list[Part]:
    return [p if isinstance(p, str) else [q._replace(text=_raised(q.text)) for q in p] for p in parts]  # fmt: skip


WRITERS: dict[str, Callable[[list[Part]], bytes]] = {
    "html": as_html,
    "docx": lambda parts: ooxml.docx(parts, _runs),
    "xlsx": lambda parts: ooxml.xlsx(_simply(parts)),
    "pdf": lambda parts: paper.pdf(_simply(parts)),
    "tabs": lambda parts: markup.text(_simply(parts), "\t".join).encode(),
    "bars": lambda parts: markup.text(_simply(parts), " | ".join).encode(),
    "closing bars": lambda parts: markup.text(_simply(parts), lambda r: " | ".join(r) + " |").encode(),
    "cell bars": lambda parts: markup.text(_simply(parts), lambda r: "\n".join(f"{c} |" for c in r)).encode(),
    "markdown": lambda parts: markup.markdown(_simply(parts)).encode(),
    "blanks": lambda parts: markup.text(_simply(parts), " ".join).encode(),
    "lines": lambda parts: markup.text(_simply(parts), "\n".join).encode(),
}  # fmt: skip


def table(*rows: tuple[object, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def page(*parts: str, style: str = "", title: str = TITLE, before: str = "") -> bytes:
    head = f"<html><head><meta charset='utf-8'><style>{style}</style></head>"
    return f"{head}<body><p>{title}</p>{before}{''.join(parts)}</body></html>".encode()


def row(data: bytes, path: str, **options: Any) -> list[Any]:
    """The figures of a row in the order of the form."""
    name, code = path.split("/")
    return list(convert(data, **options).document[name]["rows"][code].values())
