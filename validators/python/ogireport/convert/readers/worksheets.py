"""What a workbook hides, strikes or raises, which python-calamine does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from ogireport.convert.limits import MOST_COLUMNS
from ogireport.convert.readers import opc
from ogireport.convert.readers.marks import raised

Place = tuple[int, int]  # row and column, from 0
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
_OFF = ("0", "false")


@dataclass
class Shown:
    """How a sheet differs from its values: rows and columns not shown, and other texts of cells."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)


def place(reference: str) -> Place | None:
    """Return the row and the column of `B12`."""
    if not (found := _REFERENCE.fullmatch(reference)):
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def read(package: ZipFile) -> dict[str, Shown]:
    """Return what each sheet shows, by its name; nothing for a package laid out in another way."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    strings = _strings(package) if "xl/sharedStrings.xml" in names else []
    struck = _struck(package) if "xl/styles.xml" in names else set()
    return {
        name: _sheet(opc.xml(package, part), strings, struck)
        for name, part in _parts(package)
        if part in names
    }


def _parts(package: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and part."""
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in opc.xml(package, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _all(opc.xml(package, "xl/workbook.xml"), "sheet"):
        links = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        target = targets.get(links[0], "") if links else ""
        yield sheet.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


def _all(element: Element, name: str) -> Iterator[Element]:
    """The elements of a name, whatever its namespace."""
    return (e for e in element.iter() if e.tag.rpartition("}")[2] == name)


def _has(properties: Element, name: str) -> bool:
    return any(e.get("val", "1") not in _OFF for e in _all(properties, name))


def _strings(package: ZipFile) -> list[str | None]:
    """The visible text of each shared string; None where that is all of it."""
    root = opc.xml(package, "xl/sharedStrings.xml")
    return [_visible(item) for item in root if item.tag.endswith("}si")]


def _visible(item: Element) -> str | None:
    runs = [_run(run) for run in item if run.tag.endswith("}r")]
    return "".join(text for text, _ in runs) if any(other for _, other in runs) else None


def _run(run: Element) -> tuple[str, bool]:
    """The text of a run, and whether it is another one than its characters."""
    text = "".join(e.text or "" for e in _all(run, "t"))
    if _has(run, "strike"):
        return "", True
    is_raised = any(e.get("val") == "superscript" for e in _all(run, "vertAlign"))
    return (raised(text) if is_raised else text), is_raised


def _struck(package: ZipFile) -> set[int]:
    """The cell styles whose font is struck out."""
    root = opc.xml(package, "xl/styles.xml")
    fonts = [_has(font, "strike") for fonts in _all(root, "fonts") for font in fonts]
    styles = [style for styles in _all(root, "cellXfs") for style in styles]
    numbers = [int(s.get("fontId", "0")) if s.get("fontId", "0").isdecimal() else 0 for s in styles]
    return {n for n, font in enumerate(numbers) if font < len(fonts) and fonts[font]}


def _sheet(root: Element, strings: list[str | None], struck: set[int]) -> Shown:
    shown = Shown()
    for span in _all(root, "col"):
        first, last = span.get("min", ""), span.get("max", "")
        if span.get("hidden", "0") not in _OFF and first.isdecimal() and last.isdecimal():
            shown.columns |= set(range(int(first) - 1, min(int(last), MOST_COLUMNS)))
    row = -1
    for line in _all(root, "row"):
        row = int(line.get("r", "")) - 1 if line.get("r", "").isdecimal() else row + 1
        if line.get("hidden", "0") not in _OFF:
            shown.rows.add(row)
        at = row, -1
        for cell in line:
            at = place(cell.get("r", "")) or (row, at[1] + 1)
            text = _text(cell, strings, struck)
            if text is not None:
                shown.texts[at] = text
    return shown


def _text(cell: Element, strings: list[str | None], struck: set[int]) -> str | None:
    """What a cell shows where it is another text than its value."""
    style = cell.get("s", "")
    if style.isdecimal() and int(style) in struck:
        return ""
    if cell.get("t") == "inlineStr":
        return next((_visible(item) for item in cell if item.tag.endswith("}is")), None)
    number = next((v.text or "" for v in cell if v.tag.endswith("}v")), "")
    known = cell.get("t") == "s" and number.isdecimal() and int(number) < len(strings)
    return strings[int(number)] if known else None
