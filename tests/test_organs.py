"""A register of organs: read strictly, matched without a guess, and what it makes of converted reports."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, document
from frictionless import Resource, Schema
from hypothesis import given
from hypothesis import strategies as st

from ogireport import ReadError, Register, Report, load_register
from ogireport.rules.linking import Identity
from ogireport.rules.register import Organ
from ogireport.spec import standard

LIST = SAMPLES / "organs.csv"
HEADER = "code,name,aliases,level,division_code,scope,parent,vertical"
COUNTY = ",甲县人民政府,,county,320829,government_aggregate,,false"
FORM = SAMPLES / "documents" / "same-form-text" / "document.txt"


def ogireport(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ogireport", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def converted(folder: Path, register: Path, *more: object, files: tuple[Path, ...] = (FORM,)):
    """The reports by the name of their file, and what the command says."""
    done = ogireport("convert", *files, "--organs", register, "-o", f"{folder}/out/", "--lang", "en", *more)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {
        p.name.partition(".")[0]: json.loads(p.read_text("utf-8")) for p in folder.glob("out/*")
    }, done.stderr


# read ----------------------------------------------------------------------------------------


def test_sample_register_has_the_organs_of_the_sample_reports():
    register = load_register(LIST)
    reports = [Report(document(path.name)) for path in (SAMPLES / "reports").iterdir()]

    fitting = {r.report_id: [o.name for o in register.find(Identity.of(r))] for r in reports}

    assert {name: found for name, found in fitting.items() if len(found) != 1} == {}


def test_stock_validator_accepts_the_sample_register():
    schema = Schema.from_descriptor(standard().document("tables/organs.json"))

    report = Resource(path="organs.csv", schema=schema, basepath=str(SAMPLES)).validate()

    assert report.flatten(["message"]) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("1.13708E+17,甲,,,,,,false",), "list.csv row 2, column code: '1.13708E+17' is not valid."),
        (("113708260043292687,甲,,city,,,,false",), "list.csv row 2, column level: 'city' is not valid."),
        ((",甲,,,3208,,,false",), "list.csv row 2, column division_code: '3208' is not valid."),
        ((",甲,,,,,,",), "list.csv row 2, column vertical: '' is not valid."),
        ((",甲,,,,,,no",), "list.csv row 2, column vertical: 'no' is not valid."),
        ((",,,,,,,false",), "list.csv row 2, column name: '' is not valid."),
        ((COUNTY, ",乙,,,,,丙,false"), "list.csv row 3, column parent: the register has no other organ named 丙."),
        ((",乙,,,,,乙,false",), "list.csv row 2, column parent: the register has no other organ named 乙."),
        ((",甲（办）,,,,,,false", ",甲 (办),,,,,,false"),
         "list.csv row 3: 甲(办) repeats row 2; names, codes and report identifiers stand once."),
        ((COUNTY, COUNTY.replace("甲县", "乙开发区")),
         "list.csv row 3: 320829 repeats row 2; names, codes and report identifiers stand once."),
        ((",甲,,,,,,false,x",), "list.csv row 2 has 9 cells, expected 8."),
    ],
)  # fmt: skip
def test_row_that_cannot_be_an_organ_is_refused_with_its_place(tmp_path, rows, said):
    with pytest.raises(ReadError) as refused:
        load_register(written(tmp_path, *rows))

    assert refused.value.message["en"] == said
    assert re.search(r"list\.csv 第 \d+ 行", refused.value.message["zh"])


def test_file_that_is_no_register_ends_the_command_with_one_line(tmp_path):
    gbk, other = tmp_path / "gbk.csv", written(tmp_path, header="name,code")
    gbk.write_bytes(f"{HEADER}\n{COUNTY}\n".encode("gbk"))
    report = SAMPLES / "reports" / "2021-full"

    text = other.rename(tmp_path / "list.txt")
    for path, said in (
        (gbk, "gbk.csv: not UTF-8"),
        (text, "list.txt has the wrong header: column 1 must be code"),
        (tmp_path, "cannot be read"),
        ("", "cannot be read"),  # a variable of a script that is not set
    ):
        for command in (("validate", report), ("convert", FORM)):
            done = ogireport(*command, "--organs", path, "--lang", "en")
            assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
            assert said in done.stderr


def test_corpus_of_lines_takes_no_register(tmp_path):
    (tmp_path / "corpus.jsonl").write_text("", "utf-8")

    done = ogireport("validate", tmp_path / "corpus.jsonl", "--organs", LIST, "--lang", "en")

    assert (done.returncode, done.stderr) == (2, "JSONL cannot be used with --organs.\n")


def test_spreadsheet_saves_true_in_capitals(tmp_path):
    (organ,) = load_register(written(tmp_path, ",甲,乙 | 丙,,,,,TRUE")).organs

    assert (organ.vertical, organ.aliases) == (True, ("乙", "丙"))


# matched -------------------------------------------------------------------------------------


def test_report_is_filled_from_its_organ(tmp_path):
    found, _ = converted(tmp_path, LIST)

    report = found["document"]
    assert report["report_id"] == "11999926mb0000051e-2023"
    assert report["scope"] == "government_aggregate"
    assert report["organ"] == {"name": "示例县人民政府", "code": "11999926MB0000051E",
                               "division_code": None, "level": "county"}  # fmt: skip
    assert report["covers"] == [  # not the tax bureau, which is under vertical leadership
        f"11999926{key}-2023" for key in ("mb00000193", "mb0000027x", "mb0000035q", "mb000006x6")
    ]
    assert ogireport("validate", tmp_path / "out", "--organs", LIST).returncode == 0


def test_year_and_organ_that_are_given_decide(tmp_path):
    found, _ = converted(tmp_path, LIST, "--organ", "洪泽区人民政府", "--year", 2022)

    report = found["document"]
    assert (report["report_id"], report["organ"]["name"]) == ("320813-2022", "洪泽区人民政府")
    assert report["covers"] == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((COUNTY,), "the register has no 示例县人民政府; nothing was filled from it."),
        ((COUNTY.replace(",,county", ",示例县 人民政府,county"), ",乙,示例县人民政府,,,,,false"),
         "示例县人民政府 may be 2 organs of the register (甲县人民政府, 乙); nothing was filled from it."),
    ],
)  # fmt: skip
def test_name_that_fits_no_organ_or_several_is_left_with_a_remark(tmp_path, rows, said):
    found, remarks = converted(tmp_path, written(tmp_path, *rows))

    assert said in remarks
    assert found["document"] == json.loads((FORM.parent / "report.json").read_text("utf-8"))


def test_second_report_of_an_organ_and_year_keeps_its_identifier(tmp_path):
    again = tmp_path / "again.txt"
    shutil.copy(FORM, again)

    found, remarks = converted(tmp_path, LIST, files=(FORM, again))

    own = json.loads((FORM.parent / "report.json").read_text("utf-8"))["report_id"]
    assert {name: report["report_id"] for name, report in found.items()} == {
        "document": "11999926mb0000051e-2023", "again": own,
    }  # fmt: skip
    assert f"the identifier 11999926mb0000051e-2023 is that of {FORM}; this report keeps {own}." in remarks  # fmt: skip


def test_register_is_not_overwritten(tmp_path):
    register = written(tmp_path, COUNTY)

    done = ogireport("convert", FORM, "--organs", register, "-o", register, "--lang", "en")

    assert (done.returncode, "would overwrite the input" in done.stderr) == (2, True)


def test_system_led_vertically_covers_its_organs():
    bureau = Organ("市税务局", scope="vertical_system", vertical=True)
    below = Organ("县税务局", parent="市税务局", vertical=True)
    city = Organ("市人民政府", scope="government_aggregate")
    register = Register([bureau, below, city, Organ("县局", parent="市人民政府", vertical=True)])

    assert (register.units(bureau), register.units(city), register.units(below)) == (
        [below],
        [],
        [],
    )


ORGANS = st.builds(
    Organ,
    name=st.text("甲乙局（）( ", min_size=1, max_size=3),
    code=st.sampled_from([None, "113708260043292687", "12620600MB0523338C"]),
    division_code=st.sampled_from([None, "320829", "320813"]),
    scope=st.sampled_from([None, "own_organ", "government_aggregate"]),
)


@given(ORGANS, st.integers(2019, 2100))
def test_identifier_fits_the_schema_and_names_its_organ(organ, year):
    pattern = standard().limits("report_id")["pattern"]

    made = organ.report_id(year)

    assert re.fullmatch(pattern, made)
    assert Register([organ]).of_report(made, year) == organ
    assert Register([organ]).of_report(made, year + 1) is None
    assert Register([organ]).find(organ.identity) == [organ]
