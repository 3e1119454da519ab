"""The printed form on the pages of a PDF, tables ruled and cut where a page ends."""

from collections.abc import Iterable

from documents.printing import Part, Piece, Table, size

LINE = 56  # points: the height of a table row
SYSTEM = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"


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
