"""Hostile files on the checker page: each leaves it able to read the next."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Clerk, named
from conftest import SAMPLES
from test_convert_hostile import REFUSED, package

from ogireport.convert import convert
from ogireport.report import LARGEST_FILE, ReadError

pytestmark = pytest.mark.ci

UNBALANCED = SAMPLES / "documents" / "totals-left-at-zero" / "document.docx"


@pytest.fixture(scope="module")
def clerk_for_hostile(chromium: Any, address: str) -> Iterator[Clerk]:
    """One page for all hostile files: each must leave it able to read the next."""
    with Clerk(chromium, address) as clerk:
        yield clerk
        clerk.drop(*named([UNBALANCED]))
        assert "3 处勾稽关系不符" in clerk.page.inner_text("#files tbody tr:last-child")
        assert (clerk.outside, clerk.complaints) == ([], [])


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_hostile_input_ends_with_the_message_of_the_converter(
    clerk_for_hostile: Clerk, case: str
) -> None:
    data = REFUSED[case][0]()
    with pytest.raises(ReadError) as refused:
        convert(data)
    clerk_for_hostile.drop((f"{case}.bin", data))
    expected = refused.value.message["zh"]
    shown = clerk_for_hostile.refusals()[-1]
    if case == "json":  # the page takes reports as JSON too, and says so of this one
        expected = "这个 JSON 文件不是一份年度报告。"
    assert shown.startswith(f"未能读取 {expected}")


def test_deep_json_is_refused(clerk: Clerk) -> None:
    for deep in ('{"a":' * 100_000, '{"a": ' + "[" * 200_000):
        clerk.drop(("deep.json", deep.encode()))
    assert all("嵌套太深" in refusal for refusal in clerk.refusals())


def test_large_files_and_bombs_are_handled(clerk: Clerk, tmp_path: Path) -> None:
    page = (SAMPLES / "documents" / "same-form-html" / "document.html").read_bytes()
    filler = b'<p><img alt="" src="data:image/png;base64,' + b"iVBORw0K" * 70 + b'"></p>\n'
    large = page.replace(b"</body>", filler * 49_500 + b"</body>")
    assert 30_000_000 < len(large) < LARGEST_FILE
    table = io.StringIO()
    table.write("a\n" + "0,\n" * 40_000_000)
    bomb = package({"datapackage.json": '{"resources": []}', "reports.csv": table.getvalue()})
    files = {"large.html": large, "larger.html": large + filler * 10_000, "bomb.zip": bomb}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    clerk.choose(*(tmp_path / name for name in files))
    assert clerk.page.locator("#files .mark.good").count() == 1
    assert [refusal.split("。")[0] for refusal in clerk.refusals()] == [
        "未能读取 超过 32 MiB，超出报告的大小上限",
        "未能读取 压缩包展开后超过 64 MiB",
    ]


def test_scripts_in_a_dropped_page_never_run(clerk: Clerk) -> None:
    page = (SAMPLES / "documents" / "same-form-html" / "document.html").read_text("utf-8")
    hostile = (
        '<script>document.title = "run"</script><img src="https://example.org/x.png" '
        "onerror=\"document.title='run'\"><svg onload=\"document.title='run'\"></svg>"
        '<iframe src="javascript:parent.document.title=1"></iframe>'
    )
    told = page.replace("<p>", f"<p>{hostile}&lt;img src=x onerror=alert(1)&gt;")
    told = told.replace(">示例县", ">&lt;b onmouseover=alert(1)&gt;示例县")
    title = clerk.page.title()
    clerk.drop(("page.html", told.encode()))
    clerk.paste("text/html", told)
    assert clerk.page.title() == title
    assert clerk.page.locator("main img, main svg, main iframe, main b[onmouseover]").count() == 0
