"""Classified lines to the rows of the tables: a label, and the figures that follow it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ogireport.convert import classification as kinds
from ogireport.convert import labels
from ogireport.convert.classification import Place, classify
from ogireport.convert.grid import Cell
from ogireport.convert.headers import Header, forms, row_columns, shape
from ogireport.convert.lines import Line, run_together
from ogireport.convert.placement import Open, Row, placed
from ogireport.form import Shape

_TORN_OVER = 6  # lines that a label may be torn over


@dataclass
class Rows:
    """The rows read so far, the row still open, and texts that may be a torn label."""

    place: Place = field(default_factory=Place)
    part: int = 0  # of the document
    open: Open | None = None
    loose: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_together: bool = False  # figures ran into a label, and nobody can part them
    local: list[dict[str, Any]] = field(default_factory=list)  # as a document lists them

    @classmethod
    def read(cls, lines: Iterable[tuple[Line, int]]) -> Rows:
        """Return the rows that lines in their printed order hold, each with its part."""
        rows = cls()
        for line, part in lines:
            rows.part = part
            rows._take(line, classify(line, rows.place))
        rows._cut_short()
        rows._close()
        return rows

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]

    def _cut_short(self) -> None:
        """The last figure of a text that ends in a row may have lost its end; zero has none.

        Below a label and all its figures it is the start of something else.
        """
        if not (row := self.open) or not row.cells or row.cells[-1].text.strip() == "0":
            return
        last = row.cells.pop()
        if row.line or len(row.cells) not in labels.widths(row.label):
            row.cells.append(last._replace(text=f"{last.text}…"))

    def _take(self, line: Line, kind: kinds.Kind) -> None:
        match kind:
            case kinds.Section(table):
                self.place.header = Header(done=self._enter(table).done)
            case kinds.Labelled():
                self._label(line, kind)
            case kinds.Figures(printed):
                self._figures(line, printed)
            case _ if self._continues_label(line):
                pass
            case kinds.Heads(table):
                if self._enter(table).done:
                    self.place.header = Header()
                self.place.header.add(line)
            case kinds.Group(table):
                self._enter(table)
                self.place.header = Header()
            case kinds.Added() | kinds.Text():
                self._unknown(line, kind)

    def _enter(self, table: str) -> Header:
        """Finish the open row; the header of this table, a new one where it was not in it."""
        self._close()
        if table != self.place.table:
            self.place.table, self.place.header = table, Header()
        return self.place.header

    def _label(self, line: Line, kind: kinds.Labelled) -> None:
        self._enter(kind.label.table).done = True
        self.place.begun.add(kind.label.table)
        cells = list(line.cells[kind.place + 1 :])
        text = line.cells[kind.place].text
        self.open = Open(
            self.part, kind.label.code, text, cells, line if cells else None, line.spaced
        )
        if line.is_solid and cells:
            self._close()

    def _figures(self, line: Line, printed: int) -> None:
        """Figures without a label: they go on a row of text, or are a row that lost its label."""
        row = self.open
        if row and not line.is_solid and printed > 1 and self._is_alone(row):
            row.cells, row.line, row.spaced = list(line.cells), None, line.spaced
        elif row and not line.is_solid and (printed < 2 or self._is_torn(row)):
            row.cells += line.cells
            row.spaced = True  # the end of a line tears as blanks do
            row.line = None if printed else row.line
        elif self.place.table and (printed or self._is_blank_form(line)):
            self._enter(self.place.table).done = True
            self.open = Open(self.part, "", "", list(line.cells), line, line.spaced)
            if line.is_solid:
                self._close()

    def _is_alone(self, row: Open) -> bool:
        """Whether a label stands on a line of its own that a bar ends, or in a clause."""
        is_ended = len(row.cells) == 1 or shape(self.place.table) is Shape.CLAUSES
        return bool(row.code) and is_ended and not any(cell.text.strip() for cell in row.cells)

    def _is_blank_form(self, line: Line) -> bool:
        """Whether it is the single row of a table, not filled in."""
        header = self.place.header
        return shape(self.place.table) is Shape.ROW and not header.done and header.lines_up(line)

    def _is_torn(self, row: Open) -> bool:
        """Whether a row begun lacks figures, so that the next ones may be its own."""
        widths = {
            len(line.columns) for form in forms(self.place.table) for line in form.rows.values()
        }
        if shape(self.place.table) is Shape.ROW:
            form = forms(self.place.table)[0]
            widths = {len(form.columns if row.code else row_columns(form))}
        figures = sum(bool(cell.text.strip()) for cell in row.cells)
        begun = row.line is not None if row.code else not row.label
        return begun and figures > 0 and figures not in widths

    def _continues_label(self, line: Line) -> bool:
        """Join a text to the label or to the texts just before it when that makes a label."""
        if line.grid is not None or not line.text:
            return False
        if (row := self.open) and row.code and not row.cells:
            whole = row.label + line.text
            if labels.read(whole) == labels.read(row.label):
                row.label = whole
                return True
        for start in range(len(self.loose)):
            whole = "".join((*self.loose[start:], line.text))
            joined = replace(line, cells=(Cell(whole, 0, 0),))
            kind = classify(joined, self.place) if labels.is_exact(whole) else None
            if isinstance(kind, kinds.Labelled):
                self._label(joined, kind)
                return True
            if isinstance(kind, kinds.Heads):
                self._take(joined, kind)
                return True
        return False

    def _unknown(self, line: Line, kind: kinds.Added | kinds.Text) -> None:
        """A torn header, a local row, or the start of a label that is torn over lines."""
        self.is_together |= run_together(kind.text) is not None
        before = self.loose if line.text else []
        self._close()
        if self.place.may_head(line, line.text or kind.text):
            self.place.header.add(line)
        if isinstance(kind, kinds.Added):
            self.open = Open(
                self.part, "", kind.text, list(kind.cells), line if kind.cells else None
            )
            if kind.whole:
                self._close()
        self.loose = [*before, line.text][-_TORN_OVER:] if line.text else []

    def _close(self) -> None:
        """Finish the open row: place its figures, or keep it as a local row."""
        row, self.open, self.loose = self.open, None, []
        if row is None or not self.place.table:
            return
        if row.label and not row.code:
            self._add_local(row)
        elif row.cells:
            self.rows.append(placed(row, self.place.table, self.place.header))
        elif row.code:
            self.rows.append(
                Row(row.part, self.place.table, row.code, (), row.label, one_line=False)
            )

    def _add_local(self, row: Open) -> None:
        values = [cell.text.strip() for cell in row.cells]
        while values and not values[-1]:
            values.pop()
        table, label = self.place.table, "".join(row.label.split())
        if len(values) >= forms(table)[0].least_figures:
            self.local.append({"table": table, "label": label, "values": values})
