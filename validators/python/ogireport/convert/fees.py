"""What the running text of a report says of the information handling fee."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ogireport.convert.numbers import amount
from ogireport.kinds import Presence
from ogireport.spec import standard

_FEE = "information_handling_fee"
_BEFORE_FEE = 30  # characters of the clause that may say how it was collected
_FEE_AMOUNT = re.compile(
    r"(合计|总计|[共总]计?|即)?(?:收取|收费|为)?(?<!\d)(?<!\d,)(\d[\d,]{0,20}(?:\.\d{1,4})?(?:万元|亿元|元|万))"
)  # the words say that an amount may be one stated before
_FEE_CASES = re.compile(r"(?<!\d)(?<!\d,)(\d{1,9})[件宗次]")
_NOT_COLLECTED = re.compile("[减退每/]|免收|应收|拟收|标准")  # but waived, due, or a rate


class Fee(NamedTuple):
    """The information handling fee in yuan, and the cases it was collected in."""

    amount_yuan: int | Decimal
    cases: int | None


@dataclass(frozen=True, slots=True)
class Fees:
    """Every statement of the fee that is plain."""

    stated: tuple[Fee, ...] = ()

    @property
    def amounts(self) -> list[int | Decimal]:
        """The different amounts stated."""
        return sorted({fee.amount_yuan for fee in self.stated})

    def agreed(self) -> dict[str, int | Decimal | None] | None:
        """Return the fee when all statements agree; one may leave out the cases."""
        cases = {fee.cases for fee in self.stated} - {None}
        if len(self.amounts) != 1 or len(cases) > 1:
            return None
        return {"amount_yuan": self.amounts[0], "cases": next(iter(cases), None)}


def read(text: str) -> Fees:
    """Return what the sentences of a text state, its characters plain and simplified."""
    return Fees(tuple(fee for part in re.split("[。;!]", text) if (fee := _stated(part))))


@cache
def _fee_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What the rule on the fee calls it, and how a text says plainly that none was collected."""
    kinds = (rule.kind for rule in standard().rules.values())
    fee = "|".join(
        next(k for k in kinds if isinstance(k, Presence) and k.or_value == _FEE).mentions
    )
    none = "(?:[未无没]|不存在)"
    other = "乱违减按超不业"  # 未违规收取, 未超量的不收取, 未发生行政事业性收费
    return re.compile(fee), re.compile(
        rf"{none}[^,\d{other}]{{0,20}}?(?:收取|收费|(?<!其他)费用|{fee})(?![{other}行其])"
        rf"|(?:{fee})[^,]{{0,20}}?(?:{none}有?(?:发生|产生|涉及|开展)|无(?:,|$)|为零)|免收"
    )


def _stated(sentence: str) -> Fee | None:
    """The information handling fee that a sentence states plainly."""
    named, none = _fee_words()
    sentence = re.sub(r"20\d\d年度?", "", sentence)
    if (word := named.search(sentence)) is None:
        return None
    clause = sentence[: word.start()].rpartition(",")[2]
    after = sentence[word.start() :]
    about = clause[-_BEFORE_FEE:] + after
    if not re.search(r"\d", after) and none.search(about):
        return Fee(0, None)
    whole, _, part = about.partition("其中")
    amounts, shares = (_amounts(text) for text in (whole, part))
    cases = _FEE_CASES.findall(about if shares else whole)
    unclear = len(cases) > 1 or _NOT_COLLECTED.search(about)
    if len(amounts) != 1 or shares not in ([], amounts) or unclear:
        return None
    (value,) = amounts
    return None if value is None else Fee(value, int(cases[0]) if cases else None)


def _amounts(text: str) -> list[int | Decimal | None]:
    """The amounts that a text states, one that is only said again left out."""
    read: list[int | Decimal | None] = []
    for word, printed in _FEE_AMOUNT.findall(text):
        value = amount(printed).value
        if not (word and value in read):
            read.append(value)
    return read
