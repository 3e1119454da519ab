"""The official form, or a piece of it, as an HTML table with labels in two languages."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from documents.printing import Piece, Table, laid_out, size
from ogireport.form import Form, Line
from pages.words import word

Labels = Callable[[Piece], str]


def blank(form: Form) -> dict[str, Any]:
    """A document whose table is that form without any figure."""
    rows = {line.code: dict.fromkeys(line.columns) for line in form.rows.values()}
    return {form.table: {"edition": form.edition, "rows": rows}}


def pieces(form: Form, document: Mapping[str, Any] | None = None) -> Table:
    """The whole form as printed, with the figures of a report."""
    shown = document or blank(form)
    return laid_out(shown, form.table, lambda _, value: "" if value is None else str(value))


def kept(table: Table, cells: Iterable[str]) -> tuple[list[int], list[int]]:
    """The grid rows and columns that show these cells and all labels above and beside them."""
    figures = [piece for piece in table if piece.cell]
    shown = [piece for piece in figures if piece.cell in set(cells)]
    filled = {piece.row for piece in figures}
    rows = {piece.row for piece in shown}
    for row in sorted(rows):
        while row in filled:
            row -= 1
        while row >= 0 and row not in filled:
            rows.add(row)
            row -= 1
    columns = {piece.column for piece in shown}
    columns |= set(range(min(piece.column for piece in figures)))
    return sorted(rows), sorted(columns)


def cropped(table: Table, cells: Iterable[str]) -> tuple[Table, set[int]]:
    """Only what `kept` names, with spans shortened, and the rows before which others were left out."""
    rows, columns = kept(table, cells)
    seen = [
        p for p in table if _within(p.row, p.rows, rows) and _within(p.column, p.columns, columns)
    ]
    figures = {piece.row for piece in table if piece.cell}
    before = {row for row in rows if row - 1 in figures and row - 1 not in rows}
    rows = _begun(rows, [(p.row, p.rows) for p in seen])
    columns = _begun(columns, [(p.column, p.columns) for p in seen])
    found = []
    for p in seen:
        own = _within(p.row, p.rows, rows), _within(p.column, p.columns, columns)
        place = own[0][0], own[1][0], len(own[0]), len(own[1])
        found.append(Piece(*place, p.text, p.cell, p.line))
    return found, {n for n, row in enumerate(rows) if n and row in before}


def _within(start: int, length: int, lines: list[int]) -> list[int]:
    """The places among the kept lines that a piece covers."""
    return [n for n, line in enumerate(lines) if start <= line < start + length]


def _begun(lines: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The lines in which a piece begins; the others would be empty."""
    places = {_within(*span, lines)[0] for span in spans}
    return [line for n, line in enumerate(lines) if n in places]


def html(
    table: Table,
    lang: str,
    name: str,
    figure: Labels = lambda p: escape(p.text),
    mark: Mapping[str, str] | None = None,
    codes: str = "",
    gaps: Iterable[int] = (),
) -> str:
    """The table in a box that scrolls; `mark` gives cells a class, `codes` links to a codelist."""
    lines = []
    filled = {p.row for p in table if p.cell}
    for row in range(size(table)[0]):
        shown = [p for p in sorted(table, key=_place) if p.row == row]
        cells = [
            _figure(p, figure, mark or {}) if p.cell else _head(p, row in filled, lang, codes)
            for p in shown
        ]
        kind = ' class="gap"' if row in gaps else ""
        lines.append(f"<tr{kind}>{''.join(cells)}</tr>")
    box = f'<div class="form-box" role="region" tabindex="0" aria-label="{escape(name)}">'
    return f'{box}<table class="form"><tbody>{"".join(lines)}</tbody></table></div>'


def _place(piece: Piece) -> tuple[int, int]:
    return piece.row, piece.column


def _figure(p: Piece, figure: Labels, mark: Mapping[str, str]) -> str:
    kind = f' class="{mark[p.cell]}"' if p.cell in mark else ""
    return f"<td{kind}{_spans(p)}>{figure(p)}</td>"


def _head(p: Piece, beside: bool, lang: str, codes: str) -> str:
    """A label: the header of its row if beside figures, of its columns if above them."""
    scope = ""
    if p.line and (beside or p.line.role != "group"):
        scope = ' scope="row"' if beside else f' scope="col{"group" if p.columns > 1 else ""}"'
    if beside and p.rows > 1:
        scope = ' scope="rowgroup"'
    return f"<th{scope}{_spans(p)}>{label(p, lang, codes)}</th>"


def _spans(p: Piece) -> str:
    pairs = (("rowspan", p.rows), ("colspan", p.columns))
    return "".join(f' {name}="{n}"' for name, n in pairs if n > 1)


def label(p: Piece, lang: str, codes: str = "") -> str:
    """The label as printed; in English the translation goes before it."""
    printed = escape(p.text)
    if lang != "zh":
        own = escape(p.line.label[lang] if p.line else word(p.text, lang))
        printed = f'{own} <small lang="zh">{printed}</small>'
    if not p.line:
        return f'<span class="remark">{printed}</span>'
    return printed + (f" {code(p.line, codes)}" if codes else "")


def code(line: Line, codes: str) -> str:
    """A link to the code, which breaks at its underscores alone."""
    name = line.code.replace("_", "_<wbr>")
    return f'<a class="code" href="@codelists/{codes}.html#{line.code}"><code>{name}</code></a>'
