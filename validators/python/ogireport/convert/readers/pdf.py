"""PDF by PDFium: its characters and ruling lines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ogireport.convert.grid import Block
from ogireport.convert.limits import DEEPEST_DRAWINGS
from ogireport.convert.readers import sheets
from ogireport.convert.readers.ruling import Char, Sheet
from ogireport.report import ReadError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Matrix = tuple[float, float, float, float, float, float]
Place = Callable[[float, float], tuple[float, float]]  # of the file, to one of the sheet
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_NO_CHARACTERS = (0, 0xFFFE, 0xFFFF)
_SURROGATES = range(0xD800, 0xDC00)


def read(data: bytes) -> list[Block]:
    """Return the blocks; ReadError for encrypted, broken, endless and scanned files."""
    try:
        import pypdfium2
    except ImportError:
        raise ReadError(
            "读取 PDF 需要 pypdfium2；请安装 ogireport[pdf]。",
            "reading PDF needs pypdfium2; install ogireport[pdf].",
        ) from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise ReadError("PDF 有密码保护；请另存一份不带密码的。",
                            "the PDF is password-protected; save it without a password.") from None  # fmt: skip
        raise _broken() from None
    try:
        if not len(document):
            raise _broken()
        return sheets.blocks((_sheet(page) for page in document), "PDF")
    except pypdfium2.PdfiumError:
        raise _broken() from None
    finally:
        document.close()


def _broken() -> ReadError:
    return ReadError("PDF 已损坏或不完整。", "the PDF is broken or truncated.")


def _sheet(page: PdfPage) -> Sheet:
    place = _placing(page)
    sheet = Sheet()
    text = page.get_textpage()
    for char in _chars(text.raw, place):
        sheet.write(char)
    text.close()
    _draw(sheet, page.raw, place)
    page.close()
    return sheet


def _placing(page: PdfPage) -> Place:
    """Return how places of the file lie on the page as it is shown."""
    left, bottom, right, top = page.get_mediabox()
    places: dict[int, Place] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return places[page.get_rotation()]


# characters ----------------------------------------------------------------------------------


def _chars(text: Any, place: Place) -> Iterator[Char]:
    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    styles: dict[int, _Style] = {}
    high = 0
    for n in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, n)
        if code in _NO_CHARACTERS or raw.FPDFText_IsGenerated(text, n) == 1:
            continue
        if code in _SURROGATES:
            high = code
            continue
        if high:
            code = 0x10000 + (high - 0xD800 << 10) + (code - 0xDC00) if code >> 10 == 0x37 else code
            high = 0
        written = raw.FPDFText_GetTextObject(text, n)
        key = ctypes.addressof(written.contents) if written else 0
        if key not in styles:
            styles[key] = _Style(text, n, written, place)
        raw.FPDFText_GetLooseCharBox(text, n, at_box)
        raw.FPDFText_GetCharOrigin(text, n, at_x, at_y)
        yield styles[key].char(chr(code), (x.value, y.value), box, place)


class _Style:
    """What the characters of a text object share: their size and how they stand."""

    def __init__(self, text: Any, n: int, written: Any, place: Place) -> None:
        from pypdfium2 import raw

        matrix, descent = raw.FS_MATRIX(), ctypes.c_float()
        raw.FPDFText_GetMatrix(text, n, ctypes.byref(matrix))
        size = raw.FPDFText_GetFontSize(text, n)
        if written:
            font = raw.FPDFTextObj_GetFont(written)
            raw.FPDFFont_GetDescent(font, size, ctypes.byref(descent))
        self._up = (matrix.c * size, matrix.d * size)
        self._low = descent.value / size if size else 0.0
        (x0, y0), (x1, y1) = place(0, 0), place(matrix.a, matrix.b)
        self._is_upright = abs(x1 - x0) >= abs(y1 - y0)

    def char(self, text: str, origin: tuple[float, float], box: Any, place: Place) -> Char:
        """The character in its box: as wide as it is set, as high as its font is large."""
        x, y = origin
        up_x, up_y = self._up
        x0, y0 = x + up_x * self._low, y + up_y * self._low
        x1, y1 = x0 + up_x, y0 + up_y
        if abs(up_y) >= abs(up_x):
            x0, x1 = box.left, box.right
            if x1 - x0 > 2 * abs(up_y) + 1:  # set downwards: PDFium gives a box of the font
                x1 = x0 + abs(up_y)
                y0, y1 = y0 - up_y * (1 + self._low), y0 - up_y * self._low
        else:
            y0, y1 = box.bottom, box.top
        (x0, y0), (x1, y1) = place(x0, y0), place(x1, y1)
        return Char(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), self._is_upright)


# rulings -------------------------------------------------------------------------------------


def _draw(sheet: Sheet, page: Any, place: Place) -> None:
    """Draw the strokes and edges of all paths on the sheet."""
    from pypdfium2 import raw

    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    todo = [
        (raw.FPDFPage_GetObject(page, n), identity, 0)
        for n in range(raw.FPDFPage_CountObjects(page))
    ]
    while todo:
        thing, outer, depth = todo.pop()
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _trace(sheet, thing, _product(_matrix(thing), outer), place)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_DRAWINGS:
            inner = _product(_matrix(thing), outer)
            todo += [
                (raw.FPDFFormObj_GetObject(thing, n), inner, depth + 1)
                for n in range(raw.FPDFFormObj_CountObjects(thing))
            ]


def _trace(sheet: Sheet, path: Any, matrix: Matrix, place: Place) -> None:
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    a, b, c, d, e, f = matrix
    for n in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        to = place(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = to
        elif kind == raw.FPDF_SEGMENT_LINETO:
            sheet.rule(*last, *to)
        last = to
        if raw.FPDFPathSegment_GetClose(segment):
            sheet.rule(*last, *first)


def _matrix(thing: Any) -> Matrix:
    from pypdfium2 import raw

    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip
