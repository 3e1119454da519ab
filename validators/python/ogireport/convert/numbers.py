"""Printed characters to a number, or to the reason why there is none; nothing is rounded."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ogireport.convert.characters import SIMPLIFIED
from ogireport.convert.memory import remembered
from ogireport.spec import standard

_LONGEST_FIGURE = 80  # characters, blanks and remarks included
_INVISIBLE = dict.fromkeys(map(ord, "|\u200b\u200c\u200d\ufeff"))
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
UNITS = {"元": 1, "千元": 10**3, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_MEASURE = "[件个条项宗份次起部]?"  # the measure words that follow a count
_COUNT = re.compile(rf"({_DIGITS}){_MEASURE}")
_CHANGE = re.compile(rf"(新增|增加|增|减少|减|\+|-|↑|↓)?({_DIGITS}){_MEASURE}")
_SIGNS = {"减少": -1, "减": -1, "-": -1, "↓": -1}
_UNCHANGED = re.compile("[未不无没]有?增[未不无没]?有?减|无增减|[无没]有?变化|未变化|不变|持平")
_AMOUNT = re.compile(rf"(?:人民币|¥)?((?:{_DIGITS}(?:\.\d+)?(?:{_UNIT}))+|{_DIGITS}(?:\.\d+)?)")
_PART = re.compile(rf"({_DIGITS}(?:\.\d+)?)({_UNIT})")
_REMARK = re.compile(r"\(([^()]*)\)$")
_PART_OF_IT = re.compile("(?:其中|内?含|包[括含])(?!本数).")
_TELLING = re.compile(
    "[万亿千百十元约余近待估漏另总?]|应|更正|勘误|原[为是]|实|误|改|正确|[上去前]年|20\\d\\d"
    "|重复|除外|合计|(?<!公)共|不[含包计]|[剔扣]除|[少多][计报算]"
)  # a remark that may change the figure
_PRINTED_UNIT = re.compile(rf"\((?:单位:?)?({_UNIT})\)")
_CLOSING_UNIT = re.compile(rf"(?:单位:?|/|金额)({_UNIT})$")
_MARKS = "[\u2070-\u209c\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf¹²³*※†‡]+"  # of a note
_MARK = re.compile(_MARKS + r"|(?<=\d)(?:[\[［]\d{1,2}[\]］]|注\d{0,2}|[(（]注\d{0,2}[)）])$")
_DOUBTFUL = re.compile(rf"(?<=\d){_MARKS}(?=\d)|(?<=\d)\||\|(?=\d)")  # 27*1 and |93 are no figures
_GROUPED = re.compile(
    r"(?<![\d|] )\b[1-9]\d{0,2}(?: \d{3}){2,}\b(?! \d)"
)  # 12 345 may be two figures
_NUMERIC = re.compile(r"[+\-]?[\d.,%]*\d[\d.,%]*")


class Figure(NamedTuple):
    """A number, null with its code of the codelist cell_statuses; or a number with a remark."""

    value: int | Decimal | None
    status: str | None = None


ILLEGIBLE = Figure(None, "illegible")


@cache
def largest(kind: str) -> int:
    """The largest number that the standard allows in a cell of this kind."""
    return int(standard().limits(kind)["maximum"])


def plain(text: str) -> str:
    """Return the characters that count: compatibility forms resolved, marks and blanks removed."""
    text = _MARK.sub("", _DOUBTFUL.sub("?", text.rstrip()))
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    text = text.replace("\n", "|").strip()
    text = _GROUPED.sub(lambda match: match[0].replace(" ", ","), text)
    text = re.sub(r"(?<=\d)[\s|]+(?=\d)", "?", text)  # two figures, or one? nobody knows
    return "".join(text.split()).translate(_INVISIBLE)


@remembered
def _simple(text: str) -> str:
    return plain(text).translate(SIMPLIFIED)


@cache
def _empty() -> dict[str, str]:
    """The signs and words that the codelist gives for a cell without a number."""
    statuses = standard().codelists["cell_statuses"]
    return {plain(sign): status["code"] for status in statuses for sign in status["variants"]}


def _missing(text: str) -> Figure | None:
    if not text:
        return Figure(None, "blank")
    if set(text) <= set("-—―─"):
        text = text[0]
    return Figure(None, _empty()[text]) if text in _empty() else None


def _integer(digits: str, sign: int = 1) -> Figure:
    bare = digits.replace(",", "")
    padded = len(bare) > 1 and bare.startswith("0")
    if padded or len(bare) > 16 or int(bare) > largest("count"):
        return ILLEGIBLE
    return Figure(sign * int(bare))


def _without_remark(text: str) -> tuple[str, str]:
    """Part a number from a closing remark on a part of it, (其中修订16件), or its measure, (件)."""
    remark = _REMARK.search(text)
    if remark is None or _TELLING.search(remark[1]):
        return text, ""
    if _PART_OF_IT.match(remark[1]):
        return text[: remark.start()], remark[1]
    return (text[: remark.start()] if re.fullmatch(_MEASURE, remark[1]) else text), ""


def _remarked(figure: Figure, remark: str) -> Figure:
    """The figure with its remark; none when a part that it names is more than the whole."""
    if figure.value is None or not remark:
        return figure
    parts = [Decimal(part.replace(",", "")) for part in re.findall(r"\d[\d,]*", remark)]
    whole = abs(Decimal(figure.value))
    return ILLEGIBLE if any(part > whole for part in parts) else Figure(figure.value, "remark")


@remembered
def count(text: str) -> Figure:
    """Read a non-negative whole number."""
    text = _simple(text)
    if missing := _missing(text):
        return missing
    bare, remark = _without_remark(text)
    match = _COUNT.fullmatch(bare)
    return _remarked(_integer(match[1]), remark) if match else ILLEGIBLE


@remembered
def change(text: str) -> Figure:
    """Read a signed whole number: 增33, 减 232, +19, -3, 未增未减."""
    text = _simple(text)
    if missing := _missing(text):
        return missing
    text, remark = _without_remark(text)
    if _UNCHANGED.fullmatch(text):
        return _remarked(Figure(0), remark)
    match = _CHANGE.fullmatch(text)
    figure = _integer(match[2], _SIGNS.get(match[1], 1)) if match else ILLEGIBLE
    return _remarked(figure, remark)


@remembered
def unit(label: str) -> str | None:
    """Return the unit of money that a printed column label names."""
    text = _simple(label)
    match = _PRINTED_UNIT.search(text) or _CLOSING_UNIT.search(text)
    return match[1] if match else None


@remembered
def amount(text: str, unit: str | None = None) -> Figure:
    """Read an amount in yuan; `unit` is what the column label prints for a bare number."""
    text = _simple(text)
    if missing := _missing(text):
        return missing
    if own := _PRINTED_UNIT.search(text):
        text = text[: own.start()] + own[1] + text[own.end() :]
    bare = text.partition("(")[0]
    number, remark = _without_remark(text)
    match = _AMOUNT.fullmatch(number)
    if match is None:
        guess = _AMOUNT.fullmatch(bare)
        unknown = guess and not _PART.search(bare) and unit is None
        return Figure(None, "unit_unknown") if unknown else ILLEGIBLE
    return _remarked(_yuan(match[1], unit), remark)


def _yuan(text: str, unit: str | None) -> Figure:
    if any(len(digits) > 16 for digits in re.findall(r"\d+", text)):
        return ILLEGIBLE
    parts = _PART.findall(text)
    if not parts:
        number = Decimal(text.replace(",", ""))
        if number and unit is None:
            return Figure(None, "unit_unknown")
        parts = [(text, unit or "元")]
    sizes = [UNITS[size] for _, size in parts]
    if sizes != sorted(set(sizes), reverse=True):
        return ILLEGIBLE
    total = sum(Decimal(n.replace(",", "")) * UNITS[size] for n, size in parts)
    exact = Decimal(repr(float(total))) == total  # as JSON readers will hold it
    if total * 100 % 1 or total > largest("amount") or not exact:
        return ILLEGIBLE
    return Figure(int(total) if total % 1 == 0 else Decimal(total).quantize(Decimal("0.01")))


@remembered
def is_figure(text: str) -> bool:
    """Whether a printed cell can only be meant as a figure, or as the lack of one."""
    if len(text) > _LONGEST_FIGURE and text.strip():
        return False
    if any(read(text).status != "illegible" for read in (count, change, amount)):
        return True
    return bool(_NUMERIC.fullmatch(_simple(text).partition("(")[0].replace("?", "")))
