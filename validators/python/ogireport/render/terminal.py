"""Findings as text for a terminal of 80 columns, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from ogireport.findings import SCHEMA, Finding, Level, Outcome, Severity, listed
from ogireport.render.runs import Checked, Run
from ogireport.render.width import COLUMNS, table, visible, width, wrap
from ogireport.rules.tally import Tally
from ogireport.rules.verdict import Coverage, Verdict
from ogireport.spec import standard

if TYPE_CHECKING:
    from ogireport.rules.repair import Imbalance

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
LEVELS = [level for level in Level if level is not Level.NONE]
FEW = {Outcome.FAIL: 5, Outcome.UNDETERMINED: 2}  # findings of one rule that are written out
SHORT = 2  # lines of the second repair; a longer one is only counted
NAMES = 5  # files passed over that are named by their path
WORDS = {
    "zh": {
        "cell": "单元格", "explained": "（编制机关已说明）", "more": "{rule}  另有 {count} 处同样情况，用 --full 查看全部。",
        "file": "报告", "level": "校核结论",
        "summary": "{reports} 份报告：{levels}；不符 {fail} 处，无法核对 {undetermined} 处。",
        "failed": "{count} 个文件无法读取。", "passed": "略过 {count} 个不是报告的 JSON 文件：{names}",
        "likely": "可能：{message}", "unclear": "无法判断是哪个单元格，可能：{message}", "or": "也可能：{message}",
        "others": "另有 {count} 种可能，用 --format json 查看。", "unlocated": "未能找出写错的单元格。",
        "determined": "由勾稽关系只能推出一个数字的空值 {count} 个：{names}",
        "checked": "核对等式 {checked}/{applicable} 条", "covered": "勾稽关系：应核对等式 {applicable} 条，已核对 {checked} 条。",
        "unseen": "未核对：{names}。", "equations": "已核对等式", "comma": "、", "blank": "",
    },
    "en": {
        "cell": "cell", "explained": " (explained)", "more": "{rule}  {count} more of the same; --full shows all.",
        "file": "report", "level": "level",
        "summary": "Reports: {reports} ({levels}). Findings: {fail} fail, {undetermined} undetermined.",
        "failed": "Files that could not be read: {count}.", "passed": "Skipped JSON files that are not reports ({count}): {names}",
        "likely": "Probably {message}", "unclear": "It is unclear which cell is wrong; perhaps {message}", "or": "or {message}",
        "others": "Other possibilities: {count}; --format json shows them.", "unlocated": "The wrong cell could not be located.",
        "determined": "Null cells for which the equations leave only one figure ({count}): {names}",
        "checked": "checked {checked} of {applicable}", "covered": "Must-equations checked: {checked} of {applicable}.",
        "unseen": "Not looked at: {names}.", "equations": "checked", "comma": ", ", "blank": " ",
    },
}  # fmt: skip


def named(code: str, lang: str) -> str:
    """What the standard calls a level, an outcome, or what was not looked at."""
    return standard().words[code][lang]


def report(checked: Checked, lang: str, *, full: bool = False) -> Iterator[str]:
    """The lines of one report: its levels and coverage, then its findings."""
    name, marks = visible(checked.file).removesuffix("/report.json"), levels(checked.verdict, lang)
    if width(name) + width(marks) + 3 > COLUMNS:
        yield name
        yield f"  {marks}"
    else:
        yield f"{name}   {marks}"
    yield from findings(checked.verdict, lang, full=full)


def levels(verdict: Verdict, lang: str) -> str:
    """Which levels a report reaches, and how many of its equations were checked."""
    marks = [f"{named(lv, lang)} {'✓' if verdict.level.reaches(lv) else '✗'}" for lv in LEVELS]
    return "  ".join([*marks, checked_of(verdict.coverage, lang)])


def checked_of(coverage: Coverage, lang: str) -> str:
    """How many of the must-equations were checked, such as `checked 0 of 42`."""
    return WORDS[lang]["checked"].format(**coverage._asdict())


def findings(verdict: Verdict, lang: str, *, full: bool = False) -> Iterator[str]:
    """The findings on a report, like ones together, each rule with what would settle it."""
    offered = verdict.suggestions
    for group in _groups(verdict.findings):
        few = len(group) if full else FEW[group[0].outcome]
        for finding in group[:few]:
            yield from _finding(finding, lang)
        if len(group) > few:
            more = WORDS[lang]["more"].format(rule=group[0].rule, count=len(group) - few)
            yield from wrap(more, f"  {_sign(group[0])} ", " " * 11)
        for imbalance in offered.imbalances if offered else ():
            if (imbalance.equations[-1][0], Outcome.FAIL) == (group[0].rule, group[0].outcome):
                yield from _suggestion(imbalance, lang)
    if offered and offered.determined:
        cells = [f"{change.cell} = {change.proposed}" for change in offered.determined]
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


def summary(tally: Tally, unseen: Iterable[str], lang: str) -> Iterator[str]:
    """The closing lines: levels, findings, coverage, and what was not looked at."""
    words = WORDS[lang]
    reached = (f"{named(level, lang)} {count}" for level, count in tally.levels().items() if count)
    outcomes, shown = tally.outcomes(), words["comma"].join(reached)
    yield from wrap(words["summary"].format(reports=tally.total, levels=shown or 0, **outcomes))
    yield from wrap(covered(tally.covered(), unseen, lang)) if tally.total else ()


def covered(coverage: Coverage, unseen: Iterable[str], lang: str) -> str:
    """How many must-equations were checked, and what was not looked at."""
    words = WORDS[lang]
    names = words["comma"].join(named(part, lang) for part in unseen)
    beside = [words["unseen"].format(names=names)] if names else []
    return words["blank"].join([words["covered"].format(**coverage._asdict()), *beside])


def unreadable(count: int, lang: str) -> Iterator[str]:
    """How many files could not be read, where there are any."""
    if count:
        yield WORDS[lang]["failed"].format(count=count)


def overview(run: Run, lang: str) -> Iterator[str]:
    """A table of the reports where there are several."""
    words = WORDS[lang]
    head = [
        *(words[name] for name in ("file", "level", "equations")),
        *(named(o, lang) for o in FEW),
    ]
    rows = [
        [
            _short(file),
            named(verdict.level, lang),
            "{}/{}".format(*verdict.coverage),
            *(str(sum(f.outcome is o for f in verdict.findings)) for o in FEW),
        ]
        for file, verdict in run.checked
    ]
    if len(rows) > 1:
        yield from table(head, rows, numbers=range(2, len(head)))
        yield ""


def _short(file: str, columns: int = 36) -> str:
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
