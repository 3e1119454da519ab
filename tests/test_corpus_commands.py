"""`ogireport corpus build` and `check`: what they take, refuse and say."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import corpora
import pyarrow.parquet as pq
import pytest
import realistic
from conftest import ROOT, SAMPLES, UNJUDGED, blank

from ogireport import Report
from ogireport.frames import store
from ogireport.render.machines import as_line
from ogireport.report import parse
from ogireport.spec import standard
from ogireport.stream.screen import Screen
from ogireport.tables import bundle, package

SPEC = standard()


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [*corpora.reports(300, faults=0.4), *map(blank, ("2019", "2021"))]


@pytest.fixture(scope="module")
def folder(reports, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("corpus") / "built"
    store.write(reports, target, SPEC)
    return target


def ogireport(*arguments: object, **more: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | more,
    )


def test_build_takes_packages_json_and_jsonl_and_names_what_it_refuses(tmp_path):
    full = json.dumps(json.loads((SAMPLES / "reports/2021-full/report.json").read_text("utf-8")))
    lines = [full, "{broken", full]
    (tmp_path / "more.jsonl").write_text("\n".join(lines), "utf-8")
    others = [SAMPLES / "reports" / n / "report.json" for n in ("2019-minimal", "2021-minimal")]
    ogireport("export", *others, "--to", tmp_path / "p.zip", "--zip")

    done = ogireport(
        "corpus",
        "build",
        tmp_path / "p.zip",
        tmp_path / "more.jsonl",
        "--to",
        tmp_path / "c",
        "--lang",
        "en",
    )

    assert (done.returncode, done.stdout) == (2, f"3 reports written to {tmp_path / 'c'}.\n")
    refused = " ".join(done.stderr.split())
    assert "more.jsonl#2: not valid JSON" in refused
    assert "more.jsonl#3: its report_id appears twice." in refused


def test_decoded_lines_give_the_tables_of_their_documents(reports):
    screen = Screen(SPEC, date(2026, 1, 1))
    documents = [document for document, _ in realistic.documents(40)]
    documents += [report.document for report in reports]
    lines = [as_line(document).encode() for document in documents]
    decoded, once = zip(*map(screen.decoded, lines), strict=True)

    assert all(once)
    assert store.gathered(decoded, SPEC) == store.gathered(map(Report, map(parse, lines)), SPEC)


def test_build_from_a_package_is_build_from_its_reports(tmp_path, reports):
    judged = [(report, UNJUDGED) for report in reports]
    package.write_folder(bundle.files(judged, bundle.names(SPEC), "p", SPEC), tmp_path / "p")
    lines = (as_line(report.document) for report in reports)
    (tmp_path / "p.jsonl").write_text("\n".join(lines), "utf-8")

    for source in (tmp_path / "p" / "datapackage.json", tmp_path / "p.jsonl"):
        done = ogireport("corpus", "build", source, "--to", tmp_path / f"of{source.suffix}")
        assert (done.returncode, done.stderr) == (0, "")

    for name in store.names(SPEC):
        ours, theirs = (
            pq.read_table(tmp_path / folder / f"{name}.parquet").sort_by("report_id")
            for folder in ("of.json", "of.jsonl")
        )
        assert ours.equals(theirs), name


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("reports", 1, "2019-minimal appears twice"),
        ("disputes", 1, "row 3: 2019-minimal appears twice"),
        ("reports", 0, "is not in reports.csv"),
        ("disputes", 0, "one row expected in disputes.csv"),
    ],
    ids=["report twice", "row twice", "report missing", "row missing"],
)
def test_tables_that_do_not_belong_together_are_refused_as_by_validate(tmp_path, table, row, words):
    names = ("2019-minimal", "2021-minimal")
    ogireport(
        "export", *(SAMPLES / "reports" / n / "report.json" for n in names), "--to", tmp_path / "p"
    )
    path = tmp_path / "p" / f"{table}.csv"
    header, first, *others = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *[first] * (2 * row), *others]), "utf-8")
    source = tmp_path / "p" / "datapackage.json"

    ours, theirs = (
        ogireport(*verb, source, "--lang", "en") for verb in (("corpus", "check"), ("validate",))
    )

    assert (ours.returncode, theirs.returncode) == (2, 2)
    for done in (ours, theirs):
        assert words in " ".join((done.stdout + done.stderr).split())


def test_check_of_a_package_goes_on_past_a_report_that_is_not_well_formed(tmp_path):
    ogireport("export", SAMPLES / "reports", "--to", tmp_path / "p")
    table = tmp_path / "p" / "reports.csv"
    table.write_text(table.read_text("utf-8").replace(",2021-full,", ",2021-full!,"), "utf-8")
    for name in (*SPEC.forms, "notes", "local_rows", "explanations"):
        other = tmp_path / "p" / f"{name}.csv"
        other.write_text(
            re.sub("(?m)^2021-full,", "2021-full!,", other.read_text("utf-8")), "utf-8"
        )

    done = ogireport("corpus", "check", tmp_path / "p" / "datapackage.json", "--lang", "en")

    assert (done.returncode, "2021-full!" in done.stderr, "Findings:" in done.stdout) == (
        2,
        True,
        True,
    )


def test_check_gives_the_equation_findings_of_validate(tmp_path):
    ogireport("corpus", "build", ROOT / "datapackage.json", "--to", tmp_path / "c")
    output = tmp_path / "findings.jsonl"

    done = ogireport("corpus", "check", tmp_path / "c", "--output", output)

    options = ("--format", "json", "--full")
    shown = json.loads(ogireport("validate", ROOT / "datapackage.json", *options).stdout)
    equations = {a.rule.id for a in SPEC.active()}
    expected = [
        (report["report_id"], f["rule"], f["cells"][0], f["outcome"], f["left"], f["right"])
        for report in sorted(shown["reports"], key=lambda report: report["report_id"])
        for f in report["findings"]
        if f["rule"] in equations
    ]
    names = ("report_id", "rule", "cell", "outcome", "left", "right")
    found = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [tuple(line[n] for n in names) for line in found] == expected
    assert done.returncode == 1


def test_package_folder_and_duckdb_file_give_the_same_findings(tmp_path):
    import duckdb

    ogireport("corpus", "build", ROOT / "datapackage.json", "--to", tmp_path / "c")
    with duckdb.connect(str(tmp_path / "c.duckdb")) as connection:
        for name in store.names(SPEC):
            connection.read_parquet(str(tmp_path / "c" / f"{name}.parquet")).create(name)

    for verb, engine in (("check", "duckdb"), ("link", "polars")):
        sources = tmp_path / "c", tmp_path / "c.duckdb", ROOT / "datapackage.json"
        found = {
            ogireport("corpus", verb, source, "--engine", engine, "--lang", "en").stdout
            for source in sources
        }
        assert len(found) == 1
        assert "Findings:" in found.pop()


@pytest.mark.parametrize("kind", ["VARCHAR", "DOUBLE", "HUGEINT"])
def test_column_of_another_type_is_refused_not_converted(tmp_path, folder, kind):
    import duckdb

    with duckdb.connect(str(tmp_path / "c.duckdb")) as connection:
        for name in store.names(SPEC):
            connection.read_parquet(str(folder / f"{name}.parquet")).create(name)
        connection.execute(f"ALTER TABLE disputes ALTER reconsideration__total TYPE {kind}")

    done = ogireport("corpus", "check", tmp_path / "c.duckdb", "--lang", "en")

    assert (done.returncode, done.stdout) == (2, "")
    assert "column reconsideration__total must be integer" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "{empty}"], "no usable report"),
        (["build", "{empty}", "--to", "{empty}/c"], "no usable report"),
        (["check", "{broken}", "--engine", "polars"], "broken cannot be read: "),
        (["link", "{broken}", "--engine", "duckdb"], "broken cannot be read: "),
        (["summary", "{lacking}", "--to", "{empty}/s"], "no disputes.parquet in"),
        (["check", "{none}.duckdb"], "cannot be read"),
        (["link", "{built}", "--output", "x.txt"], "--output must end in"),
        (["build", "{sample}", "--to", "/proc/none/c"], "cannot write"),
    ],
    ids=[
        "nothing there",
        "nothing to build",
        "damaged for Polars",
        "damaged for DuckDB",
        "table missing",
        "no such file",
        "unknown format",
        "target that cannot be written",
    ],
)
def test_bad_usage_has_one_message_and_no_traceback(tmp_path, folder, arguments, words):
    (tmp_path / "empty").mkdir()
    for name in ("broken", "lacking"):
        shutil.copytree(folder, tmp_path / name)
    (tmp_path / "broken" / "disputes.parquet").write_bytes(b"PAR1")
    (tmp_path / "lacking" / "disputes.parquet").unlink()
    places = {
        "broken": tmp_path / "broken", "lacking": tmp_path / "lacking",
        "empty": tmp_path / "empty", "none": tmp_path / "none", "built": folder,
        "sample": SAMPLES / "reports/2021-full/report.json",
    }  # fmt: skip

    done = ogireport("corpus", *(a.format(**places) for a in arguments), "--lang", "en")

    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert not any((tmp_path / "empty").iterdir())


def test_spark_without_java_is_one_message(tmp_path, folder):
    paths = [
        path for path in os.environ["PATH"].split(os.pathsep) if not Path(path, "java").exists()
    ]
    (tmp_path / "bin").mkdir()
    for name in ("bash", "env", "dirname"):  # that the start of Spark runs
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    environment = {"PATH": os.pathsep.join([str(tmp_path / "bin"), *paths]), "JAVA_HOME": ""}

    done = ogireport("corpus", "check", folder, "--engine", "spark", "--lang", "en", **environment)

    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Spark did not start: " in done.stderr
    assert "Java 17" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["corpus", "check", "x"], ".[corpus]"),
        (["corpus", "check", "x", "--engine", "spark"], ".[corpus,spark]"),
        (["rules", "--sql", "--dialect", "trino"], ".[corpus]"),
    ],
)
def test_missing_extra_is_named(tmp_path, arguments, extra):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nfor n in ('polars', 'pyspark', 'sqlglot'): sys.modules[n] = None\n", "utf-8"
    )

    done = ogireport(*arguments, "--lang", "en", PYTHONPATH=str(tmp_path))

    assert (done.returncode, done.stderr) == (2, f"needs pip install '{extra}'.\n")
