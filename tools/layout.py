"""The official layout of a report as cells with spans, and writers for each kind of document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from ogireport.spec import Form, Line, standard

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
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
    """A figure as a careful publisher prints it."""
    if value is None:
        return ""
    if cell == "disclosure/administrative_fees/amount_yuan":
        return f"{Decimal(str(value)) / 10000:f}"
    if cell.endswith("/amount_yuan"):
        return f"{value}元" if value else "0"
    if cell.endswith("/change_in_items"):
        return f"{value:+d}" if value else "0"
    return str(value)


def disclosure(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay table two out: a heading, a header and its rows for each clause."""
    form = form_of(document, "disclosure")
    pieces: Table = []
    row = 0
    for group in form.groups.values():
        lines = [line for line in form.rows.values() if line.parent == group.code]
        if not lines:
            continue
        pieces.append(Piece(row, 0, 1, 4, group.label["zh"], line=group))
        header = [form.columns[code] for code in lines[0].columns]
        pieces += _row(row + 1, "信息内容", [(c.label["zh"], "", c) for c in header])
        for n, line in enumerate(lines, row + 2):
            values = document["disclosure"]["rows"][line.code]
            cells = [f"disclosure/{line.code}/{code}" for code in line.columns]
            shown = [(show(c, values[c.rpartition("/")[2]]), c, None) for c in cells]
            pieces += _row(n, line.label["zh"], shown, line)
        row += 2 + len(lines)
    return pieces


def _row(
    row: int, label: str, texts: list[tuple[str, str, Line | None]], line: Line | None = None
) -> Table:
    pieces = [Piece(row, 0, 1, 1, label, line=line)]
    for column, (text, cell, head) in enumerate(texts, 1):
        last = column == len(texts)
        pieces.append(Piece(row, column, 1, 4 - column if last else 1, text, cell, head))
    return pieces


def requests(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay table three out: three header rows, row labels over three columns."""
    form = form_of(document, "requests")
    columns = [line for line in form.columns.values() if line.role != "group"]
    legal = form.columns["legal_persons_and_other_organizations"]
    heads = [(1, 3, 2, 1, columns[0]), (1, 4, 1, 5, legal), (1, 9, 2, 1, columns[-1])]
    heads += [(2, 3 + n, 1, 1, columns[n]) for n in range(1, 6)]
    pieces = [Piece(0, 0, 3, 3, NOTE), Piece(0, 3, 1, 7, "申请人情况")]
    pieces += [Piece(*place, line.label["zh"], line=line) for *place, line in heads]
    row = 3
    for line in form.rows.values():
        if not line.columns:
            below = _below(form, line.code)
            if below:
                start = 0 if line.parent == "" else 1
                pieces.append(Piece(row, start, len(below), 1, _numbered(line), line=line))
            continue
        start = _depth(form, line.code)
        pieces.append(Piece(row, start, 1, 3 - start, _numbered(line), line=line))
        for n, column in enumerate(columns):
            cell = f"requests/{line.code}/{column.code}"
            value = document["requests"]["rows"][line.code][column.code]
            pieces.append(Piece(row, 3 + n, 1, 1, show(cell, value), cell))
        row += 1
    return sorted(pieces)


def _below(form: Form, code: str) -> list[str]:
    inner = [line for line in form.rows.values() if line.parent == code]
    if code == "outcomes":  # the total and all that it adds up
        total = next(line.code for line in inner if line.role == "total")
        return [total, *_below(form, total)]
    found: list[str] = []
    for line in inner:
        found += [line.code] if line.columns else _below(form, line.code)
    return found


def _depth(form: Form, code: str) -> int:
    parent = form.rows[code].parent
    return (
        0
        if not parent
        else 1
        if form.rows[parent].role in ("total",) or parent == "outcomes"
        else 2
    )


def _numbered(line: Any) -> str:
    number = line.item_no.replace("(", "（").replace(")", "）")
    for mark in ("）", "三（", "一", "二", "三", "四"):
        if mark == "）" and "）" in number and not number.endswith("）"):
            return f"{number.rpartition('）')[2]}.{line.label['zh']}"
        if mark == "三（" and number.startswith("三（"):
            return number[1:] + line.label["zh"]
        if number == mark:
            return f"{number}、{line.label['zh']}"
    return line.label["zh"]


def disputes(document: dict[str, Any], show: Printer = printed) -> Table:
    """Lay table four out: three tracks side by side over one row of figures."""
    form = form_of(document, "disputes")
    rows = [line for line in form.rows.values() if line.columns]
    heads = [(0, 0, 2, 5, rows[0]), (0, 5, 1, 10, form.rows["litigation"])]
    heads += [(1, 5 * n, 1, 5, rows[n]) for n in (1, 2)]
    pieces = [Piece(*place, line.label["zh"], line=line) for *place, line in heads]
    for place, cell in enumerate(form.cells()):
        _, row, column = cell.split("/")
        head = form.columns[column]
        pieces.append(Piece(2, place, 1, 1, head.label["zh"], line=head))
        pieces.append(
            Piece(3, place, 1, 1, show(cell, document["disputes"]["rows"][row][column]), cell)
        )
    return sorted(pieces)


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
    """Write a workbook: everything below one another on one sheet; whole numbers as numbers."""
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
    """Pages of a PDF, written from the top down; `y` is where the next thing goes."""

    def __init__(self, height: int) -> None:
        self.top = float(height - 60)
        self.y = self.top
        self.pages: list[list[str]] = [[]]

    def show(self, x: float, y: float, words: str) -> None:
        code = words.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F 7 Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{code}> Tj ET")

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
