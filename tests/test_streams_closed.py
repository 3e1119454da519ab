"""Standard streams, pipes, devices and signals: what a shell or a build service may hand to the command."""

import base64
import gzip
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import SAMPLES

from ogireport.render.width import visible, wrap

REPORT = SAMPLES / "reports" / "2021-full" / "report.json"
DOCUMENT = SAMPLES / "documents" / "same-form-html" / "document.html"
LINE = (json.dumps(json.loads(REPORT.read_text("utf-8")), ensure_ascii=False) + "\n").encode()
COMMAND = f'"{sys.executable}" -m ogireport'
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs bash, /dev and named pipes")


def shell(line: str, folder: Path, **more: object) -> subprocess.CompletedProcess:
    """Run a line of bash; `ogireport` is the command under test."""
    script = f'ogireport() {{ {COMMAND} "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, check=False,
        encoding="utf-8", errors="surrogateescape", timeout=120, **more,
    )  # fmt: skip


def locale(lang: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("LC_")} | {"LANG": lang}


def said(result: subprocess.CompletedProcess) -> tuple[str, int]:
    """The message and the exit code."""
    assert "Traceback" not in result.stderr
    return result.stderr.strip(), result.returncode


# closed and full -----------------------------------------------------------------------------


@both_languages
@pytest.mark.parametrize("verb", ["validate", "convert", "validate --jsonl"])
def test_closed_standard_input_is_a_message(verb, lang, tmp_path):
    message, code = said(shell(f"ogireport {verb} - --lang {lang} <&-", tmp_path))

    assert ({"zh": "已关闭", "en": "Bad file descriptor"}[lang] in message, code) == (True, 2)


@both_languages
def test_closed_standard_output_is_a_message(lang, tmp_path):
    result = shell(f"ogireport convert {DOCUMENT} >&-", tmp_path, env=locale(lang))

    message = {"zh": "标准输出已关闭。", "en": "standard output is closed."}[lang]
    assert said(result) == (message, 2)


@both_languages
@pytest.mark.parametrize(
    "verb",
    [f"validate {REPORT}", f"convert {DOCUMENT}", "validate a.jsonl --all", "validate a.jsonl --quiet",
     "rules", "schema rules.json"],
)  # fmt: skip
def test_full_standard_output_is_a_message_and_no_verdict(verb, lang, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE)
    language = "" if verb.startswith("schema") else f"--lang {lang}"

    result = shell(f"ogireport {verb} {language} >/dev/full", tmp_path, env=locale(lang))

    message = {
        "zh": "标准输出：磁盘已满。",
        "en": "standard output: No space left on device.",
    }[lang]
    assert said(result) == (message, 2)


def test_full_standard_error_is_no_verdict(tmp_path):
    assert shell("ogireport validate missing.json 2>/dev/full", tmp_path).returncode == 2


@pytest.mark.parametrize("verb", ["rules", "validate a.jsonl --format json --all"])
def test_reader_that_has_gone_is_no_error_message(verb, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE * 2000)

    assert said(shell(f"ogireport {verb} | true", tmp_path)) in {("", 141), ("", 0)}


# pipes, devices, nothing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "ogireport validate --jsonl <(cat a) --quiet --lang en",
        "mkfifo p.jsonl; cat a > p.jsonl & ogireport validate p.jsonl --quiet --lang en",
        "mkfifo p.jsonl.gz; gzip -c a > p.jsonl.gz & ogireport validate p.jsonl.gz --quiet --lang en",
        "ogireport validate --jsonl <(cat a) --quiet --lang en --output o.jsonl --resume s",
        "mkfifo x.jsonl; mv a a.jsonl; ogireport validate . --quiet --lang en",
    ],
    ids=["substitution", "named", "packed", "resumable", "folder"],
)
def test_pipe_is_read_and_one_in_a_folder_not_waited_for(line, tmp_path):
    (tmp_path / "a").write_bytes(LINE * 3)

    result = shell(line, tmp_path)

    assert said(result) == ("", 0)
    assert result.stdout.startswith("Reports: 3 (complete 3)")


@both_languages
@pytest.mark.parametrize("source", ["/dev/zero", "- </dev/zero"])
def test_device_is_refused(source, lang, tmp_path):
    message, code = said(shell(f"ogireport validate --jsonl {source} --lang {lang}", tmp_path))

    assert ({"zh": "是设备", "en": "is a device"}[lang] in message, code) == (True, 2)


@both_languages
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b""),
        ("a.jsonl", b"\n \n"),
        ("a.jsonl.gz", b""),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0)),
        ("a.txt", b""),
    ],
)
def test_corpus_without_a_report_is_an_error(name, data, lang, tmp_path):
    (tmp_path / name).write_bytes(data)

    result = shell(f"ogireport validate --jsonl {name} --lang {lang}", tmp_path)

    message = {"zh": f"{name} 中没有报告。", "en": f"no report in {name}."}[lang]
    assert (*said(result), result.stdout) == (message, 2, "")


# signals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("verb", ["validate many", "corpus build many.jsonl --to b",
                                  "validate many.jsonl --output o.jsonl --jobs 2"])  # fmt: skip
