"""The rows of the tables of a corpus from reports as the screen decodes them, without a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import astuple

from ogireport.rules.fields import attribute
from ogireport.spec import Spec
from ogireport.tables.tableschema import Column, tables

Values = Callable[[Struct], Sequence[Any]]


class Decoded:
    """The rows of decoded reports: in `reports` of these columns, in each form of its figures."""

    def __init__(self, identity: Sequence[Column], spec: Spec) -> None:
        self._identity, self._spec = [(column.path or "").split("/") for column in identity], spec
        self._figures: dict[type[Struct], tuple[str, Values]] = {}

    def rows(self, report: Any) -> Iterator[tuple[str, list[Any]]]:
        """The rows of a report that follows the schema, by table."""
        yield "reports", [_value(report, path) for path in self._identity]
        for name in self._spec.tables:
            table = getattr(report, name)
            if type(table) not in self._figures:
                self._figures[type(table)] = self._form(name, table)
            form, figures = self._figures[type(table)]
            yield form, [report.report_id, *figures(table)]

    def _form(self, name: str, table: Any) -> tuple[str, Values]:
        """The form that a table is printed on, and its figures in the order of the columns."""
        edition = table.__struct_config__.tag
        form = f"{name}_{edition}" if edition else name
        held = [
            f"{name}/{row}/{column}"
            for row in table.rows.__struct_encode_fields__
            for column in getattr(table.rows, attribute(row)).__struct_encode_fields__
        ]
        inner = itemgetter(*map(held.index, tables(self._spec)[form].cells))
        return form, lambda table: inner([*chain.from_iterable(map(astuple, astuple(table.rows)))])


def _value(report: Any, path: list[str]) -> Any:
    """A field, or the edition of a table; None where it is null or left out."""
    value = report
    for key in path:
        value = value.__struct_config__.tag if key == "edition" else getattr(value, attribute(key))
        if value is None or value is UNSET:
            return None
    return value
