"""Write samples/documents: one kind of irregularity each, with the report it must convert to."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import layout
from layout import Part, Piece
from ogireport.convert.readers import KINDS
from ogireport.publish.layout import NOTE
from ogireport.spec import standard

FOLDER = Path(__file__).parents[1] / "samples" / "documents"
NARRATIVE = {
    "overview": "本年度制定公开目录三十项，逐项明确责任科室。\n政府网站按月更新，公众号同步推送。",
    "problems_and_improvements": "部分栏目更新偏慢。下一年度每季度检查一次并通报结果。",
    "other_matters": "本年度未收取信息处理费。",
}
Document = dict[str, Any]
Nulls = dict[str, tuple[str, str | None]]  # cell to status and printed characters


class Sample(NamedTuple):
    """A document and the report it must convert to; `suffix` names the kind of file."""

    suffix: str
    data: bytes
    report: Document


def report(disclosure: str = "2021", requests: str = "2021", year: int = 2023) -> Document:
    """A valid report in which every cell has a figure of its own kind."""
    document: Document = {
        "schema_version": "1.0", "report_id": "", "title": f"示例县人民政府{year}年政府信息公开工作年度报告",
        "reporting_year": year, "organ": {"name": "示例县人民政府"}, "scope": "unknown", "covers": [],
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"}, "published": None, "source": None,
        "sections": dict(NARRATIVE), "information_handling_fee": {"amount_yuan": 0, "cases": None},
    }  # fmt: skip
    for table, edition in (("disclosure", disclosure), ("requests", requests), ("disputes", "")):
        form = standard().forms[f"{table}_{edition}" if edition else table]
        rows = {line.code: line.columns for line in form.rows.values() if line.columns}
        document[table] = {"edition": edition, "rows": {}} if edition else {"rows": {}}
        for number, (row, columns) in enumerate(rows.items(), 1):
            document[table]["rows"][row] = {
                column: figure(form.columns[column].type, number, n)
                for n, column in enumerate(columns)
            }
    balance(document)
    return document | {"notes": [], "local_rows": [], "explanations": []}


def figure(kind: str, row: int, column: int) -> Any:
    if kind == "amount":
        return 3305500 + 100 * row
    return (row * 7 + column * 5) % 11 - (5 if kind == "change" else 0)


def balance(document: Document) -> None:
    """Make every equation of tables three and four hold."""
    rows = document["requests"]["rows"]
    flows = ("new_received", "brought_forward", "total_processed", "carried_forward")
    for column in rows["new_received"]:
        rows["total_processed"][column] = sum(r[column] for c, r in rows.items() if c not in flows)
        rows["brought_forward"][column] = rows["carried_forward"][column] = 0
        rows["new_received"][column] = rows["total_processed"][column]
    for table in ("requests", "disputes"):
        for row in document[table]["rows"].values():
            row["total"] = sum(value for column, value in row.items() if column != "total")


def with_nulls(document: Document, nulls: Nulls) -> Document:
    """The report in which these cells are null, each with its note, in the order of the form."""
    document = deepcopy(document)
    cells = [
        c
        for t in ("disclosure", "requests", "disputes")
        for c in layout.form_of(document, t).cells()
    ]
    for cell in sorted(nulls, key=cells.index):
        table, row, column = cell.split("/")
        document[table]["rows"][row][column] = None
        status, printed = nulls[cell]
        document["notes"].append({"cell": cell, "status": status, "printed": printed})
    return document


def finished(sample: Sample) -> Document:
    """The expected report with its source, which is only known once the bytes are final."""
    digest = hashlib.sha256(sample.data).hexdigest()
    kind = {"htm": "html", "txt": "text", "md": "markdown"}.get(sample.suffix, sample.suffix)
    source = {"url": None, "media_type": KINDS[kind], "sha256": digest}
    year = sample.report["reporting_year"]
    return sample.report | {"source": source, "report_id": f"{year}-{digest[:12]}"}


def replaced(found: list[Part], change: Callable[[Piece], Piece | None]) -> list[Part]:
    """Change or drop pieces of all tables."""
    return [
        part if isinstance(part, str) else [q for p in part if (q := change(p)) is not None]
        for part in found
    ]


def relabelled(found: list[Part], labels: dict[str, str]) -> list[Part]:
    """Print other words instead of these texts, in tables and between them."""
    changed = replaced(found, lambda p: p._replace(text=labels.get(p.text, p.text)))
    return [labels.get(part, part) if isinstance(part, str) else part for part in changed]


def showing(texts: dict[str, str]) -> layout.Printer:
    """Print these cells in these characters."""
    return lambda cell, value: texts.get(cell, layout.printed(cell, value))


def web(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("html", layout.html(found or layout.parts(document)).encode(), document)


def lines(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("txt", layout.text(found or layout.parts(document), "\n".join).encode(), document)


def bars(document: Document, found: list[Part] | None = None) -> Sample:
    text = layout.text(found or layout.parts(document), lambda row: " | ".join(row) + " |")
    return Sample("txt", text.encode(), document)


def tabs(document: Document, found: list[Part] | None = None) -> Sample:
    return Sample("txt", layout.text(found or layout.parts(document), "\t".join).encode(), document)


PROCUREMENT = "disclosure/centralized_procurement/amount_yuan"
SAMPLES: dict[str, Callable[[], Sample]] = {}


def sample(make: Callable[[], Sample]) -> Callable[[], Sample]:
    """Register a sample under its function's name."""
    SAMPLES[make.__name__.replace("_", "-")] = make
    return make


