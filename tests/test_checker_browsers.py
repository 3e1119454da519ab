"""The checker page in old browsers, on a server with its policy, for everyone, and in its size."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from clerk import Clerk, named
from conftest import ROOT, SAMPLES, npm, program
from webdriver import WebKit

pytestmark = pytest.mark.ci

BROWSERS = ROOT / "tests" / "browsers"
DOCUMENTS = [
    next((SAMPLES / "documents" / f"same-form-{kind}").glob("document.*"))
    for kind in ("docx", "html", "xlsx", "pdf", "text", "markdown")
]
UNBALANCED = SAMPLES / "documents" / "totals-left-at-zero" / "document.docx"
# what playwright types with, old browsers lack
TYPE = """([cell, text]) => {
    const input = document.querySelector(`td[data-cell="${cell}"] input`);
    input.value = text;
    input.dispatchEvent(new Event("input"));
}"""
# parts beside the tables that scroll on their own
HIDDEN = """[...document.querySelectorAll(".side, .side *")].filter((part) =>
    part.scrollHeight > part.clientHeight + 1 && getComputedStyle(part).overflowY === "auto").map((part) => part.id)"""
MEGABYTE = 10**6
GOOD = "勾稽一致，内容完整"


def test_files_are_no_larger_than_promised(checker: Path) -> None:
    assert (checker / "checker-nopdf.html").stat().st_size <= 9 * MEGABYTE
    assert (checker / "checker.html").stat().st_size <= 11 * MEGABYTE


def test_version_without_pdf_says_so_of_a_pdf(checker: Path, chromium: Any) -> None:
    with Clerk(chromium, (checker / "checker-nopdf.html").as_uri()) as clerk:
        assert "PDF" not in clerk.page.inner_text("#drop")
        clerk.drop(*named(DOCUMENTS))
        (refusal,) = clerk.refusals()
        assert (
            refusal
            == "未能读取 这个版本不能读 PDF；请用完整版 checker.html，或使用 Word、网页版本。"
        )
        assert clerk.page.locator("#files .mark.good").count() == len(DOCUMENTS) - 1


class Handler(SimpleHTTPRequestHandler):
    """Static files with the policy that the README of the folder tells."""

    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(checker: Path) -> Iterator[str]:
    readme = (checker / "checker" / "README.md").read_text("utf-8")
    policy = re.search(r"^Content-Security-Policy: (.*)$", readme, re.MULTILINE)
    assert policy
    handler = type("Policed", (Handler,), {"policy": policy[1]})
    handler.extensions_map = Handler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=checker / "checker"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_folder_works_on_a_server_with_the_policy_it_names(served: str, chromium: Any) -> None:
    with Clerk(chromium, served) as clerk:
        clerk.drop(*named(DOCUMENTS))
        assert clerk.page.locator("#files .mark.good").count() == len(DOCUMENTS)
        assert clerk.complaints == []
        assert all(url.startswith((served, "blob:")) for url in clerk.requests)


def test_page_says_so_when_it_never_gets_ready(
    checker: Path, chromium: Any, tmp_path: Path
) -> None:
    """A policy without wasm-unsafe-eval is how a server stops it without a word."""
    page = (checker / "checker.html").read_text("utf-8")
    (tmp_path / "stopped.html").write_text(page.replace(" 'wasm-unsafe-eval'", ""), "utf-8")
    shown = chromium.new_page()
    shown.clock.install()
    shown.goto((tmp_path / "stopped.html").as_uri())
    assert "正在准备" in shown.inner_text("#status")
    shown.clock.run_for(60_000)
    assert "准备时间过长" in shown.inner_text("#status") or "准备失败" in shown.inner_text(
        "#status"
    )
    shown.close()


def old(version: int, folder: Path) -> Path:
    """The binary of an old Chromium; without network the test skips, on CI it fails."""
    subprocess.run(["node", npm(BROWSERS) / "unpack.mjs", str(version), folder], check=True)
    return folder / "chromium"


@pytest.fixture(params=[103, 92])
def old_browser(request: pytest.FixtureRequest, tmp_path: Path, chromium: Any) -> Iterator[Any]:
    """A browser of the past and its version; its own libraries beside it."""
    path = old(request.param, tmp_path)
    libraries = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path / "lib")}
    browser = chromium.browser_type.launch(
        executable_path=path, args=["--no-sandbox", "--disable-gpu", "--no-zygote"], env=libraries
    )
    assert browser.version.startswith(f"{request.param}.")
    yield browser, request.param
    browser.close()


def test_old_chromium_checks_or_says_plainly_that_it_cannot(
    checker: Path, old_browser: tuple[Any, int]
) -> None:
    browser, version = old_browser
    address = (checker / "checker.html").as_uri()
    if version < 95:
        page = browser.new_page()
        page.goto(address)
        assert "请换一个浏览器打开" in page.inner_text("body")
        assert page.evaluate("document.querySelector('#page').hidden")
        return
    with Clerk(browser, address) as clerk:
        clerk.drop(*named([*DOCUMENTS, UNBALANCED]))
        assert clerk.page.locator("#files .mark.good").count() == len(DOCUMENTS)
        clerk.page.evaluate(
            "document.querySelector('#files tbody tr:first-child th button').click()"
        )
        clerk.until("document.querySelector('#verdict').textContent === '3 处勾稽关系不符'")
        clerk.page.evaluate(TYPE, ["disputes/reconsideration/total", "14"])
        clerk.until("document.querySelector('#verdict').textContent === '2 处勾稽关系不符'")
        assert (clerk.outside, clerk.complaints) == ([], [])


def test_firefox_checks_from_a_folder_asks_no_network_and_is_accessible(checker: Path) -> None:
    import axe_playwright_python

    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js")
    address = (checker / "checker.html").as_uri()
    firefox = program("firefox-esr", "firefox")
    command = ["node", npm(BROWSERS) / "firefox.mjs", firefox, address, axe, UNBALANCED]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=240)

    found = json.loads(done.stdout)

    assert (found["read"], found["typed"]) == ("3 处勾稽关系不符", "2 处勾稽关系不符")
    assert [
        url for url in found["requests"] if not url.startswith(("data:", "blob:", address))
    ] == []
    assert (found["violations"], found["complaints"]) == ([], [])


def test_webkit_checks_what_a_server_serves(served: str) -> None:
    """From a folder it cannot: there WebKit lets no worker import what the page carries."""
    told = "document.querySelector('#verdict')?.textContent"
    cell = 'td[data-cell="disputes/reconsideration/total"] input'
    with WebKit() as webkit:
        webkit.go(served)
        webkit.until(lambda: webkit.run("document.body.dataset.ready"))
        webkit.type("#chosen", str(UNBALANCED))
        read = webkit.until(lambda: webkit.run(told))
        should = webkit.until(
            lambda: webkit.run("document.querySelector('td.bad .should')?.textContent")
        )
        webkit.run(f"document.querySelector('{cell}').select()")
        webkit.type(cell, "14")
        webkit.until(lambda: webkit.run(told) != read)
        typed = webkit.run(told)

    assert (read, should, typed) == ("3 处勾稽关系不符", "应为 14", "2 处勾稽关系不符")


@pytest.mark.parametrize("width", [1366, 375])
def test_page_is_usable_by_everyone_and_on_every_screen(
    checker: Path, chromium: Any, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 768}
    with Clerk(
        chromium, (checker / "checker.html").as_uri(), viewport=size, bypass_csp=True
    ) as clerk:
        for files in ([], [UNBALANCED], DOCUMENTS):
            if files:
                clerk.drop(*named(files))
                clerk.page.wait_for_timeout(500)
            found = Axe().run(clerk.page).response["violations"]
            assert [each["id"] for each in found] == []
            assert clerk.page.evaluate("document.documentElement.scrollWidth") <= width
            if files == [UNBALANCED]:
                printing = clerk.page.get_by_role("button", name="打印校核单")
                for place in (0, 700, 100_000):  # always in view, in a page that scrolls as a whole
                    clerk.page.evaluate("place => scrollTo(0, place)", place)
                    box = printing.bounding_box()
                    assert 0 <= box["y"] <= 768 - box["height"]
                assert clerk.page.evaluate(HIDDEN) == []


@pytest.mark.parametrize("width", [1366, 375])
def test_report_is_written_by_everyone_on_every_screen_without_a_mouse(
    checker: Path, chromium: Any, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size, address = {"width": width, "height": 768}, (checker / "checker.html").as_uri()
    with Clerk(chromium, address, viewport=size, bypass_csp=True) as clerk:
        keys = clerk.page.keyboard
        clerk.page.locator("#new").focus()
        keys.press("Enter")
        for key in ("Tab", "Tab", "Enter"):  # past last year's report to “fill in here”
            keys.press(key)
        clerk.until("document.activeElement.dataset.path === 'organ/name'")
        keys.type("示例县人民政府")
        focused = "document.activeElement.dataset.path ?? document.activeElement.closest('td')?.dataset.cell ?? ''"
        reached = []
        for _ in range(240):
            keys.press("Tab")
            reached.append(clerk.page.evaluate(focused))
        places = [path for path in reached if path]
        assert len({*places}) == 5 + 200 + 3  # and round to the first again
        assert places.index("reporting_year") < places.index("requests/new_received/total")
        assert places.index("disputes/litigation_direct/total") < places.index("sections/overview")
        clerk.until("document.querySelector('#title').textContent.startsWith('示例县人民政府')")
        assert [each["id"] for each in Axe().run(clerk.page).response["violations"]] == []
        assert clerk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_is_usable_by_keyboard_alone(checker: Path, chromium: Any) -> None:
    with Clerk(chromium, (checker / "checker.html").as_uri()) as clerk:
        clerk.drop(*named([UNBALANCED]))
        focused = "document.activeElement.closest('td')?.dataset.cell ?? document.activeElement.id"
        reached = set()
        for _ in range(60):
            clerk.page.keyboard.press("Tab")
            reached.add(clerk.page.evaluate(focused))
        assert {"language", "choose", "paste", "disclosure/rules/issued"} <= reached
        clerk.cell("requests/new_received/total").locator("input").focus()
        clerk.page.keyboard.press("ArrowDown")
        assert clerk.page.evaluate(focused) == "requests/brought_forward/total"
        assert "上年结转" in clerk.page.inner_text("#tip")
        clerk.page.keyboard.press("Escape")
        assert clerk.page.locator("#tip").is_hidden()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("totals-left-at-zero", ("3处勾稽关系不符", "各项之和为14，总计填写为0，相差14件", "应为14")),
        ("only-totals-filled", ("格可由等式定为0",)),
    ],
)  # fmt: skip
def test_printed_report_fits_two_sheets_from_verdict_to_signatures(
    checker: Path, chromium: Any, tmp_path: Path, name: str, told: tuple[str, ...]
) -> None:
    with Clerk(chromium, (checker / "checker.html").as_uri()) as clerk:
        clerk.drop(*named([next((SAMPLES / "documents" / name).glob("document.*"))]))
        clerk.page.wait_for_selector("#suggestions h3")
        clerk.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    command = [program("pdftotext"), "-layout", tmp_path / "report.pdf", "-"]
    text = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    plain = "".join(text.split())
    order = ("校核单", "已核对", "统计表", "四、政府信息公开行政复议", "校核人")
    assert [each for each in (*order, *told) if each not in plain] == []
    assert sorted(order, key=plain.index) == [*order]
    assert (text.count("\f"), plain.count(told[0])) == (2, 1)
    assert "打印校核单" not in plain
    assert "选择文件" not in plain
