"""Equations on arbitrary figures: exact, blank never zero, agreeing with plain arithmetic."""

from copy import deepcopy
from decimal import Decimal

from conftest import assign, document
from hypothesis import given
from hypothesis import strategies as st

from ogireport import Outcome, Report
from ogireport.rules.context import Context
from ogireport.rules.verdict import outcome
from ogireport.spec import standard

SPEC = standard()
BASE = document("2021-minimal")
FIGURES = st.none() | st.integers(0, 3) | st.integers(0, 2**53 - 1)


def verdict(rule: str, cells: dict, **linked) -> Outcome:
    report = deepcopy(BASE)
    for cell, value in cells.items():
        assign(report, cell, value)
    return outcome(SPEC.rules[rule], Context(SPEC, Report(report), **linked))


def judged(left: list, right: list) -> Outcome:
    if None in (*left, *right):
        return Outcome.UNDETERMINED
    return Outcome.PASS if sum(left) == sum(right) else Outcome.FAIL


@given(st.lists(FIGURES, min_size=4, max_size=4))
def test_printed_balance_holds_exactly_when_the_sums_are_equal(figures):
    rows = ("new_received", "brought_forward", "total_processed", "carried_forward")
    cells = {f"requests/{row}/total": n for row, n in zip(rows, figures, strict=True)}

    assert verdict("T3-01", cells) == judged(figures[:2], figures[2:])


@given(st.lists(FIGURES, min_size=5, max_size=5))
def test_track_adds_up_exactly_when_its_outcomes_make_the_total(figures):
    columns = ("upheld", "corrected", "other_outcome", "pending", "total")
    cells = {f"disputes/reconsideration/{c}": n for c, n in zip(columns, figures, strict=True)}

    assert verdict("T4-01", cells) == judged(figures[:4], figures[4:])


@given(st.lists(st.decimals(0, 10**13, places=2), min_size=3, max_size=3))
def test_amounts_of_units_add_up_to_the_fen(amounts):
    cell = "disclosure/administrative_fees/amount_yuan"
    units = []
    for number, amount in enumerate(amounts):
        unit = deepcopy(BASE)
        unit["report_id"] = f"unit-{number}"
        assign(unit, cell, amount)
        units.append(Report(unit))
    covered = {"scope": "government_aggregate", "covers": [u.report_id for u in units]}
    exact = covered | {cell: sum(amounts)}
    a_fen_off = covered | {cell: sum(amounts) + Decimal("0.01")}

    assert verdict("XL-01", exact, units=tuple(units)) is Outcome.PASS
    assert verdict("XL-01", a_fen_off, units=tuple(units)) is Outcome.FAIL