@sample
def same_form_html() -> Sample:
    return web(report())


@sample
def same_form_docx() -> Sample:
    return Sample("docx", layout.docx(layout.parts(report())), report())


@sample
def same_form_xlsx() -> Sample:
    return Sample("xlsx", layout.xlsx(layout.parts(report())), report())


@sample
def same_form_pdf() -> Sample:
    return Sample("pdf", layout.pdf(layout.parts(report())), report())


@sample
def same_form_text() -> Sample:
    return lines(report())


@sample
def same_form_markdown() -> Sample:
    return Sample("md", layout.markdown(layout.parts(report())).encode(), report())


def amount(printed: str, value: Any, write: Callable[[Document, list[Part]], Sample]) -> Sample:
    document = report("2019", "2019", 2020)
    row = document["disclosure"]["rows"]["centralized_procurement"]
    row["amount_yuan"] = value
    found = layout.parts(document, showing({PROCUREMENT: printed}))
    if value is None:
        document = with_nulls(document, {PROCUREMENT: ("unit_unknown", printed)})
    return write(document, found)


@sample
def amount_in_wan() -> Sample:
    return amount("330.55万", 3305500, web)


@sample
def amount_in_yi() -> Sample:
    return amount("1.8 亿元", 180000000, tabs)


@sample
def amount_in_yuan() -> Sample:
    return amount("1,251,000.5元", Decimal("1251000.5"), bars)


@sample
def amount_without_unit() -> Sample:
    return amount("1400000", None, lines)


@sample
def amount_with_remark() -> Sample:
    return amount("13000000(预算数)", None, web)


@sample
def amount_unit_in_header() -> Sample:
    document = report("2019", "2019", 2020)
    document["disclosure"]["rows"]["centralized_procurement"]["amount_yuan"] = 1496738
    found = layout.parts(document, showing({PROCUREMENT: "149.6738"}))
    return web(document, relabelled(found, {"采购总金额": "采购总金额（万元）"}))


@sample
def changes_in_words() -> Sample:
    document = report("2019", "2019", 2020)
    words = {"增33": 33, "减 232": -232, "减少8": -8, "未增未减": 0, "增加4项": 4}
    texts = {}
    rows = [c for c, row in document["disclosure"]["rows"].items() if "change_in_items" in row]
    for code, (text, value) in zip(rows, words.items(), strict=True):
        document["disclosure"]["rows"][code]["change_in_items"] = value
        texts[f"disclosure/{code}/change_in_items"] = text
    return lines(document, layout.parts(document, showing(texts)))


