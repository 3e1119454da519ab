"""The hand-written Markdown pages: their sentences, links and code blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
READMES = [
    ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "samples/README.md",
        "schema/README.md",
        "validators/README.md",
        "validators/javascript/README.md",
    )
]
GUIDES = sorted(
    path
    for lang in LANGUAGES
    for path in (DOCS / lang).rglob("*.md")
    if "reference" not in path.relative_to(DOCS).parts  # built, not written
)
PAGES = GUIDES + READMES
COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.S)
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Fence:
    """A code block; `marker` is the text of the HTML comment right before it."""

    line: int
    language: str
    body: str
    marker: str


@dataclass(frozen=True)
class Span:
    """A stretch of text of a page: plain, code or the text of a link to `href`."""

    line: int
    kind: str
    text: str
    href: str = ""


def language(page: Path) -> str:
    """`zh` or `en`: the folder of a guide; README.md is Chinese first, the others English."""
    return "zh" if DOCS / "zh" in page.parents or page == ROOT / "README.md" else "en"


def fences(text: str) -> Iterator[Fence]:
    marker = ""
    for token in _MARKDOWN.parse(text):
        if token.type == "fence" and token.map:
            yield Fence(token.map[0] + 1, token.info, token.content, marker)
        comment = COMMENT.fullmatch(token.content.strip()) if token.type == "html_block" else None
        marker = comment[1] if comment else ""


def spans(text: str) -> Iterator[Span]:
    """Return what a reader reads: text, inline code, links, and blocks that nothing runs."""
    for token in _MARKDOWN.parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "inline":
            yield from _inline(token.children or [], line)
        elif token.type == "code_block" or (token.type, token.info) == ("fence", "text"):
            for number, content in enumerate(token.content.splitlines(), line + 1):
                yield Span(number, "text", content)
        elif token.type == "html_block" and not COMMENT.fullmatch(token.content.strip()):
            shown = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", token.content)
            yield Span(line, "text", shown)


def _inline(tokens: list[Token], line: int) -> Iterator[Span]:
    href, link = None, ""
    for token in tokens:
        if token.type == "link_open":
            href, link = str(token.attrs["href"]), ""
        elif token.type == "link_close":
            yield Span(line, "link", link, href or "")
            href = None
        elif token.type in ("softbreak", "hardbreak"):
            line += 1
            link += " "
        elif href is not None:
            link += token.content
        elif token.type in ("text", "code_inline", "image", "html_inline"):
            yield Span(line, token.type.removesuffix("_inline"), token.content)
