"""The prose types no code, label, formula or figure of the standard: it links, or is compared."""

import json
import re

import pytest
from conftest import ROOT
from wording import faults

from ogireport.convert import numbers
from ogireport.findings import SEVERITIES, Level, Outcome
from ogireport.spec import standard
from website import joined
from written import DOCS, GUIDES, LANGUAGES, READMES, language


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: str(page.relative_to(DOCS)))
def test_guide_types_nothing_of_the_standard(page):
    assert faults(page.read_text("utf-8"), language(page)) == []


@pytest.mark.parametrize("page", READMES, ids=lambda page: str(page.relative_to(ROOT)))
def test_readme_types_no_label_or_formula_and_no_figure_that_is_wrong(page):
    found = faults(page.read_text("utf-8"), language(page))

    assert [f for f in found if not re.match(r"\d+: (rule|code) ", f)] == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("每一列都要平，见 T3-01。", "rule T3-01"),
        ("[T3-02](reference/rules/t3-01.md)", "call it"),
        ("[予以公开](reference/codelists/requests.md#granted_in_part)", "call it"),
        ("[T3-01](convert.md)", "rule T3-01"),
        ("`granted_in_full` 一行", "code granted_in_full"),
        ("the row granted_in_full", "code granted_in_full"),
        ("`requests/new_received/total`", "code requests/new_received/total"),
        ("写在 `local_rows` 里", "code local_rows"),
        ("| 予以公开 | 258 |", "label of granted_in_full"),
        ("Requests granted in full count once.", "label of granted_in_full"),
        ("结果维持 + 结果纠正 + 其他结果 + 尚未审结 = 总计", "what T4-01 says"),
        ("一+二=三(七)+四", "what T3-01 says"),
        ("有 17<!-- =reports --> 份报告", "figure 17: reports is 16"),
        ("有 15 份报告", "figure 15"),
        ("有三十八条等式", "figure 三十八"),
        ("```text\nT3-01\n```", "rule T3-01"),
    ],
)
def test_sentence_that_types_a_thing_of_the_standard_is_found(sentence, fault):
    table = "| a | b |\n|---|---|\n" if sentence.startswith("|") else ""

    assert any(fault in found for found in faults(table + sentence, "zh")), faults(sentence, "zh")


@pytest.mark.parametrize(
    "sentence",
    [
        "每一列都要平，见 [T3-01](reference/rules/t3-01.md)。",
        "[`granted_in_full`](reference/codelists/requests.md#granted_in_full) 一行",
        "[予以公开](reference/codelists/requests.md#granted_in_full)一行",
        "有 16<!-- =reports --> 份报告，2023 年度的。",
        "```console\n$ ogireport rules T3-01\n```",
    ],
)
def test_sentence_that_links_is_let_through(sentence):
    assert faults(sentence, "zh") == []


def test_guides_are_the_same_in_every_language():
    names = [
        {page.relative_to(DOCS / lang) for page in GUIDES if DOCS / lang in page.parents}
        for lang in LANGUAGES
    ]

    assert names[0] == names[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_amounts_in_the_guide_are_what_convert_reads(lang):
    text = (DOCS / lang / "numbers.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \| (.*?) ?\| `(.+?)` \|$", text, re.M)
    said = [numbers.amount(printed, unit or None).value for printed, unit, _ in rows]

    assert len(rows) == 6
    assert said == [json.loads(written) for _, _, written in rows]


@pytest.mark.parametrize("page", [*GUIDES, *READMES], ids=lambda page: str(page.relative_to(ROOT)))
def test_documents_of_the_form_are_those_of_its_editions(page):
    known = {edition["document"] for edition in standard().codelists["editions"]}

    assert set(re.findall(r"国办公开办函〔\d+〕\d+号", page.read_text("utf-8"))) <= known


def test_versions_that_pages_name_are_that_of_the_standard():
    pages = [page for page in (*GUIDES, *READMES) if "decisions" not in page.parts]
    named = {v for page in pages for v in re.findall(r"\d+\.\d+\.\d+", page.read_text("utf-8"))}

    assert named == {standard().version}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_conformance_in_the_guide_are_those_of_the_findings(lang):
    text = (DOCS / lang / "conformance.md").read_text("utf-8")
    codes = re.findall(r"^\| [^|`]+ \| `([\w-]+)` \| (?:`(\w+)`)?", text, re.M)
    words = [*Level, *Outcome]
    requirements = {code: severity for code, severity in codes if severity}

    assert [code for code, severity in codes if not severity] == words
    assert requirements == {name: severity.value for name, severity in SEVERITIES.items()}


def test_start_pages_show_the_same_picture_in_every_language():
    zh, en = ((DOCS / lang / "index.md").read_text("utf-8") for lang in LANGUAGES)
    shapes = [re.findall(r"<(?:path|rect|pattern|marker)\b[^>]*>", page) for page in (zh, en)]

    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 20
    assert all("<title" in page and "<desc" in page for page in (zh, en))


def test_chinese_sentences_on_lines_of_their_own_show_without_blanks():
    page = "<p>一句。\n又一句，\n<a>再一句</a>\nEnd.</p><pre>一行。\n又一行</pre>"

    assert joined(page) == "<p>一句。又一句，<a>再一句</a>\nEnd.</p><pre>一行。\n又一行</pre>"
