"""Tables taken apart, cells run together, and what stands in the name of a page."""

import pytest
from carriers import TITLE, page, row, table

from documents import printing, specimen
from ogireport.convert import convert

OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
TRACKS = {
    "行政复议": ("reconsideration", (27, 10, 9, 15, 61)),
    "行政诉讼（未经复议直接起诉）": ("litigation_direct", (1, 2, 3, 4, 10)),
    "行政诉讼（复议后起诉）": ("litigation_after_reconsideration", (5, 6, 7, 8, 26)),
}
NUMBERED = (*(f"数据{n}" for n in range(1, 7)), "总计")


def heading(text: str) -> str:
    return f"<p>{text}</p>"


def disputes(data: bytes) -> list[list[int | None]]:
    return [row(data, f"disputes/{code}") for code, _ in TRACKS.values()]


FIGURES = [list(figures) for _, figures in TRACKS.values()]
UNKNOWN = [[None] * 5] * 3


@pytest.mark.parametrize("name", ["{}", "### {}", "（一）{}情况"])
def test_heading_above_a_table_of_one_row_names_its_track(name: str) -> None:
    parts = [
        (name.format(track), table(OUTCOMES, figures)) for track, (_, figures) in TRACKS.items()
    ]

    above = page(*(heading(track.strip("# ")) + printed for track, printed in parts))
    below = page(*(printed + heading(track.strip("# ")) for track, printed in parts))

    assert disputes(above) == FIGURES
    assert disputes(below) == UNKNOWN


def test_track_without_a_name_leaves_none_certain() -> None:
    first, *others = (table(OUTCOMES, figures) for _, figures in TRACKS.values())
    names = list(TRACKS)[1:]

    assert (
        disputes(page(first, *(heading(n) + t for n, t in zip(names, others, strict=True))))
        == UNKNOWN
    )


@pytest.mark.parametrize("corner", ["项目", "类型", ""])
def test_row_for_each_track_is_read_by_its_label(corner: str) -> None:
    rows = [(name, *figures) for name, (_, figures) in reversed(TRACKS.items())]
    lines = ["| " + " | ".join(map(str, line)) + " |" for line in rows]
    text = "\n".join((TITLE, "四、政府信息公开行政复议、行政诉讼情况", *lines, "完"))

    assert disputes(page(table((corner, *OUTCOMES), *rows))) == FIGURES
    assert disputes(text.encode()) == FIGURES


@pytest.mark.parametrize(("header", "figures"), [
    (NUMBERED, [1, 2, 0, 3, 0, 1, 7]), (("总计", *NUMBERED[:-1]), [None] * 7), (("甲", *NUMBERED[1:]), [None] * 7),
])  # fmt: skip
def test_table_for_each_row_is_read_by_its_heading(
    header: tuple[str, ...], figures: list[int | None]
) -> None:
    names = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
    tables = (heading(name) + table(header, (1, 2, 0, 3, 0, 1, 7)) for name in names)
    data = page(heading("三、收到和处理政府信息公开申请情况"), *tables)

    assert row(data, "requests/new_received") == figures
    assert row(data, "requests/brought_forward") == figures


def test_year_in_the_name_of_a_page_outranks_a_date_in_its_text() -> None:
    title = "示例县政府信息公开工作年度报告"
    name = "<title>示例县2023年政府信息公开工作年度报告-示例县人民政府</title>"
    data = (
        page(heading("发布日期：2024-01-20"), title=title)
        .decode()
        .replace("<head>", f"<head>{name}")
    )

    made = convert(data.encode()).document

    assert (made["reporting_year"], made["title"]) == (2023, title)


def test_only_zeros_are_parted_from_a_label_they_run_into() -> None:
    head = (TITLE, "二、主动公开政府信息情况", "信息内容本年制发件数本年废止件数现行有效件数")
    data = "\n".join((*head, "规章000", "行政规范性文件120", "完")).encode()

    assert row(data, "disclosure/rules") == [0, 0, 0]
    assert row(data, "disclosure/normative_documents") == [None] * 3


@pytest.mark.parametrize(("lines", "remark"), [
    (("规章120", "行政规范性文件120"), "各格的文字连在一起"), (("见附件。",), "没有找到统计表；可能是图片。"),
])  # fmt: skip
def test_remark_says_why_no_table_is_found(lines: tuple[str, ...], remark: str) -> None:
    made = convert("\n".join((TITLE, "一、总体情况", "已公开。", *lines, "完")).encode())

    assert [remark in text["zh"] for text in made.remarks][-1]


def test_digits_where_a_text_is_cut_are_none_of_a_full_row() -> None:
    header = ("信息内容", "采购项目数量", "采购总金额")
    lines = (TITLE, "二、主动公开政府信息情况", *header, "政府集中采购", "3", "0", "20")

    assert row("\n".join(lines).encode(), "disclosure/centralized_procurement") == [3, 0]


