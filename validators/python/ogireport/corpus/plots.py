"""Bars as inline SVG with both languages in it; the page shows one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from ogireport.spec import Bilingual

COLORS = ("#2a7f86", "#9fd0ca", "#b5533c", "#e8b36d", "#7d6b91", "#d3cfc6", "#4f6d9a", "#bdb28a")
LEFT, BAR, RIGHT, STEP, HEIGHT = 56, 640, 96, 34, 24
COLUMN, TALL = 82, 90  # the step from one upright bar to the next, and their height
LEAST = 0.06  # of the whole bar: narrower parts carry no number


class Part(NamedTuple):
    """One part of a bar: what it is and its share of the whole."""

    label: Bilingual
    share: float | None
    number: int | None


def both(text: Bilingual) -> str:
    """The text in both languages as HTML."""
    return "".join(f'<span lang="{lang}">{escape(text[lang])}</span>' for lang in ("zh", "en"))


def legend(labels: Sequence[Bilingual]) -> str:
    """The colours of the parts."""
    items = zip(labels, COLORS, strict=False)
    return '<ul class="legend">' + "".join(
        f'<li><i style="background:{color}"></i>{both(label)}</li>' for label, color in items
    ) + "</ul>"  # fmt: skip


def stacked(bars: Sequence[tuple[str, Sequence[Part], int | None]]) -> str:
    """One bar of shares per year, with the number that is the whole beside it."""
    found = []
    for at, (name, parts, whole) in enumerate(bars):
        top, left = at * STEP, float(LEFT)
        found.append(_text(LEFT - 10, top, name, "end"))
        found.append(f'<rect x="{LEFT}" y="{top}" width="{BAR}" height="{HEIGHT}" class="rest"/>')
        for part, color in zip(parts, COLORS, strict=False):
            width = (part.share or 0) * BAR
            found.append(_part(left, top, width, color, part))
            left += width
        found.append(_text(LEFT + BAR + 10, top, _number(whole), "start"))
    return _svg(found, LEFT + BAR + RIGHT, len(bars) * STEP)


def columns(values: Sequence[tuple[str, int | None]], color: str) -> str:
    """One upright bar per year with its number; no bar where there is no number."""
    most = max((value or 0 for _, value in values), default=0) or 1
    found = []
    for at, (name, value) in enumerate(values):
        middle, height = COLUMN * (at + 0.5), TALL * (value or 0) / most
        top = 22 + TALL - height
        found.append(
            f'<rect x="{middle - 21}" y="{top:.1f}" width="42" height="{height:.1f}" rx="2" fill="{color}"/>'
        )
        found.append(_text(middle, top - 21, _number(value), "middle"))
        found.append(_text(middle, TALL + 25, name, "middle", "dim"))
    return _svg(found, COLUMN * len(values), TALL + 46)


def _part(left: float, top: int, width: float, color: str, part: Part) -> str:
    title = " / ".join(part.label[lang] for lang in ("zh", "en"))
    shown = f"{part.share or 0:.1%}"
    light = COLORS.index(color) % 2  # every second colour is
    number = _text(left + width / 2, top, shown, "middle", "" if light else "on")
    return (
        f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{HEIGHT}" fill="{color}">'
        f"<title>{escape(title)}: {_number(part.number)} ({shown})</title></rect>"
        + (number if width >= LEAST * BAR else "")
    )


def _text(x: float, top: float, text: str, anchor: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{top + 16.5:.1f}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"


def _svg(found: Iterable[str], width: float, height: float) -> str:
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img">{"".join(found)}</svg>'
