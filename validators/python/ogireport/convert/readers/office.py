"""Old Word and WPS documents, turned into docx by LibreOffice where it is installed.

The tables of a .doc lie in paragraph properties of their own pages of the file; a reader for them
would be longer than all others. LibreOffice gets a profile that follows no link and knows no way
into the network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ogireport.convert.grid import Block
from ogireport.convert.limits import SECONDS
from ogireport.convert.readers import docx
from ogireport.report import ReadError

_NOWHERE = ("127.0.0.1", "9")  # the port that discards
_SETTINGS = {
    "Office.Writer/Content/Update": {"Link": "0"},
    "Office.Common/Security/Scripting": {
        "BlockUntrustedRefererLinks": "true",
        "DisableMacrosExecution": "true",
    },
    "Inet/Settings": {"ooInetProxyType": "2", "ooInetNoProxy": ""}
    | {
        f"ooInet{scheme}Proxy{part}": value
        for scheme in ("HTTP", "HTTPS", "FTP")
        for part, value in zip(("Name", "Port"), _NOWHERE, strict=True)
    },
}
_PROFILE = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    + "</oor:items>"
)
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_PAUSE = 0.05  # seconds between two looks at it
APART = ["unshare", "--net", "--map-current-user"]  # without a network, where that is permitted


def read(data: bytes) -> list[Block]:
    """Return the blocks; ReadError that says what to do when LibreOffice is not there."""
    program = _program()
    if program is None:
        raise ReadError(
            "旧版 .doc/.wps 需要 LibreOffice 转换，本机没有安装；请用 Word/WPS 另存为 .docx。",
            "old .doc/.wps files need LibreOffice, which is not installed; save as .docx instead.",
        )
    with (
        _deferred() as stopped,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        made = _modern(data, program, Path(folder), stopped)
    return docx.read(made)


def _program() -> str | None:
    """The path of LibreOffice: where the shell finds it, or where Windows and macOS have it.

    One in the current folder, where Windows looks first, came with the documents and is not taken.
    """
    programs = map(os.environ.get, ("ProgramFiles", "ProgramFiles(x86)"))
    folders = [
        None,
        *(f"{folder}/LibreOffice/program" for folder in programs if folder),
        "/Applications/LibreOffice.app/Contents/MacOS",
    ]
    found = (shutil.which(n, path=f) for f in folders for n in ("soffice", "libreoffice"))
    return next((path for path in found if path and os.path.isabs(path)), None)


@contextmanager
def _deferred() -> Iterator[threading.Event]:
    """Take a SIGTERM down, and obey it once nothing is left behind."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGTERM, before)
        if stopped.is_set():
            signal.raise_signal(signal.SIGTERM)


def _modern(data: bytes, program: str, folder: Path, stopped: threading.Event) -> bytes:
    """Return the docx that LibreOffice makes."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_PROFILE, encoding="utf-8")
    source = folder / "report.doc"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx",
               "--outdir", str(folder), str(source)]  # fmt: skip
    try:
        _run([*_apart(), *command], os.environ | dict.fromkeys(_TEMPORARY, str(folder)), stopped)
        return (folder / "report.docx").read_bytes()
    except (OSError, subprocess.SubprocessError):
        raise ReadError(
            "LibreOffice 无法打开这个文件；请用 Word/WPS 另存为 .docx。",
            "LibreOffice cannot open the file; save it as .docx.",
        ) from None


def _apart() -> list[str]:
    """The command that takes the network away from another; nothing where it is not permitted."""
    if sys.platform != "linux" or not shutil.which(APART[0]):
        return []
    tried = subprocess.run([*APART, "true"], capture_output=True, check=False)  # noqa: S603
    return [] if tried.returncode else APART


def _run(command: list[str], environment: dict[str, str], stopped: threading.Event) -> None:
    """Run the launcher and what it starts; both end with it, when the time is up or it is stopped."""
    late = time.monotonic() + SECONDS
    with subprocess.Popen(  # noqa: S603
        command, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as started:  # fmt: skip
        try:
            while started.poll() is None and time.monotonic() < late and not stopped.is_set():
                time.sleep(_PAUSE)
            if started.returncode != 0:
                raise subprocess.SubprocessError
        finally:
            if sys.platform == "win32" and started.poll() is None:
                taskkill = f"{os.environ['SYSTEMROOT']}/System32/taskkill.exe"
                tree = [taskkill, "/F", "/T", "/PID", str(started.pid)]
                subprocess.run(tree, capture_output=True, check=False)  # noqa: S603
            started.kill()
            if sys.platform != "win32":
                with suppress(ProcessLookupError):
                    os.killpg(started.pid, signal.SIGKILL)
