"""Repairs: smallest, balanced, never negative, the seeded one among them; offered, not applied."""

from collections import Counter
from copy import deepcopy
from itertools import combinations, product
from random import Random

import highs
import misprints
import pytest
from conftest import assign, document
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples

from ogireport import Report, validate
from ogireport.kinds import Equation, Term
from ogireport.rules.peel import smallest
from ogireport.rules.plausibility import misprint
from ogireport.rules.repair import Change, suggest
from ogireport.rules.systems import System
from ogireport.spec import standard

SPEC = standard()
LIMIT = 2**53 - 1
CASES = 100  # of each kind
CLEAR = [kind for kind in misprints.KINDS if not kind.startswith(("swapped", "row"))]
UPHELD, TOTAL = (f"disputes/litigation_after_reconsideration/{c}" for c in ("upheld", "total"))


def changed(base: str, **cells: object) -> Report:
    report = deepcopy(document(base))
    for cell, figure in cells.items():
        assign(report, cell, figure)
    return Report(report)


def first(report: Report, previous: Report | None = None) -> dict[str, int]:
    (imbalance,) = suggest(report, SPEC, previous).imbalances
    return {change.cell: change.proposed for change in imbalance.alternatives[0].changes}


# seeded ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeded():
    """Per kind: how many cases there are, and of how many something is true."""
    found = {}
    for kind in misprints.KINDS:
        counts = found[kind] = Counter()
        for number in range(CASES):
            counts.update(measured(kind, number))
    print("\n" + table(found))
    return found


def measured(kind: str, number: int) -> list[str]:
    form, printed, truth = misprints.seeded(kind, number)
    (imbalance,) = suggest(misprints.report(form, printed), SPEC).imbalances
    sets = [{c.cell: c.proposed for c in offer.changes} for offer in imbalance.alternatives]
    fewest = highs.fewest_changes(CONSTRAINTS[form.name], printed)
    facts = {
        "located": imbalance.located,
        "smallest": {len(cells) for cells in sets} == {fewest},
        "seeded is smallest": len(truth) == fewest,
        "among": len(truth) > fewest or truth in sets,  # a smaller set hides the seeded one
        "first": truth in sets[:1],
    }
    return [fact for fact, holds in facts.items() if holds]


CONSTRAINTS = {
    name: highs.constraints(misprints.system(SPEC.forms[name]))
    for name in ("requests_2019", "requests_2021")
}


def table(found: dict[str, Counter]) -> str:
    facts = ("located", "smallest", "seeded is smallest", "among", "first")
    lines = [["", *facts]]
    lines += [
        [k, *(f"{counts[fact] / CASES:.0%}" for fact in facts)] for k, counts in found.items()
    ]
    return "\n".join("".join(f"{cell:>19}" for cell in line) for line in lines)


@pytest.mark.ci
def test_smallest_size_is_that_of_the_solver(seeded):
    assert {kind: counts["smallest"] for kind, counts in seeded.items()} == dict.fromkeys(
        seeded, CASES
    )


def test_seeded_misprint_is_among_the_repairs(seeded):
    assert {kind: counts["among"] for kind, counts in seeded.items()} == dict.fromkeys(
        seeded, CASES
    )


def test_seeded_misprint_of_random_cells_and_digits_is_ranked_first(seeded):
    assert min(seeded[kind]["first"] for kind in CLEAR) >= 0.97 * CASES


NUMBERS = st.integers(CASES, 10**6)


@settings(max_examples=examples(50))
@given(st.sampled_from(list(misprints.KINDS)), NUMBERS, st.integers(0, 3))
def test_every_repair_balances_and_is_not_negative(kind, number, nulls):
    form, printed, _ = misprints.seeded(kind, number)
    printed |= dict.fromkeys(Random(number).sample(list(printed), nulls))
    for imbalance in suggest(misprints.report(form, printed), SPEC).imbalances:
        for offer in imbalance.alternatives:
            repaired = printed | {change.cell: change.proposed for change in offer.changes}
            findings = validate(misprints.report(form, repaired))

            failing = {f.rule for f in findings if f.outcome == "fail"}

            assert failing <= {"RP-04", "RP-06"}  # the nulls, which have no notes
            assert all(change.printed == printed[change.cell] for change in offer.changes)
            assert all(change.proposed != change.printed for change in offer.changes)
            assert all(change.proposed >= 0 for change in offer.changes)


@settings(max_examples=examples(50))
@given(NUMBERS, st.integers(1, 40))
def test_what_is_determined_is_what_was_there(number, nulls):
    draw = Random(number)
    form = SPEC.forms["requests_2021"]
    figures = misprints.balanced(form, draw)
    blank = dict.fromkeys(draw.sample(list(figures), nulls))
    suggestions = suggest(misprints.report(form, figures | blank), SPEC)

    assert suggestions.imbalances == ()
    assert all(figures[c.cell] == c.proposed and c.cell in blank for c in suggestions.determined)
    assert len(suggestions.determined) > 0 or nulls > 1


# small tables, by trying everything ------------------------------------------------------------


