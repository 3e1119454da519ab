"""A report as a web page: the official tables with real headers, and its metadata as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from ogireport.publish.catalogue import MEDIA, about, embedded
from ogireport.publish.outline import Section, Slot, Table, outline
from ogireport.report import Report

WORDS = {"json": "JSON", "csv": "CSV", "docx": "Word", "xlsx": "Excel"}


def html(report: Report, beside: tuple[str, ...] = (), licence: str | None = None) -> bytes:
    """The bytes of the page of a well-formed report; `beside` are addresses of its other carriers."""
    made = outline(report)
    kinds = {name: name.rpartition(".")[2] for name in beside}
    links = "".join(
        f'<link rel="alternate" type="{MEDIA[kind]}" href="{name}">\n'
        for name, kind in kinds.items()
    )
    offered = "".join(
        f' <a href="{name}" download>{WORDS[kind]}</a>' for name, kind in kinds.items()
    )
    return PAGE.format(
        title=escape(made.title), links=links, style=STYLE, about=embedded(about(report, licence)),
        lead="".join(f"<p>{escape(line)}</p>\n" for line in made.lead),
        sections="".join(_section(n, section) for n, section in enumerate(made.sections, 1)),
        offered=f'<nav aria-label="其他格式">下载：{offered}</nav>\n' if offered else "",
    ).encode()  # fmt: skip


def _section(number: int, section: Section) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>\n" for text in section.paragraphs)
    shown = _table(number, section.table) if section.table else ""
    return f"<section>\n<h2>{escape(section.heading)}</h2>\n{paragraphs}{shown}</section>\n"


def _table(number: int, table: Table) -> str:
    """A table whose figures name their headers, as tables with several rows of them need."""
    names = {slot: f"t{number}-{n}" for n, slot in enumerate(table.slots)}
    rows = "".join(
        f"<tr>{''.join(_cell(slot, table, names) for slot in row)}</tr>\n" for row in table.rows()
    )
    caption = escape(table.form.section["zh"])
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0">\n'
        f'<table class="{table.form.shape}"><caption>{caption}</caption>\n{rows}</table></div>\n'
    )


def _cell(slot: Slot, table: Table, names: Mapping[Slot, str]) -> str:
    span = f' rowspan="{slot.rows}"' if slot.rows > 1 else ""
    span += f' colspan="{slot.columns}"' if slot.columns > 1 else ""
    if slot.is_label:
        return f'<th id="{names[slot]}" scope="{scope(slot, table)}"{span}>{escape(slot.text)}</th>'
    headers = " ".join(names[label] for label in headers_of(slot, table))
    return f'<td headers="{headers}"{span}>{escape(slot.text)}</td>'


def scope(label: Slot, table: Table) -> str:
    """Whether a label heads what is right of it or what is below it, of one line or several."""
    beside = any(
        label.row <= slot.row < label.row + label.rows and slot.column > label.column
        for slot in table.slots
        if not slot.is_label
    )
    if beside:
        return "rowgroup" if label.rows > 1 else "row"
    return "colgroup" if label.columns > 1 else "col"


def headers_of(slot: Slot, table: Table) -> Iterator[Slot]:
    """Yield the labels left of a figure, and above it those of the nearest heading."""
    labels = [label for label in table.slots if label.is_label]
    yield from (
        label for label in labels
        if label.row <= slot.row < label.row + label.rows and label.column < slot.column
    )  # fmt: skip
    above = [
        other for other in table.slots
        if other.column <= slot.column < other.column + other.columns and other.row < slot.row
    ]  # fmt: skip
    heading = max((label.row for label in above if label.is_label), default=-1)
    first = max((o.row for o in above if not o.is_label and o.row < heading), default=-1)
    yield from (label for label in above if label.is_label and label.row > first)


PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{links}<style>{style}</style>
<script type="application/ld+json">
{about}</script>
</head>
<body>
{offered}<main>
<h1>{title}</h1>
{lead}{sections}</main>
</body>
</html>
"""
STYLE = """
:root{--ink:#1d2524;--line:#8a918f;--head:#f3f1eb}
*{box-sizing:border-box}
body{margin:0 auto;max-width:54rem;padding:2.5rem 1.5rem;color:var(--ink);background:#fff;
 font:1.0625rem/1.9 FangSong,STFangsong,"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif}
h1{font:600 1.7rem/1.4 "FZXiaoBiaoSong-B05S","Noto Serif CJK SC","Source Han Serif SC",STZhongsong,SimSun,serif;text-align:center;margin:0 0 1.6rem;text-wrap:balance}
h2{font:600 1.15rem/1.6 SimHei,STHeiti,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem 0 .6rem}
p{margin:.4rem 0;text-indent:2em}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{border:1px solid var(--line);padding:.3rem .35rem;text-align:center;font-weight:400}
th{background:var(--head)}
.rows,.row{min-width:44rem}
.rows td{min-width:3rem}
nav{margin-bottom:1.6rem;font-size:.95rem;text-align:right}
a{color:#0b5345}
@page{size:A4;margin:22mm 18mm}
@media print{body{max-width:none;padding:0;font-size:12pt}nav{display:none}.wide{overflow:visible}.rows,.row{min-width:0}
 table{font-size:9pt}th,td{padding:1.5pt 2pt}.rows td{min-width:0}tr{break-inside:avoid}h2{break-after:avoid}}
"""
