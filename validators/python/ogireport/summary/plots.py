"""Bars as HTML with both languages in it; the page shows one of them, STYLE draws them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from ogireport.findings import LANGUAGES
from ogireport.kinds import Bilingual

DARK, LIGHT = "#fff", "#22302f"  # of the text on every first and every second colour
COLORS = ("#2a7f86", "#9fd0ca", "#b5533c", "#e8b36d", "#7d6b91", "#d3cfc6", "#4f6d9a", "#bdb28a")
TALL = 90  # pixels of the highest upright bar
STYLE = """
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.2rem 0 .7rem;padding:0;font-size:.86rem}
.legend i{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:2px;vertical-align:-1px}
.columns{list-style:none;display:flex;flex-wrap:wrap;align-items:end;gap:.6rem;margin:.3rem 0 0;padding:0;font-size:.82rem}
.columns li{min-width:4.6rem;text-align:center}
.columns i{display:block;width:2.6rem;margin:0 auto;border-radius:2px 2px 0 0}
.columns span{display:block;color:var(--dim)}
.bars{width:100%;border-spacing:0 .35rem;font-size:.82rem}
.bars th{width:2.8rem;padding:0;text-align:left;font-weight:400}
.bars td:last-child{width:5.4rem;padding:0 0 0 .2rem}
.bars .bar{overflow:hidden;padding:0 1.5% 0 0;max-width:0}
.bars div{display:flex;height:1.5rem;background:#f0eee8}
.bars b{flex:none;height:1.5rem;line-height:1.5rem;overflow:hidden;text-align:center;font-weight:400}
.bars b::before{content:"";display:inline-block;height:1.5rem;vertical-align:top}
.bars b span{display:inline-block;white-space:nowrap;vertical-align:top}
"""  # in .bars b, a number too wide for its part falls to the next line, which is not seen


class Part(NamedTuple):
    """One part of a bar: what it is and its share of the whole."""

    label: Bilingual
    share: float | None
    number: int | None


def both(text: Bilingual) -> str:
    """The text in both languages as HTML."""
    return "".join(f'<span lang="{lang}">{escape(text[lang])}</span>' for lang in LANGUAGES)


def legend(labels: Sequence[Bilingual]) -> str:
    """The colours of the parts."""
    items = zip(labels, COLORS, strict=False)
    shown = (f'<li><i style="background:{color}"></i>{both(label)}</li>' for label, color in items)
    return f'<ul class="legend">{"".join(shown)}</ul>'


def stacked(bars: Sequence[tuple[str, Sequence[Part], int | None]]) -> str:
    """One bar of shares per year, with the number that is the whole beside it."""
    rows = (
        f'<tr><th scope="row">{name}</th><td class="bar"><div>{"".join(map(_part, parts, COLORS))}'
        f"</div></td><td>{_number(whole)}</td></tr>"
        for name, parts, whole in bars
    )
    return f'<table class="bars">{"".join(rows)}</table>'


def columns(values: Sequence[tuple[str, int | None]], color: str) -> str:
    """One upright bar per year with its number; no bar where there is no number."""
    most = max((value or 0 for _, value in values), default=0) or 1
    items = (
        f'<li>{_number(value)}<i style="height:{TALL * (value or 0) / most:.0f}px;background:{color}">'
        f"</i><span>{name}</span></li>"
        for name, value in values
    )
    return f'<ol class="columns">{"".join(items)}</ol>'


def _part(part: Part, color: str) -> str:
    share = part.share or 0
    title = " / ".join(part.label[lang] for lang in LANGUAGES)
    ink = LIGHT if COLORS.index(color) % 2 else DARK
    return (
        f'<b style="width:{share:.3%};background:{color};color:{ink}" '
        f'title="{escape(title)}: {_number(part.number)} ({share:.1%})"><span>{share:.1%}</span></b>'
    )


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"
