"""What may be wrong in a report that does not balance: offered, never applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ogireport.findings import LANGUAGES
from ogireport.kinds import Bilingual, Equation, TreeSum
from ogireport.report import Report
from ogireport.rules.arithmetic import caption
from ogireport.rules.context import Context
from ogireport.rules.equation import residual
from ogireport.rules.peel import Unlocated, smallest
from ogireport.rules.plausibility import SLIPS, Ranked, Surroundings, carried
from ogireport.rules.systems import System, systems
from ogireport.spec import Spec

Cells = Mapping[str, Any]
ALTERNATIVES = 100  # repairs of one imbalance that are kept, the likeliest first
CHANGE: Bilingual = {
    "zh": "{cell} 应为 {proposed}（填写为 {printed}）",
    "en": "{cell} should be {proposed} (published as {printed})",
}
JOINED: Bilingual = {"zh": "；", "en": "; "}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, the figure printed in it (null: none), and the one that it would need."""

    cell: str
    printed: int | None
    proposed: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Changes that together balance what is out, and the slips that would explain them."""

    changes: tuple[Change, ...]
    message: Bilingual
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Failing equations that share cells, each by rule and cell as its finding names them.

    `alternatives` are the smallest repairs, the likeliest first; none when the search ended at
    its bound. `certain`: the first is likelier than every other.
    """

    equations: tuple[tuple[str, str], ...]
    located: bool
    certain: bool
    alternatives: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What would balance a report, and the blanks that its equations leave one figure for."""

    imbalances: tuple[Imbalance, ...] = ()
    determined: tuple[Change, ...] = ()

    @property
    def located(self) -> bool:
        return all(imbalance.located for imbalance in self.imbalances)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the forms and rules of a report say, whatever its figures; `limit` is the largest."""

    systems: tuple[System, ...]
    known: Surroundings
    limit: int


def suggest(report: Report, spec: Spec, previous: Report | None = None) -> Suggestions:
    """Return the likely repairs of a well-formed report; nothing in it is changed.

    The equations are those of the must rules on this report alone. One with a null in it is
    not counted as failing; `determined` are nulls for which such equations leave one figure.
    """
    context = Context(spec, report, previous)
    applied = [a for a in spec.active(report.forms) if context.applies(a.guard)]
    musts = tuple(a.equation for a in applied if a.rule.requirement == "must")
    form = _form(spec, report.forms, musts)
    if previous:
        form = replace(form, known=replace(form.known, carried=carried(context)))
    blanks = frozenset(report.nulls)
    imbalances: list[Imbalance] = []
    determined: list[Change] = []
    for system in form.systems:
        found = list(_imbalances(system, report, form, spec))
        imbalances += found
        if not found and not blanks.isdisjoint(system.cells):
            determined += _determined(system, report.cells, form.limit)
    return Suggestions(tuple(imbalances), tuple(determined))


@cache
def _form(spec: Spec, forms: tuple[str, ...], musts: tuple[Equation, ...]) -> _Form:
    equations = [equation for equation in musts if equation.table and equation.relation == "eq"]
    totals = [e.at for e in equations if isinstance(spec.rules[e.rule].kind, TreeSum)]
    return _Form(
        systems=tuple(systems(equations)),
        known=Surroundings.of((spec.forms[name] for name in forms), totals),
        limit=spec.document("codes.schema.json")["$defs"]["count"]["maximum"],
    )


def _imbalances(system: System, report: Report, form: _Form, spec: Spec) -> Iterator[Imbalance]:
    """What is out among the equations without a null."""
    cells = report.cells
    out = system.residuals(cells)
    for part in system.without(report.nulls) if out else ():
        if residuals := out if part is system else part.residuals(cells):
            try:
                repairs = smallest(part, cells, residuals, form.limit)
            except Unlocated:
                repairs = []
            ranked = form.known.rank(repairs, cells)
            failing = (part.equations[number] for number in residuals)
            yield Imbalance(
                equations=tuple((equation.rule, equation.at) for equation in failing),
                located=bool(ranked),
                certain=sum(r.cost == ranked[0].cost for r in ranked) == 1,
                alternatives=tuple(_suggestion(r, cells, spec) for r in ranked[:ALTERNATIVES]),
            )


def _suggestion(ranked: Ranked, cells: Cells, spec: Spec) -> Suggestion:
    changes = tuple(Change(cell, cells[cell], new) for cell, new in ranked.repair.items())
    slips = dict.fromkeys(ranked.slips)
    return Suggestion(
        changes,
        message={
            lang: JOINED[lang].join(_text(c, spec, lang) for c in changes) for lang in LANGUAGES
        },
        reason={lang: JOINED[lang].join(SLIPS[s][1][lang] for s in slips) for lang in LANGUAGES},
    )


def _text(change: Change, spec: Spec, lang: str) -> str:
    cell = caption(change.cell, spec, lang)
    return CHANGE[lang].format(cell=cell, printed=change.printed, proposed=change.proposed)


def _determined(system: System, cells: Cells, limit: int) -> list[Change]:
    """The nulls that one equation after another leaves one figure for; none where two disagree.

    The equations without a null balance.
    """
    figures = {cell: cells[cell] for cell in system.cells}
    uses = [each for each in enumerate(system.uses) if None in [figures[u.cell] for u in each[1]]]
    blanks = None
    while blanks != (blanks := [cell for cell in figures if figures[cell] is None]):
        for number, held in uses:
            blank = [use for use in held if figures[use.cell] is None]
            signs = {use.signs[number] for use in blank}
            if len(signs) == 1:
                known = (use for use in held if figures[use.cell] is not None)
                left = -signs.pop() * sum(u.signs[number] * figures[u.cell] for u in known)
                if not 0 <= left <= limit:
                    return []
                if left == 0 or len(blank) == 1:
                    figures |= {use.cell: left for use in blank}
    if any(residual(system.equations[number], figures) for number, _ in uses):
        return []
    found = ((cell, figure) for cell, figure in figures.items() if cells[cell] is None)
    return [Change(cell, None, figure) for cell, figure in found if figure is not None]
