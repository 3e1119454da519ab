"""Validation of JSONL: same findings as single files, in order, whatever interrupts it."""

import gzip
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import defects
import pytest
from backports import zstd
from conftest import ROOT

from ogireport.report import too_large

resource = pytest.importorskip("resource", reason="limits files and memory as POSIX does")

TODAY = ["--today", "2026-01-01"]
KILLS = 20
BIG = 50 * 10**6


def command(*arguments: object) -> list[str]:
    return [
        sys.executable,
        "-m",
        "ogireport",
        "validate",
        *TODAY,
        "--lang",
        "en",
        *map(str, arguments),
    ]


def run(*arguments: object, **more):
    return subprocess.run(command(*arguments), capture_output=True, check=False, cwd=ROOT, **more)


def entries(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def made(folder) -> tuple[Path, list]:
    """Some thousand reports, 3 % of them with a defect of every kind in turn."""
    path = folder / "made.jsonl"
    return path, defects.write(path, 3000)


@pytest.fixture(scope="module")
def undisturbed(made, folder) -> bytes:
    """The findings of a run in one process that nothing disturbs."""
    output = folder / "undisturbed.jsonl"
    run(made[0], "--output", output, "--jobs", 1)
    return output.read_bytes()


def test_findings_are_those_of_the_truth_and_of_single_files(made, undisturbed, tmp_path):
    path, truth = made
    found = {entry["line"]: entry for entry in map(json.loads, undisturbed.splitlines())}

    assert sorted(found) == [line for line, _, kind in truth if kind != "good"]
    lines = path.read_bytes().split(b"\n")
    for line in found:
        (tmp_path / f"{line:05}.json").write_bytes(lines[line - 1])
    single = json.loads(run(tmp_path, "--format", "json").stdout)
    by_line = {int(Path(e["file"]).stem): e for e in single["reports"] + single["unreadable"]}
    assert list(found) == sorted(by_line)
    for line, entry in found.items():
        del entry["line"]
        assert entry | {"file": ""} == by_line[line] | {"file": ""}


def test_processes_write_the_same_as_one(made, undisturbed, folder):
    path = folder / "long.jsonl"
    path.write_bytes(made[0].read_bytes() * 2)
    one, two = folder / "one.jsonl", folder / "two.jsonl"

    codes = [run(path, "--output", out, "--jobs", n).returncode for out, n in ((one, 1), (two, 2))]

    assert codes == [2, 2]
    assert one.read_bytes() == two.read_bytes()
    assert len(entries(two)) == 2 * len(undisturbed.splitlines())


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_corpus_is_read_alike(made, undisturbed, folder, suffix):
    packed = folder / f"made.jsonl{suffix}"
    data = made[0].read_bytes()
    packed.write_bytes(gzip.compress(data, 1) if suffix == ".gz" else zstd.compress(data))
    output = folder / f"packed{suffix}.jsonl"

    run(packed, "--output", output)

    assert output.read_bytes() == undisturbed.replace(b"made.jsonl", packed.name.encode())


def test_standard_input_is_a_corpus_and_findings_go_to_standard_output(made, undisturbed):
    result = run("--jsonl", "-", "--format", "json", input=made[0].read_bytes())

    name = json.dumps(str(made[0])).encode()
    assert result.stdout == undisturbed.replace(name, b'"-"')
    assert result.stderr.splitlines()[-1].startswith(b"Lines that could not be read: ")


def test_summary_counts_by_rule_year_and_level_and_quiet_is_one_line(made):
    full, quiet = run(made[0]).stdout.decode(), run(made[0], "--quiet").stdout.decode()

    for word in ("T3-02", "2019", "county", "schema", ":17 "[:1]):
        assert word in full
    assert full.endswith(f"\n\n{quiet}")


def test_all_lists_good_reports_too(made, tmp_path):
    output = tmp_path / "all.jsonl"

    run(made[0], "--all", "--output", output)

    assert [entry["line"] for entry in entries(output)] == list(range(1, 3001))


def test_parquet_holds_every_finding_and_unreadable_line(made, undisturbed, tmp_path):
    import pyarrow.parquet as pq

    output = tmp_path / "findings.parquet"
    run(made[0], "--output", output)

    rows = pq.read_table(output).to_pylist()
    expected = [
        (entry["line"], found.get("rule"))
        for entry in map(json.loads, undisturbed.splitlines())
        for found in entry.get("findings", [{}])
    ]
    assert [(row["line"], row["rule"]) for row in rows] == expected
    offered = {
        (entry["line"], equation["cell"], imbalance["alternatives"][0]["message"]["zh"])
        for entry in map(json.loads, undisturbed.splitlines())
        for imbalance in entry.get("suggestions", {}).get("imbalances", ())
        for equation in imbalance["equations"]
    }
    assert {
        (row["line"], row["cells"][0], row["suggestion_zh"]) for row in rows if row["suggestion_zh"]
    } == offered
    assert not (tmp_path / "findings.parquet.jsonl").exists()


def test_exit_code_is_that_of_single_reports(tmp_path):
    lines = [line for line in defects.lines(200, 0.5) if line.truth in ("good", "findings")]
    good = tmp_path / "good.jsonl"
    good.write_bytes(b"\n".join(line.data for line in lines if line.truth == "good"))
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(b"\n".join(line.data for line in lines) + b"\n\n")

    assert (run(good).returncode, run(wrong).returncode) == (0, 1)
    assert run(tmp_path).returncode == 1
    assert run(tmp_path / "none.jsonl").returncode == 2


def test_corpora_and_single_reports_are_not_mixed(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"")
    (tmp_path / "b.json").write_bytes(b"{}")

    result = run(tmp_path)

    assert (result.returncode, b"validate it separately" in result.stderr) == (2, True)


def test_missing_extra_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"")
    code = "import sys; sys.modules['msgspec'] = None; from ogireport.cli import run; run()"
    arguments = [sys.executable, "-c", code, "validate", str(tmp_path), "--lang", "en"]

    result = subprocess.run(arguments, capture_output=True, text=True, check=False)

    assert (result.returncode, "pip install '.[corpus]'" in result.stderr) == (2, True)