def test_signal_ends_with_its_number_and_leaves_nothing_behind(verb, number, tmp_path):
    (tmp_path / "many").mkdir()
    for n in range(20_000):
        os.symlink(REPORT, tmp_path / "many" / f"{n}.json")
    (tmp_path / "many.jsonl").write_bytes(LINE.replace(b'"2021-full"', b'"2021 full"') * 20_000)
    with subprocess.Popen(
        [sys.executable, "-m", "ogireport", *verb.split(), "--lang", "en"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    ) as started:  # fmt: skip
        caught = 1 << (signal.SIGTERM - 1)
        while not caught & int(_status(started.pid, "SigCgt"), 16):
            time.sleep(0.02)
        time.sleep(0.7)
        os.killpg(started.pid, number)
        _, message = started.communicate(timeout=10)

    assert (message.splitlines()[-1], started.returncode) == (b"interrupted.", 128 + number)
    assert b"Traceback" not in message
    assert [path.name for path in tmp_path.glob(".*")] == []
    with suppress(ProcessLookupError):
        os.killpg(started.pid, 0)
        pytest.fail("a process is left")


DESTRUCTOR = """
import os, signal, time
from ogireport import cli

class Lost:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

cli.Verbs.get_command = lambda *_: time.sleep(9 * bool(Lost().__class__))
cli.run()
"""


def test_signal_within_a_destructor_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", DESTRUCTOR, "rules"], capture_output=True, check=False, timeout=8,
        env=locale("en"),
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (130, b"interrupted.\n")


BEGINNING = """
import os, signal, sys
import ogireport  # what the interpreter does before is not ours

class Signal:
    module = sys.argv.pop(1)

    def find_spec(self, name, path=None, target=None):
        if name == self.module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Signal())
import ogireport.__main__
ogireport.__main__.run()
"""


@pytest.mark.parametrize(
    ("module", "ended"),
    [("ogireport.cli", (-2, b"")), ("click", (-2, b"")), ("ogireport.rules.verdict", (130, b"interrupted.\n")),
     ("ogireport.cli.validate", (130, b"interrupted.\n"))],
)  # fmt: skip
def test_signal_while_the_command_is_loaded_shows_no_traceback(module, ended):
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING, module, "validate", REPORT, "--lang", "en"],
        capture_output=True, check=False, env=locale("en"),
    )  # fmt: skip

    assert (done.returncode, done.stderr) == ended


def _status(pid: int, name: str) -> str:
    return re.search(rf"^{name}:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.M)[1]


# names and pages -----------------------------------------------------------------------------

NOT_UTF8 = os.fsdecode(b"bad\xff")


@pytest.mark.parametrize(
    "line",
    [
        f"ogireport convert {NOT_UTF8}.html -o o/ --report --lang en",
        f"ogireport validate {NOT_UTF8}.jsonl --output o.parquet --lang en",
        f"ogireport validate {NOT_UTF8}.jsonl --output o.jsonl --resume s --lang en",
        f"ogireport validate {NOT_UTF8}.json --format sarif",
        f"ogireport export {NOT_UTF8}.json --to {NOT_UTF8} --lang en",
        f"ogireport corpus build {NOT_UTF8}.jsonl --to {NOT_UTF8} --lang en",
        f"ogireport corpus check {NOT_UTF8}.jsonl --output {NOT_UTF8}.parquet --lang en",
    ],
)
def test_name_that_is_no_utf8_is_used_or_refused_by_a_message(line, tmp_path):
    for suffix, data in (
        (".html", DOCUMENT.read_bytes()),
        (".json", REPORT.read_bytes()),
        (".jsonl", LINE),
    ):
        (tmp_path / f"{NOT_UTF8}{suffix}").write_bytes(data)

    message, code = said(shell(line, tmp_path))

    assert code == 0 or (code == 2 and "bad\\udcff" in message)


COMMANDS = ["::error file=x::y", "##[error]y", "x ##vso[task.setvariable]y", "a ::warning::y", ":"]


@pytest.mark.parametrize("name", COMMANDS)
def test_text_is_no_command_to_a_build_service(name):
    lines = [visible(name) + ": why", *wrap(f"{name}: {'x' * 70} {name}", "", "  ")]

    assert [line for line in lines if re.match(r"\s*::|.*##(vso)?\[", line)] == []


@pytest.mark.parametrize("name", COMMANDS[:2])
def test_name_of_a_file_is_no_command_to_a_build_service(name, tmp_path):
    (tmp_path / f"{name}.json").write_bytes(REPORT.read_bytes())
    (tmp_path / f"{name} bad.json").write_text("{", "utf-8")
    (tmp_path / f"{name} other").write_text("{}", "utf-8")
    (tmp_path / "lines.jsonl").write_bytes(b"{}\n")
    os.link(tmp_path / "lines.jsonl", tmp_path / f"{name}.jsonl")

    runs = [
        shell(f"ogireport validate * {flags}", tmp_path) for flags in ("", "--lang en", "--quiet")
    ]
    runs.append(shell(f"ogireport validate '{name}.jsonl'", tmp_path))
    runs.append(shell(f"ogireport validate '{name}.json' '{name} bad.json'", tmp_path))
    runs.append(shell(f"ogireport convert '{name} bad.json' '{name}'", tmp_path))

    lines = [line for run in runs for line in (run.stdout + run.stderr).splitlines()]
    assert len(lines) > 10
    assert [line for line in lines if re.match(r"\s*::|.*##(vso)?\[", line)] == []


class Policy(HTMLParser):
    """The Content-Security-Policy of a page, and its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.policy, self.scripts = "", re.findall("<script>(.*?)</script>", page, re.DOTALL)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]


def test_pages_permit_their_own_style_and_script_alone(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE)
    shell(f"ogireport convert {DOCUMENT} -o o/ --report", tmp_path)
    shell("ogireport corpus summary a.jsonl --to s", tmp_path)
    (checked,) = (tmp_path / "o").glob("*.html")

    check, summary = (
        Policy(page.read_text("utf-8")) for page in (checked, tmp_path / "s" / "summary.html")
    )

    own = "default-src 'none'; style-src 'unsafe-inline'"
    (script,) = summary.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (check.policy, check.scripts) == (own, [])
    assert summary.policy == f"{own}; script-src 'sha256-{digest}'"