def small_system() -> System:
    """Two rows and two columns with their totals: every cell in two equations."""
    lines = [[f"t/{row}/{column}" for column in "abt"] for row in "abt"]
    lines += [list(column) for column in zip(*lines, strict=True)]
    terms = [[Term("", cell) for cell in line] for line in lines]
    return System.of(
        Equation(
            rule, "t", at="", relation="eq", left=tuple(line[:-1]), right=tuple(line[-1:]),
            scope="", paths=(tuple(t.path for t in line[:-1]), (line[-1].path,)),
        )
        for line, rule in zip(terms, ("row",) * 3 + ("column",) * 3, strict=True)
    )  # fmt: skip


SMALL = small_system()


@settings(max_examples=examples(50))
@given(st.lists(st.integers(0, 4), min_size=9, max_size=9))
def test_no_smaller_repair_exists(figures):
    cells = dict(zip(SMALL.cells, figures, strict=True))
    repairs = smallest(SMALL, cells, SMALL.residuals(cells), LIMIT)
    tried = next((found for size in range(3) if (found := by_trying(cells, size))), None)

    if tried:
        assert {tuple(sorted(repair.items())) for repair in repairs} == tried
    else:
        assert min(map(len, repairs)) > 2


def by_trying(cells: dict[str, int], size: int) -> set[tuple[tuple[str, int], ...]]:
    """All sets of so many changes that balance; no total can exceed four times 4."""
    found = set()
    for chosen in combinations(cells, size):
        for figures in product(range(17), repeat=size):
            new = dict(zip(chosen, figures, strict=True))
            if all(cells[c] != f for c, f in new.items()) and not SMALL.residuals(cells | new):
                found.add(tuple(sorted(new.items())))
    return found


# single reports --------------------------------------------------------------------------------


def test_hongze_totals_come_first_and_the_other_way_after_them():
    one, other = suggest(Report(document("2021-hongze")), SPEC).imbalances

    assert [a.changes for a in one.alternatives] == [
        (Change("disputes/reconsideration/total", 0, 11),)
    ]
    assert [a.changes for a in other.alternatives] == [
        (Change(TOTAL, 0, 5),),
        (Change(UPHELD, 5, 0),),
    ]
    assert one.certain
    assert other.certain


def test_track_whose_figures_are_all_as_likely_is_not_certain():
    report = changed("2021-minimal", **{UPHELD: 5, TOTAL: 7})
    (imbalance,) = suggest(report, SPEC).imbalances

    assert not imbalance.certain
    assert len(imbalance.alternatives) == 5


def test_last_years_figure_decides_between_repairs_of_one_column():
    report, earlier = changed("2021-minimal"), changed("2021-minimal")
    rows = {"brought_forward": 1, "granted_in_full": 5, "total_processed": 5}
    for applicant in ("natural_person", "total"):
        assign(earlier.document, f"requests/carried_forward/{applicant}", 5)
        for row, figure in rows.items():
            assign(report.document, f"requests/{row}/{applicant}", figure)
    brought = {f"requests/brought_forward/{a}": 5 for a in ("natural_person", "total")}

    assert first(report) == {f"requests/new_received/{a}": 4 for a in ("natural_person", "total")}
    assert first(report, earlier) == brought


def test_equations_with_a_null_fail_nothing_and_determine_it():
    report = changed("2021-minimal", **{UPHELD: 3, TOTAL: None})

    assert suggest(report, SPEC).imbalances == ()
    assert suggest(report, SPEC).determined == (Change(TOTAL, None, 3),)


def test_nulls_of_a_contradiction_are_not_determined():
    report = changed(
        "2021-minimal", **{UPHELD: None, TOTAL: 3, TOTAL.replace("total", "pending"): 5}
    )

    assert suggest(report, SPEC).determined == ()


def test_nulls_that_must_share_nothing_are_zero():
    pending = UPHELD.replace("upheld", "pending")
    report = changed("2021-minimal", **{UPHELD: None, pending: None})

    assert {change.cell: change.proposed for change in suggest(report, SPEC).determined} == {
        UPHELD: 0,
        pending: 0,
    }


def test_search_that_reaches_its_bound_says_so(monkeypatch):
    monkeypatch.setattr("ogireport.rules.peel.NODES", 1)
    (imbalance, *_) = suggest(Report(document("2021-hongze")), SPEC).imbalances

    assert not imbalance.located
    assert not imbalance.certain
    assert imbalance.alternatives == ()


def test_no_figure_beyond_the_limit_of_the_schema_is_proposed():
    report = changed("2021-minimal", **{UPHELD: LIMIT, UPHELD.replace("upheld", "pending"): LIMIT})
    (imbalance,) = suggest(report, SPEC).imbalances

    assert not imbalance.located


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        ("21", "12", "transposed"), ("1", "12", "digit_lost"), ("122", "12", "digit_added"),
        ("0", "12", "zero"), ("12", "0", "other"), ("13", "12", "one_digit"), ("3", "2", "other"),
        ("31", "12", "other"), ("2121", "1212", "other"),
    ],
)  # fmt: skip
def test_slip_of_the_pen_is_named(printed, meant, slip):
    assert misprint(printed, meant) == slip
