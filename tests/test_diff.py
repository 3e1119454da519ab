"""Two reports compared: every difference, each once, and none where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, assign, document
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TEXT, documents, examples

from ogireport import loads
from ogireport.publish.comparison import compare, words
from ogireport.render.errata import lines
from ogireport.report import Report, written


def diff(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ogireport", "diff", *map(str, arguments), "--lang", "en"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@settings(max_examples=examples(50))
@given(documents(), documents())
def test_changes_lead_from_one_report_to_the_other(one, other):
    before, after = Report(one), Report(other)

    found = compare(before, after)

    common = {cell: after.cells[cell] for cell in before.cells if cell in after.cells}
    changed = {change.path: change.after for change in found.cells}
    assert {c: before.cells[c] for c in common} | changed == common
    assert all(change.before != change.after for change in found.cells)
    assert set(found.apart) == {
        t for t in ("disclosure", "requests") if one[t]["edition"] != other[t]["edition"]
    }
    assert [bool(list(lines(found, lang))) for lang in ("zh", "en")] == [True, True]


@settings(max_examples=examples(50))
@given(documents())
def test_report_does_not_differ_from_itself(one):
    assert not compare(Report(one), loads(written(one)))


@given(st.lists(TEXT).map("。".join), st.lists(TEXT).map("，".join))
def test_pieces_joined_are_the_texts(before, after):
    pieces = list(words(before, after))

    assert "".join(piece.before for piece in pieces) == before
    assert "".join(piece.after for piece in pieces) == after


@pytest.fixture
def corrected(tmp_path: Path) -> list[Path]:
    """A report as it was published, and with a figure, a note and a sentence put right."""
    before, after = document("2021-full"), document("2021-full")
    assign(after, "disputes/reconsideration/total", 0)
    assign(after, "requests/new_received/total", None)
    after["notes"] = [{"cell": "requests/new_received/total", "status": "blank", "printed": ""}]
    after["sections"]["other_matters"] = before["sections"]["other_matters"].replace("25件", "26件")
    paths = [tmp_path / "before.json", tmp_path / "after.json"]
    for path, report in zip(paths, (before, after), strict=True):
        path.write_text(written(report), "utf-8")
    return paths


def test_correction_is_told_in_a_few_lines(corrected):
    done = diff(*corrected)

    assert done.returncode == 1
    assert (
        done.stdout
        == """\
Figures
  Table 3, 一 requests received in the year · total  64087 → null
  Table 4, administrative reconsideration · total  2473 → 0 (-2473)
Notes
  Table 3, 一 requests received in the year · total  null → blank “”
other matters to report
  - 本年度发出收费通知25件，
  + 本年度发出收费通知26件，
"""
    )


def test_correction_as_data(corrected):
    found = json.loads(diff(*corrected, "--format", "json").stdout)

    assert found["cells"] == [
        {"path": "requests/new_received/total", "before": 64087, "after": None, "difference": None},
        {"path": "disputes/reconsideration/total", "before": 2473, "after": 0, "difference": -2473},
    ]
    assert [section["section"] for section in found["sections"]] == ["other_matters"]


def test_page_is_accessible_and_shows_what_was_put_in(corrected, chromium, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    (tmp_path / "page.html").write_text(diff(*corrected, "--format", "html").stdout, "utf-8")
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())

    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    assert page.locator("ins").all_inner_texts() == ["本年度发出收费通知26件，"]
    page.close()


def test_same_report_ends_with_zero_and_a_missing_one_with_two():
    full = SAMPLES / "reports" / "2021-full" / "report.json"

    assert (diff(full, full).returncode, diff(full, full).stdout) == (
        0,
        "The reports are the same.\n",
    )
    missing = diff(full, "missing.json")
    assert (missing.returncode, missing.stderr) == (
        2,
        "missing.json: cannot be read: No such file or directory.\n",
    )


def test_codes_and_added_rows_are_told_in_words():
    before, after = (Report(document(name)) for name in ("2021-full", "2021-hongze"))

    told = list(lines(compare(before, after), "zh"))

    assert "  行政机关·机关层级  市级 → 县级" in told
    assert "  地方增加的行  其他主动公开文件 12 3 → 空值" in told
