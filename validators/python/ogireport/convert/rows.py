"""Printed lines to the rows of the three tables, each recognised by its label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ogireport.convert import labels
from ogireport.convert.grid import Cell
from ogireport.convert.headers import Header, forms
from ogireport.convert.labels import Label
from ogireport.convert.lines import Line
from ogireport.convert.numbers import is_figure
from ogireport.convert.placement import Open, Row, placed
from ogireport.spec import standard

LONGEST_LOCAL = 200  # characters of a locally added label
_LEAST_FIGURES = {"disclosure": 1, "requests": 3, "disputes": 3}  # of a row; fewer are debris
_TORN_OVER = 6  # lines that a label may be torn over
_COLON_ROW = re.compile(r"(.{4,}?)[:：]\s*(\d[\d,]*)\s*[件条个]?", re.DOTALL)


@cache
def _shared() -> frozenset[str]:
    """The columns whose printed label another line of the form has too."""
    lines = [x for f in standard().forms.values() for x in (*f.rows.values(), *f.columns.values())]
    named: dict[str, set[str]] = {}
    for line in lines:
        named.setdefault(labels.key(line.label["zh"]), set()).add(line.code)
    return frozenset(code for codes in named.values() if len(codes) > 1 for code in codes)


@dataclass(frozen=True, slots=True)
class Local:
    """A row that the form does not have."""

    table: str
    label: str
    values: tuple[str, ...]


class Walk:
    """Reads lines in order, knowing which table, header and row it is in."""

    def __init__(self) -> None:
        self.table = ""
        self.header = Header()
        self.in_header = True
        self.open: Open | None = None
        self.loose: list[str] = []
        self.rows: list[Row] = []
        self.local: list[Local] = []
        self.seen: set[tuple[str, str]] = set()

    def read(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._line(line)
        self._cut_short()
        self._close()

    def _cut_short(self) -> None:
        """The last figure of a text that ends in a row may have lost its end; zero has none."""
        if self.open and self.open.cells and (last := self.open.cells[-1]).text.strip() != "0":
            self.open.cells[-1] = replace(last, text=f"{last.text}…")

    def _line(self, line: Line) -> None:
        if line.text and (section := labels.section(line.text)):
            self._section(section)
        elif found := self._row_label(line):
            self._row(line, *found)
        elif all(is_figure(cell.text) for cell in line.cells):
            self._figures(line)
        else:
            self._text(line)

    def _section(self, section: str) -> None:
        self._close()
        tables = [f.table for f in standard().forms.values() if f.section["code"] == section]
        self._enter(tables[0] if tables else "")
        self.header.clear()

    def _enter(self, table: str) -> None:
        if table != self.table:
            self._close()
            self.table, self.in_header = table, True
            self.header.clear()

    def _row_label(self, line: Line) -> tuple[int, Label] | None:
        """The last cell of a line that is certainly the label of a row, and its place."""
        for place in range(len(line.cells) - 1, -1, -1):
            text = line.cells[place].text
            if text.strip() and not is_figure(text):
                label = self._row_of(text, line)
                after = line.cells[place + 1] if place + 1 < len(line.cells) else None
                if label and not (after and self._is_text(after)):
                    return place, label
        return None

    def _is_text(self, cell: Cell) -> bool:
        """Whether a cell is part of the label: not a figure, nor under a column of figures."""
        return bool(cell.text.strip()) and not is_figure(cell.text)

    def _row_of(self, text: str, line: Line) -> Label | None:
        """The row that a label certainly means here; headings and table four have none."""
        read = labels.read(text) or labels.last(text)
        rows = {x for x in read if x.axis == "row" and x.table != "disputes"}
        if any(x.axis == "column" for x in read):  # 其他 and 总计 are rows once rows have begun
            after_rows = self.table == "requests" and any(t == self.table for t, _ in self.seen)
            rows = {x for x in rows if after_rows and not self._is_header(line)}
        if len(rows) != 1:
            return None
        label = rows.pop()
        return label if any(label.code in f.rows and f.rows[label.code].columns
                            for f in forms(label.table)) else None  # fmt: skip

    def _is_header(self, line: Line) -> bool:
        read = [labels.read(cell.text) for cell in line.cells if cell.text.strip()]
        return sum(any(x.axis == "column" for x in found) for found in read) > 1

    def _row(self, line: Line, place: int, label: Label) -> None:
        self._enter_for_row(label.table)
        self._close()
        self.in_header = False
        self.seen.add((label.table, label.code))
        cells = list(line.cells[place + 1 :])
        self.open = Open(label.code, line.cells[place].text, cells, line if cells else None)
        if line.is_solid and cells:
            self._close()

    def _enter_for_row(self, table: str) -> None:
        """A row may show the table; the header before it stays when it is that table's."""
        if table != self.table:
            header = self.header
            self._enter(table)
            self.header = header

    def _figures(self, line: Line) -> None:
        """Figures without a label: they go on a row of text, or are a row that lost its label."""
        figures = sum(bool(cell.text.strip()) for cell in line.cells)
        if (waiting := self.open) and not line.is_solid and (figures < 2 or self._is_torn(waiting)):
            waiting.cells += line.cells
            waiting.line = None if figures else waiting.line
        elif self.table and (figures or self._is_blank_form(line)):
            self._close()
            self.in_header = False
            self.open = Open("", "", list(line.cells), line)
            if line.is_solid:
                self._close()

    def _is_blank_form(self, line: Line) -> bool:
        """Whether it is the one row of table four, not filled in."""
        return self.table == "disputes" and self.in_header and self.header.lines_up(line)

    def _is_torn(self, row: Open) -> bool:
        """Whether a row begun lacks figures, so that the next ones may be its own."""
        widths = {len(line.columns) for form in forms(self.table) for line in form.rows.values()}
        if self.table == "disputes":
            widths = {len(forms(self.table)[0].cells())}
        figures = sum(bool(cell.text.strip()) for cell in row.cells)
        begun = row.line is not None if row.code else not row.label
        return begun and figures > 0 and figures not in widths

    def _text(self, line: Line) -> None:
        """Header cells, headings of row groups, local rows, or a label torn over lines."""
        if self._continues_label(line):
            return
        read = [x for cell in line.cells for x in self._labels(cell.text)]
        columns = [x for x in read if x.axis == "column" or x.table == "disputes"]
        if columns and self._header(line, columns):
            return
        if any(x.axis == "group" for x in read):
            self._enter("disclosure")
            self._close()
            self.header.clear()
            self.in_header = True
        else:
            self._unknown(line)

    @staticmethod
    def _labels(text: str) -> frozenset[Label]:
        return labels.read(text) or labels.column_at_end(text)

    def _header(self, line: Line, columns: list[Label]) -> bool:
        """Take header cells; labels that two tables share do not open a table."""
        tables = {x.table for x in columns}
        own = {x.table for x in columns if x.code not in _shared()}
        if self.table not in tables and len(own) == 1:
            self._enter(own.pop())
        if self.table not in tables:
            return False
        self._close()
        if not self.in_header:
            self.header.clear()
            self.in_header = True
        self.header.add(line)
        return True

    def _unknown(self, line: Line) -> None:
        """A torn header, a local row, or the start of a label that is torn over lines."""
        texts = [cell.text for cell in line.cells if cell.text.strip()]
        label = " ".join(text for text in texts if not is_figure(text))
        cells = [cell for cell in line.cells if is_figure(cell.text)]
        before = self.loose if len(texts) == 1 else []
        self._close()
        if self.in_header and len(label) <= labels.LONGEST and self._belongs_to_header(line):
            self.header.add(line)
        if len(texts) == 1 and (colon := _COLON_ROW.fullmatch(label)):
            self._add_local(colon[1], [colon[2]])
        elif len(label) <= LONGEST_LOCAL and (cells or not self.in_header):
            self._local(line, label, cells)
        self.loose = [*before, texts[0]][-_TORN_OVER:] if len(texts) == 1 else []

    def _local(self, line: Line, label: str, cells: list[Cell]) -> None:
        if self.in_header and len(cells) < 2:  # a figure in a header text is no row
            return
        self.open = Open("", label, cells, line if cells else None)
        if line.is_solid:
            self._close()

    def _belongs_to_header(self, line: Line) -> bool:
        """An unknown text among header cells may be a torn column label."""
        begun = self.header.cells and line.grid is self.header.grid
        return bool(begun) or (self.table == "disclosure" and not self.header.cells)

    def _continues_label(self, line: Line) -> bool:
        """Join a text to the label or to the texts just before it when that makes a label."""
        if line.grid is not None or not line.text:
            return False
        if (waiting := self.open) and waiting.code and not waiting.cells:
            whole = waiting.label + line.text
            if labels.read(whole) == labels.read(waiting.label):
                waiting.label = whole
                return True
        for start in range(len(self.loose)):
            whole = "".join((*self.loose[start:], line.text))
            joined = replace(line, cells=(Cell(whole, 0, 0),))
            if labels.is_exact(whole) and (found := self._row_label(joined)):
                self._row(joined, *found)
                return True
        return False

    def _add_local(self, label: str, values: Sequence[str]) -> None:
        printed = [value.strip() for value in values]
        while printed and not printed[-1]:
            printed.pop()
        if self.table and len(printed) >= _LEAST_FIGURES[self.table]:
            self.local.append(Local(self.table, "".join(label.split()), tuple(printed)))

    def _close(self) -> None:
        """Finish the open row: place its figures, or keep it as a local row."""
        row, self.open, self.loose = self.open, None, []
        if row is None or not self.table:
            return
        if row.label and not row.code:
            self._add_local(row.label, [cell.text for cell in row.cells])
        elif row.cells:
            self.rows.append(placed(row, self.table, self.header))
        elif row.code:
            self.rows.append(Row(self.table, row.code, (), row.label, one_line=False))
