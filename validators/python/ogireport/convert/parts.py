"""The reports that one document holds, and which of them is asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ogireport.convert import headings, labels, narrative
from ogireport.convert.grid import Block, Grid, Name
from ogireport.convert.lines import lines
from ogireport.convert.narrative import Narrative
from ogireport.convert.rows import Rows
from ogireport.report import ReadError

_CAPTION = re.compile(
    r"(?!.*[。；！？，,;>»|])(?:附|.*公[开開]).*(?:情[况況]|[统統][计計]?表|表|附件)"
)
_AUTHOR = re.compile(
    r"(?:附[件表]?[\d一二三四五六七八九十]*[:：、.]*)?(?:20\d\d年度?)?(\w+?)"
    r"(?:20\d\d年?|收到|主动|依申请|政府信息|政务|信息公开|行政复议).*"
)
_GOVERNMENT = re.compile("(?:人民)?政府$")


class SeveralError(ReadError):
    """The document holds several reports, or several sets of tables."""


@dataclass
class Part:
    """What follows a title or a caption: blocks, and the year that the heading names."""

    heading: str
    year: int | None = None
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_caption(self) -> bool:
        return bool(self.heading) and not narrative.is_title(self.heading)

    def is_foreign(self, organ: str, year: int | None) -> bool | None:
        """Whether the caption names another organ or year; None when it names neither."""
        years = narrative.years(self.heading)
        match = _AUTHOR.fullmatch(labels.simple(self.heading))
        named = match[1] if match and narrative.is_organ(match[1]) else ""
        author = _GOVERNMENT.sub("", named)
        own = _GOVERNMENT.sub("", labels.simple(organ))
        is_other = bool(author and own) and not (own.endswith(author) or author.endswith(own))
        if not (years or author):
            return None
        return is_other or bool(year and years and year not in years)

    @property
    def has_sections(self) -> bool:
        texts = narrative.texts(self.blocks)
        return any(labels.section(text) == "overview" for text in texts)

    def named(self, lang: str) -> str:
        year = {"zh": f"（{self.year} 年）", "en": f" ({self.year})"}[lang] if self.year else ""
        return f"“{self.heading}”{year}"


def read(
    blocks: Sequence[Block], organ: str | None, year: int | None
) -> tuple[list[Block], Rows, Narrative, list[str]]:
    """Return the blocks of one report, its rows, its running text, and the captions of what is not of it.

    SeveralError when it is not the only report.
    """
    parts = list(_parts(blocks))
    rows = _rows(parts)
    rivals = _rivals(parts, rows)
    if rivals and year in {part.year for part in rivals}:
        chosen = [part for part in parts if part.year in (year, None)]
        parts, rows = chosen, _rows(chosen)
        rivals = _rivals(parts, rows)
    if rivals:
        names = {lang: [part.named(lang) for part in rivals] for lang in ("zh", "en")}
        raise SeveralError(
            f"文件里不止一份报告：{'、'.join(names['zh'])}；请用 --year 选定年度，或拆开后分别转换。",
            f"it holds more than one report: {', '.join(names['en'])}; choose with --year, or split it.",
        )
    said = narrative.read([block for part in parts for block in part.blocks])
    own = _own(parts, organ or said.organ or "", year or said.year)
    others = [part.heading for part in parts if part not in own and _rows([part]).rows]
    blocks = [block for part in own for block in part.blocks]
    if len(own) < len(parts):
        rows, said = _rows(own), narrative.read(blocks)
    return blocks, rows, said, others


def _own(parts: Sequence[Part], organ: str, year: int | None) -> list[Part]:
    """The parts that no caption gives to another organ or year, up to the next one that tells."""
    own, is_foreign = [], False
    for part in parts:
        told = part.is_foreign(organ, year) if part.is_caption else False
        is_foreign = is_foreign if told is None else told
        if not is_foreign:
            own.append(part)
    return own


def _rows(parts: Sequence[Part]) -> Rows:
    return Rows.read(
        (line, n) for n, part in enumerate(parts) for line in lines(headings.joined(part.blocks))
    )


def _parts(blocks: Sequence[Block]) -> Iterator[Part]:
    """Cut at each title and caption that was not there before: what is repeated heads a page."""
    part, headings = Part(""), set[str]()
    for block in blocks:
        text = "" if isinstance(block, Grid | Name) else block.text
        heading = "".join(text.split())
        if heading and heading not in headings and _is_heading(text):
            headings.add(heading)
            yield part
            part = Part(heading, next(iter(narrative.years(heading)), part.year))
        part.blocks.append(block)
    yield part


def _is_heading(text: str) -> bool:
    if len(text) > narrative.LONGEST_TITLE or labels.section(text):
        return False
    return narrative.is_title(text.strip()) or bool(_CAPTION.fullmatch(text.strip()))


def _rivals(parts: Sequence[Part], rows: Rows) -> list[Part]:
    """The first two parts that cannot be of one report: by their years, or by their figures."""
    printed: dict[int, dict[tuple[str, str], list[str]]] = defaultdict(dict)
    for row in rows.rows:
        if figures := row.figures:
            printed[row.part].setdefault((row.table, row.code), figures)
    held = [n for n, part in enumerate(parts) if printed[n] or part.has_sections]
    for one, other in combinations(held, 2):
        years = {parts[n].year for n in (one, other)} - {None}
        common = printed[one].keys() & printed[other].keys()
        if len(years) > 1 or any(printed[one][row] != printed[other][row] for row in common):
            return [parts[one], parts[other]]
    return []
