"""WebKit, driven by the W3C WebDriver protocol: what playwright's own build would be, from Debian."""

import json
import os
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from conftest import program

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that the protocol gives elements


class WebKit:
    """One window of the MiniBrowser of WebKitGTK on a screen that nobody sees."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        command = [program("xvfb-run"), "-a", program("WebKitWebDriver"), f"--port={self._port}"]
        self._driver = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        self._session = ""

    def __enter__(self) -> Self:
        browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        options = {"binary": str(browser), "args": ["--automation"]}
        self.until(lambda: self._ask("GET", "/status")["ready"])
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = self._ask("POST", "/session", {"capabilities": wanted})
        self._session = f"/session/{made['sessionId']}"
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("DELETE", self._session)
        os.killpg(self._driver.pid, signal.SIGTERM)  # the driver and its screen
        self._driver.wait()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        line = HTTPConnection("127.0.0.1", self._port, timeout=60)
        line.request(method, path, None if body is None else json.dumps(body))
        answer = json.load(line.getresponse())["value"]
        line.close()
        return answer

    def until(self, test: Any, seconds: float = 60) -> Any:
        """What a test gives as soon as that is true."""
        end = time.monotonic() + seconds
        while True:
            try:
                if found := test():
                    return found
            except OSError:
                assert time.monotonic() < end
            assert time.monotonic() < end, test
            time.sleep(0.05)

    def go(self, address: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": address})

    def run(self, script: str) -> Any:
        body = {"script": f"return {script}", "args": []}
        return self._ask("POST", f"{self._session}/execute/sync", body)

    def type(self, selector: str, text: str) -> None:
        """Type into an element, or hand it a file by its path."""
        body = {"using": "css selector", "value": selector}
        place = self._ask("POST", f"{self._session}/element", body)[ELEMENT]
        self._ask("POST", f"{self._session}/element/{place}/value", {"text": text})
