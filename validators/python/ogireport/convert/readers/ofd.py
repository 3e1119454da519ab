"""OFD (GB/T 33190), the layout format that archives ask for: its characters and ruling lines.

Lengths of the file are millimetres, from the upper left corner of the page down.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from ogireport.convert.grid import Block
from ogireport.convert.limits import DEEPEST_ELEMENTS, MOST_CHARACTERS, MOST_DRAWINGS
from ogireport.convert.readers import opc, sheets
from ogireport.convert.readers.millimetres import POINTS, Matrix, at, lengths, placed
from ogireport.convert.readers.ruling import Char, Sheet
from ogireport.report import ReadError

_HALF = 0.5  # of its size: the width of a letter or figure that Latin has
_ASCENT = 0.86  # of its size: how high above its line a character begins
_POINTS_OF = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # of each operation of a path
_LOST = "\ufffd"
_PAGE_BOX = (0.0, 0.0, 210.0, 297.0)


def read(data: bytes) -> list[Block]:
    """Return the blocks of all documents in the file; ReadError as for PDF."""
    package = opc.opened(data)
    root = opc.xml(package, "OFD.xml")
    try:
        return sheets.blocks(_sheets(package, root), "OFD")
    except (ValueError, OverflowError):  # of numbers that are none
        raise opc.broken() from None


def _sheets(package: ZipFile, root: Element) -> Iterator[Sheet]:
    for place in _all(root, "DocRoot"):
        name = _resolved("", place.text)
        document = _part(package, name)
        if any(True for _ in _all(root, "Encryptions")):
            raise ReadError("文件有密码保护；请另存一份不带密码的。",
                            "the file is password-protected; save it without a password.")  # fmt: skip
        drawer = _Drawer(package, name, document)
        for pages in _all(document, "Pages"):
            for page in _all(pages, "Page"):
                yield drawer.sheet(_resolved(name, page.get("BaseLoc")))


def _all(element: Element, name: str) -> Iterator[Element]:
    """The elements of a name, whatever its namespace; files are at odds over that."""
    return (found for found in element.iter() if _name(found) == name)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _resolved(base: str, place: str | None) -> str:
    """The name of a part that another names."""
    place = (place or "").strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), place))[1:]


def _part(package: ZipFile, name: str) -> Element:
    names = {held.replace("\\", "/").strip("/").casefold(): held for held in package.namelist()}
    return opc.xml(package, names.get(name.casefold(), name))


class _Drawer:
    """Draws the pages of one document, each over its templates."""

    def __init__(self, package: ZipFile, name: str, document: Element) -> None:
        self._package = package
        self._box = _box(document)
        self._page = self._box[2:]
        self._templates = {
            template.get("ID"): _resolved(name, template.get("BaseLoc"))
            for template in _all(document, "TemplatePage")
        }
        self._drawings = 0
        self._parts: dict[str, Element] = {}
        self._graphics: dict[str | None, Element] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for place in _all(document, kind):
                self._keep(_resolved(name, place.text))

    def _keep(self, name: str) -> None:
        """Keep the drawings that pages use by their number."""
        try:
            resources = _part(self._package, name)
        except ReadError:  # fonts and pictures, nothing that is read
            return
        self._graphics |= {unit.get("ID"): unit for unit in _all(resources, "CompositeGraphicUnit")}

    def sheet(self, name: str) -> Sheet:
        page = _part(self._package, name)
        sheet = Sheet()
        self._page = tuple(length * POINTS for length in _box(page, self._box)[2:])
        for template in _all(page, "Template"):
            if place := self._templates.get(template.get("TemplateID")):
                if place not in self._parts:
                    self._parts[place] = _part(self._package, place)
                self._draw(sheet, self._parts[place], (1, 0, 0, 1, 0, 0), 0)
        self._draw(sheet, page, (1, 0, 0, 1, 0, 0), 0)
        return sheet

    def _draw(self, sheet: Sheet, element: Element, outer: Matrix, depth: int) -> None:
        if element.get("Visible") == "false":
            return
        if depth > DEEPEST_ELEMENTS:
            raise ReadError("文件嵌套太深。", "the document is nested too deeply.")
        for child in element:
            kind = _name(child)
            if kind == "TextObject":
                _write(sheet, child, placed(child, outer), self._page)
            elif kind == "PathObject":
                _trace(sheet, child, placed(child, outer))
            elif kind == "CompositeObject":
                self._drawings += 1
                if self._drawings > MOST_DRAWINGS:
                    raise ReadError("文件嵌套太深。", "the document is nested too deeply.")
                unit = self._graphics.get(child.get("ResourceID"))
                if unit is not None:
                    self._draw(sheet, unit, placed(child, outer), depth + 1)
            elif kind in ("Content", "Layer", "PageBlock"):
                self._draw(sheet, child, outer, depth + 1)


def _box(element: Element, outer: tuple[float, ...] = _PAGE_BOX) -> tuple[float, ...]:
    for box in _all(element, "PhysicalBox"):
        found = lengths(box.text)
        if len(found) == 4:
            return tuple(found)
    return outer


# text ----------------------------------------------------------------------------------------


def _write(sheet: Sheet, element: Element, matrix: Matrix, page: tuple[float, ...]) -> None:
    """Write the text of an object; figures without a size, backwards, off the page or out of their box are lost."""
    if element.get("Visible") == "false":
        return
    size = float(element.get("Size") or 0)
    stretch = float(element.get("HScale") or 1)
    x = y = 0.0
    for code in _all(element, "TextCode"):
        text = (code.text or "").strip("\r\n")
        x, y = float(code.get("X") or x), float(code.get("Y") or y)
        rights, downs = (_steps(code.get(d), len(text)) for d in ("DeltaX", "DeltaY"))
        here_x, here_y = x, y
        written: list[Char] = []
        is_torn = size <= 0
        for char, right, down in zip(text, rights, downs, strict=True):
            width = size * stretch * (_HALF if char.isascii() else 1)
            if right is None and down is None:
                right = width
            across, along = right or 0.0, down or 0.0
            written.append(_char(char, here_x, here_y, width, across, size, matrix))
            is_torn = is_torn or (char.isdigit() and max(across, along) <= 0)
            here_x, here_y = here_x + across, here_y + along
        is_torn = is_torn or any(c.left > page[0] or c.top > page[1] for c in written)
        is_torn = is_torn or _is_beside(element, x, here_x - x, size)
        for one in written:
            is_lost = is_torn and (len(written) > 1 or size <= 0) and one.text.isdigit()
            sheet.write(one._replace(text=_LOST) if is_lost else one)


def _is_beside(element: Element, x: float, length: float, size: float) -> bool:
    """Whether a text that its box has room for begins left of it, where a part is not seen."""
    box = lengths(element.get("Boundary"))
    has_room = len(box) == 4 and length < box[2] + size / 9
    return element.get("CTM") is None and has_room and x + size * _HALF / 2 < 0


def _steps(given: str | None, count: int) -> list[float | None]:
    """How far each of so many characters is from the one before it; `g 3 5` is 5 5 5."""
    found: list[float | None] = []
    words = iter((given or "").split())
    for word in words:
        if len(found) > MOST_CHARACTERS:
            break
        times, step = 1, word
        if word == "g":
            times, step = int(next(words, "")), next(words, "")
        found += [float(step)] * min(times, count)
    return (found + [found[-1] if found else None] * count)[:count]


def _char(
    text: str, x: float, y: float, width: float, step: float, size: float, matrix: Matrix
) -> Char:
    """The character in its box; a letter may be as wide as the next is far, a figure is not."""
    if (text.isascii() and not text.isdigit() and width < step <= 2 * width) or 0 < step < width:
        width = step
    corners = [
        at(matrix, x, y - size * _ASCENT),
        at(matrix, x + width, y + size * (1 - _ASCENT)),
    ]
    (x0, y0), (x1, y1) = corners
    a, b = matrix[:2]
    return Char(
        text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), is_upright=abs(a) >= abs(b)
    )


# lines ---------------------------------------------------------------------------------------


def _trace(sheet: Sheet, element: Element, matrix: Matrix) -> None:
    """Draw what a path strokes or fills with straight edges."""
    is_seen = element.get("Stroke") != "false" or element.get("Fill") == "true"
    if not is_seen or element.get("Visible") == "false":
        return
    for data in _all(element, "AbbreviatedData"):
        words = iter((data.text or "").split())
        first = last = (0.0, 0.0)
        for word in words:
            if word == "C":
                sheet.rule(*last, *first)
                last = first
                continue
            count = 7 if word == "A" else 2 * _POINTS_OF.get(word, 0)
            given = [float(number) for number in islice(words, count)]
            if count < 2 or len(given) < count:
                break
            to = at(matrix, *given[-2:])
            if word in "SM":
                first = to
            elif word == "L":
                sheet.rule(*last, *to)
            last = to
