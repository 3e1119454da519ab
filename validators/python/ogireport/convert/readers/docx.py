"""Word documents: what a reader of the printed page sees, tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement
from zipfile import ZipFile

from ogireport.convert.grid import Block, Cell, Grid, Paragraph, too_large
from ogireport.convert.limits import DEEPEST_ELEMENTS, MOST_COLUMNS, MOST_SLOTS
from ogireport.convert.readers import opc
from ogireport.convert.readers.marks import raised
from ogireport.report import ReadError

THIN = 140  # twips: thinner grid columns are left over from a conversion

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {_W + name for name in ("del", "moveFrom", "delText", "instrText", "sdtPr", "sdtEndPr", "pPr", "rPr",
                                  "tcPr", "trPr", "tblPr", "tblGrid", "sectPr", "footnoteReference", "pict", "rt")} | {_FALLBACK}  # fmt: skip
_EFFECTS = {_W + name for name in ("vanish", "strike", "dstrike", "vertAlign")}
_CHARACTERS = {_W + "br": "\n", _W + "cr": "\n", _W + "tab": "\t", _W + "noBreakHyphen": "-"}


def read(data: bytes) -> list[Block]:
    """Return the blocks of the main text; ReadError when the file is no Word document."""
    package = opc.opened(data)
    root = _part(package, "word/document.xml")
    body = root.find(_W + "body")
    if body is None:
        raise opc.broken()
    _check_depth(root)
    styles = "word/styles.xml"
    if styles in package.namelist():
        _apply(_styles(_part(package, styles)), root)
    return list(_blocks(body))


def _part(package: ZipFile, name: str) -> Element:
    """The root of a part, in the transitional names."""
    root = opc.xml(package, name)
    if root.tag.startswith(_STRICT):
        for element in root.iter():
            element.tag = element.tag.replace(_STRICT, _W)
            element.attrib = {k.replace(_STRICT, _W): v for k, v in element.attrib.items()}
    return root


def _styles(root: Element) -> dict[str, dict[str, Element]]:
    """What each style does to the visibility of its runs, by name of the property."""
    found = {style.get(_W + "styleId", ""): style for style in root.iter(_W + "style")}

    def properties(name: str, depth: int) -> dict[str, Element]:
        style = found.get(name)
        if style is None or depth > DEEPEST_ELEMENTS:
            return {}
        own = style.find(_W + "rPr")
        return {
            **properties(_value(style, "basedOn", ""), depth + 1),
            **{e.tag: e for e in (own if own is not None else ()) if e.tag in _EFFECTS},
        }

    return {name: properties(name, 0) for name in found}


def _apply(styles: dict[str, dict[str, Element]], root: Element) -> None:
    """Give each run what its style does to it, where the run itself says nothing."""
    for paragraph in root.iter(_W + "p"):
        whole = styles.get(_value(paragraph, "pPr/pStyle", ""), {})
        for run in paragraph.iter(_W + "r"):
            effects = {**whole, **styles.get(_value(run, "rPr/rStyle", ""), {})}
            own = run.find(_W + "rPr")
            if effects and own is None:
                own = SubElement(run, _W + "rPr")
            if own is not None:
                own.extend([e for tag, e in effects.items() if own.find(tag) is None])


def _check_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        level = [child for element in level for child in element]
        depth += 1
        if depth > DEEPEST_ELEMENTS:
            for element in list(root.iter()):
                element.clear()  # one by one: to free the tree at once may exhaust the stack
            raise ReadError("文件嵌套太深。", "the document is nested too deeply.")


def _blocks(element: Element) -> Iterator[Block]:
    """Yield what an element of the text flow holds, wrappers such as content controls opened."""
    for child in element:
        if child.tag == _W + "tbl":
            yield from _table(child)
        elif child.tag == _W + "p":
            for line in _text(child).split("\n"):
                if line.strip():
                    yield Paragraph(line)
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _text(element: Element) -> str:
    """The visible text; a paragraph ends with a line break."""
    if element.tag in _UNSEEN or (element.tag == _W + "r" and _is_hidden(element)):
        return ""
    if element.tag == _W + "t":
        return element.text or ""
    if element.tag in _CHARACTERS:
        return _CHARACTERS[element.tag]
    text = "".join(map(_text, element))
    if element.tag == _W + "r" and _value(element, "rPr/vertAlign", "") == "superscript":
        return raised(text)
    return text + "\n" if element.tag == _W + "p" else text


def _value(element: Element | None, path: str, missing: str) -> str:
    """The w:val of a property: `missing` when it is not there, "" when it has no value."""
    found = (
        element.find("/".join(_W + name for name in path.split("/")))
        if element is not None
        else None
    )
    return missing if found is None else found.get(_W + "val") or ""


def _number(element: Element | None, name: str, missing: int) -> int:
    text = _value(element, name, "")
    return min(int(text), MOST_COLUMNS) if text.isdecimal() else missing


def _is_hidden(run: Element) -> bool:
    properties = run.find(_W + "rPr")
    return any(
        _value(properties, name, "off") not in ("off", "0", "false")
        for name in ("vanish", "strike", "dstrike")
    )


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The children of one kind, also those in content controls and tracked insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (_W + "tr", _W + "tc", _W + "p"):
            yield from _within(child, tag)


def _is_deleted(properties: Element | None, mark: str) -> bool:
    return properties is not None and properties.find(_W + mark) is not None


@dataclass
class Merge:
    """A cell as it grows over the rows that continue it; `text` None continues the one above."""

    text: str | None
    column: int
    columns: int


def _table(table: Element) -> Iterator[Block]:
    """One grid; or the content in order, when cells hold tables: they only lay the page out."""
    rows = [
        row
        for row in _within(table, _W + "tr")
        if not any(_is_deleted(row.find(_W + "trPr"), mark) for mark in ("del", "hidden"))
    ]
    cells = [list(_cells_of(row)) for row in rows]
    if any(
        len(list(inner.iter(_W + "tc"))) > 1
        for row in cells
        for c in row
        for inner in c.iter(_W + "tbl")
    ):
        for row in cells:
            for cell in row:
                yield from _blocks(cell)
        return
    merges = [list(_merges(row, found)) for row, found in zip(rows, cells, strict=True)]
    grid = merged(merges, _thin_columns(table))
    if grid.cells:
        yield grid


def _cells_of(row: Element) -> Iterator[Element]:
    for n, cell in enumerate(_within(row, _W + "tc")):
        if n == MOST_COLUMNS:
            raise too_large()
        if not _is_deleted(cell.find(_W + "tcPr"), "cellDel"):
            yield cell


def _merges(row: Element, cells: list[Element]) -> Iterator[Merge]:
    column = _number(row.find(_W + "trPr"), "gridBefore", 0)
    for cell in cells:
        properties = cell.find(_W + "tcPr")
        span = max(_number(properties, "gridSpan", 1), 1)
        continues = _value(properties, "vMerge", "restart") in ("", "continue")
        yield Merge(None if continues else _text(cell).strip("\n"), column, span)
        column += span


def _thin_columns(table: Element) -> set[int]:
    columns = table.findall(f"{_W}tblGrid/{_W}gridCol")
    widths = [column.get(_W + "w", "") for column in columns]
    return {n for n, width in enumerate(widths) if width.isdecimal() and 0 < int(width) < THIN}


def merged(rows: list[list[Merge]], thin: set[int]) -> Grid:
    """Lay the rows out; a thin column belongs to its neighbour on the left."""
    cells: list[Cell] = []
    above: dict[tuple[int, int], int] = {}
    for n, row in enumerate(rows):
        current: dict[tuple[int, int], int] = {}
        for merge in row:
            start = merge.column - sum(t < merge.column for t in thin)
            end = merge.column + merge.columns
            end -= sum(t < end for t in thin)
            place = start, end
            if start >= end:
                continue
            if merge.text is None and place in above:
                old = cells[above[place]]
                cells[above[place]] = Cell(old.text, old.row, old.column, old.rows + 1, old.columns)
                current[place] = above[place]
            else:
                cells.append(Cell(merge.text or "", n, start, 1, end - start))
                current[place] = len(cells) - 1
        above = current
        if len(cells) > MOST_SLOTS:
            raise too_large()
    width = max((cell.end for cell in cells), default=0)
    if width > MOST_COLUMNS:
        raise too_large()
    return Grid(tuple(cells), width, len(rows))
