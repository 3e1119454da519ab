"""The form as each kind of file has it, and as files carry it that were made for looks."""

from documents import binary, markup, ooxml, paper, printing
from documents.printing import Piece
from documents.specimen import Sample, lines, replaced, report, sample, web


@sample
def same_form_html() -> Sample:
    return web(report())


@sample
def same_form_docx() -> Sample:
    return Sample("docx", ooxml.docx(printing.parts(report())), report())


@sample
def same_form_doc() -> Sample:
    return Sample("doc", binary.doc(printing.parts(report())), report())


@sample
def same_form_xlsx() -> Sample:
    return Sample("xlsx", ooxml.xlsx(printing.parts(report())), report())


@sample
def same_form_pdf() -> Sample:
    return Sample("pdf", paper.pdf(printing.parts(report())), report())


@sample
def same_form_ofd() -> Sample:
    return Sample("ofd", paper.ofd(printing.parts(report())), report())


@sample
def same_form_text() -> Sample:
    return lines(report())


@sample
def same_form_markdown() -> Sample:
    return Sample("md", markup.markdown(printing.parts(report())).encode(), report())


@sample
def gb2312_that_is_gb18030() -> Sample:
    document = report()
    document["sections"]["overview"] = "本年度在〇号镇、喆家坪、𠮷田村设查阅点，面积㎡按规定公开。"
    page = markup.html(
        printing.parts(document),
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
    )
    return Sample("htm", page.encode("gb18030"), document)


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

    return Sample("txt", markup.text(printing.parts(document), set_row).encode(), document)


@sample
def pdf_split_over_pages() -> Sample:
    document = report("2019", "2021")
    return Sample("pdf", paper.pdf(printing.parts(document), height=520), document)


@sample
def title_over_two_lines() -> Sample:
    document = report()
    found = printing.parts(document)
    return lines(document, ["示例县人民政府2023年", "政府信息公开工作年度报告", *found[1:]])


@sample
def one_paragraph_per_cell() -> Sample:
    body = "".join(
        f"<p>{line}</p>" for line in markup.text(printing.parts(report()), "\n".join).split("\n")
    )
    return Sample(
        "html", f"<html><meta charset=utf-8><body>{body}</body></html>".encode(), report()
    )


@sample
def layout_tables() -> Sample:
    inner = markup.html(printing.parts(report()))
    inner = inner.partition("<body>")[2].partition("</body>")[0]
    page = f'<html><meta charset="utf-8"><body><table><tr><td>导航</td><td><table><tr><td>{inner}</td></tr></table></td></tr></table></body></html>'
    return Sample("html", page.encode(), report())


@sample
def hidden_and_deleted_in_html() -> Sample:
    page = markup.html(printing.parts(report()))
    page = page.replace("</td>", '<span style="display:none">77</span><del>5</del><!-- 6 --></td>')
    return Sample("html", page.encode(), report())


@sample
def escaped_page() -> Sample:
    page = markup.html(printing.parts(report())).replace('"', '\\"').replace("<tr>", "<tr >")
    return Sample("html", page.encode(), report())


@sample
def row_span_too_large() -> Sample:
    found = replaced(
        printing.parts(report()),
        lambda p: p._replace(rows=p.rows + 5) if p.text == "三、本年度办理结果" else p,
    )
    return web(report(), found)


@sample
def tracked_changes_and_controls() -> Sample:
    def cell(piece: Piece) -> str:
        text = ooxml.run(piece.text)
        if piece.cell.endswith("natural_person"):
            old = '<w:del w:id="1" w:author="a"><w:r><w:delText>99</w:delText></w:r></w:del>'
            return f'{old}<w:ins w:id="2" w:author="a">{text}</w:ins>'
        if piece.cell.endswith("/total"):
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>"
        return text + (ooxml.run("7", "<w:vanish/>") if piece.cell else "")

    return Sample("docx", ooxml.docx(printing.parts(report()), cell), report())


@sample
def rows_set_with_blanks() -> Sample:
    return Sample("txt", markup.text(printing.parts(report()), " ".join).encode(), report())
