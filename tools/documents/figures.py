"""Figures in units, words, signs and widths of their own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from documents import ooxml, printing
from documents.printing import Part
from documents.specimen import (
    Document,
    Sample,
    bars,
    lines,
    relabelled,
    report,
    sample,
    showing,
    tabs,
    web,
    with_nulls,
)

PROCUREMENT = "disclosure/centralized_procurement/amount_yuan"


def amount(printed: str, value: Any, write: Callable[[Document, list[Part]], Sample]) -> Sample:
    document = report("2019", "2019", 2020)
    row = document["disclosure"]["rows"]["centralized_procurement"]
    row["amount_yuan"] = value
    found = printing.parts(document, showing({PROCUREMENT: printed}))
    if value is None:
        document = with_nulls(document, {PROCUREMENT: ("unit_unknown", printed)})
    return write(document, found)


@sample
def amount_in_wan() -> Sample:
    return amount("330.55万", 3305500, web)


@sample
def amount_in_yi() -> Sample:
    return amount("1.8 亿元", 180000000, tabs)


@sample
def amount_in_yuan() -> Sample:
    return amount("1,251,000.5元", Decimal("1251000.5"), bars)


@sample
def amount_without_unit() -> Sample:
    return amount("1400000", None, lines)


@sample
def amount_with_remark() -> Sample:
    return amount("13000000(预算数)", None, web)


@sample
def amount_unit_in_header() -> Sample:
    document = report("2019", "2019", 2020)
    document["disclosure"]["rows"]["centralized_procurement"]["amount_yuan"] = 1496738
    found = printing.parts(document, showing({PROCUREMENT: "149.6738"}))
    return web(document, relabelled(found, {"采购总金额": "采购总金额（万元）"}))


def changes(words: dict[str, int], write: Callable[[Document, list[Part]], Sample]) -> Sample:
    document = report("2019", "2019", 2020)
    texts = {}
    rows = [c for c, row in document["disclosure"]["rows"].items() if "change_in_items" in row]
    for code, (text, value) in zip(rows, words.items(), strict=True):
        document["disclosure"]["rows"][code]["change_in_items"] = value
        texts[f"disclosure/{code}/change_in_items"] = text
    return write(document, printing.parts(document, showing(texts)))


@sample
def changes_in_words() -> Sample:
    words = {"增33": 33, "减 232": -232, "减少8": -8, "未增未减": 0, "增加4项": 4}
    return changes(words, lines)


@sample
def changes_with_signs() -> Sample:
    return changes({"+19": 19, "-3": -3, "－7": -7, "0": 0, "＋1036": 1036}, bars)


@sample
def no_break_spaces() -> Sample:
    show = lambda cell, value: f"\xa0 {printing.printed(cell, value)}\xa0"  # noqa: E731
    return web(report(), printing.parts(report(), show))


@sample
def large_and_full_width_figures() -> Sample:
    document = report()
    texts = {"disclosure/administrative_penalties/decisions": ("３９８５７５８", 3985758),
             "disclosure/administrative_licensing/decisions": ("11,398,889", 11398889),
             "disclosure/administrative_compulsion/decisions": ("1 204 511", 1204511)}  # fmt: skip
    for cell, (_, value) in texts.items():
        document["disclosure"]["rows"][cell.split("/")[1]]["decisions"] = value
    return web(
        document,
        printing.parts(document, showing({cell: text for cell, (text, _) in texts.items()})),
    )


@sample
def remarks_in_cells() -> Sample:
    document = report()
    document["disclosure"]["rows"]["normative_documents"]["issued"] = 22
    texts = {"disclosure/normative_documents/issued": "22（其中修订16件）"}
    document["notes"] = [
        {"cell": cell, "status": "remark", "printed": text} for cell, text in texts.items()
    ]
    return web(document, printing.parts(document, showing(texts)))


@sample
def totals_left_at_zero() -> Sample:
    document = report()
    for row in document["disputes"]["rows"].values():
        row["total"] = 0
    return Sample("docx", ooxml.docx(printing.parts(document)), document)
