"""Many files on the checker page: list, sum, archives, and what stops their reading."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from clerk import DROP, Clerk, encoded, ogireport
from conftest import SAMPLES, document
from test_convert_hostile import package

from ogireport.convert import convert
from ogireport.report import ReadError, Report

pytestmark = pytest.mark.ci

UNBALANCED = SAMPLES / "documents" / "totals-left-at-zero" / "document.docx"


def test_fifty_files_are_listed_and_summed_without_counting_a_blank_as_zero(
    clerk: Clerk, tmp_path: Path
) -> None:
    good, blank = (
        (SAMPLES / "documents" / name / "document.html").read_text("utf-8")
        for name in ("same-form-html", "blank-totals")
    )
    texts = [*(good.replace("示例县", f"示例{n}县") for n in range(49)), blank]
    clerk.drop(*((f"{n}.html", text.encode()) for n, text in enumerate(texts)))
    assert clerk.rows() == 50
    clerk.page.wait_for_timeout(500)  # the sum comes when nothing has changed for a while
    clerk.page.wait_for_selector("#sum table", state="attached")
    clerk.page.click("#sum summary")
    counted, summed = convert(good.encode()).document, convert(blank.encode()).document
    pairs = zip(*(Report(made).cells.items() for made in (counted, summed)), strict=True)
    expected = [
        "缺 1 份" if last is None else str(value * 49 + last)
        for (cell, value), (_, last) in pairs
        if cell.startswith("requests/")
    ]
    cells = clerk.page.locator("#sum .requests td").all_inner_texts()
    assert [cell.strip() for cell in cells] == expected
    assert clerk.page.locator("#sum td.null").first.get_attribute("title") == "示例县人民政府"
    blanks = len(Report(summed).nulls)
    missing = f"有空白单元格的报告：示例县人民政府（{blanks} 格）。"
    assert clerk.page.inner_text("#sum .missing") == missing
    (tmp_path / "sum.json").write_bytes(clerk.download("汇总数 JSON"))
    ogireport("validate", tmp_path / "sum.json", "--level", "consistent")
    total = json.loads((tmp_path / "sum.json").read_bytes())
    assert len(total["notes"]) == blanks
    sheet = convert(clerk.download("汇总数 xlsx")).document
    assert sheet["requests"]["rows"] == total["requests"]["rows"]
    # a second report of one organ, or one of another year, makes no sum
    for text, reason in (
        (blank, "示例县人民政府有两份报告，不能相加；请移除其中一份。"),
        (good.replace("2023", "2022"), "这些报告分属 2022、2023 年，不能相加。"),
    ):
        clerk.drop(("again.html", text.encode()))
        clerk.until(f"document.querySelector('#sum .reason')?.textContent === '{reason}'")


def test_sum_leaves_an_aggregate_out_and_names_the_units_without_a_report(
    clerk: Clerk, tmp_path: Path
) -> None:
    names = [f"2021-example-{organ}" for organ in ("county", "office", "town")]
    clerk.choose(*(copied(name, tmp_path) for name in names))
    clerk.page.wait_for_timeout(500)
    clerk.page.wait_for_selector("#sum table", state="attached")
    told = clerk.page.inner_text("#sum")
    assert "纳入汇总而没有报告的单位（1 个）：example-civil-affairs-2024。" in told
    assert "未计入示例县人民政府的报告" in told
    made = json.loads(clerk.download("汇总数 JSON"))
    assert made["covers"] == [document(name)["report_id"] for name in names[1:]]


def copied(name: str, folder: Path) -> Path:
    """A sample report in a file of its own name."""
    path = folder / f"{name}.json"
    path.write_bytes((SAMPLES / "reports" / name / "report.json").read_bytes())
    return path


def test_data_package_comes_back_as_its_reports(clerk: Clerk, tmp_path: Path) -> None:
    ogireport("export", SAMPLES / "reports" / "2021-hongze", SAMPLES / "reports" / "2021-full",
              "--to", tmp_path / "package.zip", "--zip")  # fmt: skip
    clerk.choose(tmp_path / "package.zip")
    assert clerk.rows() == 2
    made = json.loads(clerk.open(0).download("标准 JSON"))
    assert made["report_id"] in {"hongze-2023", document("2021-hongze")["report_id"], document("2021-full")["report_id"]}  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(clerk.download("数据包 zip"))) as again:
        assert "datapackage.json" in again.namelist()


def test_bad_document_in_a_zip_file_is_named_and_the_others_are_read(
    clerk: Clerk, tmp_path: Path
) -> None:
    doc, ofd = (
        next((SAMPLES / "documents" / f"same-form-{kind}").glob("document.*")).read_bytes()
        for kind in ("doc", "ofd")
    )
    files = {
        "甲县.doc": doc,
        "乙县.wps": doc,
        "丙县.ofd": ofd,
        "丁县.doc": doc[:9_000],
        "封面.jpg": b"",
    }
    (tmp_path / "年报.zip").write_bytes(package(files))
    ogireport("convert", tmp_path / "年报.zip", "-o", f"{tmp_path / 'out'}/", status=2)
    with pytest.raises(ReadError) as refused:
        convert(files["丁县.doc"])

    clerk.choose(tmp_path / "年报.zip")

    assert clerk.refusals() == [f"未能读取 {refused.value.message['zh']}"]
    names = clerk.page.locator("#files tbody th").all_inner_texts()
    assert names == [
        f"年报.zip/{name}" for name in ("丁县.doc", "丙县.ofd", "乙县.wps", "甲县.doc")
    ]
    made = {name: clerk.open(row).download("标准 JSON") for row, name in enumerate(names) if row}
    written = {
        path.name.partition(".")[0]: path.read_bytes() for path in (tmp_path / "out").iterdir()
    }
    assert {Path(name).stem: data for name, data in made.items()} == written


def test_reading_can_be_stopped_and_what_was_read_and_typed_stays(clerk: Clerk) -> None:
    good, slow = UNBALANCED.read_bytes(), b"<table>" + b"<tr><td>1<td>2" * 500_000
    clerk.drop(("good.docx", good)).type("requests/new_received/total", "7")
    clerk.until("document.querySelectorAll('td.edited').length === 1")
    before = clerk.download("标准 JSON（手工修改）")

    clerk.page.evaluate(DROP, ["#drop", encoded([("slow.html", slow), ("next.docx", good)])])
    clerk.until(
        "!document.querySelector('#stop').hidden && document.querySelector('#status').textContent.includes('slow')"
    )
    clerk.page.get_by_role("button", name="停止读取").click()

    clerk.settled(3)
    assert clerk.refusals() == ["未能读取 已停止读取。"]
    assert clerk.open(0).download("标准 JSON（手工修改）") == before
    assert (clerk.marked("edited"), clerk.open(2).rows()) == (["requests/new_received/total"], 3)
