"""What the equations of a rule find in one report, with the numbers written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from ogireport.findings import LANGUAGES, Finding, Number, Outcome, listed
from ogireport.kinds import Active, Bilingual, Equation, Rule, Term
from ogireport.rules.context import Context, Reports, values
from ogireport.rules.equation import Balance, balance, holds
from ogireport.spec import Spec

LONG = 8  # a side with so many terms is written without its zeros
NUMERALS = "一二三四五六"
INNER_QUOTES = str.maketrans("“”", "‘’")
Side = list[list[Number | None]]  # per term its figures, one for each report of its scope


def evaluate(rule: Rule, context: Context) -> list[Finding] | None:
    """The failing and undetermined equations of a linear or tree_sum rule; None: none applies."""
    found: list[Finding] = []
    applied = False
    cells = context.report.cells
    for active in context.spec.equations(rule, context.report.forms):
        equation = active.equation
        if equation.table and not equation.scope and holds(equation, cells):
            applied = True
            continue
        for bound in context.bindings(equation):
            try:
                finding = judge(active, bound, context.spec)
            except KeyError:  # the other report's edition has no such cell
                continue
            applied = True
            found += [finding] if finding else []
    return found if applied else None


def judge(active: Active, bound: dict[str, Reports], spec: Spec) -> Finding | None:
    """What one equation finds; None when it holds, KeyError when a form lacks one of its cells."""
    equation = active.equation
    left, right = (_figures(terms, bound) for terms in (equation.left, equation.right))
    found = balance(equation, *([n for term in side for n in term] for side in (left, right)))
    if found.outcome is Outcome.PASS:
        return None
    return _finding(active, bound, (left, right), found, spec)


def _figures(terms: Iterable[Term], bound: dict[str, Reports]) -> Side:
    """Per term its figures; the code of an edition is a number."""
    return [[int(v) if isinstance(v, str) else v for v in values(term, bound)] for term in terms]


def _finding(
    active: Active, bound: dict[str, Reports], sides: tuple[Side, Side], found: Balance, spec: Spec
) -> Finding:
    rule, _, equation = active
    own = [term.path for term in equation.terms if not term.scope and term.path != equation.at]
    names = _names(equation, bound, spec, found)
    blanks = _blanks(equation, sides, spec)
    message = rule.message if found.outcome is Outcome.FAIL else UNDETERMINED
    numbers = {"left": found.left, "right": found.right, "difference": found.difference}
    return Finding(
        rule=rule.id,
        outcome=found.outcome,
        requirement=rule.requirement,
        cells=(equation.at, *own),
        message={g: message[g].format(**{**numbers, **names[g], **blanks[g]}) for g in LANGUAGES},
        detail=_detail(equation, sides, found.outcome, spec) if equation.table else None,
        url=rule.url,
        left=found.left,
        right=found.right,
        difference=found.difference,
    )


UNDETERMINED: Bilingual = {
    "zh": "{place}：{count} 个单元格没有数字（{names}），无法核对。",
    "en": "{place}: cells without a figure: {count} ({names}), so it cannot be checked.",
}


def _names(
    equation: Equation, bound: dict[str, Reports], spec: Spec, found: Balance
) -> dict[str, dict[str, str]]:
    unit = bound["unit"][0].report_id if "unit" in bound else ""
    if equation.table is None:
        sides = {"left": found.left, "right": found.right}
        return {
            lang: {"place": equation.at, "unit": unit}
            | {side: spec.edition_name(str(code))[lang] for side, code in sides.items()}
            for lang in LANGUAGES
        }
    by_row = _varies(equation, 2)
    return {
        lang: {
            "place": _place(equation.at, spec, lang, by_row),
            "cell": caption(equation.at, spec, lang),
            "unit": unit,
        }
        for lang in LANGUAGES
    }


@cache
def caption(cell: str, spec: Spec, lang: str) -> str:
    """The row and the column of a cell, such as 表四“行政复议”行“总计”列."""
    place, column = _place(cell, spec, lang, by_row=True), spec.line(cell)[1].caption(lang)
    return f"{place}“{column}”列" if lang == "zh" else f"{place} · {column}"


@cache
def _place(cell: str, spec: Spec, lang: str, by_row: bool) -> str:
    """The row or the column of a cell, with the number of its table."""
    label = spec.line(cell)[not by_row].caption(lang)
    table = cell.partition("/")[0]
    item_no = next(f.section["item_no"] for f in spec.forms.values() if f.table == table)
    if lang == "zh":
        inner = label.translate(INNER_QUOTES)
        return f"表{item_no}“{inner}”{'行' if by_row else '列'}"
    return f"Table {NUMERALS.index(item_no) + 1}, {label}"


@cache
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
        _whose(term, spec, lang) + spec.line(term.path)[not by_row].caption(lang)
        for term in equation.terms
    )


def _whose(term: Term, spec: Spec, lang: str) -> str:
    """Whose cell it is, before its label; nothing for one of the report itself."""
    if not term.scope:
        return ""
    return spec.words[f"of_{term.scope}"][lang] + {"zh": "", "en": " "}[lang]


def _blanks(equation: Equation, sides: tuple[Side, Side], spec: Spec) -> dict[str, dict[str, Any]]:
    """How many cells are null, and the labels of the first of them."""
    figures = sides[0] + sides[1]
    return {
        lang: listed(
            [label for label, of_term in zip(labels, figures, strict=True) if None in of_term], lang
        )
        for lang in LANGUAGES
        for labels in [_labels(equation, spec, lang)]
    }


SIGNS = {
    ("eq", Outcome.PASS): "=", ("eq", Outcome.FAIL): "≠", ("eq", Outcome.UNDETERMINED): "=",
    ("le", Outcome.PASS): "≤", ("le", Outcome.FAIL): ">", ("le", Outcome.UNDETERMINED): "≤",
}  # fmt: skip


def _detail(
    equation: Equation, sides: tuple[Side, Side], outcome: Outcome, spec: Spec
) -> Bilingual:
    """The equation with labels and numbers; long sides leave out the terms that are 0."""
    sign = SIGNS[equation.relation, outcome]
    first = len(equation.left)
    left, right = map(_written, sides)
    return {
        lang: f" {sign} ".join(
            (_side(texts[:first], left, lang), _side(texts[first:], right, lang))
        )
        for lang in LANGUAGES
        for texts in [_labels(equation, spec, lang)]
    }


def _written(side: Side) -> list[str]:
    """The numbers of a side; "" for one that is left out."""
    return [
        "" if len(side) >= LONG and numbers.count(0) == len(numbers) else _shown(numbers)
        for numbers in side
    ]


def _side(labels: Sequence[str], written: list[str], lang: str) -> str:
    pairs = zip(labels, written, strict=True)
    shown = [f"{label} {number}" for label, number in pairs if number]
    if left_out := len(written) - len(shown):
        shown.append({"zh": f"其余 {left_out} 项均为 0", "en": f"the other {left_out} are 0"}[lang])
    return " + ".join(shown) or "0"


def _shown(numbers: list[Number | None]) -> str:
    texts = ["□" if number is None else str(number) for number in numbers]
    return texts[0] if len(texts) == 1 else f"({' + '.join(texts)})"
