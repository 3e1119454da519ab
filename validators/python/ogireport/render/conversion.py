"""The page on which a person checks a conversion: the form with what was printed beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ogireport.convert.assemble import Conversion, forms_of
from ogireport.form import Form
from ogireport.render.width import visible
from ogireport.spec import standard

_STYLE = """
body { font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2em; }
table { border-collapse: collapse; margin: 1em 0 2em; }
th, td { border: 1px solid #999; padding: 2px 8px; text-align: right; }
th { background: #f3f3f3; font-weight: normal; text-align: left; }
td small { color: #555; display: block; white-space: pre-wrap; max-width: 18em; }
td.none { background: #eee; border-color: #ddd; }
td.null { background: #ffd9d9; }
td.placed { background: #fff1c2; }
td.changed { background: #e3f0ff; }
"""
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
_LEGEND = {
    "zh": "红：空值及原因；黄：由勾稽关系确定；蓝：数字与原文写法不同；小字：原文。",
    "en": "Red: null and why; yellow: settled by the equations; blue: published in another "
    "form; small: as published.",
}


def page(made: Conversion, source: str, lang: str) -> str:
    """Return one self-contained HTML page; it loads nothing."""
    document = made.document
    title = escape(document["title"])
    parts = [
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">{_POLICY}<title>{title}</title>',
        f"<style>{_STYLE}</style><h1>{title}</h1>",
        f"<p>{escape(visible(source))} · {escape(document['organ']['name'])} · {document['reporting_year']}</p>",
        f"<p>{_LEGEND[lang]}</p>",
    ]
    parts += [f"<p><b>{escape(remark[lang])}</b></p>" for remark in made.remarks]
    for form in forms_of(document):
        parts.append(f"<h2>{escape(form.section['item_no'])} {escape(form.section[lang])}</h2>")
        parts.append("".join(_table(form, made, lang)))
    if document["local_rows"]:
        parts.append("<ul>" + "".join(_local(row) for row in document["local_rows"]) + "</ul>")
    for entry in standard().codelists["sections"]:
        if entry["kind"] == "narrative":
            text = document["sections"][entry["code"]] or "—"
            parts.append(f"<h2>{escape(entry['item_no'])} {escape(entry[lang])}</h2>")
            parts.append("".join(f"<p>{escape(line)}</p>" for line in text.split("\n")))
    return "\n".join(parts) + "\n"


def _local(row: dict[str, object]) -> str:
    values = row["values"] if isinstance(row["values"], list) else []
    return f"<li>{escape(str(row['label']))}: {escape(' | '.join(map(str, values)))}</li>"


def _table(form: Form, made: Conversion, lang: str) -> Iterator[str]:
    columns = [line for line in form.columns.values() if line.role != "group"]
    heads = "".join(f"<th>{escape(column.caption(lang))}</th>" for column in columns)
    yield f"<table><tr><th></th>{heads}</tr>"
    for row in form.rows.values():
        if row.columns:
            cells = "".join(
                _cell(f"{form.table}/{row.code}/{column.code}", made, lang)
                if column.code in row.columns else '<td class="none"></td>'
                for column in columns
            )  # fmt: skip
            yield f"<tr><th>{escape(row.caption(lang))}</th>{cells}</tr>"
    yield "</table>"


def _cell(path: str, made: Conversion, lang: str) -> str:
    table, row, column = path.split("/")
    value = made.document[table]["rows"][row][column]
    printed = made.printed.get(path, "")
    small = f"<small>{escape(printed)}</small>" if printed not in ("", str(value)) else ""
    if value is None:
        code = next(note["status"] for note in made.document["notes"] if note["cell"] == path)
        statuses = standard().codelists["cell_statuses"]
        why = next(status[lang] for status in statuses if status["code"] == code)
        return f'<td class="null">{escape(why)}{small}</td>'
    kind = "placed" if path in made.placed else "changed" if small else ""
    return f'<td class="{kind}">{value}{small}</td>'
