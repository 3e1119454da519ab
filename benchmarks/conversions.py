"""Documents per second of each reader against the bare library on the same file, as ratios.

    python benchmarks/conversions.py [DOCUMENTS] [RUNS]

Each contender reads the same copies of one form, in rounds A B C A B C … `cold` forgets the
labels and figures it has read before each document, as in a run over one document. Every conversion must
recover all cells of the form. At last the whole command reads a folder, with its readers in a
process of their own, within limits, and without. Needs the extras
`convert` and `test`.
"""

import io
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import median

import olefile
import pdfplumber
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineWorkbook
from sections import record
from startup import ROOT

from ogireport.convert import convert, memory, readers, unguarded

DOCUMENTS = ROOT / "samples" / "documents"


def html(data: bytes) -> None:
    page = HTMLParser()
    page.feed(data.decode())
    page.close()


def docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        fromstring(package.read("word/document.xml"))


def xlsx(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def pdf(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()


def ofd(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            fromstring(package.read(name))


def doc(data: bytes) -> None:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        for name in file.listdir():
            file.openstream(name).read()


def text(data: bytes) -> None:
    data.decode()


LIBRARIES: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "html": ("html.parser", html),
    "docx": ("zipfile, defusedxml", docx),
    "doc": ("olefile", doc),
    "xlsx": ("python-calamine", xlsx),
    "pdf": ("pdfplumber extract_tables", pdf),
    "ofd": ("zipfile, defusedxml", ofd),
    "text": ("decode", text),
}


def document(kind: str) -> Path:
    return next((DOCUMENTS / f"same-form-{kind}").glob("document.*"))


def figures(path: Path) -> int:
    return convert(path.read_bytes()).figures


def cold(data: bytes) -> None:
    for forget in memory.FORGET:
        forget()
    unguarded(data)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def each(read: Callable[[bytes], object], data: bytes, size: int) -> Callable[[], None]:
    def work() -> None:
        for _ in range(size):
            read(data)

    return work


def rounds(contenders: dict[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Seconds of each contender, interleaved, after one warm-up of all."""
    for work in contenders.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, work in contenders.items():
            times[name].append(seconds(work))
    return times


def ratio(ours: Iterable[float], peer: Iterable[float]) -> float:
    return median(a / b for a, b in zip(ours, peer, strict=True))


def per_reader(size: int, runs: int) -> Iterator[str]:
    yield "| reader | library | documents/s, warm | cold | reader / library | all, warm | all, cold |"
    yield "|---|---|---|---|---|---|---|"
    for kind, (library, bare) in LIBRARIES.items():
        data = document(kind).read_bytes()
        contenders: dict[str, Callable[[bytes], object]] = {
            "bare": bare,
            "reader": lambda data, kind=kind: readers.read(data, kind),
            "warm": convert,
            "cold": cold,
        }
        times = rounds({name: each(read, data, size) for name, read in contenders.items()}, runs)
        speeds = " | ".join(f"{size / median(times[name]):.0f}" for name in ("warm", "cold"))
        factors = " | ".join(
            f"{ratio(times[name], times['bare']):.1f}" for name in ("reader", "warm", "cold")
        )
        yield f"| {kind} | {library} | {speeds} | {factors} |"


def two_processes(size: int, runs: int) -> str:
    paths = [document(kind) for kind in LIBRARIES] * size
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as one, context.Pool(2) as two:
        contenders: dict[str, Callable[[], object]] = {
            "one": lambda: one.map(figures, paths, chunksize=1),
            "two": lambda: two.map(figures, paths, chunksize=1),
        }
        times = rounds(contenders, runs)
    return (
        f"{len(paths)} documents of all kinds, two processes / one: "
        f"{ratio(times['two'], times['one']):.2f} of the time, "
        f"{len(paths) / median(times['two']):.0f} documents/s."
    )


UNGUARDED = """\
from ogireport.cli import run
from ogireport.convert import isolation
isolation.POSSIBLE = False
run()
"""


def isolated(size: int, runs: int) -> str:
    """The whole command on a folder of documents, against the same command that guards nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        for number in range(size):
            for kind in LIBRARIES:
                copy = folder / "documents" / f"{number}-{kind}{document(kind).suffix}"
                shutil.copy(document(kind), copy)
        arguments = ["convert", "documents", "-o", "reports/"]
        contenders: dict[str, Callable[[], object]] = {
            "guarded": command(folder, "-m", "ogireport", *arguments),
            "unguarded": command(folder, "-c", UNGUARDED, *arguments),
        }
        times = rounds(contenders, runs)
        found = len(list((folder / "reports").glob("*.json")))
    return (
        f"The command on {found} documents of all kinds, each read within limits / without: "
        f"{ratio(times['guarded'], times['unguarded']):.2f} of the time."
    )


def command(folder: Path, *arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=True, capture_output=True
    )


def main() -> None:
    size, runs = [int(a) for a in (sys.argv[1:] + ["10", "7"][len(sys.argv) - 1 :])]
    for kind in LIBRARIES:
        if figures(document(kind)) != 200:
            sys.exit(f"{kind}: cells of the form were not recovered")
    conditions = f"{size} copies of one form of 200 cells; medians of {runs} interleaved rounds."
    lines = [*per_reader(size, runs), "", two_processes(size, runs), "", isolated(size, runs)]
    record(
        "Documents",
        conditions,
        ("defusedxml", "olefile", "python-calamine", "pypdfium2", "pdfplumber"),
        lines,
    )


if __name__ == "__main__":
    main()
