"""Commands stopped by the hundred: what they write is as it was or complete, and nothing else is left.

    python tests/kills.py [COUNT] [FIRST]

Each trial stops a command at some moment while it replaces what an earlier one wrote, and lets
another finish; a run that can be continued is stopped several times. Names what is lost, half
written or left behind. `kills.py 1 N` repeats trial N at about the same moment.
"""

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import defects

from ogireport.writing import DRAFT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SAMPLES = Path(__file__).parents[1] / "samples"
SIZES = {"small": 60, "large": 4_000}  # reports in a.jsonl
COMMANDS = {  # with the folder of the input
    "convert": "convert {}/docs -o out/ --report",
    "export": "export {}/reports --to package --force --today 2026-01-01",
    "build": "corpus build {}/a.jsonl --to corpus --force",
    "jsonl": "validate {}/a.jsonl --all --output findings.jsonl --today 2026-01-01",
    "resumed": "validate {}/a.jsonl --all --output findings.jsonl --resume state",
    "parquet": "validate {}/a.jsonl --output findings.parquet --today 2026-01-01",
    "export zip": "export {}/reports --to package.zip --zip --force --today 2026-01-01",
    "summary": "corpus summary {}/a.jsonl --to summary --force",
    "check": "corpus check {}/a.jsonl --output findings.jsonl",
    "check parquet": "corpus check {}/a.jsonl --output findings.parquet",
    "resumed gz": "validate {}/a.jsonl.gz --output findings.jsonl --resume state",
    "resumed zst": "validate {}/a.jsonl.zst --output findings.jsonl --resume state",
    "resumed parquet": "validate {}/a.jsonl --output findings.parquet --resume state",
    "publish": "publish {}/docs/html.html --to published --force --today 2026-01-01",
}
WAYS = ("SIGKILL", "SIGKILL", "SIGTERM", "SIGINT", "a process of it")
MOST = 5  # times that one run is stopped
PATIENCE = 20  # seconds for what is left to end
MARK = "OGIREPORT_TRIAL"  # in the environment of all processes of a trial

Contents = dict[str, bytes]


