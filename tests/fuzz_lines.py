"""Damaged reports, JSONL files, data packages and states of runs by the thousand: each is judged, or refused with one message, within the limits.

    python tests/fuzz_lines.py [COUNT] [FIRST]

Runs the command COUNT times, on one report, some lines, a package or a state in turn, and names
what ends otherwise. Number N is the same in every run:
`fuzz_lines.py 1 N` repeats it.
"""

import gzip
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from fuzz_documents import DAMAGES, damaged

from ogireport import check, cli
from ogireport.convert.limits import MEMORY, SECONDS
from ogireport.render.streamed import JsonWriting
from ogireport.spec import standard
from ogireport.stream.portion import Checker

SAMPLES = Path(__file__).parents[1] / "samples"
KEPT = (346, 1199, 1447, 2022)  # what the command once broke at
RUN = ["validate", "a.jsonl", "--output", "o", "--resume", "s", "--jobs", "1", "--today", "2026-01-01"]  # fmt: skip
CHANGED: Counter[str] = Counter()
STREAMS = (".out", ".err")  # where the command writes them
TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[\[\]{}:,]')
TOKENS = [b"null", b"true", b"-1", b"-0", b"0.0", b"1e400", b"1e-400", b"NaN", b"-Infinity", b"9" * 30, b"9" * 5_000,
          b"9007199254740993", b"1.005", b'""', b'"\\u0000"', b'"\\ud800"', b'"\\udbff\\udfff"', b'"2023-02-30"', b'"/"',
          b'"requests/granted_in_full/total"', b"[]", b"{}", b"[" * 150 + b"]" * 150, b'{"a":' * 150, b'{"a":1,"a":2}',
          b'"total":1,"total":2', b'"' + b"x" * 70_000 + b'"', b"[" + b"0," * 9_000 + b"0]", b"\xff", b"\xef\xbb\xbf"]  # fmt: skip


def retold(data: bytearray, chance: random.Random) -> None:
    """One token of JSON is another."""
    found = list(TOKEN.finditer(data))
    if found:
        place = chance.choice(found)
        data[place.start() : place.end()] = chance.choice(TOKENS)


def changed(data: bytes, chance: random.Random) -> bytes:
    """Data with a few of its tokens, or anything in it, changed."""
    CHANGED["inputs"] += 1
    if chance.random() < 0.4:
        return damaged(data, chance)
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        chance.choice((retold, retold, *DAMAGES))(made, chance)
    return bytes(made)


@cache
def reports() -> list[bytes]:
    """The sample reports, each on a line."""
    paths = sorted(SAMPLES.glob("reports/*/report.json"))
    return [b" ".join(path.read_bytes().split(b"\n")) for path in paths]


@cache
def tables() -> dict[str, bytes]:
    """The files of a data package of two reports."""
    return made(["export", *(str(SAMPLES / "reports" / n) for n in ("2021-full", "2019-full")), "--to", "p"])  # fmt: skip


@cache
def state() -> dict[str, bytes]:
    """A file of reports, the state of a run over it, and its findings."""
    return made(RUN, {"a.jsonl": b"\n".join(reports()[:6]) + b"\n"})


def made(arguments: list[str], given: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files that are there after a command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, given or {})
        ended = run(arguments, folder)
        assert ended in ("judged", "refused"), ended
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


# what is damaged: the arguments of the command, and its files -------------------------------

Case = tuple[list[str], dict[str, bytes]]


def report(chance: random.Random) -> Case:
    return ["validate", "r.json"], {"r.json": changed(chance.choice(reports()), chance)}


def lines(chance: random.Random) -> Case:
    chosen = chance.choices(reports(), k=chance.randrange(1, 25))
    data = b"\n".join(changed(line, chance) if chance.random() < 0.6 else line for line in chosen)
    if chance.random() < 0.2:
        packed = gzip.compress(data, 1, mtime=0)
        packed = damaged(packed, chance) if chance.random() < 0.5 else packed
        return ["validate", "a.jsonl.gz", "--all"], {"a.jsonl.gz": packed}
    return ["validate", "a.jsonl", "--output", "o.jsonl"], {"a.jsonl": data}