@sample
def changes_with_signs() -> Sample:
    document = report("2019", "2019", 2020)
    words = {"+19": 19, "-3": -3, "－7": -7, "0": 0, "＋1036": 1036}
    texts = {}
    rows = [c for c, row in document["disclosure"]["rows"].items() if "change_in_items" in row]
    for code, (text, value) in zip(rows, words.items(), strict=True):
        document["disclosure"]["rows"][code]["change_in_items"] = value
        texts[f"disclosure/{code}/change_in_items"] = text
    return bars(document, layout.parts(document, showing(texts)))


@sample
def not_applicable_signs() -> Sample:
    signs = {"issued": "/", "repealed": "—", "in_force": "不适用"}
    cells = {f"disclosure/rules/{column}": sign for column, sign in signs.items()}
    cells |= {
        "requests/granted_in_part/research_institution": "--",
        "disputes/reconsideration/pending": "无",
    }
    found = layout.parts(report(), showing(cells))
    nulls = {cell: ("not_applicable", sign) for cell, sign in cells.items()}
    return web(with_nulls(report(), nulls), found)


@sample
def blank_totals() -> Sample:
    document = report()
    items = [c for c in document["requests"]["rows"] if c.startswith(("withheld", "unable"))]
    cells = {f"requests/{code}/total": "" for code in items}
    found = layout.parts(document, showing(cells))
    return web(with_nulls(document, dict.fromkeys(cells, ("blank", ""))), found)


@sample
def only_totals_filled() -> Sample:
    document = report()
    cells = {
        c: "" for c in layout.form_of(document, "requests").cells() if not c.endswith("/total")
    }
    text = layout.text(
        layout.parts(document, showing(cells)), lambda r: "\n".join(f"{c} |" for c in r)
    )
    return Sample("txt", text.encode(), with_nulls(document, dict.fromkeys(cells, ("blank", ""))))


@sample
def empty_tables() -> Sample:
    document = report()
    cells = [
        c
        for t in ("disclosure", "requests", "disputes")
        for c in layout.form_of(document, t).cells()
    ]
    found = layout.parts(document, lambda cell, value: "")
    return Sample(
        "docx", layout.docx(found), with_nulls(document, dict.fromkeys(cells, ("blank", "")))
    )


@sample
def no_break_spaces() -> Sample:
    show = lambda cell, value: f"\xa0 {layout.printed(cell, value)}\xa0"  # noqa: E731
    return web(report(), layout.parts(report(), show))


@sample
def labels_over_lines() -> Sample:
    def broken(piece: Piece) -> Piece:
        text = piece.text
        return (
            piece
            if piece.cell or len(text) < 2
            else piece._replace(text=f"{text[:-2]}\n{text[-2:]}")
        )

    return web(report(), replaced(layout.parts(report()), broken))


@sample
def labels_torn_over_lines() -> Sample:
    document = report("2019", "2019", 2020)
    found = relabelled(layout.parts(document), {
        "本年新制作数量": "本年新\n制作数量", "本年新公开数量": "本年新\n公开数量",
        "4.无正当理由大量反复申请": "4.无正当理由\n大量反复\n申请",
    })  # fmt: skip
    return lines(document, found)


@sample
def half_width_and_blanks() -> Sample:
    def change(piece: Piece) -> Piece:
        if piece.cell:
            return piece
        text = (
            piece.text.replace("（", "(")
            .replace("）", ") ")
            .replace("：", ": ")
            .replace("，", ", ")
        )
        return piece._replace(text=re.sub(r"(\d)\.", r"\1. ", text))

    return bars(report(), replaced(layout.parts(report()), change))


@sample
def look_alike_characters() -> Sample:
    document = report("2019", "2019", 2020)
    return web(document, relabelled(layout.parts(document), {"政府集中采购": "政府集中釆购"}))


TRADITIONAL = str.maketrans("开数结转办区处这属于国规类内务过执无机关没现确访举报复认获费总继续业构会范许对罚强制项",
                            "開數結轉辦區處這屬於國規類內務過執無機關沒現確訪舉報復認獲費總繼續業構會範許對罰強製項")  # fmt: skip


