"""A cell is right or null, never wrong, whatever the layout of the document."""

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from carriers import TITLE, WRITERS, page, row, table
from irregular import document
from irregular_documents import outcome
from opencc import OpenCC
from printed import KINDS, Printed

import simplification
from documents import ooxml, paper, printing, specimen
from documents.printing import Part, Piece
from ogireport.convert import convert, labels, numbers
from ogireport.convert.parts import SeveralError
from ogireport.spec import standard

DISCLOSURE = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
TRACKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
NEW = "一、本年新收政府信息公开申请数量"


def test_kinds_of_irregularity_are_many() -> None:
    assert len(KINDS) > 30


@pytest.mark.parametrize("number", range(60))
def test_document_with_irregularities_has_no_wrong_cell(number: int) -> None:
    kind, writer, data, truth = document(number, most=1 + number % 3)

    _, wrong = outcome(data, truth)

    assert wrong == {}, (kind, writer)


@pytest.mark.parametrize("number", range(40))
def test_figures_that_all_differ_are_never_in_a_wrong_cell(number: int) -> None:
    kind, writer, data, truth = document(number, most=number % 3, is_distinct=True)

    _, wrong = outcome(data, truth)

    assert wrong == {}, (kind, writer)


@pytest.mark.parametrize(("printed", "style", "figure"), [
    ("12<sup>1</sup>", "", 12), ("12①", "", 12), ("12²", "", 12), ("12<sup>[1]</sup>", "", 12), ("12注1", "", 12),
    ('12<span class="r">1</span>', ".r{vertical-align:super}", 12),
    ('<span class="x">9</span>12', "td .x{text-decoration:line-through}", 12),
    ('5<span class="h">7</span>', ".h{display:none}", 5), ('5<span class="h">7</span>', "@media print{.h{display:none}}", 57),
    ("3（应为5）", "", None), ("3（更正为5）", "", None), ("5（勘误：6）", "", None), ("12 345", "", None), ("1 204 511", "", 1204511),
])  # fmt: skip
def test_cell_is_what_a_reader_sees(printed: str, style: str, figure: int | None) -> None:
    data = page(table(DISCLOSURE, ("规章", printed, 0, 3)), style=style)

    assert row(data, "disclosure/rules") == [figure, 0, 3]


def test_header_says_the_order_of_the_columns() -> None:
    swapped = (APPLICANTS[0], APPLICANTS[2], APPLICANTS[1], *APPLICANTS[3:])
    lines = (TITLE, "三、收到和处理政府信息公开申请情况", "\t".join(swapped))
    text = "\n".join((*lines, "\t".join((NEW, *"123456", "21")), "完"))

    assert row(text.encode(), "requests/new_received") == [1, 3, 2, 4, 5, 6, 21]


@pytest.mark.parametrize(("header", "figures"), [
    (("", *APPLICANTS[:2], *APPLICANTS[3:], "备注"), (1, 2, 4, 5, 6, 18, "")),
    (("项目", "行次", *APPLICANTS[:2], *APPLICANTS[3:]), (1, 10, 20, 40, 50, 60, 180)),
])  # fmt: skip
def test_table_with_other_columns_is_not_shifted(
    header: tuple[str, ...], figures: tuple[object, ...]
) -> None:
    data = page(table(header, (NEW, *figures)))

    assert row(data, "requests/new_received") == [None] * 7


def test_table_of_last_year_is_refused_until_a_year_is_chosen() -> None:
    this = table(("", *APPLICANTS), (NEW, 1, 0, 0, 0, 0, 0, 1))
    last = table(("", *APPLICANTS), ("二、上年结转政府信息公开申请数量", 77, 0, 0, 0, 0, 0, 77))
    data = page(this, "<p>附：2022年收到和处理政府信息公开申请情况</p>", last)

    with pytest.raises(SeveralError, match="2022"):
        convert(data)
    assert row(data, "requests/new_received", year=2023)[0] == 1
    assert row(data, "requests/brought_forward", year=2023)[0] is None


def test_table_of_a_unit_is_refused() -> None:
    tables = [table(("", *APPLICANTS), (NEW, n, 0, 0, 0, 0, 0, n)) for n in (1, 70)]

    with pytest.raises(SeveralError, match="县教育局"):
        convert(page(tables[0], "<p>附件：县教育局收到和处理政府信息公开申请情况</p>", tables[1]))


