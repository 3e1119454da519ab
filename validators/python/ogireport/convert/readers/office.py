"""Old Word and WPS documents, turned into docx by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from ogireport.convert.grid import Block
from ogireport.convert.readers import docx
from ogireport.report import ReadError

LONGEST = 120  # seconds


def read(data: bytes) -> list[Block]:
    """Return the blocks; ReadError that says what to do when LibreOffice is not there."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReadError(
            "旧版 .doc/.wps 需要 LibreOffice 转换，本机没有安装；请用 Word/WPS 另存为 .docx。",
            "old .doc/.wps files need LibreOffice, which is not installed; save as .docx instead.",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx",
                   "--outdir", folder, str(source)]  # fmt: skip
        try:
            _run(command)
            return docx.read(Path(folder, "report.docx").read_bytes())
        except (OSError, subprocess.SubprocessError):
            raise ReadError(
                "LibreOffice 无法打开这个文件；请用 Word/WPS 另存为 .docx。",
                "LibreOffice cannot open the file; save it as .docx.",
            ) from None


def _run(command: list[str]) -> None:
    """Run the launcher and what it starts; both end when the time is up."""
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as started:
        try:
            if started.wait(LONGEST):
                raise subprocess.SubprocessError
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            raise
