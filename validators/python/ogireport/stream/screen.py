"""Decide in microseconds whether a report surely has no finding, or is at least surely well-formed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec
from msgspec import UNSET

from ogireport.report import Report
from ogireport.rules import contradictions
from ogireport.rules.fields import definitions, tree
from ogireport.spec import Spec
from ogireport.stream import predicate, shapes
from ogireport.stream.silence import Silence

COLON, ADDRESS, ESCAPED = b":", b"://", b"\\u003"


class Screen:
    """The standard as generated code, deadlines as of a day.

    What it accepts needs no further check; what it does not accept goes to the reference validator.
    """

    def __init__(self, spec: Spec, today: date, *, statements: bool = True) -> None:
        self._spec, self._statements = spec, statements
        root = tree(spec)
        filled = shapes.report(root, filled=True)
        self._filled = shapes.decoder(filled)
        self._decode = shapes.decoder(shapes.report(root, filled=False))
        self._plain = msgspec.json.Decoder(float_hook=Decimal).decode
        self._predicates = predicate.Compiled(spec, today, filled)
        self._parts = shapes.parts({**definitions(spec), **root.fields})

    def good(self, block: bytearray, view: memoryview, start: int, stop: int) -> tuple[Any, int]:
        """The report on this line and how many must-equations it satisfies; None if unsure.

        It is returned where it surely has no finding at all.
        """
        try:
            report = self._filled(view[start:stop])
        except shapes.FAILURES:
            return None, 0
        surely = self._predicates[_editions(report)]
        if (
            surely.sound(report)
            and surely.formed(report)
            and self._is_silent(report)
            and _once(surely, report, block, start, stop)
        ):
            return report, surely.checked(report)
        return None, 0

    def _is_silent(self, report: Any) -> bool:
        """Whether the narrative contradicts nothing, where it is looked at."""
        texts = msgspec.structs.astuple(report.sections)
        if not self._statements or not any(texts) or self._silence.surely(report, texts):
            return True
        return contradictions.silent(Report(_document(report)), self._spec)

    @cached_property
    def _silence(self) -> Silence:
        return Silence(self._spec)

    def read(self, line: bytes) -> tuple[bool, Any]:
        """Return whether a line that can be read surely follows the schema, and its document.

        The document is None if a key may appear twice; then the reference reader decides.
        """
        try:
            report = self._decode(line)
        except shapes.FAILURES:
            return False, None
        surely = self._predicates[_editions(report)]
        if not surely.formed(report):
            return False, None
        return True, self._plain(line) if _once(surely, report, line, 0, len(line)) else None

    def formed_part(self, reference: str, value: object) -> bool:
        """Whether a value surely follows the definition or property that a $ref names."""
        kind = self._parts.get(reference.rpartition("/")[2])
        try:
            return kind is not None and msgspec.convert(value, kind) is not UNSET
        except shapes.FAILURES:
            return False


def _document(report: Any) -> Any:
    """The document of a decoded report, with its amounts as they stand."""
    return msgspec.to_builtins(report, builtin_types=(Decimal,))


def _editions(report: Any) -> tuple[str, ...]:
    return report.disclosure.__struct_config__.tag, report.requests.__struct_config__.tag


def _once(
    surely: predicate.Predicates, report: Any, block: bytes | bytearray, start: int, stop: int
) -> bool:
    """Whether no key appears twice: colons that belong to no key are inside texts.

    A text that writes a colon as an escape would hide that of a key.
    """
    spare = block.count(COLON, start, stop) - surely.keys(report)
    if spare and block.find(ADDRESS, start, stop) >= 0 and spare == 1:
        return True  # no key is followed by a slash, so this colon is inside a text
    return not spare or (spare == surely.colons(report) and block.find(ESCAPED, start, stop) < 0)