@sample
def traditional_characters() -> Sample:
    found = replaced(
        layout.parts(report()),
        lambda p: p if p.cell else p._replace(text=p.text.translate(TRADITIONAL)),
    )
    return lines(report(), found)


@sample
def gb2312_that_is_gb18030() -> Sample:
    document = report()
    document["sections"]["overview"] = "本年度在〇号镇、喆家坪、𠮷田村设查阅点，面积㎡按规定公开。"
    page = layout.html(
        layout.parts(document),
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
    )
    return Sample("htm", page.encode("gb18030"), document)


@sample
def labels_with_lost_characters() -> Sample:
    labels = {"2.其他法律行政法规禁止公开": "2.其他法律行政止公开", "（四）无法提供": "（四）无法提",
              "现行有效件数": "现行有效件", "3.补正后申请内容仍不明确": "3.补正后申请内容仍不名确",
              "科研机构": "科研机枸", "1.属于国家秘密": "1.属国家秘密"}  # fmt: skip
    return Sample("docx", layout.docx(relabelled(layout.parts(report()), labels)), report())


@sample
def truncated_headers() -> Sample:
    document = report("2019", "2019", 2020)
    return bars(
        document,
        relabelled(
            layout.parts(document),
            {"本年新制作数量": "本年新", "本年新公开数量": "本年新", "本年增/减": "本年增/"},
        ),
    )


@sample
def headers_with_remarks() -> Sample:
    labels = {"本年制发件数": "本年（2023）制发件数", "本年废止件数": "本年(2023)废止件数",
              "行政许可": "行政许可（含初审）", "规章": "规章（设区的市、自治州人民政府应提供相关数据）",
              "行政规范性文件": "规范性文件（行政机关制定发布的公文）"}  # fmt: skip
    return web(report(), relabelled(layout.parts(report()), labels))


@sample
def other_numbering() -> Sample:
    def change(piece: Piece) -> Piece:
        text = re.sub(r"^(\d)\.", r"\1、", piece.text).replace("补正、行政", "补正，行政")
        return piece if piece.cell else piece._replace(text=text)

    return Sample("xlsx", layout.xlsx(replaced(layout.parts(report()), change)), report())


@sample
def section_titles_reworded() -> Sample:
    labels = {"一、总体情况": "1、 工作基本情况", "二、主动公开政府信息情况": "2、 行政机关主动公开政府信息情况",
              "四、政府信息公开行政复议、行政诉讼情况": "四、因政府信息公开工作被申请行政复议提起行政诉讼情况",
              "五、存在的主要问题及改进情况": "五、政府信息公开工作存在的主要问题及改进情况",
              "六、其他需要报告的事项": "六、其它需要报告的事项"}  # fmt: skip
    return web(report(), relabelled(layout.parts(report()), labels))


@sample
def section_heading_missing() -> Sample:
    found = [p for p in layout.parts(report()) if not (isinstance(p, str) and p.startswith("三、"))]
    return bars(report(), found)


@sample
def local_rows() -> Sample:
    document = report("2019", "2019", 2020)
    found = layout.parts(document)
    place = next(n for n, part in enumerate(found) if not isinstance(part, str))
    table = [p._replace(row=p.row + (p.row > 3)) for p in found[place] if not isinstance(p, str)]
    table += [
        Piece(4, n, 1, 1, text) for n, text in enumerate(("其他主动公开文件", "12", "11", "40"))
    ]
    bottom = layout.size(table)[0]
    table.append(Piece(bottom, 0, 1, 4, "2020年本行政区域政府信息公开发布总数量（非新闻类）：15"))
    found[place] = sorted(table)
    document["local_rows"] = [
        {"table": "disclosure", "label": "其他主动公开文件", "values": ["12", "11", "40"]},
        {
            "table": "disclosure",
            "label": "2020年本行政区域政府信息公开发布总数量（非新闻类）",
            "values": ["15"],
        },
    ]
    return web(document, found)


def without(found: list[Part], cells: set[str]) -> list[Part]:
    return replaced(found, lambda p: None if p.cell in cells else p)


