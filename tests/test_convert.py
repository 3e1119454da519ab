"""The parts of the converter: figures, labels, what the running text says, and the command."""

import json
import subprocess
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import program

from ogireport.cli import main
from ogireport.convert import convert, labels, narrative, numbers
from ogireport.convert.grid import Paragraph
from ogireport.convert.readers import KINDS, detect
from ogireport.spec import standard

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"


def document(name: str) -> Path:
    return next(DOCUMENTS.glob(f"{name}/document.*"))


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("０", 0), ("\xa0 12 ", 12), ("1,234", 1234), ("1，234，567", 1234567), ("1 204 511", 1204511),
    ("22（其中修订16件）", 22), ("55（含自然失效29件）", "remark"), ("7（其中公共服务7件）", 7), ("1,204（包括不予公开1,000件）", 1204), ("3（件）", 3), ("12（见附件）", "illegible"), ("3件", 3), ("/", "not_applicable"), ("——", "not_applicable"), ("无", "not_applicable"),
    ("", "blank"), ("-1", "illegible"), ("1 2", "illegible"), ("1\n2", "illegible"), ("007", "illegible"),
    ("5(3)", "illegible"), ("约5", "illegible"), ("3.0", "illegible"), ("1,23", "illegible"), ("3万", "illegible"),
    ("3※", 3), ("27*1", "illegible"), ("2①7", "illegible"), ("|93", "illegible"), ("9|3", "illegible"),
])  # fmt: skip
def test_count_reads_value_or_status(text: str, value: object) -> None:
    assert value in numbers.count(text)


@pytest.mark.parametrize("text", [
    "3（含应为5）", "12（不含上年3件）", "12（含上年结转3件）", "2（其中30件）", "0（其中3件）", "28（其中修订12件，共16件）",
    "12（含3件除外）", "12（含重复3件）", "12（含暂估）", "12（含？）", "5（含）", "5（含本数）", "9（其中少计3件）",
])  # fmt: skip
def test_remark_that_may_change_a_figure_leaves_none(text: str) -> None:
    assert numbers.count(text) == numbers.change(text) == numbers.ILLEGIBLE
    assert numbers.is_figure(text)  # of its column all the same


@pytest.mark.parametrize(("text", "value"), [
    ("增33", 33), ("减 232", -232), ("+19", 19), ("-3", -3), ("－3", -3), ("减少8", -8), ("未增未减", 0), ("+0", 0),
    ("无变化", 0), ("168", 168), ("-", "not_applicable"), ("增1减2", "illegible"), ("—3", "illegible"),
])  # fmt: skip
def test_change_reads_sign_or_status(text: str, value: object) -> None:
    assert value in numbers.change(text)


@pytest.mark.parametrize(("text", "unit", "value"), [
    ("330.55万", None, 3305500), ("1.8 亿元", None, 180000000), ("251000元", None, 251000), ("0", None, 0),
    ("2亿3000万元", None, 230000000), ("330.55（万元）", None, 3305500), ("7730.28", "万元", 77302800),
    ("149.673874万元", None, Decimal("1496738.74")), ("20.3元", "万元", Decimal("20.3")), ("0.05元", None, Decimal("0.05")),
    ("1400000", None, "unit_unknown"), ("13000000(预算", None, "unit_unknown"), ("0.0000001", "万元", "illegible"),
    ("9999999999999.99万元", None, "illegible"), ("12元3万", None, "illegible"), ("/", None, "not_applicable"),
])  # fmt: skip
def test_amount_is_exact_to_the_fen(text: str, unit: str | None, value: object) -> None:
    assert value in numbers.amount(text, unit)


def test_every_label_of_the_form_means_itself() -> None:
    for form in standard().forms.values():
        for axis, lines in (("row", form.rows), ("column", form.columns), ("group", form.groups)):
            for line in lines.values():
                assert labels.Label(form.table, axis, line.code) in labels.read(line.label["zh"])


@pytest.mark.parametrize(("text", "codes"), [
    ("本年新", {"newly_made", "newly_disclosed"}), ("本年制止件数", {"issued", "repealed"}), ("行政检查", set()),
    ("政府集中釆购", {"centralized_procurement"}), ("規(guī)章", {"rules"}), ("2.其他法律行政止公开", {"withheld_prohibited_by_law"}),
    ("（四）无法提供", {"unable_to_provide"}), ("第二十條第(一)項", {"clause_1"}), ("信息内容", set()), ("主动公开", set()),
])  # fmt: skip
def test_label_reads_every_code_that_fits(text: str, codes: set[str]) -> None:
    assert {label.code for label in labels.read(text)} == codes


@pytest.mark.parametrize(("text", "section"), [
    ("1、 总体情况", "overview"), ("五、存在问题及改进情况", "problems_and_improvements"), ("六、其它需要报告的事项", "other_matters"),
    ("三、主动公开政府信息情况。2023年公开五条。", None), ("二、工作亮点", None),
])  # fmt: skip
def test_section_heading_is_recognised(text: str, section: str | None) -> None:
    assert labels.section(text) == section