@pytest.mark.parametrize(
    "label",
    ["收费金额（万元）", "本年收费金额，单位：万元", "本年收费金额/万元", "本年收费金额万元"],
)
def test_unit_in_the_label_is_that_of_the_amount(label: str) -> None:
    data = page(table(("信息内容", label), ("行政事业性收费", "12.5")))

    assert row(data, "disclosure/administrative_fees") == [125000]


def test_heading_of_a_group_is_no_label_without_its_figures() -> None:
    """（六）其他处理 has a row of its own on the form of 2019 only."""
    found = printing.parts(specimen.report())
    text = "\n".join(
        part if isinstance(part, str) else "\n".join(p.text for p in sorted(part)) for part in found
    )

    assert None not in row(text.encode(), "requests/other_remaining")


@pytest.mark.parametrize(("header", "figures"), [
    (("项目", "行次", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"), (41, 1, 2, 0, 3, 0, 1, 7)),
    (("项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计", "上年总计"), (1, 2, 0, 3, 0, 1, 7, 50)),
])  # fmt: skip
def test_column_of_its_own_leaves_the_others_under_their_headers(
    header: tuple[str, ...], figures: tuple[int, ...]
) -> None:
    names = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
    data = page(table(header, *((name, *figures) for name in names)))

    assert row(data, "requests/new_received") == [1, 2, 0, 3, 0, 1, 7]


@pytest.mark.parametrize(("lines", "figures"), [
    (("自然人 | 或其他组织 | 总计", "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他"), [1, 2, 0, 3, 0, 1, 7]),
    (("自然人 | 法人或其他组织 | 总计", "科研机构 | 商业 | 社会公益组织 | 法律服务机构 | 其他"), [1, 0, 2, 3, 0, 1, 7]),
    (("自然人 | 法人或其他组织 | 总计", "科研机构 | 织构 | 社会公益组织 | 法律服务机构 | 其他"), [None] * 7),
])  # fmt: skip
def test_torn_header_says_the_order_or_leaves_none(
    lines: tuple[str, ...], figures: list[int | None]
) -> None:
    head = (TITLE, "三、收到和处理政府信息公开申请情况", *lines)
    text = "\n".join((*head, "一、本年新收政府信息公开申请数量 | 1 | 2 | 0 | 3 | 0 | 1 | 7", "完"))

    assert row(text.encode(), "requests/new_received") == figures


APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def test_figures_beside_two_labels_are_of_neither() -> None:
    one, other = "（二）部分公开", "1.属于国家秘密"
    rows = [(one, 1, 0, 0, 0, 0, 0, 1), (other, 2, 0, 0, 0, 0, 0, 2)]
    lost = [(f"{one}<br>{other}", *rows[0][1:]), ("", *rows[1][1:])]
    codes = ("requests/granted_in_part", "requests/withheld_state_secret")

    whole, torn = (page(table(("", *APPLICANTS), *lines)) for lines in (rows, lost))

    assert [row(whole, code)[-1] for code in codes] == [1, 2]
    assert [row(torn, code) for code in codes] == [[None] * 7] * 2


def test_track_that_lost_its_name_is_not_put_behind_a_group() -> None:
    figures = [n for _, track in TRACKS.values() for n in track]
    heads = '<tr><td rowspan="2" colspan="5">{}</td><td colspan="10">行政诉讼</td></tr>'
    named = "".join(f'<td colspan="5">{name}</td>' for name in ("未经复议直接起诉", "复议后起诉"))
    below = table(OUTCOMES * 3, figures).removeprefix("<table>")

    whole, torn = (
        page(f"<table>{heads.format(name)}<tr>{named}</tr>{below}") for name in ("行政复议", "")
    )

    assert (disputes(whole), disputes(torn)) == (FIGURES, UNKNOWN)


@pytest.mark.parametrize(("width", "found"), [(1, 10), (2, None)])
def test_columns_are_not_counted_where_a_cell_is_lost_beside_a_blank(
    width: int, found: int | None
) -> None:
    """A header over two columns, with one blank: nobody can tell whose the other figures are."""
    first = [f'<td colspan="{width}">结果维持</td>', *(f"<td>{name}</td>" for name in (OUTCOMES * 3)[1:])]  # fmt: skip
    names = "".join(
        f'<td colspan="{5 if n else 4 + width}">{name}</td>' for n, name in enumerate(TRACKS)
    )
    figures = [n for _, track in TRACKS.values() for n in track]
    cells = [f"<td>{n}</td>" for n in figures]
    if width > 1:
        cells.insert(1, "<td></td>")
        cells.pop(12)
    rows = "".join(f"<tr>{cell}</tr>" for cell in (names, "".join(first), "".join(cells)))

    assert disputes(page(f"<table>{rows}</table>"))[1][-1] == found
