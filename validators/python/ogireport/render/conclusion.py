"""The sentences at the top of a report: its verdict, its levels, and how much was compared."""

from collections import Counter

from ogireport.findings import LANGUAGES, Level, Outcome
from ogireport.kinds import Bilingual
from ogireport.render.terminal import LEVELS
from ogireport.report import Report
from ogireport.rules.claims import Agreement, Narrative
from ogireport.rules.verdict import Verdict
from ogireport.spec import standard


def verdict(checked: Verdict, shown: Report) -> dict[str, str]:
    """The first sentence that a person reads, and its tone: good, open or bad."""
    said = _of_tables(checked, shown)
    differing = sum(bool(f.section) and f.outcome is Outcome.FAIL for f in checked.findings)
    if not differing:
        return said
    text = _counted({"text": differing})
    tone = "open" if said["tone"] == "good" else said["tone"]
    return {
        "tone": tone,
        **{lang: f"{said[lang]}{mark}{text[lang]}" for lang, mark in PAUSES.items()},
    }


def _of_tables(checked: Verdict, shown: Report) -> dict[str, str]:
    failing = [f for f in checked.findings if f.requirement == "must" and f.outcome is Outcome.FAIL]
    unbalanced = sum(found.detail is not None for found in failing)
    broken = checked.level is Level.NONE
    blank = 0 if broken else len(shown.nulls)
    if blank and blank == len(shown.cells):
        return UNREAD if shown.value("source") else UNFILLED
    counts = {"unbalanced": unbalanced, "other": len(failing) - unbalanced, "blank": blank}
    if failing:
        return {"tone": "bad", **_counted(counts)}
    if blank:
        said = _counted(counts)
        return {
            "tone": "open",
            "zh": f"未发现勾稽关系不符，尚有 {said['zh']}",
            "en": f"no equation fails; {said['en']}",
        }
    if checked.level is Level.COMPLETE:
        return {"tone": "good", "zh": "勾稽一致，内容完整", "en": "consistent and complete"}
    return {"tone": "open", "zh": "勾稽一致，内容尚不完整", "en": "consistent, not yet complete"}


UNREAD = {"tone": "bad", "zh": "未读出任何数字", "en": "no figure could be read"}
UNFILLED = {"tone": "open", "zh": "尚未填写数字", "en": "no figure is filled in yet"}
PAUSES = {"zh": "；", "en": "; "}
COUNTED = {
    "unbalanced": ("{} 处勾稽关系不符", "1 equation does not hold", "{} equations do not hold"),
    "other": ("{} 处不符合要求", "1 other error", "{} other errors"),
    "text": (
        "文字部分 {} 处不一致",
        "1 statement of the text differs",
        "{} statements of the text differ",
    ),
    "blank": ("{} 个单元格没有数字", "1 cell without a figure", "{} cells without a figure"),
}


def _counted(counts: dict[str, int]) -> dict[str, str]:
    parts = [(COUNTED[kind], count) for kind, count in counts.items() if count]
    return {
        "zh": "，".join(words[0].format(count) for words, count in parts),
        "en": ", ".join(words[1 if count == 1 else 2].format(count) for words, count in parts),
    }


# levels and coverage -------------------------------------------------------------------------


def levels(checked: Verdict) -> list[bool | None]:
    """Per level whether it is reached.

    None for completeness that only a failing equation bars, and for consistency where no equation
    could be checked.
    """
    rules = standard().rules
    incomplete = any(
        finding.rule in rules and rules[finding.rule].level == Level.COMPLETE
        for finding in checked.findings
    )
    untold = {
        Level.COMPLETE: not incomplete and not checked.level.reaches(Level.COMPLETE),
        Level.CONSISTENT: checked.level is not Level.NONE and not checked.coverage[0],
    }
    return [None if untold.get(level) else checked.level.reaches(level) for level in LEVELS]


def coverage(checked: Verdict, previous: Report | None, text: Narrative) -> Bilingual:
    """One line: equations checked, whether last year was compared, and what the text states."""
    done, applicable = checked.coverage
    year = previous.value("reporting_year") if previous else None
    told = _of_text(text)
    return {
        lang: PAUSES[lang].join([
            EQUATIONS[done < applicable][lang].format(done, applicable - done),
            LAST_YEAR[previous is not None][lang].format(year),
            told[lang],
        ])
        for lang in LANGUAGES
    }  # fmt: skip


def _of_text(text: Narrative) -> Bilingual:
    """How many figures of the narrative agree with the tables, differ, and were not compared."""
    counts = Counter(KINDS[claim.outcome] for claim in text.claims)
    if not counts:
        return NO_FIGURES
    return {
        lang: TEXT[lang] + COMMAS[lang].join(
            words[lang].format(counts[kind]) for kind, words in AGREEMENT.items() if counts[kind]
        )
        for lang in LANGUAGES
    }  # fmt: skip


EQUATIONS: dict[bool, Bilingual] = {
    False: {"zh": "已核对 {} 条等式", "en": "{} equations checked"},
    True: {
        "zh": "已核对 {} 条等式，另有 {} 条因没有数字未能核对",
        "en": "{} equations checked, {} not for want of figures",
    },
}
LAST_YEAR: dict[bool, Bilingual] = {
    False: {"zh": "未与上年比较", "en": "not compared with last year"},
    True: {"zh": "已与 {} 年报告比较", "en": "compared with the report for {}"},
}
KINDS = {
    Agreement.EQUAL: "equal",
    Agreement.DIFFERS: "differs",
    Agreement.UNDETERMINED: "guarded",
    Agreement.GUARDED: "guarded",
}
TEXT: Bilingual = {"zh": "文字与表格：", "en": "text and tables: "}
AGREEMENT: dict[str, Bilingual] = {
    "equal": {"zh": "{} 处一致", "en": "{} agree"},
    "differs": {"zh": "{} 处不符", "en": "{} differ"},
    "guarded": {"zh": "{} 处未比", "en": "{} not compared"},
}
NO_FIGURES: Bilingual = {
    "zh": "文字部分没有可以与表格比较的数字",
    "en": "the text states no figure that could be compared",
}
COMMAS = {"zh": "，", "en": ", "}
