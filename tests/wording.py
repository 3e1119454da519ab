"""What a page types of the standard instead of linking to it: codes, labels, formulas, figures."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from conftest import ROOT, TABLES

from facts import FACTS
from ogireport.findings import Outcome
from ogireport.spec import DIST, standard
from written import COMMENT, Span, spans

# A label of this many characters (zh) or words (en) is no everyday word, except those below;
# shorter ones, such as 总计 or "total", cannot be told from plain speech.
LONG = {"zh": 4, "en": 2}
EVERYDAY = {"not applicable"}  # also an outcome of a rule, and plain English
_ID = json.loads((ROOT / "schema/meta/rule.schema.json").read_bytes())["properties"]["id"]
RULE = re.compile(rf"(?<![\w/-]){_ID['pattern'].strip('^$')}(?!\d)")
FIGURE = re.compile(r"(?<![\w.〔/:-])[1-9][\d,]*\d(?![\w/-]|\.\d)")
NUMERAL = re.compile(
    r"(?<![几上成数第一二三四五六七八九百十])[一二三四五六七八九]?[百十][一二三四五六七八九百十]*(?=[条份格行列张项页处])"
)
YEAR = re.compile(r"(?:19|20)\d\d")
# articles of the law, national standards, and other software with a number in its name or version
NAMES = re.compile(r"GB(?:/T)? \d+|Articles? \d+(?: and \d+)?|(?:Java|Chromium|内核) \d+|360")


def plain(text: str) -> str:
    """The text as it compares: half-width, lower case, blanks only between Latin words."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"(?<=[^a-z0-9,;]) | (?=[^a-z0-9])", "", text).strip()


def short(label: str) -> str:
    return re.split(r"（| \(|, ", label)[0]


@cache
def entries() -> list[dict[str, Any]]:
    """Every line of every codelist: rows, columns, headings, sections, levels, scopes, statuses."""

    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict) and {"code", "zh", "en"} <= node.keys():
            yield node
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list):
                yield from walk(child)

    apart = ("editions", "words")  # everyday words that prose says as everybody does
    return list(walk([v for key, v in standard().codelists.items() if key not in apart]))


@cache
def fields() -> frozenset[str]:
    """Names and paths of the fields of the report document that are no codes of a codelist."""

    def walk(node: dict[str, Any], path: str) -> Iterator[str]:
        for name, child in node.get("properties", {}).items():
            yield from (name, f"{path}{name}")
            yield from walk(child | child.get("items", {}), f"{path}{name}/")

    return frozenset(walk(json.loads((ROOT / "schema/report.schema.json").read_bytes()), ""))


@cache
def resources() -> frozenset[str]:
    return frozenset(path.stem for path in (DIST / "tables").glob("*.json"))


@cache
def codes() -> frozenset[str]:
    named = {entry["code"] for entry in entries()} | fields() | resources()
    words = set(Outcome) | {rule.basis for rule in standard().rules.values()}
    return frozenset(named - words)  # `not_applicable` is an outcome too, `printed` a basis


@cache
def labels() -> dict[str, str]:
    """Each label that is no everyday word, as it compares, with what to link to."""
    found = {}
    for entry in entries():
        for label in {form for lang in LONG for form in (entry[lang], short(entry[lang]))}:
            size = len(label) if re.search(r"[\u4e00-\u9fff]", label) else len(label.split())
            lang = "zh" if size == len(label) else "en"
            if size >= LONG[lang] and label not in EVERYDAY:
                found[plain(label)] = entry["code"]
    return found


@cache
def sayings() -> dict[str, str]:
    """What a rule says, as it compares: its formulas, titles and the clause it quotes."""
    found = {}
    for rule in standard().rules.values():
        formulas = [text for both in rule.formula.values() for text in both.values()]
        for text in (*formulas, *rule.title.values(), rule.clause.get("quote", "")):
            if len(plain(text)) >= 4:
                found[plain(text).rstrip("。.")] = rule.id
    return found


def typed(span: Span) -> Iterator[str]:
    """Return what of the standard a stretch of text types, and what to write instead."""
    for rule in (found[0] for found in RULE.finditer(span.text)):
        yield f"rule {rule}: write [{rule}](reference/rules/{rule.lower()}.md)"
    words = [span.text.strip()] if span.kind == "code" else re.findall(r"\w+_\w+", span.text)
    for word in words:
        if word in codes() or (word.partition("/")[0] in TABLES and word.count("/") == 2):
            yield f"code {word}: link to its line in reference/"
    said = plain(span.text)
    for label, code in labels().items():
        if re.search(rf"\b{re.escape(label)}", said) if label.isascii() else label in said:
            yield f"label of {code}: link to its line in reference/"
    for text, rule in sayings().items():
        if text in said:
            yield f"what {rule} says: write [{rule}](reference/rules/{rule.lower()}.md)"


def texts(href: str, lang: str) -> set[str] | None:
    """Return what a link into the reference may be called; None where anything goes."""
    place, _, anchor = href.partition("#")
    kind, _, name = place.partition("reference/")[2].removesuffix(".md").partition("/")
    if kind == "rules" and name.upper() in standard().rules:
        rule = standard().rules[name.upper()]
        return {rule.id, rule.title[lang].rstrip("。."), *(f[lang] for f in rule.formula.values())}
    if kind in ("forms", "codelists") and anchor:
        code = anchor.rpartition("-")[2]
        lines = [entry for entry in entries() if entry["code"] == code]
        named = [form for line in lines for form in (line[lang], short(line[lang]))]
        return {code, *named}
    if kind in ("report", "tables") and anchor:
        return {anchor, standard().title(anchor.replace(".", "/"))[lang]}
    return None


def linked(span: Span, lang: str) -> Iterator[str]:
    """Return what is wrong with the text of a link: it is called something else, or types."""
    allowed = texts(span.href, lang)
    if allowed is None:
        yield from typed(span)
    elif plain(span.text) not in map(plain, allowed):
        yield f"[{span.text}]({span.href}): call it {' or '.join(sorted(allowed))}"


def figures(stretch: list[Span]) -> Iterator[tuple[int, str]]:
    """Return the figures of a text that nothing compares, or that are wrong."""
    for span, after in pairwise([*stretch, Span(0, "end", "")]):
        comment = COMMENT.fullmatch(after.text) if after.kind == "html" else None
        fact = comment[1].removeprefix("=") if comment else ""
        text = NAMES.sub("", span.text) if span.kind == "text" else ""
        for found in NUMERAL.finditer(text):
            yield span.line, f"figure {found[0]}: write it in digits with a fact, or leave it out"
        for found in FIGURE.finditer(text):
            if fact in FACTS and found.end() == len(text):
                if (counted := FACTS[fact]()) != int(found[0].replace(",", "")):
                    yield span.line, f"figure {found[0]}: {fact} is {counted}"
            elif not YEAR.fullmatch(found[0]):
                yield span.line, f"figure {found[0]}: leave it out or write {found[0]}<!-- =… -->"


def faults(text: str, lang: str) -> list[str]:
    """Return, with its line, what a page types of the standard."""
    stretch = list(spans(text))
    found = [
        (span.line, fault)
        for span in stretch
        if span.kind != "html"
        for fault in (linked(span, lang) if span.kind == "link" else typed(span))
    ]
    return [f"{line}: {fault}" for line, fault in sorted([*found, *figures(stretch)])]
