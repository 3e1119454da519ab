"""Bytes to text, by the mark or the label the document itself carries."""

from __future__ import annotations

import codecs
import re

from ogireport.report import ReadError

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)|encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"}


def decode(data: bytes) -> str:
    """Return the text: byte order mark, then UTF-8, then the label, then GB 18030.

    A label that the bytes contradict is wrong; ReadError when no encoding fits.
    """
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _strict(data, name) or _refuse()
    label = _LABEL.search(data[:4096])
    named = next(filter(None, label.groups()), b"").decode("ascii").lower() if label else ""
    named = "gb18030" if named in _GB else named
    for name in filter(None, ("utf-8", named, "gb18030", "big5")):
        if (text := _strict(data, name)) is not None:
            return text
    return _refuse()


def is_chinese(data: bytes) -> bool:
    """Whether bytes are GBK, its rarer characters (镕, 堃) beside twice as many of GB 2312.

    An accent or quotation mark of Windows 1252 pairs with the letter after it to rarer ones only.
    """
    try:
        wide = [letter for letter in data.decode("gbk") if letter > "\x7f"]
    except UnicodeDecodeError:
        return False
    known = len("".join(wide).encode("gb2312", "ignore")) // 2
    return known > 0 and known >= 2 * (len(wide) - known)


def _strict(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError):
        return None
    return None if "\0" in text else text.removeprefix("\ufeff")


def _refuse() -> str:
    raise ReadError(
        "文字编码无法识别；请另存为 UTF-8。", "unknown text encoding; save it as UTF-8."
    )
