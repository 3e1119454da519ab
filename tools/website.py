"""Finish a built site and check it: python tools/website.py site

The search index is also written as a script, which a page opened from a folder can load.
Then every link and anchor must have a target within the site, and nothing that a page loads may
come from another host. With exit code 1, it says what is wrong.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}
RELATED = {"stylesheet", "icon", "preload", "preconnect", "modulepreload", "dns-prefetch"}
IN_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?(?!data:)([^'\")\s;]+)")
ELSEWHERE = "404.html"  # shown for any missing address, so its links begin at the root of the host
# Material parts a Chinese query into words of the index and never tries one that ends with it
LAST_WORD = ("o<t.length;o++)t.slice(s,o)in e", "o<=t.length;o++)t.slice(s,o)in e")


class Page(HTMLParser):
    """What a page holds: the ids, the links, and the files that a browser loads for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and set(given.get("rel", "").split()) & RELATED:
            self.loaded.append(given["href"])
        if LOADED.get(tag) in given:
            self.loaded.append(given[LOADED[tag]])
        self.loaded += IN_STYLE.findall(given.get("style", ""))


@cache
def read(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


def joined(text: str) -> str:
    """The page without the line breaks after full-width punctuation, which show as blanks."""
    parts = re.split(r"(<(?:pre|script|style)\b.*?</(?:pre|script|style)>)", text, flags=re.S)
    parts[::2] = [re.sub(r"(?<=[，。；：、？！）”》])\n", "", part) for part in parts[::2]]
    return "".join(parts)


def finish(folder: Path) -> None:
    """Join Chinese lines, let the search see last words, and its index need no request."""
    for page in folder.rglob("*.html"):
        page.write_text(joined(page.read_text("utf-8")), "utf-8")
    for worker in folder.rglob("workers/search.*.js"):
        worker.write_text(worker.read_text("utf-8").replace(*LAST_WORD), "utf-8")
    for index in folder.rglob("search_index.json"):
        text = index.read_text("utf-8")
        index.with_suffix(".js").write_text(f"var __index = {text}\n", "utf-8")


def problems(folder: Path) -> Iterator[str]:
    """Dead links and anchors, and whatever is loaded from another host."""
    for path in sorted(folder.rglob("*.html")):
        name, page = path.relative_to(folder).as_posix(), read(path)
        for link in page.links:
            if not external(link) and (wrong := dead(folder, path, link)):
                yield f"{name}: {link}: {wrong}"
        for link in page.loaded:
            if external(link):
                yield f"{name}: loads {link} from another host"
            elif wrong := dead(folder, path, link):
                yield f"{name}: {link}: {wrong}"
    for path in sorted(folder.rglob("*.css")):
        for link in IN_STYLE.findall(path.read_text("utf-8")):
            if external(link):
                yield f"{path.relative_to(folder).as_posix()}: loads {link} from another host"


def external(link: str) -> bool:
    parts = urlsplit(link)
    return bool(parts.netloc) or parts.scheme in ("mailto", "data", "javascript")


def dead(folder: Path, page: Path, link: str) -> str:
    """Why a link has no target; empty if it has one."""
    parts = urlsplit(link)
    target, anchor = unquote(parts.path), unquote(parts.fragment)
    if target.startswith("/"):
        return (
            ""
            if page.name == ELSEWHERE
            else "begins at the root of the host, so it breaks below a path"
        )
    to = (page.parent / target).resolve() if target else page
    if not to.is_relative_to(folder.resolve()) and to != page:
        return "leaves the site"
    if to.is_dir():
        to /= "index.html"
    if not to.exists():
        return "no such file"
    if anchor and to.suffix == ".html" and anchor not in read(to).ids:
        return "no such anchor"
    return ""


def main(names: list[str]) -> int:
    for name in names:
        folder = Path(name).resolve()
        finish(folder)
        wrong = list(problems(folder))
        pages = sum(1 for _ in folder.rglob("*.html"))
        print("\n".join([*wrong, f"{name}: {pages} pages, {len(wrong)} problems"]))
        if wrong or not pages:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