@pytest.mark.parametrize(("caption", "figure"), [
    ("附件：教育局收到和处理政府信息公开申请情况", None), ("附件1：沭阳县教育局2023年政府信息公开申请情况", None),
    ("附：2022年收到和处理政府信息公开申请情况", None), ("附件：2023年收到和处理政府信息公开申请情况", 70),
    ("附件：沭阳县人民政府2023年政府信息公开申请情况", 70), ("附表：政府信息公开申请情况统计表", 70),
])  # fmt: skip
def test_annex_of_another_organ_or_year_is_not_of_the_report(
    caption: str, figure: int | None
) -> None:
    title = "沭阳县人民政府政府信息公开工作年度报告"
    period = "本报告统计期限自2023年1月1日起至2023年12月31日止。"
    annex = table(("", *APPLICANTS), (NEW, 70, 0, 0, 0, 0, 0, 70))
    data = page(f"<p>{caption}</p>", annex, title=title, before=f"<p>{period}</p>")

    assert row(data, "requests/new_received")[0] == figure


@pytest.mark.parametrize(("other", "figures"), [
    (("5", "12", "8"), [0, 0, None]),  # the full row shows which cells are the columns
    (("5", "12", ""), [None] * 3), (("5", "12", "8", ""), [None] * 3),
])  # fmt: skip
def test_blank_beside_a_full_row_is_the_cell_it_stands_in(
    other: tuple[str, ...], figures: list[int | None]
) -> None:
    rows = (DISCLOSURE, ("规章", "0", "0", ""), ("行政规范性文件", *other))
    lines = [f"{cell} |".strip() for row in rows for cell in ("", *row)]
    text = "\n".join((TITLE, "二、主动公开政府信息情况", *lines, "|", "完"))

    assert row(text.encode(), "disclosure/rules") == figures


@pytest.mark.parametrize(("lines", "rules", "documents"), [
    (("规章", "5 | 0 | 7", "行政规范性文件", "1 | 2 | 3"), [5, 0, 7], [1, 2, 3]),
    (("5 | 0 | 7", "规章", "1 | 2 | 3", "行政规范性文件"), [None] * 3, [None] * 3),
    (("规章", "行政规范性文件", "5 | 0 | 7", "1 | 2 | 3"), [None] * 3, [None] * 3),
    (("规章 |", "行政规范性文件 |", "5 | 0 | 7", "1 | 2 | 3"), [None] * 3, [None] * 3),
    (("5", "0", "7", "规章", "1", "2", "3", "行政规范性文件"), [None] * 3, [None] * 3),
])  # fmt: skip
def test_figures_may_stand_below_their_label_but_not_above_it(
    lines: tuple[str, ...], rules: list[int | None], documents: list[int | None]
) -> None:
    head = (TITLE, "二、主动公开政府信息情况", " | ".join(DISCLOSURE))
    data = "\n".join((*head, *lines, "完")).encode()

    assert row(data, "disclosure/rules") == rules
    assert row(data, "disclosure/normative_documents") == documents


def test_figure_torn_by_a_blank_is_not_settled_by_sums() -> None:
    torn = {"requests/new_received/commercial_enterprise": "1 2"}
    found = printing.parts(specimen.report(), specimen.showing(torn))

    for write in ("lines", "blanks", "tabs"):
        assert row(WRITERS[write](found), "requests/new_received")[1] is None, write


def test_traditional_characters_are_those_of_the_standard_and_current() -> None:
    assert simplification.MODULE.read_text("utf-8") == simplification.module(), "stale. Run: make build"  # fmt: skip


def test_every_label_is_known_in_traditional_characters() -> None:
    traditional = OpenCC("s2t")
    lines = [x for f in standard().forms.values() for part in (f.rows, f.columns, f.groups) for x in part.values()]  # fmt: skip
    printed = {line.label["zh"] for line in lines}

    unknown = {
        text for text in printed if labels.key(traditional.convert(text)) != labels.key(text)
    }

    assert unknown == set()
    assert numbers.amount("330.55萬") == (3305500, None)
    assert numbers.amount("1.8億元") == (180000000, None)
    assert numbers.unit("本年收費金額（單位：萬元）") == "万元"


