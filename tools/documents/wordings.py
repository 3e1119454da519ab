"""Labels and headings in other characters, words and lines than those of the form."""

import re

from documents import ooxml, printing
from documents.printing import Piece
from documents.specimen import Sample, bars, lines, relabelled, replaced, report, sample, web

TRADITIONAL = str.maketrans("开数结转办区处这属于国规类内务过执无机关没现确访举报复认获费总继续业构会范许对罚强制项",
                            "開數結轉辦區處這屬於國規類內務過執無機關沒現確訪舉報復認獲費總繼續業構會範許對罰強製項")  # fmt: skip


@sample
def labels_over_lines() -> Sample:
    def broken(piece: Piece) -> Piece:
        text = piece.text
        return (
            piece
            if piece.cell or len(text) < 2
            else piece._replace(text=f"{text[:-2]}\n{text[-2:]}")
        )

    return web(report(), replaced(printing.parts(report()), broken))


@sample
def labels_torn_over_lines() -> Sample:
    document = report("2019", "2019", 2020)
    found = relabelled(printing.parts(document), {
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

    return bars(report(), replaced(printing.parts(report()), change))


@sample
def look_alike_characters() -> Sample:
    document = report("2019", "2019", 2020)
    return web(document, relabelled(printing.parts(document), {"政府集中采购": "政府集中釆购"}))


@sample
def traditional_characters() -> Sample:
    found = replaced(
        printing.parts(report()),
        lambda p: p if p.cell else p._replace(text=p.text.translate(TRADITIONAL)),
    )
    return lines(report(), found)


@sample
def labels_with_lost_characters() -> Sample:
    labels = {"2.其他法律行政法规禁止公开": "2.其他法律行政止公开", "（四）无法提供": "（四）无法提",
              "现行有效件数": "现行有效件", "3.补正后申请内容仍不明确": "3.补正后申请内容仍不名确",
              "科研机构": "科研机枸", "1.属于国家秘密": "1.属国家秘密"}  # fmt: skip
    return Sample("docx", ooxml.docx(relabelled(printing.parts(report()), labels)), report())


@sample
def truncated_headers() -> Sample:
    document = report("2019", "2019", 2020)
    return bars(
        document,
        relabelled(
            printing.parts(document),
            {"本年新制作数量": "本年新", "本年新公开数量": "本年新", "本年增/减": "本年增/"},
        ),
    )


@sample
def headers_with_remarks() -> Sample:
    labels = {"本年制发件数": "本年（2023）制发件数", "本年废止件数": "本年(2023)废止件数",
              "行政许可": "行政许可（含初审）", "规章": "规章（设区的市、自治州人民政府应提供相关数据）",
              "行政规范性文件": "规范性文件（行政机关制定发布的公文）"}  # fmt: skip
    return web(report(), relabelled(printing.parts(report()), labels))


@sample
def other_numbering() -> Sample:
    def change(piece: Piece) -> Piece:
        text = re.sub(r"^(\d)\.", r"\1、", piece.text).replace("补正、行政", "补正，行政")
        return piece if piece.cell else piece._replace(text=text)

    return Sample("xlsx", ooxml.xlsx(replaced(printing.parts(report()), change)), report())


@sample
def section_titles_reworded() -> Sample:
    labels = {"一、总体情况": "1、 工作基本情况", "二、主动公开政府信息情况": "2、 行政机关主动公开政府信息情况",
              "四、政府信息公开行政复议、行政诉讼情况": "四、因政府信息公开工作被申请行政复议提起行政诉讼情况",
              "五、存在的主要问题及改进情况": "五、政府信息公开工作存在的主要问题及改进情况",
              "六、其他需要报告的事项": "六、其它需要报告的事项"}  # fmt: skip
    return web(report(), relabelled(printing.parts(report()), labels))


@sample
def carried_over_in_other_words() -> Sample:
    labels = {
        "二、上年结转政府信息公开申请数量": "二、上年度转结",
        "四、结转下年度继续办理": "四、转下年度办理",
    }
    return bars(report(), relabelled(printing.parts(report()), labels))
