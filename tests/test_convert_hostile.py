"""Hostile and broken input: one clear message each, in bounded memory and time."""

import io
import json
import os
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fuzz_documents import KEPT, MISREAD, document, numbered, outcome, wrong

from documents import paper
from documents.ooxml import W
from ogireport.convert import convert, unguarded
from ogireport.convert.readers import docx, html, xlsx
from ogireport.report import ReadError

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"


def data(name: str) -> bytes:
    return next(DOCUMENTS.glob(f"{name}/document.*")).read_bytes()


def package(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return held.getvalue()


def word(body: str, before: str = "") -> bytes:
    return package(
        {
            "word/document.xml": f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        }
    )


def sheet(
    rows: str,
    before: str = "",
    *,
    part: str = "worksheets/sheet1.xml",
    merges: str = "",
    strings: str = "",
) -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return package({
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{rels}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "_rels/.rels": f'<Relationships {links}><Relationship Id="r0" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {links}><Relationship Id="r1" Type="{rels}/worksheet" Target="{part}"/>'
        f'<Relationship Id="r2" Type="{rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
        f"xl/{part}": f"{before}<worksheet {main}><sheetData>{rows}</sheetData>{merges}</worksheet>",
    })  # fmt: skip


ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{n} '&a{n - 1 if n else ''};&a{n - 1 if n else ''};'>" for n in range(30)
) + "]>"  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

# A compound file of one table, and a folder that breaks off in the name of its first entry.
CUT_OFF = struct.pack(
    "<8s16x5H6x10I", OLE[:8], 62, 3, 65534, 9, 6, 0, 1, 1, 0, 4096, 2**32 - 2, 0, 2**32 - 2, 0, 0
)
CUT_OFF = CUT_OFF.ljust(512, b"\xff") + struct.pack("<2I", 2**32 - 3, 2**32 - 2).ljust(512, b"\xff")
CUT_OFF += "Workbook".encode("utf-16-le")

ROWS = "".join(
    f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="CV{n}" t="s"><v>0</v></c></row>'
    for n in range(1, 101)
)
MERGES = "".join(f'<mergeCell ref="A{n}:CV100"/>' for n in range(1, 101))
MERGES = f"<mergeCells>{MERGES}</mergeCells>"
STRING = "<si><t>1</t></si>"

