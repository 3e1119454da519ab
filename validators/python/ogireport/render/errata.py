"""A comparison for people: as lines of text, and as a page for a notice of corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from ogireport.convert.particulars import CODELISTS
from ogireport.publish.comparison import Change, Comparison, Piece
from ogireport.render.width import wrap
from ogireport.report import Report
from ogireport.rules.arithmetic import caption
from ogireport.spec import standard

WORDS = {
    "zh": {"title": "报告更正对照", "cells": "数字", "fields": "报告信息", "notes": "空值说明", "words": "文字",
           "place": "位置", "before": "原为", "after": "现为", "difference": "差", "none": "空值", "same": "两份报告相同。",
           "apart": "{}：两份报告使用不同的格式版本，只比较双方都有的单元格。", "kept": "……"},
    "en": {"title": "What was changed in the report", "cells": "Figures", "fields": "Particulars", "notes": "Notes", "words": "Text",
           "place": "Place", "before": "Before", "after": "After", "difference": "Difference", "none": "null", "same": "The reports are the same.",
           "apart": "{}: the reports use different editions; only cells that both have are compared.", "kept": "…"},
}  # fmt: skip


def lines(found: Comparison, lang: str) -> Iterator[str]:
    """Yield the lines for a terminal: a group for each kind of change."""
    said = WORDS[lang]
    if not found:
        yield said["same"]
    for table in found.apart:
        yield from wrap(said["apart"].format(_section_name(_code(table), lang)))
    for kind, rows in _rows(found, lang):
        yield said[kind]
        for place, before, after, difference in rows:
            more = f" ({difference})" if difference else ""
            yield from wrap(f"{place}  {before} → {after}{more}", "  ", "      ")
    for section, pieces in found.sections:
        yield _section_name(section, lang)
        for sign, text in _words(pieces):
            yield from wrap(text, f"  {sign} ", "    ")


def _rows(found: Comparison, lang: str) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    for kind in ("fields", "cells", "notes"):
        changes: tuple[Change, ...] = getattr(found, kind)
        if changes:
            yield kind, [_row(change, kind, lang) for change in changes]


def _row(change: Change, kind: str, lang: str) -> tuple[str, str, str, str]:
    """Where, before, after and the difference of figures."""
    spec = standard()
    place = _title(change.path, lang) if kind == "fields" else caption(change.path, spec, lang)
    difference = change.difference if kind == "cells" else None
    return (
        place,
        _shown(change.before, change.path, lang),
        _shown(change.after, change.path, lang),
        "" if difference is None else f"{difference:+}",
    )


def _title(path: str, lang: str) -> str:
    """The title of a field, after that of the object which it is in."""
    parent = path.rpartition("/")[0]
    titles = [standard().title(each)[lang] for each in (parent, path) if each]
    return {"zh": "·", "en": " · "}[lang].join(titles)


def _shown(value: Any, path: str, lang: str) -> str:
    """A value in words: codes by their names, an added row as it is printed."""
    if value is None or value == []:
        return WORDS[lang]["none"]
    if isinstance(value, dict) and value.keys() == {"status", "printed"}:
        return f"{_names('cell_statuses', lang)[value['status']]} “{value['printed'] or ''}”"
    if path in CODELISTS:
        return _names(CODELISTS[path], lang)[value]
    if path == "local_rows":
        rows = (" ".join([row["label"], *row["values"]]) for row in value)
        return {"zh": "；", "en": "; "}[lang].join(rows)
    return str(value) if isinstance(value, str | int | Decimal) else json.dumps(value, ensure_ascii=False, default=str)  # fmt: skip


def _names(codelist: str, lang: str) -> dict[str, str]:
    return {x["code"]: x[lang] for x in standard().codelists[codelist]}


def _words(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if not piece.is_kept:
            yield from ((s, t) for s, t in (("-", piece.before), ("+", piece.after)) if t.strip())


def _code(table: str) -> str:
    return next(str(f.section["code"]) for f in standard().forms.values() if f.table == table)


def _section_name(code: str, lang: str) -> str:
    section = next(s for s in standard().codelists["sections"] if s["code"] == code)
    return f"{section['item_no']}、{section['zh']}" if lang == "zh" else str(section["en"])


# a page --------------------------------------------------------------------------------------


def html(before: Report, after: Report, found: Comparison, lang: str) -> bytes:
    """The bytes of a page that needs nothing else."""
    said = WORDS[lang]
    parts = [f"<p>{escape(said['same'])}</p>"] if not found else []
    parts += [
        f"<p>{escape(said['apart'].format(_section_name(_code(t), lang)))}</p>" for t in found.apart
    ]
    heads = "".join(
        f'<th scope="col">{said[name]}</th>' for name in ("place", "before", "after", "difference")
    )
    for kind, rows in _rows(found, lang):
        body = "".join(
            f'<tr><th scope="row">{escape(place)}</th>'
            + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>\n"
            for place, *texts in rows
        )  # fmt: skip
        parts.append(f"<table><caption>{said[kind]}</caption>\n<tr>{heads}</tr>\n{body}</table>")
    for section, pieces in found.sections:
        marked = "".join(_marked(piece) for piece in pieces)
        parts.append(
            f'<h2>{escape(_section_name(section, lang))}</h2>\n<p class="text">{marked}</p>'
        )
    titles = " → ".join(dict.fromkeys(str(r.value("title")) for r in (before, after)))
    return PAGE.format(
        lang={"zh": "zh-CN", "en": "en"}[lang], title=said["title"], titles=escape(titles),
        style=STYLE, parts="\n".join(parts),
    ).encode()  # fmt: skip


def _marked(piece: Piece) -> str:
    if piece.is_kept:
        return escape(piece.before)
    texts = (("del", piece.before), ("ins", piece.after))
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in texts if text)


PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{titles}</p>
{parts}
</main>
</body>
</html>
"""
STYLE = """
body{margin:0 auto;max-width:54rem;padding:2.5rem 1.5rem;color:#1d2524;background:#fff;
 font:1rem/1.7 system-ui,"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.5rem}h2,caption{font-size:1.1rem;font-weight:600;text-align:left;margin:1.4rem 0 .4rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid #8a918f;padding:.3rem .5rem;text-align:left;font-weight:400;overflow-wrap:anywhere}
tr:first-child th{background:#f3f1eb}
.text{white-space:pre-wrap}
del{background:#fdecea;color:#8c1d18}ins{background:#e5f4ea;color:#0b5345}
@page{size:A4;margin:22mm 18mm}
"""