def said(*lines: str) -> narrative.Narrative:
    return narrative.read([Paragraph(line) for line in lines])


def test_period_outranks_title_and_title_outranks_body() -> None:
    title, body = "示例局2022年政府信息公开工作年度报告", "2021年我局完成改造，2021年收到三件。"
    period = "统计期限自2023年1月1日起至12月31日止。"
    assert said(title, body, period).year == 2023
    assert said(title, body, period).other_years == [2022]
    assert said(title, body).year == 2022
    assert said("报告", body).year == 2021


@pytest.mark.parametrize(("lines", "text"), [
    (["无。", "示例县财政局", "2024年1月20日"], "无。"), (["无。", "二〇二四年一月二十日"], "无。"),
    (["示例县财政局", "2024 年 1 月"], None), (["牵头单位：", "示例县财政局"], "牵头单位：\n示例县财政局"),
    (["下次评估：", "2024年1月20日"], "下次评估：\n2024年1月20日"),
])  # fmt: skip
def test_signature_and_date_below_a_report_are_no_part_of_its_last_section(
    lines: list[str], text: str | None
) -> None:
    assert said("六、其他需要报告的事项", *lines).sections["other_matters"] == text


@pytest.mark.parametrize(("text", "fee"), [
    ("本年度未收取信息处理费。", {"amount_yuan": 0, "cases": None}),
    ("共收取信息处理费2950元，涉及25件。", {"amount_yuan": 2950, "cases": 25}),
    ("2025 年度本机关未收取信息公开处理费。", {"amount_yuan": 0, "cases": None}),
    ("本年度信息公开处理费收费情况\n2024 年，市科委未发生政府信息公开收费事项。", {"amount_yuan": 0, "cases": None}),
    ("本年度暂未开展信息处理费收取工作", {"amount_yuan": 0, "cases": None}),
    ("2024年未向公众收取政府信息处理相关费用。", {"amount_yuan": 0, "cases": None}),
    ("收取信息处理费情况：无。", {"amount_yuan": 0, "cases": None}),
    ("未向公民、法人和其他组织收取政府信息公开信息处理费。", {"amount_yuan": 0, "cases": None}),
    ("收取信息处理费，未收取其他费用。", None),
    ("收取信息处理费共计380元，其中民政局1件，收取380元", {"amount_yuan": 380, "cases": 1}),
    ("2024年有3件政府信息公开申请案件收取信息处理费2230元", {"amount_yuan": 2230, "cases": 3}),
    ("全年收到申请95件，收取信息处理费400元。", {"amount_yuan": 400, "cases": None}),
    ("收取信息处理费500元，其中甲局1件。", {"amount_yuan": 500, "cases": None}),
    ("共收取信息处理费500元，其中甲局1件300元。", None),
    ("甲局收取信息处理费100元，乙局收取100元。", None),
    ("收取信息处理费400元，合计400元。", {"amount_yuan": 400, "cases": None}),
    ("收取信息处理费0.04万元，即400元。", {"amount_yuan": 400, "cases": None}),
    ("收取信息处理费400元。全年共收取信息处理费4件400元。", {"amount_yuan": 400, "cases": 4}),
    ("收取信息处理费1件400元。收取信息处理费4件400元。", None),
    ("收取信息处理费400元，合计500元。", None),
    ("未收取信息处理费。共收取信息处理费380元。", None),
    ("信息处理费按规定办理。", None),
    ("收取信息处理费100元，另收200元。", None),
    ("信息处理费收费标准为100元/件。", None),
    ("减免信息处理费380元。", None),
    ("严格执行信息处理费标准，无乱收费现象。", None),
    ("依法收取信息处理费，未发生行政事业性收费。", None),
    ("对未超过规定数量的申请不收取信息处理费。", None),
    ("未收取行政事业性收费。", None),
])  # fmt: skip
def test_fee_is_read_when_plainly_said(text: str, fee: object) -> None:
    assert said(*text.split("\n")).fees.agreed() == fee


def test_fees_that_differ_are_remarked() -> None:
    text = "2023年政府信息公开工作年度报告\n一、总体情况\n收取信息处理费400元。\n六、其他需要报告的事项\n共收取信息处理费500元。"

    made = convert(text.encode())

    assert made.document["information_handling_fee"] is None
    assert made.remarks[1]["zh"] == "信息处理费的金额前后不一（400、500 元），未取。"


@pytest.mark.parametrize("endless", ["1", "1,", "未", "信息处理费"])
def test_endless_sentence_on_the_fee_is_read_in_time(endless: str) -> None:
    start = time.process_time()

    said("信息处理费" + endless * 60_000)

    assert time.process_time() - start < 5


def test_kind_is_found_by_content_not_by_name() -> None:
    suffixes = {"htm": "html", "txt": "text", "md": "markdown"}
    for file in DOCUMENTS.glob("*/document.*"):
        suffix = file.suffix[1:]
        assert detect(file.read_bytes()) == suffixes.get(suffix, suffix)
    assert set(suffixes.values()) < set(KINDS)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["convert", "--lang", "en", *map(str, arguments)])


