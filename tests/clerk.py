"""The checker page as a person uses it: drop, look, type, download."""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

Document = tuple[str, bytes]  # a file name and what is in it
DROP = """([zone, files]) => {
    const held = new DataTransfer();
    for (const [name, text] of files) {
        const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        held.items.add(new File([bytes], name));
    }
    const event = new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true});
    document.querySelector(zone).dispatchEvent(event);
}"""
PASTE = """([kind, text]) => {
    const held = new DataTransfer();
    held.setData(kind, text);
    const event = new ClipboardEvent("paste", {clipboardData: held, bubbles: true});
    document.body.dispatchEvent(event);
}"""


class Clerk:
    """One open page; `requests` are all addresses it asked for besides itself."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text))
        self.address = address
        self.page.goto(address)

    def __enter__(self) -> Self:
        return self.until("'ready' in document.body.dataset")

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def outside(self) -> list[str]:
        """The requests that did not stay in the page."""
        return [url for url in self.requests if url != self.address and not url.startswith("blob:")]

    def drop(self, *files: Document) -> Self:
        """Drop files and wait until all are read."""
        before = self.rows()
        self.page.evaluate(DROP, ["#drop", encoded(files)])
        return self.settled(before + len(files))

    def drop_earlier(self, *files: Document) -> Self:
        """Drop last year's reports and wait until all are compared."""
        self.page.evaluate(DROP, ["#earlier", encoded(files)])
        self.until(f"document.querySelectorAll('#lasts li').length === {len(files)}")
        return self.settled(self.rows())

    def choose(self, *paths: Path | dict[str, Any]) -> Self:
        """Choose files in the dialog and wait until all are read."""
        before = self.rows()
        self.page.set_input_files("#chosen", list(paths))
        return self.settled(before + len(paths))

    def paste(self, kind: str, text: str) -> Self:
        before = self.rows()
        self.page.evaluate(PASTE, [kind, text])
        return self.settled(before + 1)

    def rows(self) -> int:
        """How many files the page holds."""
        listed: int = self.page.locator("#files tbody tr").count()
        return listed or self.page.locator("#report:not([hidden])").count()

    def settled(self, rows: int) -> Self:
        listed = "document.querySelectorAll('#files tbody tr').length"
        single = "document.querySelectorAll('#report:not([hidden])').length"
        ready = "['准备完毕。', 'Ready.'].includes(document.querySelector('#status').textContent)"
        return self.until(f"({listed} || {single}) >= {rows} && {ready}")

    def until(self, condition: str, seconds: float = 120) -> Self:
        """Wait until an expression holds; the page forbids what playwright waits with."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            self.page.wait_for_timeout(20)
        return self

    def open(self, row: int) -> Self:
        """Show the report that came in this place; the list has them by how bad they are."""
        line = f'#files tr[data-entry="{row}"]'
        self.page.locator(f"{line} th button").click()
        return self.until(f"document.querySelector('{line}').className.includes('chosen')")

    def refusals(self) -> list[str]:
        return list(self.page.locator("#files .refused .reason").all_inner_texts())

    @property
    def verdict(self) -> str:
        return str(self.page.inner_text("#verdict"))

    def cell(self, path: str) -> Any:
        return self.page.locator(f'#report td[data-cell="{path}"]')

    def type(self, path: str, text: str) -> Self:
        self.cell(path).locator("input").fill(text)
        return self

    def marked(self, kind: str) -> list[str]:
        """The cells that are marked so: bad, off, odd, null, edited, placed, left, right."""
        found = self.page.locator(f"#report td.{kind}")
        return [cell.get_attribute("data-cell") for cell in found.all()]

    def download(self, label: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=label, exact=True).click()
        self.saved = waiting.value.suggested_filename
        return Path(waiting.value.path()).read_bytes()

    def findings(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.download("校核结果 JSON"))
        return found


def encoded(files: Iterable[Document]) -> list[tuple[str, str]]:
    """Files as the page takes them."""
    return [(name, base64.b64encode(data).decode()) for name, data in files]


def named(paths: Iterable[Path]) -> list[Document]:
    """Sample documents, each named by its folder."""
    return [(f"{path.parent.name}{path.suffix}", path.read_bytes()) for path in paths]


def ogireport(*arguments: object, status: int | None = 0) -> str:
    """What the command prints; any exit code with `status` None."""
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert status in (None, done.returncode), done.stderr
    return done.stdout
