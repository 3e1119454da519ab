"""Figures in the narrative: found in sentences made from the phrases, and never failed where they may differ."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, assign, document
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples

from ogireport import Report, judge
from ogireport.rules.claims import Agreement, narrative
from ogireport.spec import standard

FLOW = {"new_received": 412, "brought_forward": 23, "total_processed": 398, "carried_forward": 37}
DISPUTES = {"reconsideration": 19, "litigation_direct": 5, "litigation_after_reconsideration": 3}
ISSUED = {"issued": 14, "repealed": 6, "in_force": 88}
SENTENCES = {  # what a clerk writes, and the number that the report has
    "共{receive}{request}{n}": 412,
    "{receive}公民、法人和其他组织提出的{request}{n}": 412,
    "{receive}{n}{request}": 412,
    "共{receive}{request}{n}（含上年结转）": 435,
    "{last_year}{carry}{request}{n}": 23,
    "{request}已{done}{n}": 398,
    "另有{n}{carry}{next_year}": 37,
    "因政府信息公开引起的{reconsideration}{n}": 19,
    "政府信息公开{litigation}{n}": 8,
    "{make}{normative}{n}": 14,
    "{repeal}{normative}{n}": 6,
    "{in_force}{normative}{n}": 88,
}
WORDS = {  # some of each class, as the standard has them; `receive` alone would also match what is received
    "receive": ["受理", "收到", "接到", "新收"],
    "request": ["政府信息公开申请", "信息公开申请", "依申请公开事项"],
    "last_year": ["上年", "上年度", "上一年度"],
    "carry": ["结转", "转结"],
    "next_year": ["下年度", "下一年", "次年"],
    "done": ["办结", "答复"],
    "reconsideration": ["行政复议", "行政复议案件"],
    "litigation": ["行政诉讼", "行政诉讼案件"],
    "make": ["制定", "制发", "出台"],
    "normative": ["规范性文件", "行政规范性文件"],
    "repeal": ["废止"],
    "in_force": ["现行有效的", "现行有效"],
}
GUARDS = ["2019年，", "上半年", "累计", "全省各级行政机关", "截至2024年6月底，", "备案", "市长热线"]


def report(text: str) -> Report:
    """A report of one organ with known figures and this narrative."""
    made = json.loads(json.dumps(document("2021-minimal"), default=float))
    made |= {"reporting_year": 2024, "scope": "own_organ"}
    made["sections"] = {"overview": text, "problems_and_improvements": None, "other_matters": None}
    for row, figure in FLOW.items():
        assign(made, f"requests/{row}/total", figure)
    for row, figure in DISPUTES.items():
        assign(made, f"disputes/{row}/total", figure)
    for column, figure in ISSUED.items():
        assign(made, f"disclosure/normative_documents/{column}", figure)
    return Report(made)


def outcomes(text: str) -> list[str]:
    return [str(claim.outcome) for claim in narrative(report(text), standard()).claims]


def chinese(number: int) -> str:
    """A number below a thousand in Chinese."""
    digits, parts = "零一二三四五六七八九", ""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    parts += f"{digits[hundreds]}百" if hundreds else ""
    parts += f"{digits[tens]}十" if tens else "零" if hundreds and ones else ""
    return parts + (digits[ones] if ones or not parts else "")


PRINTED = [
    str,
    chinese,
    lambda number: f" {number} ",
    lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
]


@st.composite
def sentences(draw: st.DrawFn, change: int = 0) -> str:
    """A sentence whose number is that of the report, or so much more."""
    pattern, number = draw(st.sampled_from(sorted(SENTENCES.items())))
    text = re.sub(r"\{(\w{2,})\}", lambda word: draw(st.sampled_from(WORDS[word[1]])), pattern)
    unit = draw(st.sampled_from(["件", "份", "宗", "起", "条"]))
    return text.replace("{n}", draw(st.sampled_from(PRINTED))(number + change) + unit) + "。"


@given(sentences())
@settings(max_examples=examples(150))
def test_sentence_with_the_number_of_the_report_agrees(sentence: str) -> None:
    assert outcomes(sentence) == ["equal"]


@given(sentences(change=500))
@settings(max_examples=examples(150))
def test_sentence_with_another_number_differs(sentence: str) -> None:
    assert outcomes(sentence) == ["differs"]


@given(st.sampled_from(GUARDS), sentences(change=500))
@settings(max_examples=examples(150))
def test_sentence_with_a_word_of_another_scope_never_fails(guard: str, sentence: str) -> None:
    assert "differs" not in outcomes(guard + sentence)


@given(
    st.text(
        alphabet="受理收到申请公开政府信息行政复议诉讼年度上下结转0123456789,.，。（“件条万 \n",
        max_size=300,
    )
)
@settings(max_examples=examples(150))
def test_statement_of_any_text_quotes_that_text(text: str) -> None:
    read = narrative(report(text or "无"), standard())

    for claim in read.claims:
        assert read.text(claim) == text[claim.start : claim.end]
        assert claim.number is None or re.search(r"[0-9一-十]", read.text(claim))


@pytest.mark.parametrize(
    ("printed", "value"),
    [("１２件", 12), ("1,295件", 1295), ("一百零五件", 105), ("二〇件", 20), ("十二件", 12), ("两件", 2), ("2万件", 20000)],
)  # fmt: skip
def test_number_has_its_value(printed: str, value: int) -> None:
    read = narrative(report(f"受理政府信息公开申请{printed}。"), standard())

    assert [claim.value for claim in read.claims] == [value]


def test_finding_gives_sentence_place_and_difference() -> None:
    text = "概述。\n本年度共收到政府信息公开申请9件，均已答复。"

    finding = next(f for f in judge(report(text)).findings if f.rule == "ST-01")

    assert finding.message["zh"] == (
        "“本年度共收到政府信息公开申请【9件】，均已答复”：表三“本年新收政府信息公开申请数量”为 412，相差 403。"
    )
    assert (finding.quote, text[finding.start : finding.end]) == ("收到政府信息公开申请9件",) * 2
    assert (finding.left, finding.right, finding.difference) == (9, 412, 403)
    assert finding.cells == ("requests/new_received/total",)


def test_no_sample_contradicts_itself() -> None:
    found = [
        (path.parent.name, str(claim.outcome), read.text(claim))
        for path in sorted(SAMPLES.glob("*/*/report.json"))
        for read in [narrative(Report(json.loads(path.read_bytes())), standard())]
        for claim in read.claims
    ]

    assert [claim for claim in found if claim[1] == "differs"] == []
    assert [outcome for _, outcome, _ in found].count("equal") > 60  # the samples do state figures


def test_command_lists_statements_as_json() -> None:
    path = str(SAMPLES / "reports" / "2019-huachuan" / "report.json")

    shown = subprocess.run(
        [sys.executable, "-m", "ogireport", "statements", path, "--format", "json"],
        capture_output=True, check=True,
    )  # fmt: skip

    new, carried = "requests/new_received/total", "requests/brought_forward/total"
    assert json.loads(shown.stdout) == [
        {
            "file": path, "section": "overview", "start": 29, "end": 38, "quote": "收到依申请公开9件",
            "number": 9, "unit": "件", "phrase": "received", "cells": [[new], [new, carried]],
            "guard": None, "outcome": str(Agreement.EQUAL),
        }
    ]  # fmt: skip


def test_narrative_is_named_where_it_was_not_looked_at() -> None:
    given = report("本年度收到政府信息公开申请9件。")

    assert judge(given).unseen == ("previous", "units")
    assert judge(given, statements=False).unseen == ("previous", "units", "narrative")
    assert [f.rule for f in judge(given, statements=False).findings if f.section] == []


def test_sarif_region_holds_the_quotation(tmp_path: Path) -> None:
    text = '“概述”\n"😀"本年度共收到政府信息公开申请9件，均已答复。'
    made = json.dumps(report(text).document, ensure_ascii=True)
    (tmp_path / "made.json").write_text(made, "utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", "made.json", "--format", "sarif"],
        capture_output=True, cwd=tmp_path,
    )  # fmt: skip

    results = json.loads(run.stdout)["runs"][0]["results"]
    place = next(r for r in results if r["ruleId"] == "ST-01")["locations"][0]
    region = place["physicalLocation"]["region"]
    held = made[region["startColumn"] - 1 : region["endColumn"] - 1]
    assert json.loads(f'"{held}"') == "收到政府信息公开申请9件"
