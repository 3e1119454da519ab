"""Decide in microseconds whether a report surely has no finding, or is at least surely well-formed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from ogireport.findings import Level
from ogireport.kinds import Statement
from ogireport.report import Report
from ogireport.rules.fields import definitions, tree
from ogireport.rules.verdict import Coverage, Verdict, judge, unseen_of
from ogireport.spec import Spec
from ogireport.stream import predicate, shapes
from ogireport.stream.silence import Silence

COLON, ADDRESS = b":", b"://"
ESCAPED = re.compile(rb"\\(?=u003)").search  # one byte is looked for faster than six


class Known(NamedTuple):
    """A decoded report that is surely well-formed.

    `doubts` are the rules that may have a finding, `checked` how many must-equations apply where
    no cell is null.
    """

    report: Any
    doubts: list[str]
    checked: int | None

    def document(self) -> Any:
        """Its document, with its amounts as they stand."""
        return msgspec.to_builtins(self.report, builtin_types=(Decimal,))


class Kind:
    """Reports with null cells, or the filled ones alone: how they are decoded and what is known of them."""

    def __init__(self, spec: Spec, today: date, *, filled: bool) -> None:
        self._spec, self._today, self.filled = spec, today, filled

    @cached_property
    def _type(self) -> type[msgspec.Struct]:
        return shapes.report(tree(self._spec), filled=self.filled)

    @cached_property
    def decode(self) -> Callable[[memoryview | bytes], Any]:
        return shapes.decoder(self._type)

    @cached_property
    def predicates(self) -> predicate.Compiled:
        return predicate.Compiled(self._spec, self._today, self._type, filled=self.filled)


class Screen:
    """The standard as generated code, deadlines as of a day.

    What it accepts needs no further check; what it does not accept goes to the reference validator.
    """

    def __init__(self, spec: Spec, today: date, *, statements: bool = True) -> None:
        self._spec, self._today, self._statements = spec, today, statements
        self._kinds = [Kind(spec, today, filled=True), Kind(spec, today, filled=False)]
        self._plain = msgspec.json.Decoder(float_hook=Decimal).decode
        self._narrative = [r.id for r in spec.in_force if isinstance(r.kind, Statement)]

    def known(self, block: bytearray, view: memoryview, start: int, stop: int) -> Known | None:
        """What is surely known of the report on this line; None where it may be malformed."""
        for kind in self._kinds:  # most reports have no null cell
            try:
                report = kind.decode(view[start:stop])
            except shapes.FAILURES:
                continue
            surely = kind.predicates[_editions(report)]
            if not (surely.formed(report) and _once(surely, report, block, start, stop)):
                return None
            doubts = surely.doubts(report)
            if not self._is_surely_silent(report):
                doubts += self._narrative
            return Known(report, doubts, surely.checked(report) if kind.filled else None)
        return None

    def _is_surely_silent(self, report: Any) -> bool:
        """Whether the narrative surely contradicts nothing, where it is looked at."""
        texts = msgspec.structs.astuple(report.sections)
        return not (self._statements and any(texts)) or self._silence.surely(report, texts)

    @cached_property
    def _parts(self) -> dict[str, Any]:
        return shapes.parts({**definitions(self._spec), **tree(self._spec).fields})

    @cached_property
    def _silence(self) -> Silence:
        return Silence(self._spec)

    def known_of(self, document: bytes) -> Known | None:
        """The same of a report that is a file."""
        return self.known(bytearray(document), memoryview(document), 0, len(document))

    def verdict(self, seen: Known) -> tuple[Verdict, Any]:
        """The verdict on a report of which something is known, and its document."""
        document, full = seen.document(), None
        if seen.checked is not None:
            full = Coverage(seen.checked, seen.checked)
        if full and not seen.doubts:
            held = (seen.report.report_id, Level.COMPLETE, full, ())
            return Verdict(*held, unseen=unseen_of(self._statements)), document
        verdict = judge(
            Report(document), today=self._today, spec=self._spec, formed=True,
            statements=self._statements, doubts=seen.doubts, checked=full,
        )  # fmt: skip
        return verdict, document

    def decoded(self, line: bytes) -> tuple[Any, bool]:
        """The decoded report on a line that surely follows the schema, and whether no key appears twice.

        None where it may break the schema.
        """
        kind = self._kinds[-1]
        try:
            report = kind.decode(line)
        except shapes.FAILURES:
            return None, False
        surely = kind.predicates[_editions(report)]
        if not surely.formed(report):
            return None, False
        return report, _once(surely, report, line, 0, len(line))

    def read(self, line: bytes) -> tuple[bool, Any]:
        """Return whether a line that can be read surely follows the schema, and its document.

        The document is None if a key may appear twice; then the reference reader decides.
        """
        report, once = self.decoded(line)
        return report is not None, self._plain(line) if once else None

    def formed_part(self, reference: str, value: object) -> bool:
        """Whether a value surely follows the definition or property that a $ref names."""
        kind = self._parts.get(reference.rpartition("/")[2])
        try:
            return kind is not None and msgspec.convert(value, kind) is not UNSET
        except shapes.FAILURES:
            return False


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
    return not spare or (spare == surely.colons(report) and not ESCAPED(block, start, stop))
