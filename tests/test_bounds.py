"""Input made to exhaust memory or time: small files, one clear answer, within what is promised."""

import json
import subprocess
import sys
import zipfile

import pytest
from conftest import SAMPLES

from cases import document
from ogireport import tokens
from ogireport.convert import convert, labels
from ogireport.convert.limits import MEMORY, SECONDS
from ogireport.report import ReadError, parse
from ogireport.rules import structure
from ogireport.spec import standard
from ogireport.stream import predicate

resource = pytest.importorskip("resource", reason="limits memory as POSIX does")

NOTE = {"cell": "x", "status": "y", "printed": None}


def ogireport(*arguments: object, command: str = "validate") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ogireport", command, *map(str, arguments), "--lang", "en"],
        capture_output=True, check=False, encoding="utf-8", timeout=SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )  # fmt: skip


def report(**fields: object) -> str:
    return json.dumps(document("2021-full") | fields, ensure_ascii=False, default=float)


REPORTS = {
    "wrong notes": (lambda: report(notes=[NOTE] * 100_000), 1, "notes: more than"),
    "covered units that are objects": (lambda: report(covers=[{"a": 1}] * 100_000), 1, "covers: more than"),
    "title of 20 MB": (lambda: report(title="公" * 7_000_000), 1, "title: longer than"),
    "level of 30 MB": (lambda: report(organ={"name": "a", "level": "x" * 30_000_000 + "😀"}), 1, "organ/level"),
    "keys": (lambda: json.dumps(dict.fromkeys(map(str, range(200_000)), 0)), 1, "not part of the standard"),
    "lists": (lambda: "[" + "[[[]]]," * 4_000_000 + "0]", 2, "1,000,000 values"),
    "decimals": (lambda: "[" + "1.1," * 7_000_000 + "0]", 2, "1,000,000 values"),
    "quotation marks": (lambda: '{"' + '\\"' * 10_000_000, 2, "not valid JSON"),
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
@pytest.mark.parametrize("case", REPORTS)
def test_large_report_gets_an_answer_in_bounded_memory(case, suffix, tmp_path):
    make, code, words = REPORTS[case]
    (tmp_path / f"r.{suffix}").write_text(make() + "\n", "utf-8")

    done = ogireport(tmp_path / f"r.{suffix}", "--format", "json")

    assert (done.returncode, words in done.stdout) == (code, True)


def test_sarif_of_a_report_with_the_longest_sections_stays_in_bounded_memory(tmp_path):
    longest = standard().document("codes.schema.json")["$defs"]["sections"]["properties"]
    wrong = json.loads(report(sections={k: "文" * v["maxLength"] for k, v in longest.items()}))
    wrong["requests"]["rows"]["new_received"]["total"] += 1
    (tmp_path / "r.json").write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")

    done = ogireport(tmp_path / "r.json", "--format", "sarif")

    assert (done.returncode, "fixes" in done.stdout) == (1, True)


def test_findings_on_one_document_end_with_one_that_says_so():
    rows = [{"table": "x", "label": 1, "values": [1] * 20}] * 100
    found = list(structure.evaluate(parse(report(local_rows=rows).encode()), standard()))

    assert len(found) == structure.MOST + 1
    assert found[-1].message == structure.REST


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({"notes": [{"cell": "disputes/litigation/total", "status": "blank", "printed": ""}] * 500}, "notes"),
        ({"covers": [str(n) for n in range(10_001)]}, "covers"),
        ({"local_rows": [{"table": "disputes", "label": "x", "values": []}] * 1_001}, "local_rows"),
        ({"explanations": [{"rule": "XY-01", "text": "x"}] * 1_001}, "explanations"),
        ({"organ": {"name": "x", "aliases": [str(n) for n in range(101)]}}, "organ/aliases"),
        ({"title": "x" * 1_001}, "title"),
        ({"explanations": [{"rule": "XY-01", "text": "x" * 100_001}]}, "explanations/0/text"),
    ],
)  # fmt: skip
def test_report_longer_than_the_standard_allows_has_one_schema_finding(fields, cell):
    (found,) = structure.evaluate(parse(report(**fields).encode()), standard())

    assert found.cells == (cell,)


def damaged(name: str, data: bytes, folder) -> str:
    """A zipped package whose file `name` has this data at its end, or instead where it is JSON."""
    ogireport(SAMPLES / "reports" / "2021-full", "--to", folder / "p", command="export")
    with zipfile.ZipFile(folder / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (folder / "p").rglob("*.*"):
            held = b"" if path.suffix == ".json" else path.read_bytes()
            bad = path.name == name
            archive.writestr(
                str(path.relative_to(folder / "p")), held + data if bad else path.read_bytes()
            )
    return str(folder / "p.zip")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("notes.csv", b"\n" * 100_000_000, "notes.csv row 2 has 0 cells"),
        ("notes.csv", b"," * 100_000_000, "notes.csv has a row of more than"),
        ("notes.csv", b",,,,,\r\n" * 1_000_000, "notes.csv has more than"),
        ("datapackage.json", b'{"resources":[' + b"[]," * 10_000_000 + b"0]}", "values"),
    ],
)
def test_package_that_unpacks_to_much_is_refused_in_bounded_memory(name, data, words, tmp_path):
    done = ogireport(damaged(name, data, tmp_path))

    assert (done.returncode, words in " ".join(done.stderr.split())) == (2, True)


def test_nesting_beside_many_quotation_marks_is_counted_in_one_pass():
    text = '{"' + '\\"' * 200_000 + '": ' + "[" * 200 + "]" * 200 + "}"

    with pytest.raises(ReadError, match="nested too deeply"):
        parse(text.encode())
    assert tokens.extent('["[[[["' + ",[]" * 100 + "]")[0] == 2


def test_long_texts_are_not_kept():
    before = predicate._is_day.cache_info().currsize  # of the tests that ran earlier

    for n in range(10):
        labels.read(f"{n}" * 1_000)
        predicate.is_date(f"{n}" * 1_000)

    kept = labels.read.__wrapped__, labels.section.__wrapped__  # what the cache would call
    assert [labels.read("长" * 1_000), kept[0]("长" * 1_000)] == [frozenset()] * 2
    assert predicate._is_day.cache_info().currsize == before


def test_section_longer_than_the_standard_allows_is_not_converted():
    lines = ["2023年政府信息公开工作年度报告", "一、总体情况", *["字" * 100_000] * 21]

    with pytest.raises(ReadError, match="sections/overview is 2,100,020 long"):
        convert("\n".join(lines).encode())