def package(chance: random.Random) -> Case:
    """A data package with a file of it changed, left out or under another name; often packed."""
    files = dict(tables())
    name = chance.choice(sorted(files))
    content = files.pop(name)
    if chance.random() < 0.9:
        files[name] = changed(content, chance)
    elif chance.random() < 0.5:
        files[name.swapcase()] = content
    if chance.random() < 0.5:
        return ["validate", "p/datapackage.json"], files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.removeprefix("p/")), content)
    data = packed.getvalue()
    return ["validate", "p.zip"], {
        "p.zip": damaged(data, chance) if chance.random() < 0.5 else data
    }


def journal(chance: random.Random) -> Case:
    """A run to be continued: its state, sealed again or not, its findings or earlier lines changed."""
    files = dict(state())
    name = chance.choice(("s", "s", "s", "o", "a.jsonl"))
    files[name] = changed(files[name], chance)
    if name == "s" and chance.random() < 0.6:
        files[name] = sealed(files[name])
    files["a.jsonl"] += reports()[6] + b"\n"
    return RUN, files


def sealed(data: bytes) -> bytes:
    """A state with the digest that belongs to it, where it still is one."""
    try:
        held = json.loads(data)
        del held["sha256"]
        return json.dumps({"sha256": sha256(json.dumps(held).encode()).hexdigest()} | held).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return data


KINDS: tuple[Callable[[random.Random], Case], ...] = (report, lines, package, journal)


def case(number: int) -> Case:
    """Case N; the kinds take turns."""
    return KINDS[number % len(KINDS)](random.Random(number))


# how it ends ---------------------------------------------------------------------------------


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def run(arguments: list[str], folder: Path) -> str:
    """`judged` or `refused`, as the command ended in the folder; anything else is a defect."""
    pid = os.fork()
    if not pid:
        _become(arguments, folder)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    words = ""
    for name in STREAMS:
        words += (folder / name).read_text("utf-8", "replace")
        (folder / name).unlink()
    if code in (0, 1, 2) and words and "Traceback" not in words:
        return "refused" if code == 2 else "judged"
    return f"{arguments}: ended with {code}\n{words[-2_000:]}"


def _become(arguments: list[str], folder: Path) -> None:
    """Be the command, within the limits; this process ends with it."""
    code = 70
    try:
        os.chdir(folder)
        for stream, name in enumerate(STREAMS, 1):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        sys.argv = ["ogireport", *arguments, "--lang", "en"]
        cli.run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def outcome(number: int) -> str:
    """How case N ends."""
    arguments, files = case(number)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        ended = run(arguments, folder)
        left = [path.name for path in folder.glob(".ogireport-*")]
    return ended if not left else f"{ended}, and left {left}"


def load() -> None:
    """What the command loads is loaded once, before the processes part."""
    for name in ("cli.validate", "cli.jsonl", "cli.export", "tables.documents", "tables.package"):
        import_module(f"ogireport.{name}")
    check(reports()[0])
    Checker(standard(), date(2026, 1, 1), JsonWriting(everything=True))


def main() -> None:
    load()
    count, first = [int(a) for a in (sys.argv[1:3] + ["8000", "0"][len(sys.argv[1:3]) :])]
    outcomes: Counter[str] = Counter()
    for number in (*KEPT, *range(first, first + count)):
        ended = outcome(number)
        kind = KINDS[number % len(KINDS)].__name__
        outcomes[f"{kind} {ended}" if ended in ("judged", "refused") else "defects"] += 1
        if ended not in ("judged", "refused"):
            print(f"{number}: {ended}", flush=True)
    print(f"{CHANGED['inputs']} damaged inputs in {outcomes.total()} commands: {dict(outcomes)}")
    sys.exit(bool(outcomes["defects"]))


if __name__ == "__main__":
    main()
