"""A report in the official layout, written as each kind of document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any, NamedTuple

from ogireport.publish.layout import pieces
from ogireport.publish.layout import printed as as_printed
from ogireport.spec import Form, Line, standard

LINE = 56  # points: the height of a table row in a PDF
SYSTEM = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
STAMP = (2024, 1, 1, 0, 0, 0)  # of zip parts, so that the same document gives the same bytes
Printer = Callable[[str, Any], str]


class Piece(NamedTuple):
    """A cell of the printed form; a figure names its cell, a label the line it stands for."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    cell: str = ""
    line: Line | None = None


Table = list[Piece]
Part = str | Table


def form_of(document: dict[str, Any], table: str) -> Form:
    edition = document[table].get("edition")
    return standard().forms[f"{table}_{edition}" if edition else table]


def printed(cell: str, value: Any) -> str:
    """A figure in its printed form."""
    table = cell.partition("/")[0]
    forms = (form for form in standard().forms.values() if form.table == table)
    form = next(form for form in forms if cell in form.cells())
    return as_printed(form, cell, value)


def laid_out(document: dict[str, Any], table: str, show: Printer = printed) -> Table:
    """Lay out a table with its figures."""
    rows = document[table]["rows"]
    found = []
    for place in pieces(form_of(document, table)):
        _, row, column = place.cell.split("/") if place.cell else ("", "", "")
        text = show(place.cell, rows[row][column]) if place.cell else (place.text or {})["zh"]
        found.append(Piece(*place[:4], text, place.cell, place.line))
    return found


def disclosure(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay out table two."""
    return laid_out(document, "disclosure", show)


def requests(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay out table three."""
    return laid_out(document, "requests", show)


def disputes(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay out table four."""
    return laid_out(document, "disputes", show)


TABLES = {"proactive_disclosure": disclosure, "requests": requests, "disputes": disputes}


def parts(document: dict[str, Any], show: Printer = printed) -> list[Part]:
    """Return the whole report: title, period, sections and tables in printed order."""
    start, end = (day.split("-") for day in document["period"].values())
    period = f"统计期限自{start[0]}年{int(start[1])}月{int(start[2])}日起至{end[0]}年{int(end[1])}月{int(end[2])}日止。"
    found: list[Part] = [document["title"], f"本报告所列数据的{period}"]
    for entry in standard().codelists["sections"]:
        found.append(f"{entry['item_no']}、{entry['zh']}")
        if entry["kind"] == "table":
            found.append(TABLES[entry["code"]](document, show))
        else:
            found += (document["sections"][entry["code"]] or "").split("\n")
    return found


def size(table: Table) -> tuple[int, int]:
    return max(p.row + p.rows for p in table), max(p.column + p.columns for p in table)


def html(found: Iterable[Part], head: str = '<meta charset="utf-8">') -> str:
    """Write a web page."""
    body = [f"<p>{escape(p)}</p>" if isinstance(p, str) else html_table(p) for p in found]
    return f"<html><head>{head}</head><body>\n" + "\n".join(body) + "\n</body></html>\n"


def html_table(table: Table) -> str:
    rows = []
    for row in range(size(table)[0]):
        cells = (
            f'<td rowspan="{p.rows}" colspan="{p.columns}">{escape(p.text)}</td>'
            for p in sorted(table) if p.row == row
        )  # fmt: skip
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str, properties: str = "") -> str:
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx(found: Iterable[Part], cell: Callable[[Piece], str] = lambda p: run(p.text)) -> bytes:
    """Write a Word document; `cell` gives the inline content of a table cell."""
    body = [
        f"<w:p>{run(p)}</w:p>" if isinstance(p, str) else docx_table(p, cell) + "<w:p/>"
        for p in found
    ]
    return docx_of("".join(body))


def docx_of(body: str) -> bytes:
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    kinds = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return zipped(
        {"[Content_Types].xml": kinds, "_rels/.rels": rels, "word/document.xml": document}
    )


def zipped(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def docx_table(table: Table, cell: Callable[[Piece], str] = lambda p: run(p.text)) -> str:
    rows, columns = size(table)
    grid = "".join('<w:gridCol w:w="900"/>' for _ in range(columns))
    lines = []
    for row in range(rows):
        cells = []
        for piece in sorted(table, key=lambda p: p.column):
            if piece.row <= row < piece.row + piece.rows:
                merge = ""
                if piece.rows > 1:
                    merge = '<w:vMerge w:val="restart"/>' if piece.row == row else "<w:vMerge/>"
                content = cell(piece) if piece.row == row else ""
                cells.append(
                    f'<w:tc><w:tcPr><w:gridSpan w:val="{piece.columns}"/>{merge}</w:tcPr><w:p>{content}</w:p></w:tc>'
                )
        lines.append("<w:tr>" + "".join(cells) + "</w:tr>")
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def xlsx(found: Iterable[Part]) -> bytes:
    """Write a workbook: everything on one sheet, from top to bottom; whole numbers as numbers."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": datetime(*STAMP)})
    sheet = book.add_worksheet("年度报告")
    top = 0
    for part in found:
        if isinstance(part, str):
            sheet.write_string(top, 0, part)
            top += 1
            continue
        for p in part:
            value: Any = int(p.text) if p.text.isdecimal() else p.text
            if p.rows * p.columns > 1:
                sheet.merge_range(
                    top + p.row, p.column, top + p.row + p.rows - 1, p.column + p.columns - 1, value
                )
            else:
                sheet.write(top + p.row, p.column, value)
        top += size(part)[0] + 1
    book.close()
    return held.getvalue()


