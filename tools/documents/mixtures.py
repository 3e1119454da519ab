"""Forms of two editions and two years in one document, and rows that are of none."""

from documents import paper, printing
from documents.printing import Piece
from documents.specimen import Sample, report, sample, tabs, web


@sample
def local_rows() -> Sample:
    document = report("2019", "2019", 2020)
    found = printing.parts(document)
    place = next(n for n, part in enumerate(found) if not isinstance(part, str))
    table = [p._replace(row=p.row + (p.row > 3)) for p in found[place] if not isinstance(p, str)]
    table += [
        Piece(4, n, 1, 1, text) for n, text in enumerate(("其他主动公开文件", "12", "11", "40"))
    ]
    bottom = printing.size(table)[0]
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


@sample
def collapsed_other_handling() -> Sample:
    document = report("2021", "2019")
    return Sample("pdf", paper.pdf(printing.parts(document)), document)


@sample
def form_of_2019_in_2022() -> Sample:
    document = report("2019", "2019", 2022)
    return tabs(document)


@sample
def table_two_of_two_editions() -> Sample:
    document = report("20211", "2021", 2022)
    return web(document)


@sample
def wrong_year_in_title() -> Sample:
    document = report() | {"title": "示例县人民政府2022年政府信息公开工作年度报告"}
    return web(document)
