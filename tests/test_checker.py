"""The checker page in a real browser, from file://: the same answers as the command line."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from clerk import Clerk, named, ogireport
from conftest import REPORTS, SAMPLES, TABLES, document

from ogireport import __version__
from ogireport.convert import convert
from ogireport.report import SUFFIX, written

pytestmark = pytest.mark.ci

DOCUMENTS = sorted((SAMPLES / "documents").glob("*/document.*"))
UNBALANCED = SAMPLES / "documents" / "totals-left-at-zero" / "document.docx"
GOOD = "勾稽一致，内容完整"


def findings_of_the_command_line(folder: Path) -> dict[str, Any]:
    """What `ogireport validate --full` says of each report in a folder, by the stem of its file."""
    done = subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", folder, "--format", "json", "--full"],
        capture_output=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)["reports"]
    return {
        Path(report.pop("file")).name.removesuffix(SUFFIX).removesuffix(".json"): report
        for report in found
    }


def test_every_sample_document_gives_the_cells_and_findings_of_the_command_line(
    clerk: Clerk, tmp_path: Path
) -> None:
    copies = named(DOCUMENTS)
    (tmp_path / "in").mkdir()
    for name, data in copies:
        (tmp_path / "in" / name).write_bytes(data)
    ogireport("convert", tmp_path / "in", "-o", f"{tmp_path / 'out'}/")
    expected = findings_of_the_command_line(tmp_path / "out")
    clerk.drop(*copies)
    assert (clerk.rows(), clerk.refusals()) == (len(DOCUMENTS), [])
    for row, (name, _) in enumerate(copies):
        clerk.open(row)
        stem = Path(name).stem
        converted = (tmp_path / "out" / f"{stem}{SUFFIX}").read_bytes()
        assert clerk.download("标准 JSON") == converted, stem
        (found,) = clerk.findings()["reports"]
        assert found.pop("file") == name
        assert found == expected[stem], stem
        shown = {cell: clerk.cell(cell) for cell in ("requests/new_received/total",)}
        value = json.loads(converted)["requests"]["rows"]["new_received"]["total"]
        for cell in shown.values():
            assert cell.locator("input").input_value() == ("" if value is None else str(value))


def test_report_files_give_the_findings_of_the_command_line(clerk: Clerk, tmp_path: Path) -> None:
    for name in REPORTS:
        text = (SAMPLES / "reports" / name / "report.json").read_text("utf-8")
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
    expected = findings_of_the_command_line(tmp_path)
    clerk.choose(*(tmp_path / f"{name}.json" for name in REPORTS))
    for row, name in enumerate(REPORTS):
        (found,) = clerk.open(row).findings()["reports"]
        assert found | {"file": name} == expected[name] | {"file": name}
    # a broken report is told by its findings alone
    clerk.drop(
        ("broken.json", json.dumps(document(REPORTS[0]) | {"notes": 1}, default=str).encode())
    )
    broken = clerk.open(len(REPORTS))
    assert broken.verdict == "1 处不符合要求"
    assert broken.page.locator("#report table").count() == 0


def test_clerk_drops_mends_and_downloads_what_the_command_line_finds_clean(
    clerk: Clerk, tmp_path: Path
) -> None:
    clerk.drop(("年报.docx", UNBALANCED.read_bytes()))
    totals = [f"disputes/{row}/total" for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")]  # fmt: skip
    clerk.page.wait_for_selector(".should button")
    assert (clerk.verdict, clerk.marked("bad")) == ("3 处勾稽关系不符", totals)
    # the equation is drawn on its cells, with both sides and the difference
    clerk.cell(totals[0]).locator("input").focus()
    parts = ("upheld", "corrected", "other_outcome", "pending")
    assert clerk.marked("left") == [f"disputes/reconsideration/{part}" for part in parts]
    assert clerk.marked("right") == [totals[0]]
    tip = clerk.page.inner_text("#tip")
    assert "结果维持 7 + 结果纠正 1 + 其他结果 6 + 尚未审结 0 ≠ 总计 0（差 14）" in tip
    assert clerk.cell(totals[0]).inner_text().split("\n") == ["差 14", "应为 14"]
    # a suggestion is tried and undone, tried and kept
    suggestion = clerk.page.locator("#suggestions li", has_text="应为 14")
    suggestion.get_by_role("button").click()
    clerk.page.wait_for_selector(".trial")
    assert (clerk.verdict, clerk.marked("edited")) == ("2 处勾稽关系不符", [totals[0]])
    clerk.page.click("text=不采用")
    clerk.page.wait_for_selector("#findings li:nth-child(3)")
    assert (clerk.verdict, clerk.marked("edited")) == ("3 处勾稽关系不符", [])
    suggestion.get_by_role("button").click()
    clerk.page.click("button:text-is('采用')")
    # the others are typed
    clerk.type(totals[1], "20").type(totals[2], "26")
    clerk.until(f"document.querySelector('#verdict').textContent === '{GOOD}'")
    assert clerk.marked("edited") == totals
    made = clerk.download("标准 JSON（手工修改）")
    assert clerk.saved == "年报-手工修改.json"
    (tmp_path / "report.json").write_bytes(made)
    (tmp_path / "package.zip").write_bytes(clerk.download("数据包 zip"))
    for name in ("report.json", "package.zip"):
        ogireport("validate", tmp_path / name, "--level", "complete")
    # what goes on the web has the corrected figures under the report's own title
    word = convert(clerk.download("Word 文档")).document
    with zipfile.ZipFile(io.BytesIO(clerk.download("上传用文件 zip"))) as folder:
        final = json.loads(folder.read("report.ogireport.json"))
        assert {"index.html", "report.docx", "catalog.jsonld", "SHA256SUMS"} <= {*folder.namelist()}
    read = json.loads(made)
    assert word["title"] == final["title"] == convert(UNBALANCED.read_bytes()).document["title"]
    assert (
        [word[t]["rows"] for t in TABLES]
        == [final[t]["rows"] for t in TABLES]
        == [read[t]["rows"] for t in TABLES]
    )
    # what was changed says so; what was read is to be had unchanged
    changed = json.loads(made)
    assert changed["title"].endswith("（手工修改 3 格）")
    assert changed["report_id"].endswith("-edited")
    assert changed["source"] is None
    assert (
        clerk.download("标准 JSON（读取原样）")
        == written(convert(UNBALANCED.read_bytes()).document).encode()
    )
    clerk.page.click("text=恢复原样")
    clerk.page.wait_for_selector("td.bad")
    assert (clerk.verdict, clerk.marked("edited")) == ("3 处勾稽关系不符", [])


def test_typed_characters_are_read_as_if_printed(clerk: Clerk) -> None:
    clerk.drop(*named([SAMPLES / "documents" / "same-form-docx" / "document.docx"]))
    fee = "disclosure/administrative_fees/amount_yuan"
    cell = "requests/new_received/natural_person"
    was = clerk.cell(cell).locator("input").input_value()
    for typed, value, status in (("", None, "blank"), ("/", None, "not_applicable"), ("1O7", None, "illegible"), ("１０７件", 107, None)):  # fmt: skip
        clerk.type(cell, typed)
        clerk.page.wait_for_timeout(150)
        made = json.loads(clerk.download("标准 JSON（手工修改）"))
        assert made["requests"]["rows"]["new_received"]["natural_person"] == value
        assert [note["status"] for note in made["notes"]] == ([status] if status else [])
    clerk.type(fee, "1.5").type(cell, was)
    clerk.page.wait_for_timeout(150)
    made = json.loads(clerk.download("标准 JSON（手工修改）"))
    assert made["disclosure"]["rows"]["administrative_fees"]["amount_yuan"] == 15_000


def test_paste_of_a_page_and_of_text_gives_the_same_report(clerk: Clerk) -> None:
    page, text = (
        next((SAMPLES / "documents" / f"same-form-{kind}").glob("document.*")).read_text("utf-8")
        for kind in ("html", "text")
    )
    clerk.paste("text/html", page).paste("text/plain", text)
    made = [json.loads(clerk.open(row).download("标准 JSON")) for row in (0, 1)]
    assert made[0]["requests"] == made[1]["requests"]
    # the tables alone name no year; the clerk gives it
    tables = page[page.index("<table") : page.rindex("</table>") + 8]
    clerk.paste("text/html", f"<html><body>{tables}</body></html>")
    (refusal,) = clerk.refusals()
    assert refusal.startswith("未能读取 未找到报告年度")
    clerk.page.get_by_label("报告年度").fill("2023")
    clerk.page.get_by_role("button", name="重新读取").click()
    clerk.until("document.querySelectorAll('#files .refused').length === 0")
    alone = json.loads(clerk.download("标准 JSON"))
    assert (alone["reporting_year"], alone["requests"]) == (2023, made[0]["requests"])


def test_statements_are_underlined_and_follow_the_figures(clerk: Clerk) -> None:
    said = document("2021-full")
    said["sections"]["overview"] = (
        "😀本年度共收到政府信息公开申请9件。去年收到政府信息公开申请12件。"
    )
    marks = clerk.page.locator("mark.statement")

    clerk.drop(("said.json", json.dumps(said, default=float).encode()))
    first = [(mark.text_content(), mark.get_attribute("class")) for mark in marks.all()[:2]]
    told, is_shown = clerk.verdict, marks.nth(0).is_visible()
    marks.nth(0).hover()
    pointed = clerk.marked("said")
    clerk.page.mouse.move(0, 0)
    assert (pointed, clerk.marked("said")) == (["requests/new_received/total"], [])
    marks.nth(0).focus()
    assert clerk.marked("said") == pointed
    clerk.page.locator('td[data-cell="requests/new_received/total"] input').fill("9")
    clerk.page.keyboard.press("Tab")
    clerk.until("document.querySelector('mark.statement').classList.contains('equal')")

    assert first == [
        ("收到政府信息公开申请9件", "statement differs"),
        ("收到政府信息公开申请12件", "statement guarded"),
    ]
    assert marks.nth(0).get_attribute("title") == "表三“本年新收政府信息公开申请数量”为 9"
    assert (told, is_shown) == ("勾稽一致，内容完整；文字部分 1 处不一致", True)


def test_likely_wrong_cell_is_the_loud_one_and_says_what_it_should_be(clerk: Clerk) -> None:
    wrong, cells = document("2021-full"), ("natural_person", "total")
    row = wrong["requests"]["rows"]["new_received"]
    row["natural_person"] = row["natural_person"] - 11919
    wrong["sections"] = dict.fromkeys(wrong["sections"], "无。")
    wrong["sections"]["overview"] = "共收到政府信息公开申请9件。去年收到申请12件。"

    clerk.drop(("wrong.json", json.dumps(wrong, default=float).encode()))
    should = clerk.page.locator(".should button")
    should.wait_for()

    suspect, total = (f"requests/new_received/{cell}" for cell in cells)
    assert (clerk.marked("bad"), clerk.marked("off")) == ([suspect], [total])
    assert clerk.cell(total).inner_text() == "差 11919"
    told = "已核对 42 条等式；未与上年比较；文字与表格：1 处不符，1 处未比"
    assert clerk.page.inner_text("#covered") == told
    assert clerk.page.locator("#levels span").all_inner_texts() == ["✓ 结构合格", "✗ 勾稽一致"]
    should.click()
    clerk.page.click("button:text-is('采用')")
    clerk.until("!document.querySelector('td.bad')")
    edited = json.loads(clerk.download("标准 JSON（手工修改）"))
    assert (
        edited["requests"]["rows"]["new_received"]["natural_person"]
        == row["natural_person"] + 11919
    )


def test_last_years_report_is_compared_and_another_name_is_told(
    clerk: Clerk, tmp_path: Path
) -> None:
    now, last = document("2021-example-county"), document("2021-example-county-2023")
    last["organ"] = {"name": "示例县政府", "level": "county"}
    now["organ"].pop("division_code", None)
    now["organ"].pop("code", None)
    files = {}
    for name, made in (("now", now), ("last", last)):
        files[name] = json.dumps(made, default=float).encode()
        (tmp_path / f"{name}.json").write_bytes(files[name])
    expected = json.loads(
        ogireport(
            "validate",
            tmp_path / "now.json",
            "--previous",
            tmp_path / "last.json",
            "--format",
            "json",
            status=None,
        )
    )["reports"][0]

    clerk.drop(("now.json", files["now"])).drop_earlier(("last.json", files["last"]))
    clerk.until("document.querySelector('#note').textContent !== ''")

    assert "已与 2023 年报告比较" in clerk.page.inner_text("#covered")
    assert "示例县政府" in clerk.page.inner_text("#note")
    assert clerk.findings()["reports"][0] | {"file": ""} == expected | {"file": ""}
    assert any(found["rule"].startswith("XY") for found in expected["findings"])


def test_sample_is_there_to_try_and_help_says_which_version_it_is(clerk: Clerk) -> None:
    clerk.page.click("#sample")
    clerk.until("document.querySelector('#verdict')?.textContent === '3 处勾稽关系不符'")
    assert clerk.page.inner_text("#version") == f"ogireport {__version__}"
    clerk.page.click("#helping")
    assert "不联网" in clerk.page.inner_text("#help")


def test_draft_is_kept_only_when_asked_and_can_be_removed(clerk: Clerk) -> None:
    clerk.drop(("年报.docx", UNBALANCED.read_bytes()))
    clerk.type("disputes/reconsideration/total", "14")
    clerk.page.wait_for_selector("#changed li")
    assert clerk.page.evaluate("localStorage.length") == 0
    with clerk.page.expect_event("dialog") as asking:  # what was typed is not lost in silence
        clerk.page.close(run_before_unload=True)
    assert asking.value.type == "beforeunload"
    asking.value.dismiss()
    clerk.page.get_by_role("button", name="保存草稿").click()
    clerk.page.wait_for_selector("#drafts li")
    clerk.page.reload()
    clerk.page.wait_for_selector("body[data-ready]")
    clerk.page.click("#drafts >> text=继续")
    clerk.page.wait_for_selector("#changed li")
    assert (clerk.verdict, clerk.marked("edited")) == (
        "2 处勾稽关系不符",
        ["disputes/reconsideration/total"],
    )
    clerk.page.click("#drafts >> text=删除草稿")
    assert clerk.page.evaluate("localStorage.length") == 0


def test_language_switch_shows_english_everywhere(clerk: Clerk) -> None:
    clerk.drop(*named([UNBALANCED]))
    clerk.page.click("#language")
    clerk.page.wait_for_selector("#suggestions h3")
    assert clerk.verdict == "3 equations do not hold"
    assert clerk.page.get_attribute("html", "lang") == "en"
    assert "should be 14" in clerk.page.inner_text("#suggestions")