def test_character_style_of_word_strikes_and_raises(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{ooxml.W}"><w:style w:styleId="a"><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    struck, note = '<w:rStyle w:val="b"/>', '<w:vertAlign w:val="superscript"/>'
    printed = ooxml.run("9", struck) + ooxml.run("12") + ooxml.run("1", note)
    cells = [
        [ooxml.run(text) for text in DISCLOSURE],
        [ooxml.run("规章"), printed, *map(ooxml.run, "03")],
    ]
    rows = "".join("<w:tr>" + "".join(f"<w:tc><w:p>{c}</w:p></w:tc>" for c in r) + "</w:tr>" for r in cells)  # fmt: skip
    body = f"<w:p>{ooxml.run(TITLE)}</w:p><w:tbl>{rows}</w:tbl>"
    plain = ooxml.docx_of(body)

    held = parts_of(plain) | {"word/styles.xml": styles}

    assert row(ooxml.zipped(held), "disclosure/rules") == [12, 0, 3]


@pytest.mark.parametrize("write", [paper.pdf, paper.ofd])
def test_small_digit_set_higher_on_paper_is_a_mark(write: Callable[[list[Part]], bytes]) -> None:
    rows = (DISCLOSURE, ("规章", "12¹", "0", "3²⁰"))
    pieces = [Piece(y, x, 1, 1, text) for y, row in enumerate(rows) for x, text in enumerate(row)]

    assert row(write([TITLE, pieces]), "disclosure/rules") == [12, 0, 3]


def parts_of(package: bytes) -> dict[str, str]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_workbook_hides_strikes_and_raises() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    struck = book.add_format({"font_strikeout": True})
    mark = book.add_format({"font_script": 1})
    sheet.write(0, 0, TITLE)
    sheet.write_row(1, 0, DISCLOSURE)
    sheet.write_row(2, 0, ("规章", 0, 7, 3))
    sheet.write_rich_string(2, 1, struck, "9", "12", mark, "1")
    sheet.write(2, 2, 7, struck)
    sheet.write_row(3, 0, ("行政规范性文件", 5, 6, 7))
    sheet.set_row(3, None, None, {"hidden": True})
    book.close()

    rows = convert(held.getvalue()).document["disclosure"]["rows"]

    assert list(rows["rules"].values()) == [12, None, 3]
    assert list(rows["normative_documents"].values()) == [None] * 3


DETAILS = ("（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")
CODES = (
    "granted_in_part",
    "withheld_state_secret",
    "withheld_prohibited_by_law",
    "withheld_security_stability",
)


@pytest.mark.parametrize(("labels_", "unknown"), [
    (DETAILS, ()),
    ((DETAILS[0] + DETAILS[1], "", *DETAILS[2:]), (0, 1)), ((DETAILS[0] + "1.属于国家", "秘密", *DETAILS[2:]), (0, 1)),
    ((DETAILS[0], DETAILS[2], "", DETAILS[3]), (1, 2)), ((DETAILS[0], "", DETAILS[1], DETAILS[3]), (1, 2)),
])  # fmt: skip
def test_label_beside_the_figures_of_a_neighbour_names_none(
    labels_: tuple[str, ...], unknown: tuple[int, ...]
) -> None:
    whole = ("（一）予以公开", *labels_, "4.保护第三方合法权益")
    rows = [(label, n, 0, 0, 0, 0, 0, n) for n, label in enumerate(whole)]
    data = page(table(("", *APPLICANTS), *rows))

    found = [row(data, f"requests/{code}")[0] for code in CODES]

    assert found == [None if n in unknown else n + 1 for n in range(4)]


@pytest.mark.parametrize("names", [
    ("行政", "行政"), ("行政诉讼", "行议"), ("行政诉讼", ""),
])  # fmt: skip
@pytest.mark.parametrize("write", ["html", "blanks", "lines"])
def test_torn_names_of_tracks_in_another_order_name_nothing(
    names: tuple[str, str], write: str
) -> None:
    doc = Printed.of(specimen.report())
    KINDS["tracks in another order"](doc, Random(0))
    torn = dict(zip(("行政诉讼", "行政复议"), names, strict=True)) | {
        "未经复议直接起诉": "未经直接起诉"
    }
    doc.change("disputes", lambda p: p._replace(text=torn.get(p.text, p.text)))

    _, wrong = outcome(WRITERS[write](doc.parts), doc.truth)

    assert wrong == {}


@pytest.mark.parametrize("write", ["html", "docx", "xlsx"])
def test_unreadable_word_in_table_four_leaves_the_other_cells(write: str) -> None:
    showing = specimen.showing({"disputes/litigation_direct/corrected": "叁件"})
    data = WRITERS[write](printing.parts(specimen.report(), showing))

    figures = [n for code in TRACKS for n in row(data, f"disputes/{code}")]

    assert figures.index(None) == 6
    assert figures.count(None) == 1


@pytest.mark.parametrize("write", ["html", "docx", "xlsx"])
def test_empty_table_four_is_blank(write: str) -> None:
    report = specimen.report()
    showing = specimen.showing(
        {c: "" for c in printing.cells_of(report) if c.startswith("disputes")}
    )
    notes = convert(WRITERS[write](printing.parts(report, showing))).document["notes"]

    assert {note["status"] for note in notes} == {"blank"}
    assert len(notes) == 15
