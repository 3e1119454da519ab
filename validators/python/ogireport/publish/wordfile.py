"""A report as a Word document in the official layout, on A4, in the fonts of official documents."""

from __future__ import annotations

from collections.abc import Iterator

from ogireport.form import Shape
from ogireport.publish.officefile import Part, escape, package
from ogireport.publish.outline import Outline, Slot, Table, outline
from ogireport.report import Report

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TEXT = 8906  # twips between the margins of A4, 1500 on either side
# the columns of each table: what stands before the figures is given, these share what is left
LABELS = {Shape.CLAUSES: (2500,), Shape.ROWS: (420, 680, 2800), Shape.ROW: ()}
FALLBACKS = {  # names of the same fonts on other systems, for those that lack the first
    "仿宋": "FangSong, 仿宋_GB2312, FangSong_GB2312, STFangsong, Noto Serif CJK SC",
    "黑体": "SimHei, STHeiti, Noto Sans CJK SC",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S, 方正小标宋_GBK, 华文中宋, STZhongsong, Noto Serif CJK SC",
}


def docx(report: Report) -> bytes:
    """The bytes of the Word document of a well-formed report."""
    made = outline(report)
    kinds = "wordprocessingml."
    return package(made.title, "word/document.xml", {
        "document.xml": Part(f"{kinds}document.main+xml", "officeDocument", _document(made)),
        "footer1.xml": Part(f"{kinds}footer+xml", "footer", FOOTER),
        "styles.xml": Part(f"{kinds}styles+xml", "styles", STYLES),
        "fontTable.xml": Part(f"{kinds}fontTable+xml", "fontTable", _fonts()),
        "settings.xml": Part(f"{kinds}settings+xml", "settings", SETTINGS),
    })  # fmt: skip


def _document(made: Outline) -> str:
    body = [_paragraph(made.title, "Title"), *(_paragraph(line) for line in made.lead)]
    for section in made.sections:
        body.append(_paragraph(section.heading, "Heading1"))
        body += [_paragraph(text) for text in section.paragraphs]
        if section.table:
            body += [_table(section.table), '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>']
    return f"<w:document {W} {R}><w:body>{''.join(body)}{PAGE}</w:body></w:document>"


def _paragraph(text: str, style: str = "") -> str:
    given = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{given}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def widths(table: Table) -> list[int]:
    """The width of each column in twips, together that of the text."""
    given = LABELS[table.form.shape]
    count = table.size[1] - len(given)
    share, rest = divmod(TEXT - sum(given), count)
    return [*given, *(share + (n < rest) for n in range(count))]


def _table(table: Table) -> str:
    wide = widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    return f"<w:tbl>{TABLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(_rows(table, wide))}</w:tbl>"


def _rows(table: Table, wide: list[int]) -> Iterator[str]:
    """Each row; a place that goes on below its first row is empty there.

    Headings stay with the row below, and stand on every page where the whole table has one heading.
    """
    heading = table.form.shape is not Shape.CLAUSES
    small = "Small" if table.form.shape is Shape.ROW else ""
    for row in range(table.size[0]):
        here = (slot for slot in table.slots if slot.row <= row < slot.row + slot.rows)
        slots = sorted(here, key=lambda slot: slot.column)
        heads = all(slot.is_label for slot in slots)
        heading &= heads
        cells = (
            _cell(slot, slot.row == row, f"{small}{'Head' if heads else 'Cell'}", wide)
            for slot in slots
        )
        repeated = "<w:tblHeader/>" if heading else ""
        yield f"<w:tr><w:trPr>{ROW}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(slot: Slot, begins: bool, style: str, wide: list[int]) -> str:
    given = f'<w:tcW w:w="{sum(wide[slot.column : slot.column + slot.columns])}" w:type="dxa"/>'
    given += f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    if slot.rows > 1:
        given += '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    text = _paragraph(slot.text if begins else "", style)
    return f'<w:tc><w:tcPr>{given}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'


# what every document has -----------------------------------------------------------------------

ROW = '<w:cantSplit/><w:trHeight w:val="360"/>'
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
TABLE = (
    f'<w:tblPr><w:tblW w:w="{TEXT}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_LINES}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="20" w:type="dxa"/>'
    '<w:right w:w="20" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1500" w:bottom="1984" w:left="1500" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
)
FOOTER = (
    f'<w:ftr {W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">- </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:ftr>'
)
SETTINGS = f'<w:settings {W}><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'


def _fonts() -> str:
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    return f"<w:fonts {W}>{listed}</w:fonts>"


NAMES = {"Heading1": "heading 1"}  # of the style that Word lists headings by


def _style(name: str, paragraph: str, font: str, size: int, kind: str = "") -> str:
    """A style of paragraphs; the size is in half points."""
    return (
        f'<w:style w:type="paragraph" {kind}w:styleId="{name}"><w:name w:val="{NAMES.get(name, name)}"/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    )


_BODY = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_CELL = '<w:spacing w:line="240" w:lineRule="exact"/>' + _FLUSH + '<w:jc w:val="center"/>'
STYLES = (
    f"<w:styles {W}>"
    + _style("Normal", _BODY, "仿宋", 32, 'w:default="1" ')
    + _style("Title", f'<w:keepNext/><w:spacing w:before="240" w:after="480"/>{_FLUSH}<w:jc w:val="center"/>',
             "方正小标宋简体", 44)
    + _style("Heading1", '<w:keepNext/><w:spacing w:before="240" w:after="160" w:line="560" w:lineRule="exact"/>'
             '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/>', "黑体", 32)
    + _style("Cell", _CELL, "仿宋", 21)
    + _style("Head", f"<w:keepNext/>{_CELL}", "仿宋", 21)
    + _style("SmallCell", _CELL, "仿宋", 18)
    + _style("SmallHead", f"<w:keepNext/>{_CELL}", "仿宋", 18)
    + _style("Gap", '<w:spacing w:line="240" w:lineRule="exact"/>', "仿宋", 21)
    + "</w:styles>"
)  # fmt: skip
