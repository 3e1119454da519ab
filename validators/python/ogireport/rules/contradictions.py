"""What the rules on the narrative find: figures that contradict the tables, or each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ogireport.findings import LANGUAGES, Finding, Number, Outcome
from ogireport.kinds import Bilingual, Rule
from ogireport.rules.claims import Agreement, Claim, Narrative, fits
from ogireport.rules.templates import AFTER

SHOWN = 40  # characters of a sentence on either side of its number
ENDS = re.compile("[。；！？;!?\n]")
HUNDRED = Decimal(100)
UNDETERMINED: Bilingual = {
    "zh": "“{sentence}”：{names}有空值，无法核对。",
    "en": "“{sentence}”: {names} has a null cell, so it cannot be checked.",
}
FIGURES: Mapping[bool, Bilingual] = {
    False: {"zh": "为 {}", "en": "is {}"},
    True: {"zh": "至少为 {}", "en": "is at least {}"},
}
NOT_COMPARED: Bilingual = {"zh": "未核对：{reason}", "en": "not compared: {reason}"}
Values = Mapping[str, Claim]  # by what they count


def evaluate(rule: Rule, read: Narrative) -> list[Finding] | None:
    """The findings of a rule on what a text states; None where it states nothing of the kind."""
    own = [claim for claim in read.compared if claim.rule == rule.id]
    found = [_finding(rule, each, read) for each in own if each.outcome is not Agreement.EQUAL]
    said = read.phrases.said
    within = [
        r for item in said["identities"] if item["rule"] == rule.id for r in _sums(item, read)
    ]
    within += [r for item in said["shares"] if item["rule"] == rule.id for r in _shares(item, read)]
    found += [_contradiction(rule, each, read) for each in within if each[1] != each[2]]
    return found if own or within else None


def _finding(rule: Rule, claim: Claim, read: Narrative) -> Finding:
    failed = claim.outcome is Agreement.DIFFERS
    figure, value = claim.nearest.figure, claim.value
    message = rule.message if failed else UNDETERMINED
    sentence = marked(claim, read)
    text = {
        lang: message[lang].format(
            sentence=sentence,
            names=claim.names[lang],
            value=FIGURES[claim.nearest.least][lang].format(digits(figure)),
            difference=digits(abs(figure - value)),
        )
        for lang in LANGUAGES
    }
    sides = (value, figure, abs(figure - value)) if failed else (value, None, None)
    return _at(rule, claim, read, claim.nearest.cells, text, sides)


def _at(
    rule: Rule,
    claim: Claim,
    read: Narrative,
    cells: Sequence[str],
    message: Bilingual,
    sides: Sequence[Decimal | None],
) -> Finding:
    left, right, difference = (None if side is None else _number(side) for side in sides)
    return Finding(
        rule=rule.id,
        outcome=Outcome.UNDETERMINED if right is None else Outcome.FAIL,
        requirement=rule.requirement,
        cells=tuple(cells),
        message=message,
        url=rule.url,
        left=left,
        right=right,
        difference=difference,
        section=claim.section,
        start=claim.start,
        end=claim.end,
        quote=read.text(claim),
    )


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


def digits(value: Decimal) -> str:
    """A value as it is written."""
    return str(_number(value))


def beside(claim: Claim, said: Mapping[str, Any]) -> Bilingual:
    """What the tables have for a claim; or why it is not compared, as statements.json says."""
    if claim.guard:
        reasons = said["reasons"] | {each["code"]: each for each in said["guards"]}
        return {g: NOT_COMPARED[g].format(reason=reasons[claim.guard][g]) for g in LANGUAGES}
    figure = digits(claim.nearest.figure)
    return {
        g: claim.names[g]
        + {"zh": "", "en": " "}[g]
        + FIGURES[claim.nearest.least][g].format(figure)
        for g in LANGUAGES
    }


def marked(claim: Claim, read: Narrative) -> str:
    """The sentence of a claim with its number between brackets, cut to a readable length."""
    text = read.texts[claim.section]
    first, last = claim.start, claim.end
    if claim.number:
        first, last = (claim.offset + place for place in claim.letters.span(claim.place))
    before = ENDS.split(text[max(first - SHOWN, 0) : first])[-1]
    after = ENDS.split(text[last : last + SHOWN])[0]
    return "".join(f"{before}【{text[first:last]}】{after}".split())


# within the text -----------------------------------------------------------------------------

Compared = tuple[Claim, Decimal, Decimal, str, tuple[str, ...]]  # where; two sides; how; cells


def _sums(item: Mapping[str, Any], read: Narrative) -> Iterator[Compared]:
    """Per section that states all of the first sums both of them, or equal ones where others are equal."""
    for section in read.texts:
        values = read.values[section]
        left, right = (
            [side for side in item[name] if values.keys() >= {*side}] for name in ("left", "right")
        )
        if left[:1] != item["left"][:1] or right[:1] != item["right"][:1]:
            continue
        sums = [[_total(side, values) for side in sides] for sides in (left, right)]
        one, other = sums[0][0], sums[1][0]
        if not set(sums[0]).isdisjoint(sums[1]):
            other = one
        claims = [values[says] for says in (*left[0], *right[0])]
        shown = " ≠ ".join(
            " + ".join(digits(values[s].value) for s in side[0]) for side in (left, right)
        )
        cells = dict.fromkeys(cell for claim in claims for cell in claim.nearest.cells)
        yield values[right[0][0]], one, other, shown, tuple(cells)


def _total(side: Sequence[str], values: Values) -> Decimal:
    return sum((values[says].value for says in side), Decimal(0))


def _shares(item: Mapping[str, Any], read: Narrative) -> Iterator[Compared]:
    """Per number with a percentage that, and the nearest share that it can be."""
    after = re.compile(item["after"])
    wholes = {section: _wholes(item["of"], read.values[section]) for section in read.texts}
    for claim in read.compared:
        letters, numbers = claim.letters.letters, claim.letters.numbers
        place = claim.place + 1
        match = claim.number and after.match(letters[place : place + AFTER])
        known = [w for w in wholes[claim.section] if w >= claim.value and w > 0]
        if not match or not known or claim.says in item["of"]:
            continue
        stated = numbers[place + match.start(1)]
        shares = [HUNDRED * claim.value / whole for whole in known]
        nearest = min(shares, key=lambda share: abs(share - stated.value))
        whole = known[shares.index(nearest)]
        fitting = fits(nearest, stated.value, stated.last)
        right = stated.value if fitting else nearest.quantize(stated.last / 10)
        shown = f"{digits(claim.value)} / {digits(whole)}"
        yield claim, stated.value, right, shown, claim.nearest.cells


def _wholes(names: Sequence[str], values: Values) -> list[Decimal]:
    """What a number may be a share of: the wholes of a text, and what the tables have for them."""
    own = [claim for says, claim in values.items() if says in names]
    wholes = [claim.value for claim in own]
    wholes += [claim.nearest.figure for claim in own if not claim.nearest.least]
    carried = values.get("brought_forward")
    return wholes + ([whole + carried.value for whole in wholes] if carried else [])


def _contradiction(rule: Rule, compared: Compared, read: Narrative) -> Finding:
    claim, left, right, shown, cells = compared
    sentence = marked(claim, read)
    difference = abs(left - right)
    sides = (left, right, difference)
    numbers = {"left": digits(left), "right": digits(right), "difference": digits(difference)}
    message = {
        lang: rule.message[lang].format(sentence=sentence, sums=shown, **numbers)
        for lang in LANGUAGES
    }
    return _at(rule, claim, read, cells, message, sides)
