"""What a document may cost, whatever it is: memory, time, its own process, and nothing else."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import program
from test_convert_hostile import data

from ogireport.convert import convert, isolation, limits, unguarded
from ogireport.convert.readers import office
from ogireport.report import ReadError

TITLE = "2023年政府信息公开工作年度报告"
LONG = 1_000_000  # characters; what takes time by their square would take an hour


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1)


# time in proportion --------------------------------------------------------------------------

LINEAR = {
    "blanks in a cell": lambda: (
        f"<html><p>{TITLE}</p><table><tr><td>{' ' * LONG}x</td><td>1</td></tr></table>"
    ),
    "declarations": lambda: f"<html><p>{TITLE}</p>" + "<![x" * 50 + "<![if x]>" * (LONG // 9),
    "a ruled line that is none": lambda: f"{TITLE}\n|{'-' * LONG}x",
    "rules of columns that are none": lambda: f"{TITLE}\n{'--|' * 900}{' ' * LONG}x",
    "bookmarks without end": lambda: f"{TITLE}\n{'[bookmark:' * (LONG // 10)}",
}


@pytest.mark.parametrize("case", LINEAR)
def test_long_text_takes_time_in_proportion(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 20)

    assert convert(LINEAR[case]().encode()).document["reporting_year"] == 2023


# one message ---------------------------------------------------------------------------------


def pdf(*objects: bytes) -> bytes:
    """The objects after the catalogue, 1 0 R; a reader finds them without a table."""
    listed = [b"<< /Type /Catalog /Pages 2 0 R >>", *objects]
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(listed, 1))
    return b"%PDF-1.5\n" + numbered + b"trailer << /Root 1 0 R >>\n%%EOF"


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return packed(zlib.compress(content), entries)


def packed(content: bytes, entries: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page(content: bytes, *more: bytes, resources: bytes = b"/Font << /F 5 0 R >>") -> bytes:
    """A page whose resources are the objects from 5 0 R on."""
    return pdf(
        b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        content,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << %s >> >>" % resources,
        *more,
    )  # fmt: skip


SHOWN = stream(b"BT /F 9 Tf 9 9 Td <0001> Tj ET")
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SYSTEM = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
FORM = b"/Filter /FlateDecode /Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def font(descendant: bytes = b"", *more: bytes, entries: bytes = b"") -> tuple[bytes, ...]:
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] %s >>" % entries,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A %s %s >>" % (SYSTEM, descendant),
        *more,
    )  # fmt: skip


def packed_blanks() -> bytes:
    """3 GB, a thousandth of it packed."""
    packer = zlib.compressobj()
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)  # the same each time
    return head + block * 3_000


COSTLY = {
    "forms within forms": lambda: page(stream(b"/X Do"), *(stream(
        b"/X Do /X Do", FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % n) for n in range(6, 46)),
        stream(b"q Q", FORM), resources=b"/XObject << /X 5 0 R >>"),
    "packed once": lambda: page(packed(packed_blanks(), b"/Filter /FlateDecode")),
    "packed twice": lambda: page(stream(packed_blanks(), b"/Filter [/FlateDecode /FlateDecode]")),
    "strings": lambda: page(stream(b"BT /F 9 Tf [" + b"(a)" * 3_000_000 + b"] TJ ET"), HELVETICA),
    "rectangles": lambda: page(stream(b"".join(
        b"%d %d 3 3 re S " % (n % 590, n // 590 % 840) for n in range(200_000)))),
}  # fmt: skip
MODEST = {
    "operators": lambda: page(stream(b"q Q " * 10_000_000)),
    "objects in a stream": lambda: b"%PDF-1.5\n1 0 obj\n" + stream(b"1 0 " * 10_000_000,
        b"/Filter /FlateDecode /Type /ObjStm /N 10000000 /First 5") + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    "widths": lambda: page(SHOWN, *font(b"/W [0 2147483647 500]")),
    "characters of a map": lambda: page(SHOWN, *font(b"", stream(
        b"begincmap 1 beginbfrange <00000000> <FFFFFFFE> <0000> endbfrange endcmap"), entries=b"/ToUnicode 7 0 R")),
    "objects of a table": lambda: b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 2147483647 /Index [0 2147483647] /W [1 1 1] "
        b"/Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF",
    "brackets": lambda: page(stream(b"(" * 10_000_000)),
}  # fmt: skip
GREEDY = (TITLE + "\n𠮷" + "a" * 16_000_000).encode()  # four bytes for each character once read


@pytest.mark.parametrize("case", COSTLY)
@pytest.mark.usefixtures("brief")
def test_costly_document_is_one_message(case: str) -> None:
    costly = COSTLY[case]()

    with pytest.raises(isolation.LostError, match=r"within 1 s|1,500 MiB|\(SIGSEGV\)|\(SIGABRT\)"):
        convert(costly)


@pytest.mark.parametrize("case", MODEST)
def test_document_that_claims_much_costs_little(case: str) -> None:
    with pytest.raises(ReadError, match=r"a scan|broken or truncated") as refused:
        convert(MODEST[case]())

    assert not isinstance(refused.value, isolation.LostError)


def test_greedy_document_says_what_it_takes_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(GREEDY)

    said = [
        run_convert("--lang", lang, tmp_path / "a.txt", memory=SMALL).said()
        for lang in ("zh", "en")
    ]

    assert [line.partition(": ")[2] for line in said] == [
        "读取它所用的内存超过 1,500 MiB，已停止；请用 Word/WPS 打开后另存，或使用同一份报告的其他版本。\n",
        "to read it takes more than 1,500 MiB of memory; open and save it anew in Word or WPS, or use another version of the report.\n",
    ]


def test_bad_document_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(data("same-form-html"))
    (tmp_path / "b.txt").write_bytes(GREEDY)
    (tmp_path / "c.xlsx").write_bytes(data("same-form-xlsx"))

    done = run_convert(tmp_path, "-o", tmp_path / "out", memory=SMALL).wait_for()

    assert done == (2, ["200 of 200 cells read", "to read it takes more", "200 of 200 cells read"])
    assert sorted(os.listdir(tmp_path / "out")) == ["a.ogireport.json", "c.ogireport.json"]


# the process ---------------------------------------------------------------------------------


class Run(subprocess.Popen[str]):
    def wait_for(self) -> tuple[int, list[str]]:
        """The exit code, and how the message about each file begins."""
        _, errors = self.communicate(timeout=60)
        return self.returncode, [line.split(": ")[1][:21] for line in errors.splitlines()]

    def said(self) -> str:
        return self.communicate(timeout=60)[1]


SMALL = 300 * 2**20  # bytes


def run_convert(
    *arguments: object, memory: int = resource.RLIM_INFINITY, **environment: str
) -> Run:
    bound = (memory, resource.getrlimit(resource.RLIMIT_AS)[1])
    return Run(
        [sys.executable, "-m", "ogireport", "convert", "--lang", "en", *map(str, arguments)],
        env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, bound),
    )  # fmt: skip


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def until(condition: object) -> bool:
    for _ in range(200):
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_conversion_leaves_no_process_and_no_folder(tmp_path: Path, stop: int) -> None:
    """An office suite that never ends, with a process of its own, as the launcher of LibreOffice has."""
    for name in ("bin", "tmp"):
        (tmp_path / name).mkdir()
    pids = tmp_path / "pids"
    launcher = tmp_path / "bin" / "soffice"
    launcher.write_text(
        f"#!/bin/sh\nsleep 600 &\necho $PPID $$ $! > {pids}.new\nmv {pids}.new {pids}\nwait\n"
    )
    launcher.chmod(0o755)
    (tmp_path / "old.rtf").write_bytes(b"{\\rtf1 }")
    paths = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "tmp")}

    conversion = run_convert(tmp_path / "old.rtf", **paths)
    assert until(pids.exists)
    conversion.send_signal(stop)
    conversion.communicate(timeout=20)

    assert until(lambda: not any(map(is_running, map(int, pids.read_text().split()))))
    assert until(lambda: not os.listdir(tmp_path / "tmp"))


def test_batch_is_read_by_one_process() -> None:
    convert(data("same-form-text"))
    first = isolation.ISOLATION.process
    convert(data("same-form-html"))

    assert first is isolation.ISOLATION.process is not None


def test_forked_process_and_threads_have_answers_of_their_own() -> None:
    kinds = ["html", "text", "docx", "xlsx"] * 2
    expected = [convert(data(f"same-form-{kind}")).document["source"] for kind in kinds]
    found: dict[int, object] = {}

    def read(n: int) -> None:
        found[n] = convert(data(f"same-form-{kinds[n]}")).document["source"]

    threads = [threading.Thread(target=read, args=(n,)) for n in range(len(kinds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with multiprocessing.get_context("forkserver").Pool(2) as pool:
        in_daemons = pool.map(source, kinds)

    assert [found[n] for n in range(len(kinds))] == in_daemons == expected


def source(kind: str) -> object:
    return convert(data(f"same-form-{kind}")).document["source"]


def test_browser_reads_in_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    isolation.ISOLATION.end()
    monkeypatch.setattr(isolation, "POSSIBLE", False)

    assert convert(data("same-form-docx")) == unguarded(data("same-form-docx"))
    assert isolation.ISOLATION.process is None


# the network ---------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Counts in `requests` what it is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            self.server.requests.append(self.raw_requestline)  # type: ignore[attr-defined]
            return False

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.requests = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.mark.parametrize("apart", [office.APART, ["no-such-program"]], ids=["unshare", "profile"])
def test_linked_picture_of_an_old_document_is_not_fetched(
    tmp_path: Path, server: ThreadingHTTPServer, apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = program("soffice")
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    (tmp_path / "linked.fodt").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        "<text:p>公开</text:p><text:p><draw:frame>"
        f'<draw:image xlink:href="http://127.0.0.1:{server.server_port}/a.png"/>'
        "</draw:frame></text:p></office:text></office:body></office:document>"
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "doc", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "linked.fodt"], check=True, capture_output=True)
    asked: list[bytes] = server.requests  # type: ignore[attr-defined]
    assert asked, "LibreOffice fetches the picture when nobody stops it"
    asked.clear()
    monkeypatch.setattr(office, "APART", apart)

    blocks = office.read((tmp_path / "linked.doc").read_bytes())

    assert ([getattr(block, "text", "") for block in blocks], asked) == (["公开"], [])