@sample
def lost_cells_settled_by_sums() -> Sample:
    cells = {
        "requests/withheld_state_secret/research_institution",
        "requests/not_processed_duplicate/total",
    }
    document = report()
    document["requests"]["rows"]["withheld_state_secret"]["research_institution"] = 100
    balance(document)
    return tabs(document, without(layout.parts(document), cells))


@sample
def lost_cells_not_settled() -> Sample:
    document = report("2019", "2019", 2020)
    rows = document["disclosure"]["rows"]["administrative_penalties"]
    found = without(
        layout.parts(document), {"disclosure/administrative_penalties/prior_year_items"}
    )
    cells = [f"disclosure/administrative_penalties/{column}" for column in rows]
    left = [layout.printed(cell, rows[cell.rpartition("/")[2]]) for cell in cells[1:]]
    printed = " | ".join(["行政处罚", *left])
    return web(with_nulls(document, dict.fromkeys(cells, ("lost", printed))), found)


@sample
def lost_row() -> Sample:
    document = report()
    found = replaced(layout.parts(document), lambda p: None if p.cell.startswith("requests/not_processed_duplicate")
                     or p.text == "2.重复申请" else p)  # fmt: skip
    cells = [
        c for c in layout.form_of(document, "requests").cells() if "not_processed_duplicate" in c
    ]
    return lines(with_nulls(document, dict.fromkeys(cells, ("lost", None))), found)


@sample
def absent_row() -> Sample:
    document = report()
    found = layout.parts(document)
    place = next(
        n for n, p in enumerate(found) if not isinstance(p, str) and p[0].text == NOTE["zh"]
    )
    row = next(
        p.row for p in found[place] if isinstance(p, Piece) and p.text == "3.要求提供公开出版物"
    )
    table = [p for p in found[place] if isinstance(p, Piece) and p.row != row]
    found[place] = [
        p._replace(row=p.row - (p.row > row), rows=p.rows - (p.row < row < p.row + p.rows))
        for p in table
    ]
    cells = [c for c in layout.form_of(document, "requests").cells() if "publication" in c]
    return web(with_nulls(document, dict.fromkeys(cells, ("absent", None))), found)


@sample
def rows_torn_from_labels() -> Sample:
    document = report()
    labels = (
        "（二）部分公开",
        "4.无正当理由大量反复申请",
        "5.要求行政机关确认或重新出具已获取信息",
    )

    def set_row(cells: list[str]) -> str:
        torn = any(cells[-8].startswith(label) for label in labels) if len(cells) >= 8 else False
        start = [] if not torn else [cells[-8]]
        kept = cells if not torn else cells[-7:]
        return "\n".join([*start, "\n| " + " | ".join(kept) + " |\n"])

    return Sample("txt", layout.text(layout.parts(document), set_row).encode(), document)


@sample
def collapsed_other_handling() -> Sample:
    document = report("2021", "2019")
    return Sample("pdf", layout.pdf(layout.parts(document)), document)


@sample
def form_of_2019_in_2022() -> Sample:
    document = report("2019", "2019", 2022)
    return tabs(document)


@sample
def pdf_split_over_pages() -> Sample:
    document = report("2019", "2021")
    return Sample("pdf", layout.pdf(layout.parts(document), height=520), document)


@sample
def totals_left_at_zero() -> Sample:
    document = report()
    for row in document["disputes"]["rows"].values():
        row["total"] = 0
    return Sample("docx", layout.docx(layout.parts(document)), document)


@sample
def wrong_year_in_title() -> Sample:
    document = report() | {"title": "示例县人民政府2022年政府信息公开工作年度报告"}
    return web(document)


@sample
def title_over_two_lines() -> Sample:
    document = report()
    found = layout.parts(document)
    return lines(document, ["示例县人民政府2023年", "政府信息公开工作年度报告", *found[1:]])


@sample
def large_and_full_width_figures() -> Sample:
    document = report()
    texts = {"disclosure/administrative_penalties/decisions": ("３９８５７５８", 3985758),
             "disclosure/administrative_licensing/decisions": ("11,398,889", 11398889),
             "disclosure/administrative_compulsion/decisions": ("1 204 511", 1204511)}  # fmt: skip
    for cell, (_, value) in texts.items():
        document["disclosure"]["rows"][cell.split("/")[1]]["decisions"] = value
    return web(
        document, layout.parts(document, showing({cell: text for cell, (text, _) in texts.items()}))
    )


