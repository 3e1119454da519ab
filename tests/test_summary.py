"""The summary of a corpus: sums, shares, blanks, and the page that shows them."""

import csv
import json
import re
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import corpora
import pytest
from click.testing import CliRunner
from conftest import document

from ogireport import Report
from ogireport.cli.corpus import command
from ogireport.frames import store
from ogireport.spec import standard
from ogireport.summary import page, series
from ogireport.writing import MARKER

SPEC = standard()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("corpus") / "built"
    store.write(corpora.reports(200, faults=0.4), target, SPEC)
    return target


def made(base: str, report_id: str, **cells: int | None) -> Report:
    """A sample report with some cells of table three, written row__column."""
    report = deepcopy(dict(document(base))) | {"report_id": report_id}
    for name, value in cells.items():
        row, column = name.split("__")
        report["requests"]["rows"][row][column] = value
    return Report(report)


@pytest.fixture(scope="module")
def sums() -> dict[str, list[dict]]:
    """Two reports of 2019, of which one leaves a cell blank, and one of the newer edition."""
    reports = [
        made("2019-minimal", "a", other_handling__total=4, granted_in_full__total=6, total_processed__total=10),
        made("2019-minimal", "b", other_handling__total=5, granted_in_full__total=None, total_processed__total=5),
        made("2021-minimal", "c", other_correction_overdue__total=1, other_fee_unpaid__total=2,
             other_remaining__total=3, withheld_third_party__total=4, total_processed__total=10),
    ]  # fmt: skip
    opened = store.opened(store.gathered(reports, SPEC), "polars", SPEC)
    return {name: table.to_pylist() for name, table in series.tables(opened, SPEC).items()}


def of(lines: list[dict], edition: str, row: str, column: str) -> tuple:
    (line,) = (x for x in lines if (x["editions"], x["row"], x["column"]) == (edition, row, column))
    return line["reports"], line["known"], line["sum"], line["share"], line["share_of"]


@pytest.mark.parametrize(
    ("edition", "row", "expected"),
    [
        ("2019", "other_handling", (2, 2, 9, 0.6, "total_processed")),
        ("2021", "other_handling", (1, 1, 6, 0.6, "total_processed")),
        ("2019", "granted_in_full", (2, 1, 6, 0.6, "total_processed")),  # b's total does not count
        ("2021", "withheld", (1, 1, 4, 0.4, "total_processed")),
        ("2021", "other_fee_unpaid", (1, 1, 2, 0.2, "total_processed")),
        ("2019", "total_processed", (2, 2, 15, None, None)),
    ],
)
def test_requests_are_summed_by_outcome(sums, edition, row, expected):
    assert of(sums["requests"], edition, row, "total") == expected


def test_only_the_newer_edition_has_its_rows_and_no_heading_repeats_a_total(sums):
    rows = {(line["editions"], line["row"]) for line in sums["requests"]}

    assert ("2019", "other_fee_unpaid") not in rows
    assert not {row for _, row in rows} & {"outcomes"}


def test_editions_of_the_same_year_are_one_series_in_table_three_and_never_in_table_two():
    documents = [deepcopy(dict(document(f"{e}-minimal"))) for e in ("2019", "2021")]
    documents[1] |= {key: documents[0][key] for key in ("reporting_year", "scope", "organ")}
    opened = store.opened(store.gathered(map(Report, documents), SPEC), "polars", SPEC)

    found = {name: table.to_pylist() for name, table in series.tables(opened, SPEC).items()}

    assert of(found["requests"], "2019 2021", "other_handling", "total")[0] == 2
    assert of(found["requests"], "2021", "other_fee_unpaid", "total")[0] == 1
    assert {line["editions"] for line in found["disclosure"]} == {"2019", "2021"}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_reports_of_unknown_level_are_listed_and_in_no_sum(engine):
    unknown = [deepcopy(dict(document("2021-minimal"))) | {"report_id": f"r{n}"} for n in (2, 1)]
    for each in unknown:
        each["organ"] = {"name": f"机关{each['report_id']}", "level": None}
    opened = store.opened(
        store.gathered(map(Report, [*unknown, document("2021-full")]), SPEC), engine, SPEC
    )

    found = {name: table.to_pylist() for name, table in series.tables(opened, SPEC).items()}

    left_out = found.pop("left_out")
    assert [(x["report_id"], x["organ_name"]) for x in left_out] == [
        ("r1", "机关r1"),
        ("r2", "机关r2"),
    ]
    assert {line["organ_level"] for lines in found.values() for line in lines} == {"prefecture"}
    assert {line["reports"] for lines in found.values() for line in lines} == {1}