def lines_of(table: Table) -> list[list[str]]:
    """The texts of each row in order, a spanning cell once."""
    return [[p.text for p in sorted(table) if p.row == row] for row in range(size(table)[0])]


def text(found: Iterable[Part], row: Callable[[list[str]], str]) -> str:
    """Write plain text; `row` sets the cells of a table row."""
    written = []
    for part in found:
        written += [part] if isinstance(part, str) else [row(cells) for cells in lines_of(part)]
    return "\n".join(written) + "\n"


def markdown(found: Iterable[Part]) -> str:
    """Write Markdown tables, a spanning cell followed by blank ones."""
    written = []
    for part in found:
        if isinstance(part, str):
            written += [part, ""]
            continue
        rows, columns = size(part)
        cells = [["" for _ in range(columns)] for _ in range(rows)]
        for p in part:
            cells[p.row][p.column] = p.text
        lines = ["| " + " | ".join(line) + " |" for line in cells]
        written += [lines[0], "|" + "---|" * columns, *lines[1:], ""]
    return "\n".join(written)


class Sheets:
    """Pages of a PDF, written from the top down; `y` is where the next piece goes."""

    def __init__(self, height: int) -> None:
        self.top = float(height - 60)
        self.y = self.top
        self.pages: list[list[str]] = [[]]

    def show(self, x: float, y: float, words: str) -> None:
        code = words.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F 7 Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{code}> Tj ET")

    def need(self, space: float) -> None:
        """Begin a new page if there is not enough space."""
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
            self.pages[-1].append(f"{x:.1f} {top - height:.1f} {width:.1f} {height:.1f} re S")
            fit = max(1, int(width // 7))
            for n in range(0, len(piece.text) if first == piece.row else 0, fit):
                self.show(x + 1, top - 8 - 7 * (n // fit), piece.text[n : n + fit])


def pdf(found: Iterable[Part], height: int = 842) -> bytes:
    """Write a PDF with ruled tables that go on over pages."""
    sheets = Sheets(height)
    for part in found:
        if isinstance(part, str):
            sheets.paragraph(part)
        else:
            sheets.table(part)
    sheets.end()
    return _pdf_of(["\n".join(page) for page in sheets.pages], height)


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
