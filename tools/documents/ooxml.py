"""The printed form as a Word document and as a workbook, the same bytes every time."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

from documents.printing import Part, Piece, Table, size

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STAMP = (2024, 1, 1, 0, 0, 0)  # of zip parts, so that the same document gives the same bytes


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
