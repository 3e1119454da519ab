"""The page on which a person checks a conversion: the form with what was printed beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from ogireport.convert.assemble import Conversion, forms_of
from ogireport.findings import Finding, Outcome
from ogireport.form import Form
from ogireport.publish.layout import pieces, printed
from ogireport.render import conclusion
from ogireport.render.width import visible
from ogireport.report import Report
from ogireport.rules.claims import narrative
from ogireport.rules.verdict import Verdict, judge
from ogireport.spec import standard

# the colours of the checker page, web/style.css
_STYLE = """
body { font: 14px/1.5 "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; color: #1c2733; margin: 2em; }
table { border-collapse: collapse; margin: 1em 0 2em; }
th, td { border: 1px solid #8d9aa8; padding: 2px 8px; text-align: center; }
th { background: #f4f7fa; font-weight: normal; }
td small { display: block; white-space: pre-wrap; max-width: 18em; }
.verdict { padding: 6px 12px; border-left: 6px solid; font-size: 20px; font-weight: 600; }
.verdict.good { color: #17613a; background: #e3f3e9; }
.verdict.open { color: #7a4e00; background: #fff3d6; }
.verdict.bad { color: #b01f1f; background: #fde7e4; }
.bad { background: #b01f1f; color: #fff; font-weight: 700; }
.off { box-shadow: inset 0 0 0 2px #b01f1f; }
.odd { background: #fdeccb; box-shadow: inset 0 0 0 2px #b98400; }
.null { background: repeating-linear-gradient(45deg, #edf0f3 0 4px, #fafbfc 4px 8px); }
.placed { background: #d9efe9; }
.reworded { text-decoration: underline dotted #6b7a88; text-underline-offset: 4px; }
.legend span { margin-right: 1em; padding: 1px 8px; border: 1px solid #8d9aa8; }
"""
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
WORDS = {
    "zh": {
        "bad": "可能写错，或等式不符", "off": "受其影响的等式", "odd": "请看一看", "null": "没有数字",
        "placed": "由勾稽关系确定", "reworded": "与原文写法不同", "apart": "差 {}", "rather": "应为 {}",
    },
    "en": {
        "bad": "likely wrong, or out", "off": "equation put out by it", "odd": "worth a look", "null": "no figure",
        "placed": "settled by equations", "reworded": "published in another form", "apart": "diff. {}", "rather": "should be {}",
    },
}  # fmt: skip


class Marks(NamedTuple):
    """What a verdict says of single cells: failing equations, likely figures, and what those put out."""

    failing: dict[str, Finding]
    likely: dict[str, int]
    out: frozenset[str]

    @classmethod
    def of(cls, checked: Verdict) -> Marks:
        failing = {
            finding.cells[0]: finding
            for finding in reversed(checked.findings)
            if finding.outcome is Outcome.FAIL and finding.detail
        }
        sure = (
            [each for each in checked.suggestions.imbalances if each.certain]
            if checked.suggestions
            else []
        )
        likely = {c.cell: c.proposed for each in sure for c in each.alternatives[0].changes}
        out = frozenset(cell for each in sure for _, cell in each.equations)
        return cls(failing, likely, out - likely.keys())

    def kind(self, cell: str) -> str:
        if cell in self.out:
            return "off"
        finding = self.failing.get(cell)
        if cell in self.likely or (finding and finding.requirement == "must"):
            return "bad"
        return "odd" if finding else ""

    def told(self, cell: str, lang: str) -> Iterator[str]:
        if finding := self.failing.get(cell):
            yield WORDS[lang]["apart"].format(finding.difference)
        if cell in self.likely:
            yield WORDS[lang]["rather"].format(self.likely[cell])


def page(made: Conversion, source: str, lang: str) -> str:
    """Return one self-contained HTML page in the official layout; it loads nothing."""
    document, report = made.document, Report(made.document)
    checked, title = judge(report), escape(document["title"])
    said, marks = conclusion.verdict(checked, report), Marks.of(checked)
    covered = conclusion.coverage(checked, None, narrative(report, standard()))
    parts = [
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">{_POLICY}<title>{title}</title>',
        f"<style>{_STYLE}</style><h1>{title}</h1>",
        f"<p>{escape(visible(source))} · {escape(document['organ']['name'])} · {document['reporting_year']}</p>",
        f'<p class="verdict {said["tone"]}">{escape(said[lang])}</p><p>{escape(covered[lang])}</p>',
    ]
    parts += [f"<p><b>{escape(remark[lang])}</b></p>" for remark in made.remarks]
    parts += [
        f"<p>{escape(f.message[lang])}</p>" for f in checked.findings if f.outcome is Outcome.FAIL
    ]
    kinds = ("bad", "off", "odd", "null", "placed", "reworded")
    legend = "".join(f'<span class="{kind}">{WORDS[lang][kind]}</span>' for kind in kinds)
    parts.append(f'<p class="legend">{legend}</p>')
    for form in forms_of(document):
        parts.append(f"<h2>{escape(form.section['item_no'])} {escape(form.section[lang])}</h2>")
        parts.append("".join(_table(form, made, marks, lang)))
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


def _table(form: Form, made: Conversion, marks: Marks, lang: str) -> Iterator[str]:
    yield "<table>"
    for _, row in groupby(pieces(form), key=lambda piece: piece.row):
        yield "<tr>"
        for piece in row:
            span = f' rowspan="{piece.rows}" colspan="{piece.columns}"'
            if piece.text:
                yield f"<th{span}>{escape(piece.text[lang])}</th>"
            else:
                yield _cell(form, piece.cell, span, made, marks, lang)
        yield "</tr>"
    yield "</table>"


def _cell(form: Form, path: str, span: str, made: Conversion, marks: Marks, lang: str) -> str:
    table, row, column = path.split("/")
    value = made.document[table]["rows"][row][column]
    shown, known = printed(form, path, value), made.printed.get(path, "")
    beside = [*marks.told(path, lang), known if known not in ("", shown) else ""]
    small = "".join(f"<small>{escape(text)}</small>" for text in beside if text)
    kind = marks.kind(path)
    if value is None:
        code = next(note["status"] for note in made.document["notes"] if note["cell"] == path)
        statuses = standard().codelists["cell_statuses"]
        shown = escape(next(status[lang] for status in statuses if status["code"] == code))
        kind = "null"
    kind = kind or ("placed" if path in made.placed else "reworded" if beside[-1] else "")
    return f'<td{span} class="{kind}">{shown}{small}</td>'
