"""The official layout and the sum of reports."""

import pytest
from conftest import REPORTS, assign, document

from ogireport.publish.layout import pieces, printed
from ogireport.publish.total import totals
from ogireport.report import Report
from ogireport.spec import standard

FORMS = standard().forms


@pytest.mark.parametrize("name", FORMS)
def test_layout_has_every_cell_once_and_no_hole(name: str) -> None:
    laid = pieces(FORMS[name])
    assert sorted(p.cell for p in laid if p.cell) == sorted(FORMS[name].cells())
    slots = [
        (row, column)
        for p in laid
        for row in range(p.row, p.row + p.rows)
        for column in range(p.column, p.column + p.columns)
    ]
    rows, columns = max(r for r, _ in slots) + 1, max(c for _, c in slots) + 1
    assert sorted(slots) == [(r, c) for r in range(rows) for c in range(columns)]
    assert all(bool(p.text) != bool(p.cell) for p in laid)
    assert all({"zh", "en"} <= p.text.keys() for p in laid if p.text)


@pytest.mark.parametrize(
    ("form", "cell", "value", "shown"),
    [
        ("disclosure_2021", "disclosure/administrative_fees/amount_yuan", 3_306_100, "330.61"),
        (
            "disclosure_2019",
            "disclosure/centralized_procurement/amount_yuan",
            1_400_000,
            "1400000元",
        ),
        ("disclosure_2019", "disclosure/administrative_licensing/change_in_items", 5, "+5"),
        ("disclosure_2019", "disclosure/administrative_licensing/change_in_items", -5, "-5"),
        ("disputes", "disputes/reconsideration/total", 0, "0"),
        ("disputes", "disputes/reconsideration/total", None, ""),
    ],
)
def test_figure_is_printed_in_the_unit_of_its_label(
    form: str, cell: str, value: int | None, shown: str
) -> None:
    assert cell in FORMS[form].cells()
    assert printed(FORMS[form], cell, value) == shown


def test_sum_leaves_a_cell_null_where_any_report_does() -> None:
    cell = "requests/new_received/total"
    blank = document("2021-full")
    assign(blank, cell, None)
    full = Report(document("2021-full"))
    total = {t.form.table: t for t in totals([full, full, Report(blank)], standard())}["requests"]
    assert (total.cells[cell], total.lacking) == (None, {cell: 1})
    other = "requests/new_received/natural_person"
    assert total.cells[other] == 3 * full.cells[other]


def test_sum_keeps_editions_apart() -> None:
    reports = [Report(document(name)) for name in REPORTS]
    found = {total.form.name: total.reports for total in totals(reports, standard())}
    assert found["disputes"] == len(reports)
    assert found["requests_2019"] + found["requests_2021"] == len(reports)
    assert min(found.values()) > 0
