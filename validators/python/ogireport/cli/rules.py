"""ogireport rules: list the rules, or explain one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from ogireport.cli import fail, lacking, language_option
from ogireport.frames.warehouse import DIALECTS, script
from ogireport.kinds import Rule
from ogireport.render.width import pad, width, wrap
from ogireport.spec import Spec, standard

WORDS = {
    "zh": {
        "requirement": "要求", "basis": "依据的性质", "editions": "格式版本", "clause": "依据", "formula": "公式",
        "message": "问题表述", "repair": "怎样更正", "page": "网页", "retired": "停用",
    },
    "en": {
        "requirement": "requirement", "basis": "basis", "editions": "editions", "clause": "clause",
        "formula": "formula", "message": "message", "repair": "what to do", "page": "page",
        "retired": "retired",
    },
}  # fmt: skip


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option("--sql", is_flag=True, help="Print the equations as SQL for a warehouse.")
@click.option(
    "--dialect",
    type=click.Choice(DIALECTS),
    default=DIALECTS[0],
    show_default=True,
    help="Of --sql; others than duckdb need the extra corpus.",
)
@language_option
def command(rule_id: str | None, lang: str, dialect: str, *, sql: bool) -> None:
    """List the rules; or, for one rule, its formula, clause, editions and what to do.

    列出规则；给出编号时解释这条规则；--sql 输出数据仓库用的 SQL。
    """
    spec = standard()
    rule = spec.rules.get((rule_id or "").upper())
    if sql and (rule or rule_id is None):
        lines = queries([rule] if rule else spec.rules.values(), dialect, lang)
    elif rule_id is None:
        lines = listed(spec, lang)
    elif rule:
        lines = explained(rule, spec, lang)
    else:
        known = ", ".join(spec.rules)
        raise fail(
            f"没有规则 {rule_id}；可选：{known}。",
            f"no rule {rule_id}; choose from: {known}.",
            lang,
        )
    text = "\n".join(lines)
    click.echo(text.encode() if sql else text)  # what a warehouse reads is UTF-8


def queries(rules: Iterable[Rule], dialect: str, lang: str) -> Iterator[str]:
    """The script of some rules in a dialect; without sqlglot there is only DuckDB's."""
    try:
        yield from script(rules, dialect, standard())
    except ImportError:
        raise lacking("corpus", lang) from None


def listed(spec: Spec, lang: str) -> Iterator[str]:
    """One line per rule: id, requirement, basis, editions, what holds."""
    rows = [
        [
            rule.id,
            spec.words[rule.requirement][lang],
            spec.words[rule.basis][lang],
            "/".join(rule.editions),
        ]
        for rule in spec.rules.values()
    ]
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row, rule in zip(rows, spec.rules.values(), strict=True):
        start = "  ".join(pad(cell, size) for cell, size in zip(row, sizes, strict=True)) + "  "
        yield from wrap(rule.title[lang], start, " " * width(start))


def explained(rule: Rule, spec: Spec, lang: str) -> Iterator[str]:
    """Everything the standard says of one rule."""
    words, clause = WORDS[lang], rule.clause
    yield from wrap(rule.title[lang], f"{rule.id}  ", " " * 7)
    facts = [
        ("requirement", spec.words[rule.requirement][lang]),
        ("basis", spec.words[rule.basis][lang]),
        ("editions", ", ".join(rule.editions)),
        ("clause", f"{clause['document']} {clause['place']}“{clause['quote']}”"),
        *(("formula", line) for line in formulas(rule, spec, lang)),
        ("message", rule.message[lang]),
        ("repair", rule.repair[lang]),
        ("page", rule.url),
    ]
    size = max(width(words[name]) for name, _ in facts) + 4
    for name, value in facts:
        yield from wrap(value, "  " + pad(words[name], size - 2), " " * size)


def formulas(rule: Rule, spec: Spec, lang: str) -> Iterator[str]:
    """The distinct formulas of a rule, with the editions that have each."""
    by_formula: dict[str, list[str]] = {}
    for form, formula in rule.formula.items():
        by_formula.setdefault(formula[lang], []).append(spec.forms[form].edition or "")
    for text, editions in by_formula.items():
        named = ", ".join(filter(None, editions))
        yield text if len(by_formula) == 1 or not named else f"{named}: {text}"
