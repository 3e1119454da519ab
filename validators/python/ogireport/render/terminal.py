"""Findings as text for a terminal of 80 columns, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from ogireport.findings import SCHEMA, Finding, Level, Outcome, Severity, listed
from ogireport.render import Checked, Run
from ogireport.render.width import COLUMNS, pad, visible, width, wrap

if TYPE_CHECKING:
    from ogireport.rules.repair import Imbalance

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
LEVELS = [level for level in Level if level is not Level.NONE]
FEW = {Outcome.FAIL: 5, Outcome.UNDETERMINED: 2}  # findings of one rule that are written out
SHORT = 2  # lines of the second repair; a longer one is only counted
NAMES = 5  # files passed over that are named by their path
WORDS = {
    "zh": {
        "cell": "单元格", "explained": "（发布者已解释）", "more": "{rule}  另有 {count} 处同样情况，用 --format json 查看全部。",
        "file": "报告", "level": "等级", "fail": "不符", "undetermined": "无法核对", "unreadable": "读不了",
        "summary": "{reports} 份报告：{levels}；不符 {fail} 处，无法核对 {undetermined} 处。",
        "failed": "{count} 个文件读不了。", "passed": "略过 {count} 个不是报告的 JSON 文件：{names}",
        "likely": "可能：{message}", "unclear": "说不准哪一格，可能：{message}", "or": "也可能：{message}",
        "others": "另有 {count} 种可能，用 --format json 查看。", "unlocated": "没有找出是哪一格写错。",
        "determined": "由等式只能推出一个数的空格有 {count} 格：{names}",
        "none": "不合结构", "well-formed": "结构合格", "consistent": "勾稽一致", "complete": "完整",
    },
    "en": {
        "cell": "cell", "explained": " (explained by the publisher)", "more": "{rule}  {count} more of the same; --format json shows all.",
        "file": "report", "level": "level", "fail": "fail", "undetermined": "undetermined", "unreadable": "unreadable",
        "summary": "reports {reports}: {levels}; fail {fail}, undetermined {undetermined}.",
        "failed": "files that could not be read: {count}.", "passed": "passed over, JSON but not reports ({count}): {names}",
        "likely": "probably {message}", "unclear": "cannot tell which; perhaps {message}", "or": "or {message}",
        "others": "more possibilities: {count}; --format json shows them.", "unlocated": "which cell is wrong could not be located.",
        "determined": "blank cells for which the equations leave one figure ({count}): {names}",
        "none": "none", "well-formed": "well-formed", "consistent": "consistent", "complete": "complete",
    },
}  # fmt: skip


def report(checked: Checked, lang: str) -> Iterator[str]:
    """The lines of one report: its levels, then its findings."""
    marks = "  ".join(f"{level} {'✓' if checked.level.reaches(level) else '✗'}" for level in LEVELS)
    name = visible(checked.file).removesuffix("/report.json")
    if width(name) + width(marks) + 3 > COLUMNS:
        yield name
        yield f"  {marks}"
    else:
        yield f"{name}   {marks}"
    for group in _groups(checked.findings):
        few = FEW[group[0].outcome]
        for finding in group[:few]:
            yield from _finding(finding, lang)
        if len(group) > few:
            more = WORDS[lang]["more"].format(rule=group[0].rule, count=len(group) - few)
            yield from wrap(more, f"  {_sign(group[0])} ", " " * 11)
        for imbalance in checked.suggestions.imbalances if checked.suggestions else ():
            if (imbalance.equations[-1][0], Outcome.FAIL) == (group[0].rule, group[0].outcome):
                yield from _suggestion(imbalance, lang)
    if checked.suggestions and checked.suggestions.determined:
        cells = [f"{change.cell} = {change.proposed}" for change in checked.suggestions.determined]
        yield from wrap(WORDS[lang]["determined"].format(**listed(cells, lang)), "  ? ", " " * 4)


def _suggestion(imbalance: Imbalance, lang: str) -> Iterator[str]:
    """The likeliest repair, and the next one where it is short."""
    words, indent = WORDS[lang], " " * 11
    if not imbalance.located:
        yield indent + words["unlocated"]
        return
    first, *others = (suggestion.message[lang] for suggestion in imbalance.alternatives)
    lead = words["likely" if imbalance.certain else "unclear"]
    yield from wrap(lead.format(message=first), indent, indent)
    second = wrap(words["or"].format(message=others[0]), indent, indent) if others else []
    if len(second) <= SHORT:
        yield from second
        others = others[1:]
    if others:
        yield indent + words["others"].format(count=len(others))


def _sign(finding: Finding) -> str:
    """✗ breaks a must, ! a should, · a may; ? cannot be told."""
    return SIGNS[finding.severity] if finding.outcome is Outcome.FAIL else "?"


def _groups(findings: tuple[Finding, ...]) -> list[list[Finding]]:
    """Findings of one rule and outcome together, in the order of the first of them."""
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.outcome), []).append(finding)
    return list(groups.values())


def _finding(finding: Finding, lang: str) -> Iterator[str]:
    words, indent = WORDS[lang], " " * 11
    message = finding.message[lang] + (words["explained"] if finding.explained else "")
    yield from wrap(message, f"  {_sign(finding)} {finding.rule}  ", indent)
    if finding.outcome is Outcome.FAIL and finding.detail:
        yield from wrap(finding.detail[lang], indent, indent)
    if finding.outcome is Outcome.FAIL and finding.detail and finding.rule != SCHEMA:
        yield f"{indent}{words['cell']} {finding.cells[0]}"


def counts(run: Run) -> tuple[Counter[str], Counter[str]]:
    """How many reports reach each level at most, and how many findings have each outcome."""
    levels = Counter({str(level): 0 for level in Level})
    outcomes = Counter({str(outcome): 0 for outcome in FEW})
    for checked in run.checked:
        levels[checked.level] += 1
        outcomes.update(str(finding.outcome) for finding in checked.findings)
    return levels, outcomes


def summary(run: Run, lang: str, table: bool = True) -> Iterator[str]:
    """The closing line; a table of the reports goes before it when there are several."""
    words = WORDS[lang]
    levels, outcomes = counts(run)
    if table and len(run.checked) > 1:
        yield from _table(run, words)
    shown = "、" if lang == "zh" else ", "
    reached = shown.join(f"{words[level]} {count}" for level, count in levels.items() if count)
    yield words["summary"].format(reports=len(run.checked), levels=reached or 0, **outcomes)
    if run.unreadable:
        yield words["failed"].format(count=len(run.unreadable))


def _table(run: Run, words: dict[str, str]) -> Iterator[str]:
    head = [words["file"], words["level"], words["fail"], words["undetermined"]]
    rows = [
        [
            _short(checked.file),
            words[checked.level],
            *(str(sum(f.outcome is o for f in checked.findings)) for o in FEW),
        ]
        for checked in run.checked
    ]
    sizes = [max(width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    yield ""
    for row in [head, ["─" * size for size in sizes], *rows]:
        left = [pad(cell, size) for cell, size in zip(row[:2], sizes, strict=False)]
        right = [" " * (size - width(c)) + c for c, size in zip(row[2:], sizes[2:], strict=True)]
        yield "  ".join([*left, *right]).rstrip()
    yield ""


def _short(file: str, columns: int = 40) -> str:
    """The end of a path, where the names differ."""
    name = visible(file.rpartition("#")[2]).removesuffix("/report.json")
    while width(name) > columns:
        name = "…" + name.lstrip("…")[1:]
    return name


def passed_over(run: Run, lang: str) -> list[str]:
    """Which JSON files were not reports: by path when few, else by name with their number."""
    names = [visible(file) for file in run.passed_over]
    if len(names) > NAMES:
        by_name = Counter(PurePath(name).name for name in names)
        names = [f"{name} ×{count}" for name, count in sorted(by_name.items())]
        names = [*names[:20], "…"] if len(names) > 20 else names
    listed = ", ".join(names)
    line = WORDS[lang]["passed"].format(count=len(run.passed_over), names=listed)
    return wrap(line, "", "  ") if names else []