def contents(folder: Path) -> Contents:
    """Every file below a folder, hidden ones too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def prepare(place: Path) -> None:
    """Write the input of both sizes."""
    for size, count in SIZES.items():
        folder = place / size
        (folder / "docs").mkdir(parents=True)
        defects.write(folder / "a.jsonl", count)
        lines = (folder / "a.jsonl").read_bytes()
        (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines, 1, mtime=0))
        (folder / "a.jsonl.zst").write_bytes(zstd.compress(lines))
        for report in SAMPLES.glob("reports/*" if size == "large" else "reports/*-minimal"):
            shutil.copytree(report, folder / "reports" / report.name)
        for name in ("html", "docx", "xlsx") if size == "large" else ("html",):
            document = next(SAMPLES.glob(f"documents/same-form-{name}/document.*"))
            shutil.copy(document, folder / "docs" / f"{name}{document.suffix}")


class Trial:
    """One command in a folder of its own, and every process that belongs to it."""

    def __init__(self, place: Path, kind: str) -> None:
        self.place, self.kind, self.folder = place, kind, place / "trial"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def start(self, size: str) -> subprocess.Popen[str]:
        words = COMMANDS[self.kind].format(self.place / size).split()
        return subprocess.Popen(
            [sys.executable, "-m", "ogireport", *words, "--lang", "en"],
            cwd=self.folder, env=os.environ | {MARK: str(self.place)}, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def finish(self, size: str) -> tuple[Contents, float]:
        """What is in the folder after the whole command, and how long it took."""
        started = time.monotonic()
        _, words = self.start(size).communicate()
        if "Traceback" in words:
            raise RuntimeError(f"{self.kind}: {words}")
        return contents(self.folder), time.monotonic() - started

    def processes(self) -> list[int]:
        """The running processes of the trial."""
        mark, found = f"{MARK}={self.place}\0".encode(), []
        for environment in Path("/proc").glob("[0-9]*/environ"):
            try:
                running = mark in environment.read_bytes() + b"\0"
            except OSError:  # it has ended, or is not ours
                continue
            if running:
                found.append(int(environment.parent.name))
        return found

    def stop(self, way: str, moment: float, chance: random.Random) -> list[str]:
        """What is wrong after the command was stopped in this way."""
        command = self.start("large")
        if chance.random() < 0.5:  # when it has begun to write
            moment = chance.uniform(0, 0.1)
            while command.poll() is None and not any(map(is_draft, os.listdir(self.folder))):
                time.sleep(0.002)
        try:
            _, words = command.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            others = [pid for pid in self.processes() if pid != command.pid]
            if way in signal.Signals.__members__:
                command.send_signal(signal.Signals[way])
            elif others:
                os.kill(chance.choice(others), signal.SIGKILL)
            _, words = command.communicate()
        faults = [words] if "Traceback" in words and "ogireport/" in words else []
        until = time.monotonic() + PATIENCE
        while self.processes() and time.monotonic() < until:
            time.sleep(0.01)
        return faults + [f"process {pid} is left" for pid in self.processes()]


def is_draft(name: str) -> bool:
    return name.startswith(DRAFT) or f"/{DRAFT}" in name


class Trials:
    """What each command writes when nothing stops it, for trials to be compared with."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.whole: dict[tuple[str, str], tuple[Contents, float]] = {}
        prepare(place)

    def written(self, kind: str, size: str) -> tuple[Contents, float]:
        if (kind, size) not in self.whole:
            self.whole[kind, size] = Trial(self.place, kind).finish(size)
        return self.whole[kind, size]

    def trial(self, number: int) -> tuple[str, int, list[str]]:
        """The kind of command, how often it was stopped, and what is wrong afterwards."""
        chance = random.Random(number)
        kind = list(COMMANDS)[number % len(COMMANDS)]
        resumed = kind.startswith("resumed")
        new, seconds = self.written(kind, "large")
        old = {} if resumed or chance.random() < 0.3 else self.written(kind, "small")[0]
        trial, faults, times = (
            Trial(self.place, kind),
            [],
            chance.randrange(1, MOST + 1) if resumed else 1,
        )
        for name, data in old.items():
            (trial.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (trial.folder / name).write_bytes(data)
        for _ in range(times):
            way, before = chance.choice(WAYS), contents(trial.folder)
            faults += trial.stop(way, chance.uniform(0, seconds), chance)
            found = contents(trial.folder)
            if not resumed:
                faults += [f"{name} after {way}" for name in mixed(kind, found, old, new)]
            if way in ("SIGTERM", "SIGINT"):
                faults += [f"{name} is left" for name in {*found} - {*before} if is_draft(name)]
        held = trial.finish("large")[0]
        names = sorted(
            name for name in {*held, *new} - {"state"} if held.get(name) != new.get(name)
        )
        return kind, times, faults + [f"{name} differs in the end" for name in names]


def mixed(kind: str, found: Contents, old: Contents, new: Contents) -> list[str]:
    """The files that are neither as before nor complete; a folder is one or the other as a whole."""
    found = {name: data for name, data in found.items() if not is_draft(name)}
    if kind != "convert":
        return [] if found in (old, new) else sorted(found)
    names = {*found, *old}
    return sorted(name for name in names if found.get(name) not in (old.get(name), new.get(name)))


def main() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in the background
    count, number = [int(a) for a in (sys.argv[1:3] + ["200", "0"][len(sys.argv[1:3]) :])]
    done: Counter[str] = Counter()
    defective = 0
    with tempfile.TemporaryDirectory() as place:
        trials = Trials(Path(place))
        while done.total() < count:
            kind, times, faults = trials.trial(number)
            done[kind] += times
            defective += bool(faults)
            if faults:
                print(f"{number}, {kind}: {faults}", flush=True)
            number += 1
    print(f"{done.total()} stopped: {dict(done)}; trials with faults: {defective}")
    sys.exit(bool(defective))


if __name__ == "__main__":
    main()
