"""Word 97 files as quick saves, other programs and other years leave them."""

import struct
from collections.abc import Sequence

import pytest

from documents import binary
from documents.binary import (
    CELL,
    DELETED,
    HIDDEN,
    IN_TABLE,
    ROW,
    ROW_END,
    STRUCK,
    Paragraph,
    Piece,
    Run,
    plain,
    row_of,
)
from documents.printing import parts
from documents.specimen import report
from ogireport.convert.grid import Block, Cell, Grid
from ogireport.convert.grid import Paragraph as Text
from ogireport.convert.readers import doc, office
from ogireport.report import ReadError

FORM = binary.paragraphs(parts(report()))
WHOLE = doc.read(binary.doc_of([Piece(FORM)]))


def pieces(order: Sequence[int], encodings: Sequence[str] = ("utf-16-le",)) -> list[Piece]:
    """The form in as many pieces as places are given, each ending with a paragraph."""
    step = -(-len(FORM) // len(order))
    return [
        Piece(FORM[n * step : (n + 1) * step], place, encodings[n % len(encodings)])
        for n, place in enumerate(order)
    ]


def depth(levels: int) -> bytes:
    return IN_TABLE + struct.pack("<Hi", 0x6649, levels)


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Text)]


def test_pieces_that_lie_out_of_order_are_read_in_order() -> None:
    assert doc.read(binary.doc_of(pieces([4, 1, 6, 0, 3, 5, 2]))) == WHOLE


def test_piece_table_decides_which_text_comes_first() -> None:
    """The table of a finished file names the same pieces the other way round."""
    first, second = [plain("甲" * 5)], [plain("乙" * 5)]
    made = bytearray(binary.doc_of([Piece(first), Piece(second)]))
    start = made.index(struct.pack("<BI3I", 2, 3 * 4 + 2 * 8, 0, 6, 12)) + 5 + 3 * 4
    made[start : start + 16] = made[start + 8 : start + 16] + made[start : start + 8]

    assert texts(doc.read(bytes(made))) == ["乙" * 5, "甲" * 5]


def test_chinese_bytes_are_read_as_the_same_text() -> None:
    assert doc.read(binary.doc_of(pieces([0, 1, 2], ("gb2312", "utf-16-le")))) == WHOLE
    assert doc.read(binary.doc_of([Piece(FORM, encoding="cp936")])) == WHOLE


@pytest.mark.parametrize(("text", "encoding"), [
    ("朱镕基、叶堃同志收到12件", "gbk"), ("“Annual” – naïve café", "cp1252"), ("“Año” 2023", "cp1252"),
])  # fmt: skip
def test_rare_chinese_bytes_and_western_marks_are_told_apart(text: str, encoding: str) -> None:
    assert texts(doc.read(binary.doc_of([Piece([plain(text)], encoding=encoding)]))) == [text]


def test_deleted_hidden_and_struck_text_is_not_read() -> None:
    runs = [Run("收到"), Run("9", DELETED), Run("1"), Run("8", HIDDEN), Run("2"), Run("7", STRUCK)]

    assert texts(doc.read(binary.doc_of([Piece([Paragraph(tuple(runs))])]))) == ["收到12"]


def test_cells_merged_across_and_down_have_one_text() -> None:
    rows = [
        (["总计", "", "三"], [0x61, 0x62, 0], [0, 900, 1800, 2700]),
        (["", "5", "6"], [0x20, 0, 0], [0, 1800, 2250, 2700]),
    ]
    made = [
        paragraph
        for held, flags, edges in rows
        for paragraph in (
            *(plain(text, CELL, IN_TABLE) for text in held),
            plain("", ROW, IN_TABLE + ROW_END + row_of(edges, flags)),
        )
    ]
    (grid,) = doc.read(binary.doc_of([Piece([*made, plain("")])]))

    assert isinstance(grid, Grid)
    assert sorted(grid.cells, key=lambda c: (c.row, c.column)) == [
        Cell("总计", 0, 0, 2, 2), Cell("三", 0, 2, 1, 2), Cell("5", 1, 2, 1, 1), Cell("6", 1, 3, 1, 1)
    ]  # fmt: skip


def test_table_in_a_cell_is_read_as_a_table() -> None:
    inner = depth(2)
    cell, row = struct.pack("<HB", 0x244B, 1), struct.pack("<HB", 0x244C, 1)
    made = [
        plain("外", "\r", depth(1)),
        plain("3", "\r", inner + cell), plain("4", "\r", inner + cell),
        plain("", "\r", inner + cell + row + row_of([0, 900, 1800], [0, 0])),
        plain("", CELL, depth(1)), plain("", ROW, depth(1) + ROW_END + row_of([0, 4000], [0])),
    ]  # fmt: skip
    text, grid = doc.read(binary.doc_of([Piece([*made, plain("")])]))

    assert text == Text("外")
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["3", "4"]


@pytest.mark.parametrize("place", [0, 2], ids=["mark", "version"])
def test_damaged_header_is_refused_without_libreoffice(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(office, "read")
    made = bytearray(binary.doc_of([Piece(FORM)]))
    made[made.index(b"\xec\xa5\xc1\0") + place] = 7

    with pytest.raises(ReadError, match="broken or truncated"):
        doc.read(bytes(made))


def test_word_95_is_left_to_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = binary.doc_of([Piece(FORM)]).replace(b"\xec\xa5\xc1\0", b"\xdc\xa5\x68\0")
    left: list[bytes] = []
    monkeypatch.setattr(office, "read", lambda data: left.append(data) or [])

    assert (doc.read(made), left) == ([], [made])
