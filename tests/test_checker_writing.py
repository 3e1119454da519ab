"""A report written on the checker page: from nothing, or from the one of last year."""

import json
import zipfile
from pathlib import Path

import pytest
from clerk import Clerk, ogireport
from conftest import document

from ogireport.report import Report

pytestmark = pytest.mark.ci


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def begin(clerk: Clerk, year: int | None = None) -> Clerk:
    """Begin a report on the page, of this year and after the report that lies in its place."""
    clerk.page.click("#new")
    if year:
        clerk.page.locator("#beginning input").fill(str(year))
    clerk.page.get_by_role("button", name="在本页填写").click()
    clerk.page.wait_for_selector("#particulars")
    return clerk


@pytest.mark.parametrize(("year", "edition"), [(2020, "2019"), (2025, "2021")])
def test_new_report_is_blank_and_of_the_edition_of_its_year(
    clerk: Clerk, tmp_path: Path, year: int, edition: str
) -> None:
    made = json.loads(begin(clerk, year).download("标准 JSON"))
    assert (made["reporting_year"], made["requests"]["edition"]) == (year, edition)
    assert {*Report(made).cells.values()} == {None}
    assert {note["status"] for note in made["notes"]} == {"blank"}
    assert clerk.verdict == "尚未填写数字"
    assert clerk.page.get_by_role("button", name="上传用文件 zip").count() == 0  # of no organ yet
    clerk.page.click("#new")
    clerk.page.locator("#beginning input").fill(str(year))
    (tmp_path / "form.xlsx").write_bytes(clerk.download("下载 Excel 填报表"))
    ogireport("form", "--year", year, "--to", tmp_path / "same.xlsx")
    assert parts_of(tmp_path / "form.xlsx") == parts_of(tmp_path / "same.xlsx")


def test_new_report_goes_on_from_last_years_and_from_its_own_file(
    clerk: Clerk, tmp_path: Path
) -> None:
    last = document("2021-example-county-2023")
    (tmp_path / "last.json").write_text(json.dumps(last, default=float), "utf-8")
    clerk.drop_earlier(("last.json", (tmp_path / "last.json").read_bytes()))
    clerk.page.click("#new")
    (tmp_path / "form.xlsx").write_bytes(clerk.download("下载 Excel 填报表"))
    ogireport("form", "--previous", tmp_path / "last.json", "--to", tmp_path / "same.xlsx")
    assert parts_of(tmp_path / "form.xlsx") == parts_of(tmp_path / "same.xlsx")
    made = json.loads(begin(clerk).download("标准 JSON"))
    carried = last["requests"]["rows"]["carried_forward"]
    assert made["requests"]["rows"]["brought_forward"] == carried
    assert (made["organ"], made["reporting_year"]) == ({"name": "示例县人民政府", "level": "county"}, 2024)  # fmt: skip
    assert len(made["notes"]) == 200 - len(carried)
    assert "已与 2023 年报告比较" in clerk.page.inner_text("#covered")
    # a figure far from last year's is worth a look, not wrong
    clerk.type("requests/new_received/total", "9999")
    clerk.page.wait_for_selector("td.odd")
    assert clerk.marked("odd") == ["requests/new_received/total"]
    before = last["requests"]["rows"]["new_received"]["total"]
    assert clerk.cell("requests/new_received/total").inner_text() == f"上年 {before}"
    clerk.cell("requests/new_received/total").locator("input").focus()
    assert "请看一看" in clerk.page.inner_text("#tip")
    # saved, and opened another day: still its organ's own, with all that was written
    clerk.page.get_by_label("总体情况").fill("本年度工作情况如下。")
    clerk.until("!document.querySelector('#findings').textContent.includes('总体情况、')")
    kept = clerk.download("标准 JSON")
    assert clerk.saved == "示例县人民政府2024年政府信息公开工作年度报告.json"
    clerk.drop(("again.json", kept))
    assert clerk.page.get_by_label("总体情况").input_value() == "本年度工作情况如下。"
    clerk.type("requests/new_received/total", "14")
    clerk.page.wait_for_timeout(300)
    again = json.loads(clerk.download("标准 JSON"))
    assert (
        again["title"]
        == json.loads(kept)["title"]
        == "示例县人民政府2024年政府信息公开工作年度报告"
    )
    assert again["requests"]["rows"]["new_received"]["total"] == 14


def test_totals_are_filled_in_where_their_parts_leave_one_figure(clerk: Clerk) -> None:
    begin(clerk, 2024)
    tracks = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    for number, part in enumerate(("upheld", "corrected", "other_outcome", "pending")):
        for track in tracks:
            clerk.type(f"disputes/{track}/{part}", str(number))
    clerk.page.get_by_role("button", name="填入可算出的 3 格").click()
    clerk.until("document.querySelector('#covered').textContent.startsWith('已核对 3 条等式')")
    made = json.loads(clerk.download("标准 JSON"))["disputes"]["rows"]
    assert [made[track]["total"] for track in tracks] == [6, 6, 6]


def test_particulars_that_cannot_be_are_not_taken_and_the_title_follows_the_others(
    clerk: Clerk,
) -> None:
    begin(clerk, 2024)
    organ, year, published = (
        clerk.page.locator(f'[data-path="{path}"]')
        for path in ("organ/name", "reporting_year", "published")
    )
    organ.fill("示例县 人民政府")
    published.fill("2025-01-20")
    year.fill("202")
    clerk.page.wait_for_selector('[data-path="reporting_year"][aria-invalid]')
    assert clerk.page.inner_text("#title") == "示例县 人民政府2024年政府信息公开工作年度报告"
    year.fill("2025")
    clerk.page.wait_for_selector('[data-path="reporting_year"]:not([aria-invalid])')
    made = json.loads(clerk.download("标准 JSON"))
    assert made["title"] == "示例县 人民政府2025年政府信息公开工作年度报告"
    assert (made["period"], made["published"]) == (
        {"start": "2025-01-01", "end": "2025-12-31"}, "2025-01-20",
    )  # fmt: skip
    assert made["report_id"].startswith("2025-")
    # taken away only when that is meant
    organ.fill("示例县")
    clerk.until("document.querySelector('#title').textContent.startsWith('示例县2025')")
    begin(clerk, 2024)
    clerk.page.once("dialog", lambda asked: asked.dismiss())
    clerk.page.locator("#files button", has_text="移除").first.click()
    assert clerk.rows() == 2
