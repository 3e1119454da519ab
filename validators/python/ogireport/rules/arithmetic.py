"""Evaluate the equations of the rules on one report, exactly, without tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from ogireport.equations import Equation, Term
from ogireport.findings import LANGUAGES, Finding, Number, Outcome, listed
from ogireport.rules.context import Context, Reports, values
from ogireport.spec import Bilingual, Rule, Spec

LONG = 8  # a side with so many terms is written without its zeros
NUMERALS = "一二三四五六"


def evaluate(rule: Rule, context: Context) -> list[Finding] | None:
    """The failing and undetermined equations of a linear or tree_sum rule; None: none applies."""
    found: list[Finding] = []
    applied = False
    for equation in context.spec.equations(rule, context.report.forms):
        if not equation.linked and equation.holds(context.report.cells):
            applied = True
            continue
        for bound in context.bindings(equation):
            try:
                finding = judge(rule, equation, bound, context.spec)
            except KeyError:  # the other report's edition has no such cell
                continue
            applied = True
            found += [finding] if finding else []
    return found if applied else None


def judge(rule: Rule, equation: Equation, bound: dict[str, Reports], spec: Spec) -> Finding | None:
    """What one equation finds; None when it holds, KeyError when a form lacks one of its cells."""
    sides = [_numbers(terms, bound) for terms in (equation.left, equation.right)]
    return None if _holds(equation, *sides) else _finding(rule, equation, bound, sides, spec)


def _numbers(terms: Iterable[Term], bound: dict[str, Reports]) -> list[list[Any]]:
    """Per term its values; editions are compared by their year."""
    return [[int(v) if isinstance(v, str) else v for v in values(term, bound)] for term in terms]


def _total(side: list[list[Any]]) -> Number | None:
    numbers = [number for term in side for number in term]
    return None if None in numbers else sum(numbers)


def _holds(equation: Equation, left: list[list[Any]], right: list[list[Any]]) -> bool:
    a, b = _total(left), _total(right)
    if a is None or b is None:
        return False
    return a == b if equation.relation == "eq" else a <= b


def _finding(
    rule: Rule, equation: Equation, bound: dict[str, Reports], sides: list[Any], spec: Spec
) -> Finding:
    left, right = _total(sides[0]), _total(sides[1])
    own = [term.path for term in equation.terms if not term.scope and term.path != equation.at]
    difference: Number | None = None
    if left is not None and right is not None:
        difference = left - right if left > right else right - left
    decided = difference is not None
    names = _names(equation, bound, spec)
    blanks = _blanks(equation, sides, spec)
    message = rule.message if decided else UNDETERMINED
    return Finding(
        rule=rule.id,
        outcome=Outcome.FAIL if decided else Outcome.UNDETERMINED,
        requirement=rule.requirement,
        cells=(equation.at, *own),
        message={
            lang: message[lang].format(
                left=left,
                right=right,
                difference=difference,
                **names[lang],
                **blanks[lang],
            )
            for lang in LANGUAGES
        },
        detail=_detail(equation, sides, spec) if equation.table else None,
        url=rule.url,
        left=left,
        right=right,
        difference=difference,
    )


UNDETERMINED: Bilingual = {
    "zh": "{place}：{count} 格没有数字（{names}），无法核对。",
    "en": "{place}: {count} cells without a figure ({names}); it cannot be checked.",
}


def _names(equation: Equation, bound: dict[str, Reports], spec: Spec) -> dict[str, dict[str, str]]:
    unit = bound["unit"][0].report_id if "unit" in bound else ""
    if equation.table is None:
        return {lang: {"place": equation.at, "unit": unit} for lang in LANGUAGES}
    by_row = _varies(equation, 2)
    return {
        lang: {
            "place": _place(equation.at, spec, lang, by_row),
            "cell": caption(equation.at, spec, lang),
            "unit": unit,
        }
        for lang in LANGUAGES
    }


def caption(cell: str, spec: Spec, lang: str) -> str:
    """The row and the column of a cell, such as 四、行政复议 · 总计."""
    return f"{_place(cell, spec, lang, by_row=True)} · {spec.line(cell)[1].caption(lang)}"


def _place(cell: str, spec: Spec, lang: str, by_row: bool) -> str:
    """The row or the column of a cell, with its number on the form or that of its table."""
    row, column = spec.line(cell)
    if by_row and lang == "zh" and row.item_no:
        return row.caption(lang)
    table = cell.partition("/")[0]
    item_no = next(f.section["item_no"] for f in spec.forms.values() if f.table == table)
    number = {"zh": f"{item_no}、", "en": f"Table {NUMERALS.index(item_no) + 1}, "}[lang]
    return number + (row if by_row else column).caption(lang)


def _varies(equation: Equation, part: int) -> bool:
    """Whether the terms differ in their row (1) or column (2)."""
    return len({term.path.split("/")[part] for term in equation.terms}) > 1


@cache
def _labels(equation: Equation, spec: Spec, lang: str) -> tuple[str, ...]:
    """What its terms are called beside each other: by column, or by row in a column."""
    if equation.table is None:
        return tuple(term.path for term in equation.terms)
    by_row = _varies(equation, 1) and not _varies(equation, 2)
    return tuple(
        SCOPES[lang].get(term.scope, "") + spec.line(term.path)[not by_row].caption(lang)
        for term in equation.terms
    )


SCOPES = {
    "zh": {"previous": "上年报告的", "units": "各单位的", "unit": "单位的"},
    "en": {"previous": "last year's ", "units": "the units' ", "unit": "the unit's "},
}


def _blanks(equation: Equation, sides: list[Any], spec: Spec) -> dict[str, dict[str, Any]]:
    """How many cells are null, and the labels of the first of them."""
    return {
        lang: listed(
            [
                label
                for label, numbers in zip(
                    _labels(equation, spec, lang), sides[0] + sides[1], strict=True
                )
                if None in numbers
            ],
            lang,
        )
        for lang in LANGUAGES
    }


def _detail(equation: Equation, sides: list[Any], spec: Spec) -> Bilingual:
    """The equation with labels and numbers; long sides leave out the terms that are 0."""
    decided = all(_total(side) is not None for side in sides)
    sign = {"eq": "=≠", "le": "≤>"}[equation.relation][decided]
    first = len(equation.left)
    labels = {lang: _labels(equation, spec, lang) for lang in LANGUAGES}
    return {
        lang: f" {sign} ".join(
            _side(own, side, lang)
            for own, side in zip((texts[:first], texts[first:]), sides, strict=True)
        )
        for lang, texts in labels.items()
    }


def _side(labels: Sequence[str], side: list[list[Any]], lang: str) -> str:
    shown = [
        f"{label} {_shown(numbers)}"
        for label, numbers in zip(labels, side, strict=True)
        if len(side) < LONG or any(number != 0 for number in numbers)
    ]
    if left_out := len(side) - len(shown):
        shown.append({"zh": f"其余 {left_out} 项 0", "en": f"{left_out} others 0"}[lang])
    return " + ".join(shown) or "0"


def _shown(numbers: list[Any]) -> str:
    texts = ["□" if number is None else str(number) for number in numbers]
    return texts[0] if len(texts) == 1 else f"({' + '.join(texts)})"
