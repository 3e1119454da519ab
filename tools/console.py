"""Run the commands of the written pages as a reader does; write what they print into the pages.

python tools/console.py            every page
python tools/console.py PAGE...    some

Blocks of `console` get the output that their commands have now, figures the fact beside them.
Anything else that goes wrong on a page is told; exit 1.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import facts
from written import PAGES, ROOT, Fence, fences, language

BIN = Path(sys.executable).parent
RUN = ("console", "sh", "pycon")
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*\n?)", re.M)  # a line that ends in a backslash goes on
# what CI does in steps of its own: installing, and the whole check of which this is a part
SET_UP = re.compile(
    r"(python3? -m )?pip install |python3? -m venv |\. \.venv|make (setup|check|docs|console)|python -m pytest"
)


@dataclass(frozen=True)
class Step:
    """A command as a page writes it, and the output below it; None where the page shows none."""

    fence: Fence
    command: str
    output: str | None


@dataclass(frozen=True)
class Played:
    """What a step did: its exit code and all it printed."""

    step: Step
    code: int
    printed: str

    @property
    def wrong(self) -> bool:
        shown = self.step.output
        return self.code != 0 if shown is None else self.printed != shown

    def __str__(self) -> str:
        at = f"line {self.step.fence.line}: $ {self.step.command}"
        return f"{at}\nexit code {self.code}\n{self.printed}"


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def clone(folder: Path) -> Path:
    """A copy of the repository with one commit, as a reader has it."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.check_output(listed, cwd=ROOT, text=True).strip("\0").split("\0")
    for name in files:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "clone"]):
        identity = ["-c", "user.name=reader", "-c", "user.email=reader@example.org"]
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder


def steps(fence: Fence) -> Iterator[Step]:
    """The commands of a block of `console` or `sh`, without those that set a machine up."""
    if fence.language == "sh":
        for line in filter(str.strip, fence.body.replace("\\\n", "").splitlines()):
            parts = [part for part in line.split(" && ") if not SET_UP.match(part)]
            yield Step(fence, " && ".join(parts) or "true", None)
        return
    _, *parts = COMMAND.split(fence.body)
    for command, output in zip(parts[::2], parts[1::2], strict=True):
        yield Step(fence, command, output)


def shell(command: str, folder: Path, lang: str) -> tuple[int, str]:
    """Run one command as a reader with that locale would; return its code and all it prints."""
    environment = os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "LANG": {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[lang],
        "LC_ALL": "",
        "LC_COLLATE": "C",
        "LC_MESSAGES": "",
        "COLUMNS": "80",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stdout


def run_python(session: str, folder: Path, lang: str) -> tuple[int, str]:
    """What doctest says of a session so far; nothing where it prints what is shown."""
    program = "import doctest, sys; sys.exit(bool(doctest.testfile('session.txt', False)[0]))"
    (folder / "session.txt").write_text(session, "utf-8")
    return shell(f'python -W error -c "{program}"', folder, lang)


def play(page: Path, folder: Path) -> Iterator[Played]:
    """Run the blocks of a page from top to bottom in a copy of the repository."""
    session, lang = "", language(page)
    for fence in fences(page.read_text("utf-8")):
        if fence.language not in RUN or fence.marker.startswith("not run:"):
            continue
        if fence.language == "pycon":
            session += fence.body + "\n"
            yield Played(Step(fence, "python", ""), *run_python(session, folder, lang))
            continue
        for step in steps(fence):
            yield Played(step, *shell(step.command, folder, lang))


def runs(page: Path) -> bool:
    return any(fence.language in RUN for fence in fences(page.read_text("utf-8")))


def played(pages: list[Path], folder: Path) -> dict[Path, list[Played]]:
    """What the steps of each page did; pages run side by side, each in a copy of its own."""
    first = clone(folder / "clone" / "ogireport")

    def of_page(number: int) -> list[Played]:
        own = folder / f"page-{number}" / "ogireport"
        return list(play(pages[number], shutil.copytree(first, own)))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(pages, pool.map(of_page, range(len(pages))), strict=True))


def rewritten(text: str, done: Iterable[Played]) -> str:
    """The text of a page with the outputs and the figures of now."""
    lines = text.splitlines(keepends=True)
    shown = [each for each in done if each.step.fence.language == "console"]
    for fence, own in reversed([(f, list(o)) for f, o in groupby(shown, lambda p: p.step.fence)]):
        body = "".join(f"$ {each.step.command}{each.printed}" for each in own)
        lines[fence.line : fence.line + fence.body.count("\n")] = body.splitlines(keepends=True)
    return facts.rewritten("".join(lines))


def main(names: list[str]) -> int:
    pages = [Path(name).resolve() for name in names] or PAGES
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for page, done in played(pages, Path(folder)).items():
            text = page.read_text("utf-8")
            if (new := rewritten(text, done)) != text:
                page.write_text(new, "utf-8")
                print(f"{named(page)}: rewritten")
            wrong += [
                f"{named(page)}: {each}"
                for each in done
                if each.wrong and each.step.fence.language != "console"
            ]
    print(*wrong, sep="\n", file=sys.stderr, end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
