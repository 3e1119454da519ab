"""The printed form as a web page, as plain text and as Markdown."""

from collections.abc import Callable, Iterable
from html import escape

from documents.printing import Part, Table, size


def html(found: Iterable[Part], head: str = '<meta charset="utf-8">') -> str:
    """Write a web page."""
    body = [f"<p>{escape(p)}</p>" if isinstance(p, str) else html_table(p) for p in found]
    return f"<html><head>{head}</head><body>\n" + "\n".join(body) + "\n</body></html>\n"


def html_table(table: Table) -> str:
    rows = []
    for row in range(size(table)[0]):
        cells = (
            f'<td rowspan="{p.rows}" colspan="{p.columns}">{escape(p.text)}</td>'
            for p in sorted(table) if p.row == row
        )  # fmt: skip
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def lines_of(table: Table) -> list[list[str]]:
    """The texts of each row in order, a spanning cell once."""
    return [[p.text for p in sorted(table) if p.row == row] for row in range(size(table)[0])]


def text(found: Iterable[Part], row: Callable[[list[str]], str]) -> str:
    """Write plain text; `row` sets the cells of a table row."""
    written = []
    for part in found:
        written += [part] if isinstance(part, str) else [row(cells) for cells in lines_of(part)]
    return "\n".join(written) + "\n"


def markdown(found: Iterable[Part]) -> str:
    """Write Markdown tables, a spanning cell followed by blank ones."""
    written = []
    for part in found:
        if isinstance(part, str):
            written += [part, ""]
            continue
        rows, columns = size(part)
        cells = [["" for _ in range(columns)] for _ in range(rows)]
        for p in part:
            cells[p.row][p.column] = p.text
        lines = ["| " + " | ".join(line) + " |" for line in cells]
        written += [lines[0], "|" + "---|" * columns, *lines[1:], ""]
    return "\n".join(written)
