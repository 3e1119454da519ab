"""For a workflow on GitHub: the worst findings beside their lines, and the summary of a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ogireport.findings import Outcome, Severity
from ogireport.render import terminal
from ogireport.render.brief import shown
from ogireport.render.machines import sentence
from ogireport.render.places import Place, Source
from ogireport.render.runs import Run
from ogireport.render.width import visible
from ogireport.rules.verdict import Gate

SHOWN = 10  # GitHub shows no more of one kind for a step
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
HEADS = {
    "zh": ("", "报告", "校核结论", "核对等式", "不符", "无法核对"),
    "en": ("", "report", "level", "equations checked", "fail", "undetermined"),
}
REST = {"zh": "另有 {} 条，见日志或 SARIF。", "en": "{} more; see the log or SARIF."}


def as_github(run: Run, lang: str) -> Iterator[str]:
    """One workflow command for each of the worst, and one for all others together."""
    order = list(LEVELS.values())
    commands = sorted(_commands(run, lang), key=lambda command: order.index(command[0]))
    for level, place, text in commands[:SHOWN]:
        yield f"::{level} {place}::{_data(text)}"
    if rest := commands[SHOWN:]:
        yield f"::notice::{REST[lang].format(len(rest))}"


def as_markdown(run: Run, gate: Gate, lang: str) -> Iterator[str]:
    """A table of the reports: whether each is admitted, its level, coverage and findings."""
    yield "| " + " | ".join(HEADS[lang]) + " |"
    yield "|---|---|---|---:|---:|---:|"
    for file, said in run.unreadable:
        yield f"| ✗ | {_cell(file)} | {_cell(said[lang])} | | | |"
    for file, verdict in run.checked:
        outcomes = Counter(found.outcome for found in verdict.findings)
        figures = (
            "/".join(map(str, verdict.coverage)),
            outcomes[Outcome.FAIL],
            outcomes[Outcome.UNDETERMINED],
        )
        sign = "✓" if gate.admits(verdict) else "✗"
        level = terminal.named(verdict.level, lang)
        yield f"| {sign} | {_cell(file)} | {level} | " + " | ".join(map(str, figures)) + " |"
    yield ""
    yield from terminal.summary(run.tally, run.unseen, lang)


def _cell(text: str) -> str:
    """A text as a cell of a table of Markdown, in which nothing is markup."""
    marked = "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!|~<>&" else c for c in visible(text))
    return marked.replace("\n", " ")


def _commands(run: Run, lang: str) -> Iterator[tuple[str, str, str]]:
    """Each with its level, its place and its text, by report."""
    for file, said in run.unreadable:
        yield "error", f"file={_property(file)}", said[lang]
    for file, verdict in run.checked:
        if verdict.coverage.checked < verdict.coverage.applicable:
            covered = f"{verdict.level}, {terminal.checked_of(verdict.coverage, lang)}"
            yield "notice", f"file={_property(file)}", covered
    for source in Source.all(run.checked):
        for each in shown(source.checked.verdict.findings, full=run.full):
            found = each.finding
            place = f"{_where(source.of(found))},title={found.rule}"
            yield LEVELS[found.severity], place, f"{found.cells[0]} {sentence(each, lang)}"


def _where(place: Place) -> str:
    if not place.region:
        return f"file={_property(place.file)}"
    region = place.region
    columns = f",col={region.column},endColumn={region.end_column}"
    lines = f",line={region.line},endLine={region.end_line}"
    same = region.line == region.end_line  # GitHub takes columns on one line only
    return f"file={_property(place.file)}{lines}{columns if same else ''}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
