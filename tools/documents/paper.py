"""The printed form on the pages of a PDF or OFD file, tables ruled and cut where a page ends."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from documents.ooxml import zipped
from documents.printing import Part, Piece, Table, size

LINE = 56  # points: the height of a table row
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SYSTEM = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"


class Words(NamedTuple):
    """Characters side by side, each as wide as it is high, from the lower left one on."""

    x: float
    y: float
    text: str
    size: float = 7


class Frame(NamedTuple):
    """The lines round a cell, from its lower left corner on."""

    x: float
    y: float
    width: float
    height: float


class Sheets:
    """Pages, written from the top down; `y` is where the next thing goes, up from the bottom."""

    def __init__(self, height: int) -> None:
        self.top = float(height - 60)
        self.y = self.top
        self.pages: list[list[Words | Frame]] = [[]]

    def show(self, x: float, y: float, words: str) -> None:
        """Write from a place on; raised digits as Word has them, small digits set higher."""
        for is_raised, run in groupby(words, RAISED.__contains__):
            text = "".join(run)
            shown = (
                Words(x, y + 2.5, normalize("NFKC", text), 4) if is_raised else Words(x, y, text)
            )
            self.pages[-1].append(shown)
            x += len(text) * shown.size

    def need(self, space: float) -> None:
        """Begin a page when the space is not there."""
        if self.y - space < 60:
            self.end()
            self.pages.append([])
            self.y = self.top

    def end(self) -> None:
        self.show(290, 30, f"- {len(self.pages)} -")

    def paragraph(self, words: str) -> None:
        for start in range(0, len(words), 50):
            self.need(16)
            self.show(60, self.y - 12, words[start : start + 50])
            self.y -= 16

    def table(self, table: Table) -> None:
        """Draw the rows, on as many pages as they need; a merged cell is cut at the page."""
        rows, columns = size(table)
        row = 0
        while row < rows:
            self.need(LINE)
            end = min(rows, row + max(1, int((self.y - 60) // LINE)))
            for piece in table:
                self._cell(piece, row, end, 480 / columns)
            self.y -= (end - row) * LINE
            row = end
        self.y -= 10

    def _cell(self, piece: Piece, start: int, end: int, step: float) -> None:
        first, last = max(piece.row, start), min(piece.row + piece.rows, end)
        if first < last:
            x, top = 60 + piece.column * step, self.y - (first - start) * LINE
            width, height = piece.columns * step, (last - first) * LINE
            self.pages[-1].append(Frame(x, top - height, width, height))
            fit = max(1, int(width // 7))
            for n in range(0, len(piece.text) if first == piece.row else 0, fit):
                self.show(x + 1, top - 8 - 7 * (n // fit), piece.text[n : n + fit])


def printed(found: Iterable[Part], height: int) -> list[list[Words | Frame]]:
    """Print the form on pages."""
    sheets = Sheets(height)
    for part in found:
        if isinstance(part, str):
            sheets.paragraph(part)
        else:
            sheets.table(part)
    sheets.end()
    return sheets.pages


def pdf(found: Iterable[Part], height: int = 842) -> bytes:
    """Write a PDF with ruled tables that go on over pages."""
    pages = printed(found, height)
    return _pdf_of(["\n".join(map(_operators, page)) for page in pages], height)


def _operators(mark: Words | Frame) -> str:
    if isinstance(mark, Frame):
        return f"{mark.x:.1f} {mark.y:.1f} {mark.width:.1f} {mark.height:.1f} re S"
    code = mark.text.encode("utf-16-be").hex()
    return f"BT /F {mark.size} Tf 1 0 0 1 {mark.x:.1f} {mark.y:.1f} Tm <{code}> Tj ET"


def _pdf_of(pages: list[str], height: int) -> bytes:
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 {SYSTEM} >>",
    ]
    for n, page in enumerate(pages):
        box = f"/MediaBox [0 0 600 {height}] /Resources << /Font << /F 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {6 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(page)} >>\nstream\n{page}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for n, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{text}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)


# OFD -----------------------------------------------------------------------------------------

MM = 25.4 / 72  # millimetres of a point
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(found: Iterable[Part], height: int = 842) -> bytes:
    """Write an OFD file: the lines of each page in a template, its text over them."""
    pages = printed(found, height)
    box = f"<ofd:PhysicalBox>0 0 {600 * MM:.2f} {height * MM:.2f}</ofd:PhysicalBox>"
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    below = "".join(
        f'<ofd:TemplatePage ID="{n + 900}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>'
        for n in range(len(pages))
    )
    files = {
        "OFD.xml": f"<ofd:OFD {OFD} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo/>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData>{below}<ofd:PageArea>{box}"
        f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for n, page in enumerate(pages):
        parts: dict[type, str] = {Words: "", Frame: ""}
        for mark in page:
            parts[type(mark)] += _object(mark, height)
        files[f"Doc_0/Tpls/Tpl_{n}/Content.xml"] = _layer("", parts[Frame])
        template = f'<ofd:Template TemplateID="{n + 900}"/>'
        files[f"Doc_0/Pages/Page_{n}/Content.xml"] = _layer(template, parts[Words])
    return zipped(files)


def _layer(before: str, content: str) -> str:
    return f"<ofd:Page {OFD}>{before}<ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"


def _object(mark: Words | Frame, height: int) -> str:
    """A mark in its box, in millimetres from the top; characters lie within theirs, one line wide."""
    x, y = mark.x * MM, (height - mark.y) * MM
    if isinstance(mark, Frame):
        wide, high = mark.width * MM, mark.height * MM
        return (
            f'<ofd:PathObject Boundary="{x:.3f} {y - high:.3f} {wide:.3f} {high:.3f}" LineWidth="0.3">'
            f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )
    size = mark.size * MM
    steps = [
        size / 2 if char.isascii() else size for char in mark.text
    ]  # as wide as fonts have them
    return (
        f'<ofd:TextObject Boundary="{x:.3f} {y - 10 * MM:.3f} {sum(steps):.3f} {12 * MM:.3f}" Size="{size:.4f}">'
        f'<ofd:TextCode X="0" Y="{10 * MM:.3f}" DeltaX="{_deltas(steps[:-1])}">{escape(mark.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(steps: list[float]) -> str:
    """The steps from character to character; `g 3 5` is 5 5 5."""
    runs = [(step, len(list(run))) for step, run in groupby(steps)]
    return " ".join(f"g {count} {step:.4f}" if count > 1 else f"{step:.4f}" for step, count in runs)
