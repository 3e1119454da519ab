"""What the running text of a report says: title, organ, year, period, sections, fee, date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from ogireport.convert import fees, labels
from ogireport.convert.characters import SIMPLIFIED
from ogireport.convert.grid import Block, Grid, Name
from ogireport.convert.lines import is_page_number
from ogireport.convert.numbers import plain
from ogireport.spec import standard

LONGEST_TITLE = 80

_TITLE = re.compile(
    r"(?=.*(?:公开|公開))(?=.*(?:报告|報告|年报|年報)).*(?:报告|報告|年报|年報)(?:[(（].*[)）])?"
)
_SENTENCE = re.compile("[。；！？]|，.*，|^根据|^本报告|^现将")
_NAME_OF_REPORT = re.compile(
    r"(关于|關於)?(本级)?(政府信息|政务信息|政府政务|政务|政府資訊|政府信息与政务)公[开開].*$"
)
_ORGAN = re.compile(
    r"[\w（）()]{2,40}(?:政府|[委局厅办处院署会区县市镇乡]|办公室|街道|中心|支队|总队)"
)
_NAVIGATION = re.compile("[>»|]|首页|位置")
_COMPILED = re.compile(r"报告[^。]{0,60}?由([\w()]{3,30}?)(?:结合|根据|依据|负责)?编制")
_PRESENTED = re.compile(r"现(?:公布|公开|发布)([^我本\W]{3,30}?)20\d\d年度?政府信息公开")
_SPECIALLY = re.compile(r"[,，]([^我本\W]{3,30}?)特编制20\d\d年")
_YEAR = re.compile(r"(?<!\d)(20[1-9]\d)(?:\d\d)?\s*年?度?")
_DAY = r"(20\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?"
_SHORT_DAY = r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日?"
_PERIOD = re.compile(
    rf"统计(?:期限|时限|周期|时间|范围)[^。]{{0,12}}?{_DAY}[^。\d]{{1,5}}{_SHORT_DAY}"
)
_PUBLISHED = re.compile(rf"(?:发布|公布|公开|发文)(?:日期|时间)[:：]?{_DAY}")
_DATED = re.compile(
    r"[二〇○零一三四五六七八九\d]{4}年[一二三四五六七八九十\d]{1,3}月(?:[一二三四五六七八九十\d]{1,3}日)?"
)


@dataclass
class Narrative:
    """The running text of a report; None where it says nothing."""

    title: str | None = None
    organ: str | None = None
    year: int | None = None
    period: tuple[date, date] | None = None
    published: date | None = None
    sections: dict[str, str | None] = field(default_factory=dict)
    fees: fees.Fees = field(default_factory=fees.Fees)
    other_years: list[int] = field(default_factory=list)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the paragraphs, and the rows of tables that hold a single text."""
    for block in blocks:
        if isinstance(block, Grid):
            yield from _of_grid(block)
        elif not isinstance(block, Name):
            yield block.text


def _of_grid(grid: Grid) -> Iterator[str]:
    for cells, _ in grid.lines:
        printed = [cell for cell in cells if cell.text.strip()]
        single = len(printed) == 1 and (grid.loose or printed[0].columns == grid.width)
        if printed:  # else than a single text it is a row of a table, and not running text
            yield printed[0].text if single else ""


def read(blocks: Sequence[Block]) -> Narrative:
    """Read what the running text says; the period outranks the title, the title the body.

    For the year, the name of a page that names the report stands between them.
    """
    lines = [line.strip() for text in texts(blocks) for line in text.split("\n")]
    lines = [line for line in lines if not is_page_number(line)]
    sections = _sections(lines)
    title = _title(lines)
    flat = plain("".join(lines))
    simple = flat.translate(SIMPLIFIED)
    period, published = _period(simple), _PUBLISHED.search(simple)
    in_title = years(title or "")
    in_name = [
        year
        for b in blocks
        if isinstance(b, Name) and _TITLE.match(b.text)
        for year in years(b.text)
    ]
    named = [period[0].year] if period else in_title or in_name or _in_body(lines)
    year = next(iter(named), None)
    return Narrative(
        title=title,
        organ=_organ(title, lines, flat),
        year=year,
        period=period,
        published=_day(*published.groups()) if published else None,
        sections=sections,
        fees=fees.read(simple),
        other_years=[y for y in in_title if y != year] if period else [],
    )