REFUSED = {
    "empty file": (lambda: b"", "empty"),
    "blank file": (lambda: b" \n\t ", "empty"),
    "binary noise": (lambda: random.Random(1).randbytes(50_000), "encoding"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "OCR"),
    "no report at all": (lambda: "今天天气很好。\n明天也是。".encode(), "not a report"),
    "json": (lambda: json.dumps({"a": [1, 2]}).encode(), "not a report"),
    "zip of other files": (lambda: package({"a.txt": "x"}), "unpack it first"),
    "ofd without a page": (lambda: package({"OFD.xml": "<x/>"}), "scan"),
    "zip bomb in docx": (lambda: word(f"<w:p>{' ' * 40_000_000}</w:p>"), "unpacks to more"),
    "zip bomb in xlsx": (lambda: sheet(" " * 40_000_000), "unpacks to more"),
    "external entity in docx": (lambda: word("<w:p/>", ENTITY), "entities"),
    "billion laughs in docx": (lambda: word("<w:p/>", LAUGHS), "entities"),
    "external entity in xlsx": (lambda: sheet("", ENTITY), "entities"),
    "far corner in xlsx, in single quotes": (lambda: sheet("<row r='9'><c r='A9'/></row><row r='1048576'><c r = 'XFD1048576'/></row>"), "too large"),
    "far corner in xlsx, as a character reference": (lambda: sheet('<row r="1"><c r="A1"/><c r="&#88;FD1048576"/></row>'), "too large"),
    "far corner in xlsx, in a part of another name": (lambda: sheet('<row r="1"><c r="A1"/><c r="J2147483648"/></row>', part="data/one.bin"), "too large"),
    "zip bomb in xlsx, in a part of another name": (lambda: sheet(" " * 40_000_000, part="data/one.bin"), "unpacks to more"),
    "a long string in many cells of xlsx": (lambda: sheet(ROWS, strings=f"<si><t>{'a' * 1_000_000}</t></si>"), "too large"),
    "merged cells over each other in xlsx": (lambda: sheet(ROWS, merges=MERGES, strings=STRING), "too large"),
    "merged cell wider than a table in xlsx": (lambda: sheet(ROWS, merges='<mergeCells><mergeCell ref="A1:XFD9"/></mergeCells>', strings=STRING), "too large"),
    "far corner in xlsx": (lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too large"),
    "wide row in xlsx": (lambda: sheet('<row r="1"><c r="NTP1"><v>1</v></c></row>'), "too large"),
    "wide row in html": (lambda: b"<html><table><tr>" + b"<td>1</td>" * 10_000 + b"</tr></table>", "too large"),
    "wide row in text": (lambda: ("规章" + " | 0" * 10_000).encode(), "too large"),
    "huge spans in html": (lambda: b"<html><table>" + b"<tr><td rowspan=65000 colspan=1000>1</td></tr>" * 2000, "too large"),
    "deep tables in html": (lambda: b"<html>" + b"<table><tr><td>" * 5_000, "nested too deeply"),
    "deep elements in docx": (lambda: word("<w:sdt>" * 3_000 + "</w:sdt>" * 3_000), "nested too deeply"),
    "wide row in docx": (lambda: word("<w:tbl><w:tr>" + "<w:tc/>" * 100_000 + "</w:tr></w:tbl>"), "too large"),
    "comments without end in html": (lambda: b"<html><p>" + b"<!--" * 300_000, "broken or truncated"),
    "tags without end in html": (lambda: b"<html><p>" + b"<a " * 300_000, "broken or truncated"),
    "paragraphs without number in html": (lambda: b"<html>" + b"<p>1" * 60_000, "too many lines"),
    "truncated docx": (lambda: data("same-form-docx")[:2000], "broken or truncated"),
    "truncated xlsx": (lambda: data("same-form-xlsx")[:4000], "broken or truncated"),
    "truncated pdf": (lambda: data("same-form-pdf")[:300], "broken or truncated"),
    "noise after a pdf header": (lambda: b"%PDF-1.7\n" + random.Random(2).randbytes(5000), "broken or truncated"),
    "scanned pdf": (lambda: paper.pdf([]).replace(b"BT ", b"%  "), "scan"),
    "encrypted office file": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "broken xls": (lambda: OLE + "Workbook".encode("utf-16-le"), "broken or truncated"),
    "xls that ends within its folder": (lambda: CUT_OFF, "broken or truncated"),
    "utf-16 without text": (lambda: b"\xff\xfe\x00\xd8", "encoding"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_input_ends_with_one_message(case: str) -> None:
    with pytest.raises(ReadError, match=REFUSED[case][1]):
        convert(REFUSED[case][0]())


def test_password_in_zip_part_is_named() -> None:
    made = bytearray(data("same-form-docx"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + place] |= 1
            at = made.find(mark, at + 1)
    with pytest.raises(ReadError, match="password"):
        convert(bytes(made))


def test_wrong_kind_is_a_message() -> None:
    for read in (docx.read, xlsx.read):
        with pytest.raises(ReadError):
            read(data("same-form-html"))


def test_rich_text_without_libreoffice_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReadError, match=r"\.docx"):
        unguarded(b"{\\rtf1 }")


def test_macros_are_not_read() -> None:
    with zipfile.ZipFile(io.BytesIO(data("same-form-docx"))) as made:
        files = {name: made.read(name) for name in made.namelist()}
    plain, macro = (
        convert(data("same-form-docx")),
        convert(package(files | {"word/vbaProject.bin": b"\0" * 99})),
    )
    assert macro.document["requests"] == plain.document["requests"]


def test_large_page_is_read_in_bounded_memory() -> None:
    picture = b'<p><img alt="" src="data:image/png;base64,' + b"iVBORw0K" * 70 + b'"></p>\n'
    text = b"<p>" + "说明文字。".encode() * 40 + b"</p>\n"
    pages = [
        data("same-form-html").replace(b"</body>", filler * 40_000 + b"</body>")
        for filler in (picture, text)
    ]
    assert all(20_000_000 < len(page) < 32 * 2**20 for page in pages)

    assert convert(pages[0]).figures == 200
    with pytest.raises(ReadError, match="at most 2,000,000 allowed"):
        convert(pages[1])


def test_damaged_document_is_read_or_refused() -> None:
    kept = [(next(DOCUMENTS.glob(f"{name}/document.*")), n) for name, n in KEPT.items()]
    found = {(file, n): outcome(document(file, n)) for file, n in (*kept, *numbered(100, 0))}

    assert {n: said for n, said in found.items() if said not in ("read", "refused")} == {}


@pytest.mark.parametrize("kind", ["doc", "ofd"])
def test_damage_around_the_text_never_changes_a_figure(kind: str) -> None:
    file = next(DOCUMENTS.glob(f"same-form-{kind}/document.*"))

    assert {n: cells for n in (*MISREAD, *range(100)) if (cells := wrong(file, n))} == {}


def test_conversion_opens_no_network() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit('network')\n"
        "socket.socket = socket.create_connection = refuse\n"
        "from ogireport.convert import unguarded\n"
        "for file in sys.argv[1:]: unguarded(open(file, 'rb').read())\n"
    )
    files = [
        str(next(DOCUMENTS.glob(f"same-form-{k}/document.*")))
        for k in ("html", "docx", "xlsx", "pdf")
    ]
    done = subprocess.run([sys.executable, "-c", code, *files], env=os.environ, check=False)
    assert done.returncode == 0


def test_html_entities_are_only_text() -> None:
    page = (
        b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><p>&a;</p><p>x</p></html>'
    )
    assert "root:" not in repr(html.read(page))
