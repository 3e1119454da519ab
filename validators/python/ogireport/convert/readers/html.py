"""Web pages, also those that Word wrote: visible text and tables, read in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from ogireport.convert.grid import Block, Name, Paragraph, Span, laid
from ogireport.convert.limits import DEEPEST_TABLES, MOST_UNCLOSED
from ogireport.convert.readers import css
from ogireport.convert.readers.css import Effect
from ogireport.convert.readers.encoding import decode
from ogireport.convert.readers.marks import raised
from ogireport.report import ReadError

_UNSEEN = {
    "script",
    "style",
    "template",
    "noscript",
    "del",
    "s",
    "strike",
    "head",
    "select",
    "textarea",
}
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
_LINES = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "section",
          "article", "header", "footer", "dd", "dt", "dl", "center", "title", "pre", "blockquote"}  # fmt: skip
_TABLE = {"table", "tr", "td", "th"}
_NAME = re.compile(r"<title[^>]{0,99}>([^<]{1,200})", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,5}")
_READ = (None, Effect.RAISED)
Content = list["str | list[Block]"]


@dataclass
class Table:
    """A table that is being read; a cell holds texts and the blocks of tables within it."""

    rows: list[list[tuple[Content, int, int]]] = field(default_factory=list)
    in_cell: bool = False
    outside: Content = field(default_factory=list)

    def content(self) -> Content:
        return self.rows[-1][-1][0] if self.in_cell else self.outside


class Page(HTMLParser):
    """Collects the blocks of a page."""

    def __init__(self, rules: dict[frozenset[str], Effect]) -> None:
        super().__init__(convert_charrefs=True)
        self.rules = rules
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.tables: list[Table] = []
        self.unseen: list[str] = []
        self.raised: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            if tag == self.unseen[0]:
                self.unseen.append(tag)
            return
        given = {name: value or "" for name, value in attrs} if attrs else {}
        effect = self._effect(tag, given)
        if tag in _TABLE and not (tag in ("td", "th") and effect is Effect.GONE):
            if effect in _READ or tag != "table":
                self._table_tag(tag, given)
        elif tag in _LINES and effect in _READ:
            self._write("\n")
        if tag not in _VOID and effect not in _READ:
            self.unseen.append(tag)
        elif tag not in _VOID and (effect is Effect.RAISED or tag in self.raised[:1]):
            self.raised.append(tag)

    def _effect(self, tag: str, given: dict[str, str]) -> Effect | None:
        """What is done to an element: by itself, or within tables by the style sheets."""
        if tag in _UNSEEN or "hidden" in given:
            return Effect.GONE
        own = css.effect(given["style"]) if "style" in given else None
        own = own or (Effect.RAISED if tag == "sup" else None)
        return own or (css.of_element(given, self.rules) if given and self.tables else None)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.raised[:1]:
            self.raised.pop()
        if self.unseen:
            if tag == self.unseen[0]:
                self.unseen.pop()
            if not self.unseen and tag in ("td", "th") and self.tables:
                self.tables[-1].in_cell = False
            return
        if tag == "table" and self.tables:
            self._end_table()
        elif tag in ("td", "th", "tr") and self.tables:
            self.tables[-1].in_cell = False
        elif tag in _LINES:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            data = data.replace("\r", " ").replace("\n", " ").replace("\t", " ")
            self._write(raised(data) if self.raised else data)

    def _write(self, text: str) -> None:
        target = self.tables[-1].content() if self.tables else self.text
        target.append(text)

    def _table_tag(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            if not self.tables:
                self._flush()
            self.tables.append(Table())
            if len(self.tables) > DEEPEST_TABLES:
                raise ReadError("表格嵌套太深。", "the tables are nested too deeply.")
        elif self.tables:
            table = self.tables[-1]
            table.in_cell = tag != "tr"
            if tag == "tr" or not table.rows:
                table.rows.append([])
            if tag != "tr":
                table.rows[-1].append(([], _span(given, "rowspan"), _span(given, "colspan")))

    def _end_table(self) -> None:
        table = self.tables.pop()
        blocks = _paragraphs(table.outside) + _blocks(table)
        if self.tables:
            self.tables[-1].content().append(blocks)
        else:
            self.blocks += blocks

    def _flush(self) -> None:
        self.blocks += _paragraphs(list(self.text))
        self.text = []

    def updatepos(self, _: int, j: int) -> int:
        """Count no lines: nobody asks where in the page a tag stands."""
        return j

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![if` of Word, and worse: a comment, as browsers have it."""
        return self.parse_bogus_comment(i, report)

    def close(self) -> None:
        """End what the page left open."""
        super().close()
        while self.tables:
            self._end_table()
        self._flush()


def _span(given: dict[str, str], name: str) -> int:
    digits = _DIGITS.search(given[name]) if name in given else None
    return int(digits[0]) if digits else 1


def _paragraphs(content: Content) -> list[Block]:
    blocks: list[Block] = []
    run: list[str] = []
    for part in [*content, []]:
        if isinstance(part, str):
            run.append(part)
            continue
        lines = "".join(run).split("\n")
        blocks += [Paragraph(line.strip()) for line in lines if line.strip()]
        blocks += part
        run = []
    return blocks


def _blocks(table: Table) -> list[Block]:
    """One grid; or the content in order, when cells hold tables: they only lay the page out."""
    cells = [cell for row in table.rows for cell in row]
    if any(_holds_table(content) for content, _, _ in cells):
        return [block for content, _, _ in cells for block in _paragraphs(content)]
    rows: list[list[Span]] = [
        [(_flat(c), down, across) for c, down, across in row] for row in table.rows
    ]
    rows = [row for row in rows if row]
    return [laid(rows)] if rows else []


def _holds_table(content: Content) -> bool:
    """Whether a cell holds more than a frame round one text."""
    inner = [block for part in content if isinstance(part, list) for block in part]
    return any(not isinstance(b, Paragraph) and len(b.cells) > 1 for b in inner) or len(inner) > 1


def _flat(content: Content) -> str:
    texts = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        else:
            texts += [b.text if isinstance(b, Paragraph) else b.cells[0].text for b in part]
    return "\n".join(filter(None, map(str.strip, "".join(texts).split("\n"))))


def _check_closed(text: str) -> None:
    """Refuse tags and comments without end, each of which html.parser follows to the end."""
    for begin, end in (("<", ">"), ("<!--", "-->")):
        if text.count(begin, text.rfind(end) + 1) > MOST_UNCLOSED:
            raise ReadError("网页已损坏或不完整。", "the page is broken or truncated.")


def read(data: bytes) -> list[Block]:
    text = decode(data)
    _check_closed(text)
    page = Page(css.rules(text))
    page.feed(text)
    page.close()
    name = _NAME.search(text)
    return [Name(unescape(name[1]).strip()), *page.blocks] if name else page.blocks
