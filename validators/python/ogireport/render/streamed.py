"""The findings of a JSONL corpus, line by line, and what a run has counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ogireport.findings import SCHEMA, Level, Outcome
from ogireport.kinds import Bilingual
from ogireport.render import charset, machines, terminal
from ogireport.render.width import table, visible, wrap
from ogireport.rules.tally import Tally
from ogireport.rules.verdict import Verdict
from ogireport.spec import Spec

LEVELS = list(Level)
WORDS = {
    "zh": {
        "rule": "规则", "year": "年度", "organ": "机关层级", "reports": "报告", "title": "规则内容",
        "contradicting": "文字与表格或者文字之间不符的报告：{count} 份，占 {share:.1%}。", "unknown": "未注明", "schema": "违反报告的 JSON Schema", "failed": "{count} 行无法读取。",
    },
    "en": {
        "rule": "rule", "year": "year", "organ": "organ level", "reports": "reports", "title": "what the rule says",
        "contradicting": "Reports whose text contradicts the tables or itself: {count} ({share:.1%}).", "unknown": "not known", "schema": "breaks the schema", "failed": "Lines that could not be read: {count}.",
    },
}  # fmt: skip


@dataclass
class Writing:
    """How the findings on a line are written: this one writes nothing."""

    everything: bool = False  # good reports too

    def head(self, file: str, line: int) -> bytes:
        """What goes before the body of a line of a file."""
        return b""

    def report(self, verdict: Verdict) -> bytes:
        """The body of a report, without its file and line."""
        return b""

    def reason(self, said: Bilingual) -> bytes:
        """The body of a line that could not be read."""
        return b""


class JsonWriting(Writing):
    """One JSON object per line: an item of `reports`, or of `unreadable`, with its line number."""

    def head(self, file: str, line: int) -> bytes:
        return f'{{"file": {machines.as_line(file)}, "line": {line}, '.encode()

    def report(self, verdict: Verdict) -> bytes:
        return machines.as_line(verdict.described())[1:].encode() + b"\n"

    def reason(self, said: Bilingual) -> bytes:
        return machines.as_line({"message": said})[1:].encode() + b"\n"


@dataclass
class TextWriting(Writing):
    """For people, as `ogireport validate` shows a file."""

    lang: str = "zh"
    encoding: str = "utf-8"  # of their console

    def head(self, file: str, line: int) -> bytes:
        return self._joined([visible(f"{file}:{line}")])

    def report(self, verdict: Verdict) -> bytes:
        levels = f"  {terminal.levels(verdict, self.lang)}"
        return self._joined([levels, *terminal.findings(verdict, self.lang)])

    def reason(self, said: Bilingual) -> bytes:
        return self._joined(wrap(said[self.lang], "  ", "  "))

    def _joined(self, lines: Iterable[str]) -> bytes:
        return charset.encoded("".join(f"{line}\n" for line in lines), self.encoding)


# the summary ---------------------------------------------------------------------------------


def summary(
    tally: Tally, unseen: Iterable[str], spec: Spec, lang: str, tables: bool = True
) -> Iterator[str]:
    """The closing lines; before them tables by rule, by year and by level of the organ."""
    if tables:
        yield from _by_rule(tally, spec, lang)
        yield from _by_part(tally, 0, "year", lang)
        yield from _by_part(tally, 1, "organ", lang, spec)
        yield ""
    yield from terminal.summary(tally, unseen, lang)
    if tally.contradicting:
        share = tally.contradicting / tally.total
        yield WORDS[lang]["contradicting"].format(count=tally.contradicting, share=share)
    if tally.unreadable:
        yield WORDS[lang]["failed"].format(count=tally.unreadable)


def _by_rule(tally: Tally, spec: Spec, lang: str) -> Iterator[str]:
    words, outcomes = WORDS[lang], (Outcome.FAIL, Outcome.UNDETERMINED)
    head = [words["rule"], *(terminal.named(outcome, lang) for outcome in outcomes), words["title"]]
    rows = []
    for rule in [SCHEMA, *spec.rules]:
        counts = [tally.findings[rule, str(outcome)] for outcome in outcomes]
        if any(counts):
            title = spec.rules[rule].title[lang] if rule in spec.rules else words["schema"]
            rows.append([rule, *map(str, counts), title])
    if rows:
        yield from table(head, rows, numbers=range(1, 3))


def _by_part(
    tally: Tally, part: int, name: str, lang: str, spec: Spec | None = None
) -> Iterator[str]:
    words = WORDS[lang]
    totals = tally.reports_by(part)
    labels = (
        {level["code"]: level[lang] for level in spec.codelists["organ_levels"]} if spec else {}
    )
    order = [*labels, *sorted((t for t in totals if t is not None and t not in labels), key=str)]
    rows = []
    for key in [*(k for k in order if k in totals), *([None] if None in totals else [])]:
        own = {k[2]: 0 for k in tally.reports}
        for kind, count in tally.reports.items():
            own[kind[2]] += count if kind[part] == key else 0
        label = words["unknown"] if key is None else labels.get(key, visible(str(key))[:20])
        rows.append([label, str(totals[key]), *(str(own.get(level, 0)) for level in LEVELS)])
    head = [words[name], words["reports"], *(terminal.named(level, lang) for level in LEVELS)]
    if rows:
        yield from table(head, rows, numbers=range(1, len(head)))