def _in_body(lines: Sequence[str]) -> list[int]:
    """The year that the lines under the headings name most often."""
    body = Counter(year for line in lines if labels.section(line) is None for year in years(line))
    return [year for year, _ in body.most_common(1)]


def years(text: str) -> list[int]:
    """Return the reporting years that a text names, in order."""
    found = (int(year) for year in _YEAR.findall(labels.simple(text)))
    return [year for year in found if year in _reportable()]


@cache
def _reportable() -> range:
    """The reporting years that the standard allows."""
    limits = standard().limits("reporting_year")
    return range(limits["minimum"], limits["maximum"] + 1)


def _title(lines: Sequence[str]) -> str | None:
    """The first line that names the report, with the line above it when that is its start."""
    head = lines[: next((n for n, t in enumerate(lines) if labels.section(t) == "overview"), 40)]
    head = [line for line in head if line and not _NAVIGATION.search(line)]
    for above, line in zip(["", *head], head, strict=False):
        starts = _ORGAN.fullmatch("".join(_YEAR.sub("", above).split()))
        for text in (line, above + line):
            if is_title(text):
                alone = text == line and starts and not _stripped(line)
                return " ".join((above + line if alone else text).split())
    return None


def is_title(text: str) -> bool:
    """Whether a line names the report and says nothing else."""
    fits = len(text) <= LONGEST_TITLE and not _SENTENCE.search(text)
    return fits and bool(_TITLE.fullmatch(text))


def is_organ(text: str) -> bool:
    """Whether a text is the name of an organ, by how it ends."""
    return bool(_ORGAN.fullmatch(text))


def _stripped(title: str) -> str:
    """The title without the year and the name of the report: what is left is the organ."""
    text = re.sub(r"^Page\d*-", "", "".join(title.split()))
    text = re.sub(r"20\d\d(?:年度?)?", "", text)
    name = _NAME_OF_REPORT.sub("", text).strip("-—的 ")
    return name + "政府" if name.endswith("人民") else name


def _organ(title: str | None, lines: Sequence[str], flat: str) -> str | None:
    name = _stripped(title or "")
    if len(name) >= 2 and not re.search("[：:，,。|]", name):
        return name
    for pattern in (_COMPILED, _PRESENTED, _SPECIALLY):
        if said := pattern.search(flat):
            return said[1]
    first = next(filter(None, lines), "")
    return first if _ORGAN.fullmatch(first) else None


def _day(*parts: str) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _period(flat: str) -> tuple[date, date] | None:
    match = _PERIOD.search(flat)
    if match is None:
        return None
    year, month, day, last_year, *last = match.groups()
    start, end = _day(year, month, day), _day(last_year or year, *last)
    return (start, end) if start and end and start.year in _reportable() else None


def _sections(lines: Sequence[str]) -> dict[str, str | None]:
    """The text under each narrative heading; the last heading of a kind before the next counts.

    A line that names its own section once more, in other words, is text: 其他需要报告的事项：无.
    """
    kinds = {entry["code"]: entry["kind"] for entry in standard().codelists["sections"]}
    found: dict[str, list[str]] = {}
    current = heading = ""
    for line in lines:
        code = labels.section(line) if len(line) <= LONGEST_TITLE else None
        if code and (code != current or labels.key(line) == heading):
            current, heading = code, labels.key(line)
            if kinds[code] == "narrative":
                found.setdefault(code, [])
        elif current in found and line:
            found[current].append(line)
    narrative = [code for code, kind in kinds.items() if kind == "narrative"]
    return {code: "\n".join(_unsigned(found.get(code, []))) or None for code in narrative}


def _unsigned(lines: list[str]) -> list[str]:
    """The lines of a section without the organ and the date that sign the report below the last."""
    closes = ["".join(line.split()) for line in lines[-2:]]
    if not (closes and _DATED.fullmatch(plain(closes[-1]))) or closes[0].endswith(("：", ":")):
        return lines
    return lines[: -2 if len(closes) == 2 and is_organ(closes[0]) else -1]