def test_convert_prints_the_report_and_a_summary() -> None:
    result = run(document("same-form-html"))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["requests"]["edition"] == "2021"
    assert "200 of 200 cells read" in result.stderr


def test_convert_directory_goes_on_after_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.docx").write_bytes(document("same-form-docx").read_bytes())
    (tmp_path / "in" / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    result = run(tmp_path / "in", "-o", tmp_path / "out", "--report")
    assert result.exit_code == 2
    assert "b.pdf" in result.stderr
    assert (
        json.loads((tmp_path / "out" / "a.ogireport.json").read_text("utf-8"))["reporting_year"]
        == 2023
    )
    assert "<table>" in (tmp_path / "out" / "a.check.html").read_text("utf-8")


def test_strict_exits_with_one_when_a_cell_is_null() -> None:
    assert run(document("amount-without-unit"), "--strict").exit_code == 1
    assert run(document("amount-in-wan"), "--strict").exit_code == 0


def test_organ_and_year_options_outrank_the_document() -> None:
    result = run(document("same-form-html"), "--organ", "示例局", "--year", "2024")
    made = json.loads(result.stdout)
    assert made["organ"]["name"] == "示例局"
    assert made["reporting_year"] == 2024


def test_table_of_figures_alone_is_read_as_lost_cells() -> None:
    lines = (
        "2020年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        "1 2 3 4 5 6 7",
    )

    made = convert("\n".join(lines).encode())

    assert made.figures == 0
    assert {note["status"] for note in made.document["notes"]} == {"lost"}


def test_several_inputs_need_an_output() -> None:
    result = run(document("same-form-html"), document("same-form-docx"))
    assert result.exit_code == 2
    assert "-o" in result.stderr


def test_published_document_is_never_balanced_by_the_converter() -> None:
    made = convert(document("totals-left-at-zero").read_bytes())
    assert made.document["disputes"]["rows"]["reconsideration"]["total"] == 0
    assert not made.placed


def test_check_page_marks_what_a_person_must_look_at() -> None:
    from ogireport.render import conversion

    made = convert(document("figures-that-cannot-be-read").read_bytes())
    page = conversion.page(made, "<a>", "en")
    assert 'class="null">illegible<small>约20</small>' in page
    assert "&lt;a&gt;" in page


def test_check_page_says_what_the_checker_page_says_in_the_official_layout() -> None:
    from ogireport.render import conversion

    made = convert(document("totals-left-at-zero").read_bytes())
    page = conversion.page(made, "a.docx", "zh")
    assert '<p class="verdict bad">3 处勾稽关系不符</p>' in page
    assert "<p>已核对 42 条等式；未与上年比较；" in page
    assert page.count('class="bad">0<small>差 14</small><small>应为 14</small>') == 1
    assert '<th rowspan="2" colspan="5">行政复议</th>' in page
    english = conversion.page(made, "a.docx", "en")
    assert "fees collected in the year (unit: 万元, 10,000 yuan)</th>" in english


def test_layout_and_converter_agree_on_a_form_without_figures() -> None:
    made = convert(document("empty-tables").read_bytes())
    assert made.figures == 0
    assert {note["status"] for note in made.document["notes"]} == {"blank"}


def test_whole_folder_of_one_name_loses_no_report_and_no_source(tmp_path: Path) -> None:
    """Fifty-five files called document.*: each gets a report and a page, none is overwritten."""
    sources = sorted(p for p in DOCUMENTS.glob("*/document.*"))
    before = {path: path.read_bytes() for path in sources}

    result = run(DOCUMENTS, "-o", tmp_path, "--report")

    assert result.exit_code == 0, result.stderr
    assert len(list(tmp_path.rglob("*.json"))) == len(sources)
    assert len(list(tmp_path.rglob("*.check.html"))) == len(sources)
    assert {path: path.read_bytes() for path in sources} == before


def test_output_that_would_overwrite_an_input_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "x.html"
    source.write_bytes(document("same-form-html").read_bytes())

    result = run(source, "-o", source, "--lang", "en")

    assert (result.exit_code, result.stderr) == (
        2,
        f"the output would overwrite the input {source}.\n",
    )


@pytest.mark.parametrize("kind", ["doc", "rtf", "html"])
def test_what_libreoffice_makes_of_a_document_gives_its_cells(tmp_path: Path, kind: str) -> None:
    """Old .doc goes through LibreOffice; the other kinds show its ghost columns."""
    soffice = program("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    source = document("same-form-docx")
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    made = convert((tmp_path / f"document.{kind}").read_bytes()).document

    expected = convert(source.read_bytes()).document
    assert {t: made[t] for t in ("disclosure", "requests", "disputes")} == {
        t: expected[t] for t in ("disclosure", "requests", "disputes")
    }