def test_corpus_of_unknown_levels_says_so_and_has_no_sum(tmp_path):
    report = document("2021-minimal") | {"organ": {"name": "某机关"}}
    (tmp_path / "report.json").write_text(json.dumps(report, default=float), "utf-8")

    done = CliRunner().invoke(
        command, ["summary", f"{tmp_path}/report.json", "--to", f"{tmp_path}/s", "--lang", "en"]
    )

    said = "Reports that state no organ level, and are left out: 1; see left_out.csv."
    assert (done.exit_code, done.output.splitlines()[1:]) == (0, [said])
    assert said in (tmp_path / "s" / "summary.html").read_text("utf-8")
    assert len((tmp_path / "s" / "requests.csv").read_text("utf-8").splitlines()) == 1


def test_blanks_are_counted_and_never_summed(sums):
    (line,) = (x for x in sums["coverage"] if (x["table"], x["edition"]) == ("requests", "2019"))

    cells = len(SPEC.forms["requests_2019"].cells())
    assert [line[n] for n in ("reports", "cells", "blank", "reports_with_blank")] == [
        2,
        2 * cells,
        1,
        1,
    ]


def test_summary_does_not_depend_on_the_engine(folder):
    ours, theirs = (
        {
            name: sorted(map(str, table.to_pylist()))
            for name, table in series.tables(store.opened(str(folder), engine, SPEC), SPEC).items()
        }
        for engine in ("polars", "duckdb")
    )

    assert ours == theirs


def test_page_needs_no_network_and_speaks_both_languages(folder):
    found = series.tables(store.opened(str(folder), "polars", SPEC), SPEC)

    html = page.html(found, SPEC, "zh")

    assert not re.findall(r"(?<!-)(?:src|href|url|@import)[=(\s]", html)
    assert html.count('lang="zh"') == html.count('lang="en"') + 1  # the page itself
    assert "其他处理" in html
    assert "other handling" in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_in_a_browser_fits_a_telephone_and_can_be_read_by_all(
    chromium, tmp_path, folder, lang
):
    from axe_playwright_python.sync_playwright import Axe

    found = series.tables(store.opened(str(folder), "polars", SPEC), SPEC)
    file = tmp_path / "summary.html"
    file.write_text(page.html(found, SPEC, "zh"), "utf-8")
    opened, asked = chromium.new_page(viewport={"width": 375, "height": 800}), []
    opened.on("request", lambda request: asked.append(request.url))

    opened.goto(file.as_uri())
    opened.click(f"button[data-lang={lang}]")
    opened.select_option("select", index=1)

    assert asked == [file.as_uri()]
    assert opened.locator("section:visible").count() == 1
    chosen = opened.locator("option").nth(1)
    assert chosen.inner_text() == chosen.get_attribute(f"data-{lang}")
    assert opened.evaluate("document.documentElement.scrollWidth") == 375
    assert [v["id"] for v in Axe().run(opened).response["violations"]] == []
    opened.close()


def test_summary_writes_csv_parquet_and_page(tmp_path, folder):
    done = CliRunner().invoke(command, ["summary", str(folder), "--to", str(tmp_path / "s")])

    names = {path.name for path in (tmp_path / "s").iterdir()}
    tables = ("coverage", "disclosure", "disputes", "left_out", "requests")
    assert done.exit_code == 0
    assert names == {MARKER, "summary.html"} | {
        f"{n}.{kind}" for n in tables for kind in ("csv", "parquet")
    }
    with (tmp_path / "s" / "disclosure.csv").open(encoding="utf-8") as file:
        known = [line for line in csv.DictReader(file) if line["known"] != "0"]
    amounts = [line["sum"] for line in known if line["column"] == "amount_yuan"]
    assert all(Decimal(amount) >= 0 for amount in amounts)
