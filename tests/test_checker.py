"""The checker page in a real browser, from file://: the same answers as the command line."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import DROP, Clerk, encoded, named
from conftest import REPORTS, SAMPLES, TABLES, document
from test_convert_hostile import REFUSED, package

from ogireport import __version__
from ogireport.convert import convert
from ogireport.report import LARGEST_FILE, SUFFIX, ReadError, Report, written

pytestmark = pytest.mark.ci

DOCUMENTS = sorted((SAMPLES / "documents").glob("*/document.*"))
UNBALANCED = SAMPLES / "documents" / "totals-left-at-zero" / "document.docx"
GOOD = "勾稽一致，内容完整"


def ogireport(*arguments: object, status: int | None = 0) -> str:
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert status in (None, done.returncode), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def address(checker: Path) -> str:
    return (checker / "checker.html").as_uri()


@pytest.fixture
def clerk(chromium: Any, address: str) -> Iterator[Clerk]:
    with Clerk(chromium, address) as clerk:
        yield clerk
        assert (clerk.outside, clerk.complaints) == ([], [])


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


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


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


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_hostile_input_ends_with_the_message_of_the_converter(
    clerk_for_hostile: Clerk, case: str
) -> None:
    data = REFUSED[case][0]()
    with pytest.raises(ReadError) as refused:
        convert(data)
    clerk_for_hostile.drop((f"{case}.bin", data))
    expected = refused.value.message["zh"]
    shown = clerk_for_hostile.refusals()[-1]
    if case == "json":  # the page takes reports as JSON too, and says so of this one
        expected = "这个 JSON 文件不是一份年度报告。"
    assert shown.startswith(f"未能读取 {expected}")


@pytest.fixture(scope="module")
def clerk_for_hostile(chromium: Any, address: str) -> Iterator[Clerk]:
    """One page for all hostile files: each must leave it able to read the next."""
    with Clerk(chromium, address) as clerk:
        yield clerk
        clerk.drop(*named([UNBALANCED]))
        assert "3 处勾稽关系不符" in clerk.page.inner_text("#files tbody tr:last-child")
        assert (clerk.outside, clerk.complaints) == ([], [])


def test_sample_is_there_to_try_and_help_says_which_version_it_is(clerk: Clerk) -> None:
    clerk.page.click("#sample")
    clerk.until("document.querySelector('#verdict')?.textContent === '3 处勾稽关系不符'")
    assert clerk.page.inner_text("#version") == f"ogireport {__version__}"
    clerk.page.click("#helping")
    assert "不联网" in clerk.page.inner_text("#help")


def test_deep_json_is_refused(clerk: Clerk) -> None:
    for deep in ('{"a":' * 100_000, '{"a": ' + "[" * 200_000):
        clerk.drop(("deep.json", deep.encode()))
    assert all("嵌套太深" in refusal for refusal in clerk.refusals())


def test_large_files_and_bombs_are_handled(clerk: Clerk, tmp_path: Path) -> None:
    page = (SAMPLES / "documents" / "same-form-html" / "document.html").read_bytes()
    filler = b'<p><img alt="" src="data:image/png;base64,' + b"iVBORw0K" * 70 + b'"></p>\n'
    large = page.replace(b"</body>", filler * 49_500 + b"</body>")
    assert 30_000_000 < len(large) < LARGEST_FILE
    table = io.StringIO()
    table.write("a\n" + "0,\n" * 40_000_000)
    bomb = package({"datapackage.json": '{"resources": []}', "reports.csv": table.getvalue()})
    files = {"large.html": large, "larger.html": large + filler * 10_000, "bomb.zip": bomb}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    clerk.choose(*(tmp_path / name for name in files))
    assert clerk.page.locator("#files .mark.good").count() == 1
    assert [refusal.split("。")[0] for refusal in clerk.refusals()] == [
        "未能读取 超过 32 MiB，超出报告的大小上限",
        "未能读取 压缩包展开后超过 64 MiB",
    ]


def test_scripts_in_a_dropped_page_never_run(clerk: Clerk) -> None:
    page = (SAMPLES / "documents" / "same-form-html" / "document.html").read_text("utf-8")
    hostile = (
        '<script>document.title = "run"</script><img src="https://example.org/x.png" '
        "onerror=\"document.title='run'\"><svg onload=\"document.title='run'\"></svg>"
        '<iframe src="javascript:parent.document.title=1"></iframe>'
    )
    told = page.replace("<p>", f"<p>{hostile}&lt;img src=x onerror=alert(1)&gt;")
    told = told.replace(">示例县", ">&lt;b onmouseover=alert(1)&gt;示例县")
    title = clerk.page.title()
    clerk.drop(("page.html", told.encode()))
    clerk.paste("text/html", told)
    assert clerk.page.title() == title
    assert clerk.page.locator("main img, main svg, main iframe, main b[onmouseover]").count() == 0


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
