"""What differs between two reports: two versions of one, or two years of one organ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from ogireport.report import Report
from ogireport.spec import standard

FIELDS = ("title", "reporting_year", "organ/name", "organ/code", "organ/division_code", "organ/level",
          "scope", "period/start", "period/end", "published",
          "information_handling_fee/amount_yuan", "information_handling_fee/cases")  # fmt: skip
LISTS = ("covers", "local_rows", "explanations")
_CLAUSE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]?")


class Change(NamedTuple):
    """A field, cell, note or section that is another one; None where a report does not have it."""

    path: str
    before: Any
    after: Any

    @property
    def difference(self) -> Any:
        """How much more the figure is; None where one is null."""
        return None if self.before is None or self.after is None else self.after - self.before


class Piece(NamedTuple):
    """Words of a section: kept, or those taken out and those put in."""

    before: str
    after: str

    @property
    def is_kept(self) -> bool:
        return self.before == self.after


class Comparison(NamedTuple):
    """All that differs; `apart` are the tables that the two print on different forms."""

    fields: tuple[Change, ...]
    cells: tuple[Change, ...]
    notes: tuple[Change, ...]
    sections: tuple[tuple[str, tuple[Piece, ...]], ...]
    apart: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(self)


def compare(before: Report, after: Report) -> Comparison:
    """Compare two well-formed reports: of tables on different forms the cells that both have."""
    cells = [cell for cell in before.cells if cell in after.cells]
    named = {
        table: [_form(report, table) for report in (before, after)] for table in standard().tables
    }
    fields = (*(_changed(_field, FIELDS, before, after)), *_changed(_list, LISTS, before, after))
    return Comparison(
        fields,
        tuple(_changed(lambda report, cell: report.cells[cell], cells, before, after)),
        tuple(_changed(_note, cells, before, after)),
        tuple(_sections(before, after)),
        tuple(table for table, (one, other) in named.items() if one != other),
    )


def _form(report: Report, table: str) -> Any:
    return report.document[table].get("edition")


def _field(report: Report, path: str) -> Any:
    return report.value(path)


def _list(report: Report, name: str) -> Any:
    return report.document.get(name) or []


def _note(report: Report, cell: str) -> Mapping[str, Any] | None:
    """The note on a cell: its status and the characters published."""
    notes = (note for note in report.document["notes"] if note["cell"] == cell)
    return next(({"status": n["status"], "printed": n["printed"]} for n in notes), None)


def _changed(value: Any, paths: Any, before: Report, after: Report) -> Iterator[Change]:
    changes = (Change(path, value(before, path), value(after, path)) for path in paths)
    return (change for change in changes if change.before != change.after)


def _sections(before: Report, after: Report) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for code in before.document["sections"]:
        texts = [report.document["sections"][code] or "" for report in (before, after)]
        if texts[0] != texts[1]:
            yield code, tuple(words(*texts))


def words(before: str, after: str) -> Iterator[Piece]:
    """Yield a text as pieces, clause by clause; their `before` and `after` joined are the texts."""
    old, new = (_CLAUSE.findall(text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        piece = Piece("".join(old[start:end]), "".join(new[first:last]))
        if piece.before or piece.after:
            yield piece