def test_single_report_loads_nothing_of_the_extra():
    code = (
        "import sys; from ogireport.cli import main\n"
        "try: main(['validate', 'samples/reports/2021-full'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'msgspec', 'pyarrow', 'multiprocessing', 'gzip'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert result.stdout.splitlines()[-1] == "[]"


# what interrupts a run -----------------------------------------------------------------------


@pytest.mark.ci
def test_run_that_is_killed_again_and_again_ends_as_if_it_were_not(folder):
    path, output, state = folder / "killed.jsonl", folder / "killed.out.jsonl", folder / "state"
    defects.write(path, 20_000, seed=3)
    whole = folder / "whole.jsonl"
    run(path, "--output", whole)
    draw, arguments = random.Random(5), command(path, "--output", output, "--resume", state)
    lengths = []
    for _ in range(KILLS):
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, cwd=ROOT)
        time.sleep(draw.uniform(0.2, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        lengths.append(json.loads(state.read_text())["state"]["line"] if state.exists() else 0)

    last = subprocess.run(arguments, capture_output=True, check=False, cwd=ROOT)

    assert lengths == sorted(lengths)
    assert last.returncode == 2
    assert output.read_bytes() == whole.read_bytes()
    assert last.stdout == run(path, "--output", whole).stdout


def limited(size: int):
    """No file of the process may grow beyond so many bytes, as on a full disk."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_full_disk_ends_the_run_with_a_message_and_it_can_be_continued(made, undisturbed, tmp_path):
    output, state = tmp_path / "out.jsonl", tmp_path / "state"
    arguments = (made[0], "--output", output, "--resume", state, "--jobs", 1)

    full = run(*arguments, preexec_fn=limited(len(undisturbed) // 2))
    rest = run(*arguments)

    assert (full.returncode, full.stderr.count(b"\n")) == (2, 1)
    assert b"out.jsonl" in full.stderr
    assert rest.returncode == 2
    assert output.read_bytes() == undisturbed


def test_device_is_refused_as_output(made):
    result = run(made[0], "--output", "/dev/full")

    assert (result.returncode, result.stderr) == (2, b"/dev/full is not a regular file.\n")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_truncated_archive_keeps_what_was_found_and_is_continued_when_it_is_whole(
    made, undisturbed, tmp_path, suffix
):
    data = made[0].read_bytes()
    packed = gzip.compress(data, 1) if suffix == ".gz" else zstd.compress(data)
    path, output = tmp_path / f"cut.jsonl{suffix}", tmp_path / "out.jsonl"
    arguments = (path, "--output", output, "--resume", tmp_path / "state")
    path.write_bytes(packed[: len(packed) * 2 // 3])

    cut = run(*arguments)
    kept = output.read_bytes()
    path.write_bytes(packed)
    whole = run(*arguments)

    expected = undisturbed.replace(str(made[0]).encode(), str(path).encode())
    assert (cut.returncode, cut.stderr.count(b"\n")) == (2, 1)
    assert kept
    assert expected.startswith(kept)
    assert whole.returncode == 2
    assert output.read_bytes() == expected


def test_corpus_that_grew_is_continued_and_one_that_changed_is_refused(made, undisturbed, tmp_path):
    path, output = tmp_path / "made.jsonl", tmp_path / "out.jsonl"
    arguments = (path, "--output", output, "--resume", tmp_path / "state")
    data = made[0].read_bytes()
    path.write_bytes(data[: data.index(b"\n", len(data) // 2) + 1])
    run(*arguments)
    path.write_bytes(data)
    run(*arguments)

    assert output.read_bytes() == undisturbed.replace(str(made[0]).encode(), str(path).encode())
    path.write_bytes(b"{}\n" + data)
    changed = run(*arguments)
    assert (changed.returncode, b"start again" in changed.stderr) == (2, True)


@pytest.fixture
def stopped(tmp_path) -> tuple[Path, Path, Path, list]:
    """Corpora of a plain and a packed file, checked and kept, and the arguments of the run."""
    lines = [line.data for line in defects.lines(60, 0.3)]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines[:30]) + b"\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines[30:])))
    output, state = tmp_path / "out.jsonl", tmp_path / "state.json"
    arguments = [
        tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz",
        "--output", output, "--resume", state,
    ]  # fmt: skip
    run(*arguments)
    return tmp_path / "a.jsonl", output, state, arguments


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(arguments: list, name: object) -> None:
    result = run(*arguments)

    assert result.stderr.decode().count("\n") == 1, result.stderr.decode()
    assert (result.returncode, result.stderr.startswith(str(name).encode())) == (2, True)


@pytest.mark.parametrize("place", [0, 70, 400, -400], ids=["start", "line", "cell", "last line"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_change_of_any_earlier_byte_is_refused_by_name(stopped, place, packed):
    path, output, _, arguments = stopped
    before = output.read_bytes()
    path = path.with_name("b.jsonl.gz") if packed else path
    data = bytearray(gzip.decompress(path.read_bytes()) if packed else path.read_bytes())
    data[place] ^= 1
    path.write_bytes(gzip.compress(data) if packed else data)

    refused(arguments, path)
    assert output.read_bytes() == before


def test_earlier_file_that_has_grown_is_refused_and_another_day_too(stopped):
    path, _, _, arguments = stopped
    refused([*arguments, "--all"], "--all")
    refused([*arguments, "--today", "2025-01-01"], "--today")
    path.write_bytes(path.read_bytes() + b"{}\n")

    refused(arguments, path)


def test_state_that_another_process_uses_is_refused(stopped):
    path, _, state, arguments = stopped
    before = contents(path.parent)
    busy = "import sys, time; from ogireport.stream.output import alone\nwith alone(sys.argv[1]): print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", busy, state], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        refused(arguments, f"another process is using {state}")
        other.kill()
    run(*arguments)

    assert contents(path.parent) == before


def test_edited_findings_are_refused_and_stay(stopped):
    _, output, _, arguments = stopped
    output.write_bytes(output.read_bytes().replace(b"fail", b"good", 1))
    before = output.read_bytes()

    refused(arguments, output)
    assert output.read_bytes() == before
    output.unlink()
    refused(arguments, output)


TAMPERED = {
    **{
        f"{key} {value!r}": (key, value)
        for key in ("file", "offset", "line", "read", "written")
        for value in (99, -1, "x", None, 1.5, 10**30)
    },
    **{
        f"{key} {value!r}": (key, value)
        for key in ("digest", "digests", "findings", "tally", "other")
        for value in ("", 5, None, [], {})
    },
}


def test_tampered_state_is_refused_by_name(stopped):
    from ogireport.stream.journal import ForeignError, Journal

    _, _, state, arguments = stopped
    held = state.read_bytes()
    whole = [b"", b"null", b"[]", b"5", b"\xff", b"{}", b"[" * 100_000, b"9" * 5_000, held[:-9]]
    for key, value in TAMPERED.values():
        changed = json.loads(held)
        changed["state"][key] = value
        whole.append(json.dumps(changed).encode())

    for data in whole:
        state.write_bytes(data)
        with pytest.raises(ForeignError):
            Journal(str(state)).read()
    refused(arguments, state)
    assert b"delete" not in run(*arguments).stderr


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_finished_run_goes_on_with_further_lines(made, tmp_path, suffix):
    import pyarrow.parquet as pq

    path, output, whole = tmp_path / "a.jsonl", tmp_path / f"out{suffix}", tmp_path / f"w{suffix}"
    lines = made[0].read_bytes().splitlines(keepends=True)
    for part in (lines[:100], lines[:300]):
        path.write_bytes(b"".join(part))
        run(path, "--output", output, "--resume", tmp_path / "state")
    run(path, "--output", whole)

    if suffix == ".jsonl":
        assert output.read_bytes() == whole.read_bytes()
    else:
        assert pq.read_table(output).equals(pq.read_table(whole))


def test_line_of_fifty_megabytes_and_invalid_bytes_are_findings_and_memory_stays(made, tmp_path):
    lines = made[0].read_bytes().splitlines()[:40]
    path, output = tmp_path / "big.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(
        b"\n".join(
            [*lines[:20], b'"' + b"x" * BIG + b'"', b"\xff\xfe{}", *lines[20:], b"\x80" * 99]
        )
    )

    result = run(path, "--output", output, "--all", "--jobs", 1)

    found = {entry["line"]: entry for entry in entries(output)}
    assert result.returncode == 2
    assert list(found) == list(range(1, 44))
    assert found[21]["message"] == too_large().message
    assert all("message" in found[line] for line in (22, 43))
    assert peak(path, output) < 80 * 2**20


def peak(path: Path, output: Path) -> int:
    """The largest resident size of a run in one process, in bytes."""
    code = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], stdout=-3); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    arguments = command(path, "--output", output, "--jobs", 1)
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=False, cwd=ROOT
    )
    return int(told.stdout) * 1024


@pytest.mark.ci
def test_memory_does_not_grow_with_the_corpus(made, tmp_path):
    path = tmp_path / "long.jsonl"
    path.write_bytes(made[0].read_bytes() * 3)

    assert peak(path, tmp_path / "out.jsonl") < 64 * 2**20
