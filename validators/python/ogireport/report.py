"""The canonical report: read strictly, look cells up, never change a figure."""

from __future__ import annotations

import codecs
import errno
import json
import os
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from ogireport import tokens
from ogireport.errors import ReadError as ReadError
from ogireport.errors import reasons as reasons
from ogireport.spec import standard

LARGEST_FILE = 32 * 2**20  # bytes; a report with its full text stays far below
MARKS = {"schema_version", "report_id", "reporting_year", "organ", "disclosure", "requests"}
SUFFIX = ".ogireport.json"  # of a report that is one by its name
_SHOWN = 60  # characters of a key in a message
_DIGITS = 30  # no figure of a report has more; 1e400 is refused before it is computed with
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16",
}  # fmt: skip
_REDIRECTED = {  # its text is garbled beyond repair
    "zh": "如由 PowerShell 的 > 生成，请改用 -o 重新生成。",
    "en": " If PowerShell's > wrote it, write it anew with -o.",
}


@dataclass(frozen=True)
class Report:
    """A canonical report document; figures are int, amounts int or Decimal, blanks None."""

    document: Mapping[str, Any]

    @cached_property
    def cells(self) -> Mapping[str, Any]:
        """Every cell by its path `table/row/column`, in the order of the document."""
        found: dict[str, Any] = {}
        for table in standard().tables:
            rows = self.document[table]["rows"]
            paths = _paths(table, *((row, *columns) for row, columns in rows.items()))
            figures = chain.from_iterable(columns.values() for columns in rows.values())
            found.update(zip(paths, figures, strict=True))
        return found

    @classmethod
    def with_cells(cls, document: Mapping[str, Any], cells: Mapping[str, Any]) -> Report:
        """Return the report of a document whose cells are already known."""
        report = cls(document)
        report.__dict__["cells"] = cells  # where cached_property looks
        return report

    @cached_property
    def nulls(self) -> tuple[str, ...]:
        """The cells that are null."""
        return tuple(cell for cell, value in self.cells.items() if value is None)

    def value(self, path: str) -> Any:
        """Return a cell (`table/row/column`) or a field (`organ/level`); KeyError if not there.

        A field that the schema lets a document leave out reads as None.
        """
        if path.count("/") == 2:
            return self.cells[path]
        first, *rest = path.split("/")
        value: Any = self.document.get(first)
        for key in rest:
            value = value.get(key) if value is not None else None
        return value

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The form tables it is printed on, such as disclosure_2021."""
        editions = ((table, self.document[table].get("edition")) for table in standard().tables)
        return tuple(f"{table}_{edition}" if edition else table for table, edition in editions)

    @property
    def report_id(self) -> str:
        return str(self.document["report_id"])


@lru_cache(maxsize=64)
def _paths(table: str, *rows: tuple[str, ...]) -> list[str]:
    """The cells of rows, each given with its columns."""
    return [f"{table}/{row}/{column}" for row, *columns in rows for column in columns]


def is_report(document: object) -> bool:
    """Whether a JSON document is meant as a canonical report, by its content."""
    return isinstance(document, dict) and len(MARKS & document.keys()) >= 3


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        key = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        shown = repr(key if len(key) <= _SHOWN else key[:_SHOWN] + "…")
        raise ReadError(
            f"键 {shown} 出现两次，无法确定以哪个值为准；请只保留一个。",
            f"the key {shown} appears twice, so which value is meant? Keep one of them.",
        )
    return found


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
        if abs(number.adjusted()) <= _DIGITS and len(text) <= 2 * _DIGITS:
            return number
    except InvalidOperation:  # an exponent of twenty digits
        pass
    raise ReadError(f"数字 {text[:20]} 超出范围。", f"the number {text[:20]} is out of range.")


def _check_extent(text: str) -> None:
    """Raise ReadError for a JSON text that is nested too deeply or holds too many values."""
    deepest, values = tokens.extent(text)
    if deepest > tokens.DEEPEST:
        raise ReadError("括号嵌套太深。", "the brackets are nested too deeply.")
    if values > tokens.MOST:
        raise ReadError(
            f"超过 {tokens.MOST:,} 个值，超出报告的大小上限。",
            f"holds more than {tokens.MOST:,} values, too many for a report.",
        )


def _constant(text: str) -> None:
    raise ReadError(
        f"{text} 不是 JSON 数字；没有数字请写 null。",
        f"{text} is not a JSON number; write null where there is no figure.",
    )


def decoded(data: bytes) -> str:
    """Return the text of UTF-8 data, with or without BOM; ReadError for another encoding."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            raise ReadError(
                f"文件是 {name} 编码；请另存为 UTF-8。{_REDIRECTED['zh']}",
                f"the file is {name}; save it as UTF-8.{_REDIRECTED['en']}",
            )
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(error.start) from None


def parse(data: bytes) -> Any:
    """Return the JSON document in `data` (UTF-8, with or without BOM) with exact numbers.

    ReadError for another encoding, broken JSON, duplicate keys, NaN, Infinity, numbers out of
    range, lone surrogates, nesting too deep and more values than any report has.
    """
    text = decoded(data)
    if not text.strip():
        raise ReadError("文件是空的。", "the file is empty.")
    if "\0" in text:
        raise ReadError("文件不是文本（含有空字符）。", "the file is not text (it contains NUL).")
    _check_extent(text)
    try:
        document = json.loads(
            text, object_pairs_hook=_unique, parse_float=_decimal, parse_constant=_constant
        )
        if "\\u" in text:  # only an escape can be a lone surrogate
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise ReadError(
            f"第 {line} 行第 {column} 列起不是有效的 JSON，文件可能不完整。",
            f"not valid JSON from line {line}, column {column} on; it may be incomplete.",
        ) from None
    except UnicodeEncodeError:
        raise ReadError(
            "文字中有不成对的代理字符（\\ud800 之类）。", "the text contains a lone surrogate."
        ) from None
    except ValueError:  # an integer of thousands of digits
        raise ReadError("有一个整数超出范围。", "an integer is out of range.") from None
    return document


def written(document: Mapping[str, Any]) -> str:
    """A report document as the text of its file."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=float) + "\n"


def read(path: str | Path, limit: int = LARGEST_FILE) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; ReadError if that fails."""
    try:
        with nullcontext(standard_input()) if str(path) == "-" else open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        zh, en = reasons(error)
        raise ReadError(f"无法读取：{zh}。", f"cannot be read: {en}.") from None
    except ValueError as error:  # a NUL in the path
        raise ReadError(f"无法读取：{error}。", f"cannot be read: {error}.") from None
    if len(data) > limit:
        raise too_large(limit)
    return data


def standard_input() -> BinaryIO:
    """The bytes of standard input; OSError where the caller has closed it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "-")
    return sys.stdin.buffer


def not_utf8(offset: int) -> ReadError:
    """The error for a text that is not UTF-8 from an offset on."""
    return ReadError(
        f"第 {offset + 1} 个字节起不是 UTF-8；请另存为 UTF-8。",
        f"not UTF-8 from byte {offset + 1} on; save it as UTF-8.",
    )


def too_large(limit: int = LARGEST_FILE) -> ReadError:
    """The error for a file that is too large."""
    size = limit // 2**20
    return ReadError(
        f"超过 {size} MiB，超出报告的大小上限。", f"larger than {size} MiB, too large for a report."
    )
