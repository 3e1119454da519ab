"""A report written on the checker page from nothing to its publication, in every browser there is."""

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from clerk import ogireport
from conftest import ROOT, TABLES, document, npm, program

from ogireport.publish.layout import printed
from ogireport.report import Report
from ogireport.spec import standard

pytestmark = pytest.mark.ci

BROWSERS = ROOT / "tests" / "browsers"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PROGRAMS = {
    "chrome": ("chromium", "chromium-browser", "google-chrome"),
    "firefox": ("firefox-esr", "firefox"),
}
WRONG, TOTAL = (f"requests/new_received/{column}" for column in ("natural_person", "total"))
WORDS = {
    "organ/name": "示例县人民政府办公室",
    "organ/level": "county",
    "sections/overview": "本年度新收政府信息公开申请{}件，均按期答复。",
    "sections/problems_and_improvements": "公开时效有待提高，下一年度加强检查。",
    "sections/other_matters": "本年度未收取信息处理费。",
}


def report() -> dict[str, Any]:
    """The texts to type: the figures of a sample, the organ and its narrative, and a slip."""
    full = Report(document("2021-example-county"))
    forms = [standard().forms[name] for name in full.forms]
    cells = {cell: printed(form, cell, full.cells[cell]) for form in forms for cell in form.cells()}
    return {
        "year": "2024",
        "cells": cells,
        "words": {path: text.format(cells[TOTAL]) for path, text in WORDS.items()},
        "wrong": {"cell": WRONG, "text": str(full.cells[WRONG] + 90)},
    }


@pytest.mark.parametrize("kind", PROGRAMS)
def test_report_is_written_mended_and_published_without_a_network(
    checker: Path, tmp_path: Path, kind: str
) -> None:
    address, given, saved = (checker / "checker.html").as_uri(), report(), tmp_path / "saved"
    saved.mkdir()
    (tmp_path / "given.json").write_text(json.dumps(given), "utf-8")
    command = ["node", npm(BROWSERS) / "story.mjs", kind, program(*PROGRAMS[kind]), address, AXE,
               tmp_path / "given.json", saved]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=240)

    found = json.loads(done.stdout)

    assert found["empty"] == {"told": "尚未填写数字", "filled": 0}
    assert (found["violations"], found["complaints"]) == ([], [])
    assert [
        url for url in found["requests"] if not url.startswith(("data:", "blob:", address))
    ] == []
    assert found["faulty"] == {
        "told": "2 处勾稽关系不符",
        "finding": "一 本年新收政府信息公开申请数量 113 + 二 上年结转政府信息公开申请数量 4 "
        "≠ 三(七) 总计 24 + 四 结转下年度继续办理 3",
        "loud": [WRONG],
        "should": f"应为 {given['cells'][WRONG]}",
    }
    assert found["mended"] == {
        "told": "勾稽一致，内容完整",
        "covered": "已核对 42 条等式；未与上年比较；文字与表格：1 处一致",
    }
    title = "示例县人民政府办公室2024年政府信息公开工作年度报告"
    assert found["files"] == [f"{title}.json", f"{title}-公开.zip"]
    # the folder, unpacked, holds the same report in every carrier
    with zipfile.ZipFile(saved / f"{title}-公开.zip") as packed:
        packed.extractall(tmp_path / "folder")
    folder, kept = tmp_path / "folder", (saved / f"{title}.json").read_bytes()
    written = json.loads(kept)
    assert (folder / "report.ogireport.json").read_bytes() == kept
    ogireport("validate", folder / "report.ogireport.json", "--level", "complete")
    for name in ("report.docx", "index.html", "report.xlsx"):
        ogireport("convert", folder / name, "-o", tmp_path / f"{name}.json")
        read = json.loads((tmp_path / f"{name}.json").read_bytes())
        assert [read[table] for table in TABLES] == [written[table] for table in TABLES], name
        assert (read["title"], read["sections"]) == (title, written["sections"]), name
    assert [written["organ"]["name"], written["reporting_year"]] == [WORDS["organ/name"], 2024]
