"""What the equations of a rule find in one report, with the numbers written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from ogireport.findings import LANGUAGES, Finding, Number, Outcome, listed
from ogireport.kinds import Active, Bilingual, Equation, Rule, Term
from ogireport.rules.context import Context, Reports, values
from ogireport.rules.equation import Balance, balance, holds
from ogireport.spec import Spec

LONG = 8  # a side with so many terms is written without its zeros
NUMERALS = "一二三四五六"
INNER_QUOTES = str.maketrans("“”", "‘’")
KEPT = 4_096  # findings on equations of one report
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
    rule, _, equation = active
    if equation.table and not equation.scope:
        figure = bound[""][0].cells.__getitem__
        return _within(rule, equation, spec, *(figure(p) for side in equation.paths for p in side))
    sides = _figures(equation.left, bound), _figures(equation.right, bound)
    return _judged(rule, equation, bound, sides, spec)


@lru_cache(KEPT, typed=True)
def _within(rule: Rule, equation: Equation, spec: Spec, *figures: Number | None) -> Finding | None:
    """What an equation finds in one report: rows that are blank are so in many."""
    each = [[figure] for figure in figures]
    first = len(equation.left)
    return _judged(rule, equation, {}, (each[:first], each[first:]), spec)


def _judged(
    rule: Rule, equation: Equation, bound: dict[str, Reports], sides: tuple[Side, Side], spec: Spec
) -> Finding | None:
    found = balance(equation, *([n for term in side for n in term] for side in sides))
    if found.outcome is Outcome.PASS:
        return None
    return _finding(rule, equation, bound, sides, found, spec)


def _figures(terms: Iterable[Term], bound: dict[str, Reports]) -> Side:
    """Per term its figures; the code of an edition is a number."""
    return [[int(v) if isinstance(v, str) else v for v in values(term, bound)] for term in terms]


def _finding(
    rule: Rule,
    equation: Equation,
    bound: dict[str, Reports],
    sides: tuple[Side, Side],
    found: Balance,
    spec: Spec,
) -> Finding:
    names = _names(equation, bound, spec, found)
    blanks = _blanks(equation, sides, spec)
    message = rule.message if found.outcome is Outcome.FAIL else UNDETERMINED
    numbers = {"left": found.left, "right": found.right, "difference": found.difference}
    return Finding(
        rule=rule.id,
        outcome=found.outcome,
        requirement=rule.requirement,
        cells=_cells(equation),
        message={g: message[g].format(**{**numbers, **names[g], **blanks[g]}) for g in LANGUAGES},
        detail=_detail(equation, sides, found.outcome, spec) if equation.table else None,
        url=rule.url,
        left=found.left,
        right=found.right,
        difference=found.difference,
    )


@cache
def _cells(equation: Equation) -> tuple[str, ...]:
    """The cells of the report itself, the one that a finding points at first."""
    own = [term.path for term in equation.terms if not term.scope and term.path != equation.at]
    return equation.at, *own


UNDETERMINED: Bilingual = {
    "zh": "{place}：{count} 个单元格没有数字（{names}），无法核对。",
    "en": "{place}: cells without a figure: {count} ({names}), so it cannot be checked.",
}


def _names(
    equation: Equation, bound: dict[str, Reports], spec: Spec, found: Balance
) -> Mapping[str, Mapping[str, str]]:
    if equation.table is None:
        sides = {"left": found.left, "right": found.right}
        return {
            lang: {"place": equation.at, "unit": _unit(bound)}
            | {side: spec.edition_name(str(code))[lang] for side, code in sides.items()}
            for lang in LANGUAGES
        }
    names = _placed(equation, spec)
    return {g: names[g] | {"unit": _unit(bound)} for g in LANGUAGES} if "unit" in bound else names


def _unit(bound: dict[str, Reports]) -> str:
    return bound["unit"][0].report_id if "unit" in bound else ""


@cache
def _placed(equation: Equation, spec: Spec) -> Mapping[str, dict[str, str]]:
    """What the place and the cell that a finding points at are called."""
    by_row = _varies(equation, 2)
    return {
        lang: {
            "place": _place(equation.at, spec, lang, by_row),
            "cell": caption(equation.at, spec, lang),
            "unit": "",
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
    empty = [place for place, figures in enumerate(sides[0] + sides[1]) if None in figures]
    if not empty:
        return NO_BLANKS
    labels = {lang: _labels(equation, spec, lang) for lang in LANGUAGES}
    return {g: listed([labels[g][place] for place in empty], g) for g in LANGUAGES}


NO_BLANKS = {lang: listed((), lang) for lang in LANGUAGES}
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
    if len(side) < LONG:
        return list(map(_shown, side))
    return ["" if numbers.count(0) == len(numbers) else _shown(numbers) for numbers in side]


def _side(labels: Sequence[str], written: list[str], lang: str) -> str:
    pairs = zip(labels, written, strict=True)
    shown = [f"{label} {number}" for label, number in pairs if number]
    if left_out := len(written) - len(shown):
        shown.append({"zh": f"其余 {left_out} 项均为 0", "en": f"the other {left_out} are 0"}[lang])
    return " + ".join(shown) or "0"


def _shown(numbers: Sequence[Number | None]) -> str:
    if len(numbers) == 1:
        return "□" if numbers[0] is None else str(numbers[0])
    return f"({' + '.join(map(_shown, zip(numbers)))})"
