"""One reader for each kind of document, loaded when it is needed; the bytes say which."""

from __future__ import annotations

import re
from importlib import import_module

from ogireport.convert.grid import Block, Paragraph
from ogireport.convert.limits import MOST_LINES
from ogireport.report import ReadError

KINDS = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "text": "text/plain",
    "markdown": "text/markdown",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "wps": "application/vnd.ms-works",
}
_MODULES = {"xls": "xlsx", "markdown": "text", "rtf": "office", "wps": "doc"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG = re.compile(
    rb"<(?:!doctype html|html|head|body|table|tr|td|div|p|span|meta)\b", re.IGNORECASE
)
_MARKDOWN = re.compile(rb"^(?:#{1,6} |\|?[ :]*-{3,}[ :]*\|)", re.MULTILINE)
_SNIFFED = 1 << 16
_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip"}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def read(data: bytes, kind: str) -> list[Block]:
    """Return the blocks of a document; ReadError when it is broken or not of this kind."""
    module = import_module(f"ogireport.convert.readers.{_MODULES.get(kind, kind)}")
    blocks: list[Block] = module.read(data)
    if sum(1 if isinstance(b, Paragraph) else b.height for b in blocks) > MOST_LINES:
        raise ReadError("行数过多，不像一份报告。", "it has too many lines for a report.")
    return blocks


def detect(data: bytes) -> str:
    """Return the kind that the bytes show, whatever the file is called; ReadError for none."""
    if not data.strip():
        raise ReadError("文件是空的。", "the file is empty.")
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_OLE):
        return _ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if name := next((name for mark, name in _ARCHIVES.items() if data.startswith(mark)), None):
        raise ReadError(f"{name} 压缩包不能读取；请先解压。",
                        f"{name} archives cannot be read; unpack it first.")  # fmt: skip
    if data.startswith(_PICTURES):
        raise ReadError("这是图片；请先做文字识别（OCR），或使用 Word、网页版本。",
                        "this is a picture; run OCR first, or use the Word or web version.")  # fmt: skip
    if data.startswith(b"{\\rtf"):
        return "rtf"
    start = data[:_SNIFFED].replace(b"\0", b"")
    if len(_TAG.findall(start)) > 1:
        return "html"
    return "markdown" if _MARKDOWN.search(start) else "text"


def _package(data: bytes) -> str:
    from ogireport.convert.readers import opc

    names = set(opc.opened(data).namelist())
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    raise ReadError("压缩包里没有 Word 或 Excel 文档；请先解压。",
                    "the zip file is neither a Word nor an Excel document; unpack it first.")  # fmt: skip


def _ole(data: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise ReadError("文件有密码保护；请另存一份不带密码的。",
                        "the file is password-protected; save it without a password.")  # fmt: skip
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    return "wps"