@sample
def remarks_in_cells() -> Sample:
    document = report()
    document["disclosure"]["rows"]["normative_documents"]["issued"] = 22
    texts = {"disclosure/normative_documents/issued": "22（其中修订16件）"}
    return web(document, layout.parts(document, showing(texts)))


@sample
def figures_that_cannot_be_read() -> Sample:
    document = report()
    texts = {"disclosure/rules/in_force": "约20", "requests/granted_in_full/natural_person": "1 2",
             "disputes/reconsideration/upheld": "3.5"}  # fmt: skip
    found = layout.parts(document, showing(texts))
    return web(
        with_nulls(document, {cell: ("illegible", text) for cell, text in texts.items()}), found
    )


@sample
def carried_over_in_other_words() -> Sample:
    labels = {
        "二、上年结转政府信息公开申请数量": "二、上年度转结",
        "四、结转下年度继续办理": "四、转下年度办理",
    }
    return bars(report(), relabelled(layout.parts(report()), labels))


@sample
def one_paragraph_per_cell() -> Sample:
    body = "".join(
        f"<p>{line}</p>" for line in layout.text(layout.parts(report()), "\n".join).split("\n")
    )
    return Sample(
        "html", f"<html><meta charset=utf-8><body>{body}</body></html>".encode(), report()
    )


@sample
def layout_tables() -> Sample:
    inner = layout.html(layout.parts(report()))
    inner = inner.partition("<body>")[2].partition("</body>")[0]
    page = f'<html><meta charset="utf-8"><body><table><tr><td>导航</td><td><table><tr><td>{inner}</td></tr></table></td></tr></table></body></html>'
    return Sample("html", page.encode(), report())


@sample
def hidden_and_deleted_in_html() -> Sample:
    page = layout.html(layout.parts(report()))
    page = page.replace("</td>", '<span style="display:none">77</span><del>5</del><!-- 6 --></td>')
    return Sample("html", page.encode(), report())


@sample
def escaped_page() -> Sample:
    page = layout.html(layout.parts(report())).replace('"', '\\"').replace("<tr>", "<tr >")
    return Sample("html", page.encode(), report())


@sample
def row_span_too_large() -> Sample:
    found = replaced(
        layout.parts(report()),
        lambda p: p._replace(rows=p.rows + 5) if p.text == "三、本年度办理结果" else p,
    )
    return web(report(), found)


@sample
def tracked_changes_and_controls() -> Sample:
    def cell(piece: Piece) -> str:
        text = layout.run(piece.text)
        if piece.cell.endswith("natural_person"):
            old = '<w:del w:id="1" w:author="a"><w:r><w:delText>99</w:delText></w:r></w:del>'
            return f'{old}<w:ins w:id="2" w:author="a">{text}</w:ins>'
        if piece.cell.endswith("/total"):
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>"
        return text + (layout.run("7", "<w:vanish/>") if piece.cell else "")

    return Sample("docx", layout.docx(layout.parts(report()), cell), report())


@sample
def rows_set_with_blanks() -> Sample:
    return Sample("txt", layout.text(layout.parts(report()), " ".join).encode(), report())


@sample
def tables_as_pictures() -> Sample:
    document = report()
    cells = [
        c
        for t in ("disclosure", "requests", "disputes")
        for c in layout.form_of(document, t).cells()
    ]
    found = [part for part in layout.parts(document) if isinstance(part, str)]
    return web(with_nulls(document, dict.fromkeys(cells, ("lost", None))), found)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, make in SAMPLES.items():
        made = make()
        folder = FOLDER / name
        folder.mkdir(parents=True)
        (folder / f"document.{made.suffix}").write_bytes(made.data)
        text = json.dumps(finished(made), ensure_ascii=False, indent=1, default=float)
        (folder / "report.json").write_text(text + "\n", "utf-8")
    print(f"{len(SAMPLES)} documents in {FOLDER}")


if __name__ == "__main__":
    main()
