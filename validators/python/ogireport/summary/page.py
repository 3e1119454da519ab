"""The summary of a corpus as one HTML page that needs nothing else: plots, words in zh and en."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from ogireport.findings import LANGUAGES
from ogireport.form import Form
from ogireport.kinds import Bilingual
from ogireport.spec import Spec
from ogireport.summary import plots
from ogireport.summary.plots import COLORS, Part, both, columns, legend, stacked
from ogireport.summary.series import Tables

Group = tuple[str | None, str | None]
Lines = list[dict[str, Any]]
WORDS: dict[str, Bilingual] = {
    "title": {"zh": "政府信息公开工作年度报告汇总", "en": "Annual reports on open government information: summary"},
    "group": {"zh": "机关层级和报告范围", "en": "Organ level and scope"},
    "none": {"zh": "未注明", "en": "not stated"},
    "reports": {"zh": "份报告", "en": "reports"},
    "flows": {"zh": "申请（件）", "en": "Number of requests"},
    "outcomes": {"zh": "申请的办理结果", "en": "Outcomes of the requests"},
    "outcomes_note": {
        "zh": "各项占总计的比例，右侧为总计件数。仅采用该项和总计均有数字的报告。2019 年版的“其他处理”与 2021 年版三项之和衔接。",
        "en": "Shares of total processed, with its number on the right; only reports that have both the item and the total. “Other handling” of 2019 continues as the sum of the three rows of 2021.",
    },
    "gap": {
        "zh": "条形不足或者超出全长：报告的各项之和与总计不符，或者有空值。",
        "en": "If a bar is shorter or longer than the others, the items do not add up to the published total, or some are null.",
    },
    "disputes": {"zh": "复议和诉讼的结果（右侧为总计件数）", "en": "Reconsideration and litigation (number of cases on the right)"},
    "blanks": {"zh": "没有数字的单元格", "en": "Cells without a figure"},
    "blanks_note": {
        "zh": "空白不是零：求和时略去，在此计数。左为占全部单元格的比例，右为单元格数。",
        "en": "Blank is not zero: null cells are left out of the sums and counted here, as a share of all cells, with their number.",
    },
    "left_out": {
        "zh": "{count} 份报告没有写明机关层级，未计入汇总，见 left_out.csv。",
        "en": "Reports that state no organ level, and are left out: {count}; see left_out.csv.",
    },
    "caution": {
        "zh": "不同层级、不同范围的数字不相加：汇总报告已含所属单位。表二两版口径不同，不连成序列，见 disclosure.csv。",
        "en": "Levels and scopes are not added together: an aggregate already includes its units. The two editions of table two count different things and are never joined in one series; see disclosure.csv.",
    },
}  # fmt: skip


def html(found: Tables, spec: Spec, lang: str) -> str:
    """The page, first shown in the language given."""
    lines = {name: table.to_pylist() for name, table in found.items()}
    groups: dict[Group, int] = {}
    for line in lines["coverage"]:
        if line["table"] == "disputes":
            group = (line["scope"], line["organ_level"])
            groups[group] = groups.get(group, 0) + line["reports"]
    ordered = sorted(groups, key=lambda group: -groups[group])
    options = "".join(
        f'<option value="g{n}" {_texts(group, groups[group], spec)}></option>'
        for n, group in enumerate(ordered)
    )
    sections = "".join(
        f'<section id="g{n}">{"".join(_section(group, lines, groups[group], spec))}</section>'
        for n, group in enumerate(ordered)
    )
    words = {name: both(text) for name, text in WORDS.items()}
    count = len(lines["left_out"])
    words["left_out"] = f"<p>{words['left_out']}</p>".format(count=f"{count:,}") if count else ""
    allowed = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    return PAGE.format(
        allowed=allowed, lang=lang, name=WORDS["title"][lang], style=STYLE + plots.STYLE, script=SCRIPT, options=options,
        sections=sections, version=spec.version, **words,
    )  # fmt: skip


def _label(code: str | None, codelist: str, spec: Spec) -> Bilingual:
    return next(
        (entry for entry in spec.codelists[codelist] if entry["code"] == code), WORDS["none"]
    )


def _named(group: Group, spec: Spec, lang: str) -> str:
    scope, level = (
        _label(c, n, spec)[lang]
        for c, n in zip(group, ("report_scopes", "organ_levels"), strict=True)
    )
    return f"{level} · {scope}"


def _texts(group: Group, count: int, spec: Spec) -> str:
    """An option cannot hold both languages: the script shows one of its attributes."""
    return " ".join(f'data-{n}="{_named(group, spec, n)} · {count:,}"' for n in LANGUAGES)


def _section(group: Group, lines: dict[str, Lines], count: int, spec: Spec) -> Iterator[str]:
    own = {
        name: [line for line in table if (line["scope"], line["organ_level"]) == group]
        for name, table in lines.items()
    }
    heading = both({lang: _named(group, spec, lang) for lang in LANGUAGES})
    yield f"<h2>{heading} <small>{count:,} {both(WORDS['reports'])}</small></h2>"
    yield from _requests(own["requests"], spec)
    yield from _disputes(own["disputes"], spec)
    yield from _blanks(own["coverage"], spec)


def _requests(lines: Lines, spec: Spec) -> Iterator[str]:
    """A small plot for each row that is no part of a total, and the parts of the total by year."""
    form = _newest("requests", spec)
    (every,) = (code for code, line in form.columns.items() if line.role == "total")
    lines = [line for line in lines if line["column"] == every]
    yield f"<h3>{both(WORDS['flows'])}</h3><div class='small'>"
    alone = _labels((line for line in lines if not line["share_of"]), "row")
    for (row, label), color in zip(alone.items(), COLORS, strict=False):
        values = [
            (str(line["reporting_year"]), line["sum"]) for line in lines if line["row"] == row
        ]
        yield f"<figure><figcaption>{both(label)}</figcaption>{columns(values, color)}</figure>"
    yield "</div>"
    parts = [x for x in lines if x["share_of"] and form.rows[x["row"]].parent == x["share_of"]]
    wholes = {
        x["reporting_year"]: x["sum"]
        for x in lines
        for part in parts[:1]
        if x["row"] == part["share_of"]
    }
    yield f"<h3>{both(WORDS['outcomes'])}</h3><p>{both(WORDS['outcomes_note'])}</p>"
    yield legend(list(_labels(parts, "row").values())) + _bars(parts, "row", wholes)


def _disputes(lines: Lines, spec: Spec) -> Iterator[str]:
    """The outcomes of each track by year."""
    form = _newest("disputes", spec)
    outcomes = _labels((line for line in lines if line["share_of"]), "column")
    yield f"<h3>{both(WORDS['disputes'])}</h3>{legend(list(outcomes.values()))}"
    for row, label in _labels(lines, "row").items():
        if form.rows[row].role != "group":
            track = [line for line in lines if line["row"] == row]
            parts = [line for line in track if line["share_of"]]
            wholes = {x["reporting_year"]: x["sum"] for x in track if not x["share_of"]}
            yield f"<h4>{both(label)}</h4>{_bars(parts, 'column', wholes)}"


def _bars(parts: Lines, axis: str, wholes: dict[int, int | None]) -> str:
    """A stacked bar per year."""
    labels = _labels(parts, axis)
    found = []
    for year in sorted({part["reporting_year"] for part in parts}):
        by_code = {part[axis]: part for part in parts if part["reporting_year"] == year}
        shown = [
            Part(labels[c], by_code[c]["share"], by_code[c]["sum"]) for c in labels if c in by_code
        ]
        found.append((str(year), shown, wholes.get(year)))
    return stacked(found)


def _blanks(lines: Lines, spec: Spec) -> Iterator[str]:
    """The share of cells without a figure, by year and table."""
    yield f"<h3>{both(WORDS['blanks'])}</h3><p>{both(WORDS['blanks_note'])}</p>"
    tables = dict.fromkeys(line["table"] for line in lines)
    heads = "".join(f'<th scope="col">{both(_newest(t, spec).section)}</th>' for t in tables)
    yield f'<table class="blanks"><tr><td></td>{heads}</tr>'
    for year in sorted({line["reporting_year"] for line in lines}):
        found = (
            [x for x in lines if (x["table"], x["reporting_year"]) == (t, year)] for t in tables
        )
        yield f'<tr><th scope="row">{year}</th>{"".join(map(_blank, found))}</tr>'
    yield "</table>"


def _blank(lines: Lines) -> str:
    blank, cells = (sum(line[n] for line in lines) for n in ("blank", "cells"))
    return f"<td>{blank / cells:.2%} <small>{blank:,}</small></td>" if cells else "<td>—</td>"


def _newest(table: str, spec: Spec) -> Form:
    return [form for form in spec.forms.values() if form.table == table][-1]


def _labels(lines: Iterable[dict[str, Any]], axis: str) -> dict[str, Bilingual]:
    """The labels of the rows or columns, in the order they come."""
    return {x[axis]: {lang: x[f"{axis}_{lang}"] for lang in LANGUAGES} for x in lines}


PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>{style}</style>
</head>
<body>
<header>
<nav><button data-lang="zh">中文</button><button data-lang="en">English</button></nav>
<h1>{title}</h1>
<p>{caution}</p>{left_out}
<label>{group}<select>{options}</select></label>
</header>
<main>{sections}</main>
<footer><p>{gap}</p><p>ogireport {version}</p></footer>
<script>{script}</script>
</body>
</html>
"""
STYLE = """
:root{--ink:#22302f;--dim:#5c6765;--line:#e3e1da;--paper:#fbfaf7}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;padding:2.5rem 1.5rem;background:var(--paper);color:var(--ink);
 font:16px/1.65 system-ui,"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
html[lang=zh] span[lang=en],html[lang=en] span[lang=zh]{display:none}
h1{font-size:1.75rem;line-height:1.3;margin:.2rem 0 .6rem}
h2{font-size:1.3rem;margin:2.2rem 0 .4rem;padding-top:1.4rem;border-top:2px solid var(--ink)}
h2 small{font-weight:400;color:var(--dim);font-size:.95rem;margin-left:.6rem}
h3{font-size:1.05rem;margin:2rem 0 .3rem}
h4{font-size:.95rem;font-weight:500;margin:1.2rem 0 .3rem;color:var(--dim)}
p{margin:.3rem 0 .8rem;color:var(--dim);max-width:46rem}
nav{text-align:right}
button{border:1px solid var(--line);background:none;padding:.15rem .7rem;font:inherit;font-size:.85rem;color:var(--dim);cursor:pointer}
html[lang=zh] [data-lang=zh],html[lang=en] [data-lang=en]{background:var(--ink);color:var(--paper);border-color:var(--ink)}
label{display:block;font-size:.9rem;color:var(--dim)}
select{display:block;max-width:100%;font:inherit;color:var(--ink);padding:.35rem .6rem;border:1px solid var(--line);background:#fff;margin-top:.2rem}
table,ol{font-variant-numeric:tabular-nums}
.blanks{border-collapse:collapse;font-size:.9rem}
.blanks th,.blanks td{font-weight:400;text-align:left;vertical-align:top;padding:.25rem 1.2rem .25rem 0;border-bottom:1px solid var(--line)}
.blanks small{color:var(--dim);white-space:nowrap}
.small{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(21rem,100%),1fr));gap:1.4rem 2rem}
figure{margin:0}
figcaption{font-size:.88rem;color:var(--dim)}
footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.86rem}
@media print{nav,label{display:none}}
@media(max-width:40rem){body{padding:1.2rem 1rem}.blanks{font-size:.8rem}.blanks th,.blanks td{padding-right:.5rem}}
"""
SCRIPT = """
const root=document.documentElement,select=document.querySelector("select");
const buttons=document.querySelectorAll("button");
const show=()=>document.querySelectorAll("section").forEach(s=>s.hidden=s.id!==select.value);
const speak=lang=>{
 root.lang=lang;
 for(const o of select.options)o.textContent=o.dataset[lang];
 for(const b of buttons)b.ariaPressed=b.dataset.lang===lang;
};
for(const b of buttons)b.onclick=()=>speak(b.dataset.lang);
select.onchange=show;show();speak(root.lang);
"""
