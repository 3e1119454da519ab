"""Reports as tables: back without loss, safe in a spreadsheet, whole or not at all."""

import csv
import io
import json
import subprocess
import sys
import zipfile

import pytest
from conftest import REPORTS, ROOT, SAMPLES, UNJUDGED, document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import TEXT, documents, examples

from ogireport import ReadError, Report, validate
from ogireport.spec import standard
from ogireport.tables import bundle, imprint, package, values
from ogireport.tables.documents import documents as read_documents
from ogireport.tables.tableschema import tables

SPEC = standard()
TABLES = bundle.names(SPEC)


def there_and_back(*reports: dict) -> list[dict]:
    judged = [(Report(report), UNJUDGED) for report in reports]
    files = bundle.tables_of(judged, TABLES, SPEC)
    contents = {
        name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
        for name, data in files.items()
    }
    return [report.document for report, _ in read_documents(contents, SPEC)]


@pytest.mark.parametrize("name", REPORTS)
def test_sample_comes_back_from_the_tables_as_it_was(name):
    assert there_and_back(document(name)) == [document(name)]


@settings(max_examples=examples(500), suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_report_comes_back_from_the_tables_as_it_was(report):
    assert [f.message for f in validate(Report(report)) if f.rule == "schema"] == []
    assert there_and_back(report) == [report]


@given(st.lists(documents(), min_size=2, max_size=3, unique_by=lambda report: report["report_id"]))
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
def test_several_reports_come_back_in_their_order(reports):
    assert there_and_back(*reports) == reports


@given(TEXT)
def test_text_is_never_a_formula_and_comes_back(text):
    written = values.written(text, "string")

    assert written[0] not in "=+-@\t\r＝＋－＠"
    assert values.read(written, "string") == text


@pytest.mark.parametrize(
    "text", ["1.0", "１", "+5", "1_000", "1,000", " 7", "1e3", "0x10", "-0", "01", "٣", "NaN"]
)
def test_cell_that_is_no_plain_integer_is_refused(text):
    with pytest.raises(values.CellError):
        values.read(text, "integer")


def ogireport(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def findings(path: object) -> dict[str, list]:
    output = ogireport("validate", path, "--format", "json", "--today", "2026-01-01").stdout
    return {r["report_id"]: r["findings"] for r in json.loads(output)["reports"]}


def test_package_folder_and_zip_give_the_findings_of_the_documents(tmp_path):
    folder, archive = tmp_path / "package", tmp_path / "package.zip"
    for target, more in ((folder, []), (archive, ["--zip"])):
        done = ogireport("export", SAMPLES / "reports", "--to", target, "--lang", "en", *more)
        assert (done.returncode, done.stdout) == (
            0,
            f"{len(REPORTS)} reports written to {target}.\n",
        )

    assert findings(folder / "datapackage.json") == findings(SAMPLES / "reports")
    assert findings(archive) == findings(SAMPLES / "reports")
    assert findings(ROOT / "datapackage.json") == findings(SAMPLES / "reports")


def test_package_is_complete_and_describes_its_bytes(tmp_path):
    ogireport("export", SAMPLES / "reports" / "2021-full", "--to", tmp_path / "p")

    files = {p.relative_to(tmp_path / "p").as_posix() for p in (tmp_path / "p").rglob("*.*")}
    descriptor = json.loads((tmp_path / "p" / "datapackage.json").read_text("utf-8"))
    assert files == {
        ".ogireport", "README.md", "datapackage.json", "package.profile.json",
        *(f"{name}.csv" for name in TABLES), *(f"schemas/{name}.json" for name in TABLES),
        *(f"checklists/{name}.json" for name in SPEC.forms),
    }  # fmt: skip
    assert [(r["name"], r["bytes"]) for r in descriptor["resources"]] == [
        (name, (tmp_path / "p" / f"{name}.csv").stat().st_size) for name in TABLES
    ]


def test_same_command_writes_the_same_package_with_what_the_report_says(tmp_path):
    made = []
    for number in range(2):
        folder = tmp_path / str(number) / "数据包 A"
        ogireport("export", SAMPLES / "reports/2021-full", "--to", folder, "--today", "2026-01-02")
        made.append((folder / "datapackage.json").read_bytes())
    said = json.loads(made[0])
    report = document("2021-full")

    assert made[0] == made[1]
    assert {key: said[key] for key in ("name", "title", "created")} == {
        "name": "a", "title": report["title"], "created": "2026-01-02T00:00:00Z",
    }  # fmt: skip
    assert [c["title"] for c in said["contributors"]] == [report["organ"]["name"]]
    assert "licenses" not in said


def test_identifier_is_that_of_the_reports_in_any_order_whatever_their_figures():
    first, second = (Report(document(name)) for name in ("2021-full", "2019-minimal"))
    corrected = document("2021-full")
    corrected["requests"]["rows"]["new_received"]["total"] = 0

    same = {
        imprint.identifier(reports)
        for reports in ([first, second], [second, first], [second, Report(corrected)])
    }
    assert len(same) == 1
    assert same.isdisjoint({imprint.identifier([first])})


def test_figures_hold_each_cell_once_with_the_reason_of_a_null():
    report = Report(document("2019-shanghai"))
    (data,) = bundle.tables_of([(report, UNJUDGED)], ["figures"], SPEC).values()

    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {
        "/".join((r["table"], r["row"], r["column"])): (r["value"] or r["amount_yuan"], r["status"])
        for r in rows
    } == {
        cell: (
            values.written(value, "number" if cell.endswith("amount_yuan") else "integer"),
            next((n["status"] for n in report.document["notes"] if n["cell"] == cell), ""),
        )
        for cell, value in report.cells.items()
    }
    assert len(rows) == len(report.cells)


@given(st.decimals(0, 10**15, places=2))
def test_amount_is_written_to_the_fen_and_comes_back(amount):
    text = values.written(amount, "number")

    assert (text[-3], values.read(text, "number")) == (".", amount)
    assert isinstance(values.read(text, "number"), int) == (amount == int(amount))


def test_chosen_tables_come_with_their_schemas_alone(tmp_path):
    ogireport("export", SAMPLES / "reports", "--to", tmp_path / "p", "--tables", "disputes,notes")

    assert sorted(p.name for p in (tmp_path / "p").glob("*.csv")) == [
        "disputes.csv",
        "notes.csv",
        "reports.csv",
    ]
    assert sorted(p.stem for p in (tmp_path / "p" / "schemas").iterdir()) == [
        "disputes",
        "notes",
        "reports",
    ]


def test_human_table_has_the_lines_of_the_form_in_printed_order():
    report = Report(document("2021-hongze"))
    data = bundle.tables_of([(report, UNJUDGED)], ["reports", "report_lines"], SPEC)["report_lines"]

    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    expected = [
        row for form in report.forms for row in SPEC.forms[form].rows.values() if row.columns
    ]
    assert data.startswith(b"\xef\xbb\xbf")
    assert [line["row"] for line in lines] == [row.code for row in expected]
    assert [line["label"] for line in lines] == [row.label["zh"] for row in expected]
    assert [lines[-3][f"value_{i}"] for i in range(1, 8)] == ["10", "1", "0", "0", "0", "", ""]


def test_parquet_holds_the_figures_with_their_types(tmp_path):
    from pyarrow import parquet

    ogireport("export", SAMPLES / "reports", "--to", tmp_path / "p", "--parquet")

    table = parquet.read_table(tmp_path / "p" / "disclosure_2021.parquet")
    amounts = dict(
        zip(
            *(table[c].to_pylist() for c in ("report_id", "administrative_fees__amount_yuan")),
            strict=True,
        )
    )
    assert str(amounts["2021-full"]) == "592372449.05"
    assert str(table.schema.field("rules__issued").type) == "int64"


def test_report_that_is_not_well_formed_is_named_and_the_others_are_written(tmp_path):
    broken = document("2021-minimal") | {"report_id": "Not An Id"}
    (tmp_path / "broken.json").write_text(json.dumps(broken), "utf-8")

    done = ogireport(
        "export",
        tmp_path / "broken.json",
        SAMPLES / "reports" / "2021-full",
        "--to",
        tmp_path / "p",
        "--lang",
        "en",
    )

    assert (done.returncode, done.stdout) == (2, f"1 reports written to {tmp_path / 'p'}.\n")
    assert "report_id" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{full}", "{full}x", "--to", "{out}"], "cannot be read"),
        (["{full}", "--to", "{out}", "--license", "署名 4.0"], "must be a name such as CC-BY-4.0"),
        (["{full}", "--to", "/proc/none/p"], "cannot write"),
        (["{full}", "--to", "{out}", "--tables", "nothing"], "no table nothing"),
        (["{empty}", "--to", "{out}"], "no report to export"),
    ],
    ids=[
        "unreadable input",
        "licence that is no name",
        "target that cannot be written",
        "unknown table",
        "no report",
    ],
)
def test_bad_usage_has_one_message_and_no_traceback(tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    places = {
        "full": SAMPLES / "reports/2021-full/report.json",
        "out": tmp_path / "out",
        "empty": tmp_path / "empty",
    }

    done = ogireport("export", *(a.format(**places) for a in arguments), "--lang", "en")

    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_same_report_twice_is_refused_not_overwritten(tmp_path):
    full = SAMPLES / "reports/2021-full/report.json"
    copy = tmp_path / "copy.json"
    copy.write_bytes(full.read_bytes())

    done = ogireport("export", full, copy, "--to", tmp_path / "p", "--lang", "en")

    assert (done.returncode, "2021-full appears twice" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "disputes.csv",
            b"report_id\r\n",
            "disputes.csv has the wrong header: column 2 must be reconsideration__upheld",
        ),
        ("disputes.csv", "勾稽".encode("gbk"), "not UTF-8"),
        ("notes.csv", b'report_id,"', "notes.csv: "),
    ],
)
def test_broken_table_is_named(tmp_path, name, data, words):
    ogireport("export", SAMPLES / "reports" / "2021-full", "--to", tmp_path / "p")
    (tmp_path / "p" / name).write_bytes(data)

    with pytest.raises(ReadError, match=words):
        package.contents(str(tmp_path / "p" / "datapackage.json"), SPEC)


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("reports.csv", "w", force_zip64=True) as file,
    ):
        for _ in range(1100):
            file.write(bytes(2**20))

    done = ogireport("validate", bomb, "--lang", "en")

    assert (done.returncode, "unpacks to more than 1024 MiB" in done.stderr) == (2, True)


def test_every_table_schema_covers_its_form():
    layout = tables(SPEC)

    assert {name: [c.path for c in layout[name].columns[1:]] for name in SPEC.forms} == {
        name: form.cells() for name, form in SPEC.forms.items()
    }
