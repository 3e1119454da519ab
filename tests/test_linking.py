"""Which report is last year's: one answer from the command, the tables and the SQL."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from conftest import document
from hypothesis import given
from hypothesis import strategies as st

from ogireport import Report
from ogireport.frames import links, store, warehouse
from ogireport.rules.linking import Earlier, Identity, same_organ
from ogireport.spec import standard

SPEC = standard()
CODES = ("11230406000111227M", "113708260043292687")


def report(name: str, year: int, **organ: Any) -> dict[str, Any]:
    made = document("2021-minimal") | {"reporting_year": year, "report_id": f"r-{year}"}
    scope = organ.pop("scope", "government_aggregate")
    return made | {"organ": {"name": name, **organ}, "scope": scope}


def identity(name: str, year: int = 2023, **organ: Any) -> Identity:
    return Identity.of(Report(report(name, year, **organ)))


DIVISION = {"division_code": "320813", "level": "county"}
SHORT, LONG = "洪泽区人民政府", "淮安市洪泽区人民政府"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"code": CODES[0]}, {"code": CODES[0]}, True),
        ({"code": CODES[0]}, {"code": CODES[1]}, False),
        (DIVISION, DIVISION, True),
        (DIVISION | {"scope": "own_organ"}, DIVISION | {"scope": "own_organ"}, False),
        (DIVISION, DIVISION | {"level": "prefecture"}, False),
        ({"aliases": [LONG]}, {}, True),
        ({}, {"aliases": [SHORT]}, True),
        ({}, {}, False),
    ],
    ids=["code", "other code", "division", "offices of one division", "other level", "alias",
         "alias of the other", "names alone"],
)  # fmt: skip
def test_organ_under_two_names_is_known_by_code_division_or_alias(one, other, same):
    assert same_organ(identity(SHORT, **one), identity(LONG, **other)) is same


@pytest.mark.parametrize(
    ("year", "name", "codes", "found"),
    [
        (2022, LONG, (None, None), True),
        (2021, LONG, (None, None), False),
        (2023, LONG, (None, None), False),
        (2022, SHORT, (None, None), False),
        (2022, SHORT, (CODES[0], CODES[0]), True),
        (2022, LONG, CODES, False),
        (2022, LONG, (CODES[0], None), True),
    ],
)
def test_predecessor_is_the_report_of_the_year_before_of_the_same_organ(year, name, codes, found):
    own, other = identity(LONG, 2023, code=codes[0]), identity(name, year, code=codes[1])

    assert Earlier([other]).before(own) == (other.report_id if found else None)


def test_same_name_in_two_divisions_is_two_organs():
    one, other = (identity("鼓楼区人民政府", division_code=c) for c in ("320106", "320302"))

    assert not same_organ(one, other)


def test_name_with_blanks_and_full_width_brackets_is_the_same_name():
    assert same_organ(identity("某局（某办）"), identity("某局 (某办)"))


def write(path: Path, *reports: dict[str, Any]) -> Path:
    path.mkdir()
    for n, each in enumerate(reports):
        text = json.dumps(each | {"report_id": f"{each['report_id']}-{n}"}, ensure_ascii=False)
        (path / f"{n}.json").write_text(text, "utf-8")
    return path


def validate(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ogireport", "validate", *map(str, arguments), "--lang", "zh"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_single_file_is_taken_at_its_word_with_a_note(tmp_path):
    now = write(tmp_path / "now", report(SHORT, 2023)) / "0.json"
    before = write(tmp_path / "before", report(LONG, 2022)) / "0.json"

    done = validate(now, "--previous", before)

    assert done.returncode == 0
    assert LONG in done.stderr
    assert SHORT in done.stderr
    assert "上年报告" not in done.stdout.splitlines()[-1]


def test_single_file_of_another_year_is_refused(tmp_path):
    now = write(tmp_path / "now", report(SHORT, 2023)) / "0.json"
    before = write(tmp_path / "before", report(LONG, 2021)) / "0.json"

    done = validate(now, "--previous", before)

    assert (done.returncode, "不是所校验报告的同一机关上一年度报告" in done.stderr) == (2, True)


def test_folder_and_tables_choose_the_same_of_two_that_qualify(tmp_path):
    carried = [report(LONG, 2022, **DIVISION), report(SHORT, 2022, **DIVISION)]
    for each, figure in zip(carried, (1, 0), strict=True):
        each["requests"]["rows"]["carried_forward"]["total"] = figure
    folder = write(tmp_path / "before", *carried)
    now = write(tmp_path / "now", report(SHORT, 2023, **DIVISION))

    text = validate(now, "--previous", folder).stdout
    frames = opened([*map(load, [*folder.iterdir(), *now.iterdir()])])

    assert "相差 1 件" in text
    assert links.years(frames["reports"]).to_pylist() == [
        {"report_id": "r-2023-0", "previous_id": "r-2022-0"}
    ]
    assert links.found(frames) == (3, 1, 0, 0)


def test_table_without_aliases_pairs_by_name():
    tables = store.gathered([Report(report(LONG, year)) for year in (2022, 2023)], SPEC)
    place = tables["reports"].schema.get_field_index("organ_aliases")
    kind = tables["reports"].schema.field(place).type
    blank = pa.nulls(tables["reports"].num_rows, kind)
    tables["reports"] = tables["reports"].set_column(place, "organ_aliases", blank)

    frames = store.opened(tables, "polars", SPEC)

    assert links.years(frames["reports"]).num_rows == 1


def load(path: Path) -> Report:
    return Report(json.loads(path.read_text("utf-8")))


def opened(reports: list[Report]) -> store.Frames:
    return store.opened(store.gathered(reports, SPEC), "polars", SPEC)


ORGANS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["甲局", "甲 局", "乙（办）", "乙(办)", "丙"]),
        "aliases": st.lists(st.sampled_from(["甲局", "乙(办)", "丙"]), max_size=2, unique=True),
        "code": st.sampled_from([None, None, *CODES]),
        "division_code": st.sampled_from([None, "320813", "320106"]),
        "level": st.sampled_from([None, "county", "prefecture"]),
        "scope": st.sampled_from(["own_organ", "government_aggregate", "unknown"]),
    }
)


@given(st.lists(st.tuples(ORGANS, st.integers(2021, 2023)), min_size=2, max_size=8))
def test_rules_and_sql_find_the_same_predecessors(organs):
    made = [
        Report(report(year=year, **organ) | {"report_id": f"r{n}"})
        for n, (organ, year) in enumerate(organs)
    ]
    identities = [Identity.of(each) for each in made]
    expected = {
        (one.report_id, min(fitting))
        for one in identities
        if (fitting := [o.report_id for o in identities
                        if o.reporting_year == one.reporting_year - 1 and same_organ(one, o)])
    }  # fmt: skip

    earlier = Earlier(identities)
    by_rules = {(one.report_id, found) for one in identities if (found := earlier.before(one))}

    assert by_rules == expected
    assert by_sql(made) == expected


def by_sql(reports: list[Report]) -> set[tuple[str, str]]:
    with duckdb.connect() as connection:
        for name, table in store.gathered(reports, SPEC).items():
            connection.register(name, table)
        connection.execute("\n".join(warehouse.script([], "duckdb", SPEC)))
        return set(connection.execute("SELECT report_id, previous_id FROM years").fetchall())
