"""The generated code says yes only where the reference validator finds nothing."""

import json
import random
from collections import Counter
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import defects
import pytest
import realistic
from conftest import REPORTS, assign, document
from hypothesis import given, settings
from strategies import documents, examples

from ogireport import Report, check
from ogireport.cli.inputs import find
from ogireport.cli.linked import Linked
from ogireport.cli.validate import SCREENED, check_all
from ogireport.render.runs import Run
from ogireport.render.streamed import JsonWriting
from ogireport.report import ReadError, parse
from ogireport.rules import structure, walk
from ogireport.rules.verdict import Coverage, judge, validate
from ogireport.spec import standard
from ogireport.stream import predicate
from ogireport.stream.portion import Checker
from ogireport.stream.screen import Screen

TODAY = date(2026, 1, 1)
SCREEN = Screen(standard(), TODAY)


class Exact(float):
    """A float that JSON writes as the decimal it was made of."""

    def __new__(cls, number: Decimal):
        made = super().__new__(cls, number)
        made.written = str(number)
        return made

    def __repr__(self):
        return self.written


def exact(value):
    if isinstance(value, dict):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return Exact(value) if isinstance(value, Decimal) else value


def dumped(report, **more) -> bytes:
    return json.dumps(exact(report), **({"ensure_ascii": False} | more)).encode()


def is_good(line: bytes, screen: Screen = SCREEN) -> bool:
    block = bytearray(line)
    known = screen.known(block, memoryview(block), 0, len(block))
    return known is not None and not known.doubts


def findings(line: bytes, today: date = TODAY):
    """What the reference validator finds; None when the line cannot be read."""
    try:
        read = parse(line)
    except ReadError:
        return None
    return validate(Report(read), today=today)


def assert_sound(line: bytes) -> None:
    reference = findings(line)

    if is_good(line):
        assert reference == ()
    if SCREEN.read(line)[0] and reference is not None:
        assert reference == judge(Report(parse(line)), today=TODAY, formed=True).findings
    if reference is not None:
        passing = structure.evaluate(parse(line), standard(), SCREEN.formed_part)
        breaches = list(structure.evaluate(parse(line), standard(), lambda *_: False))
        assert list(passing) == breaches == [f for f in reference if f.rule == "schema"]
        assert not (breaches and walk.follows(parse(line), standard()))


def test_every_defect_is_judged_by_the_reference_and_every_good_line_is_passed():
    expected, slow = Counter(), Counter()
    for line in defects.lines(2 * len(defects.DEFECTS), share=1):
        assert_sound(line.data)
        found = findings(line.data)
        kind = (
            "unreadable" if found is None
            else "good" if not found
            else "malformed" if found[0].rule == "schema"
            else "findings"
        )  # fmt: skip
        assert kind == line.truth, line.kind
        slow[line.kind] += line.truth == "good" and not is_good(line.data)

    # a byte order mark and an escaped colon may hide what only the strict reader sees
    assert set(+slow) <= {"byte order mark", "colon escaped"}, expected


def test_good_reports_of_every_kind_pass_the_screen():
    slow = [line.data for line in defects.lines(500, share=0) if not is_good(line.data)]

    assert slow == []


@pytest.mark.parametrize("name", REPORTS)
def test_sample_report_passes_exactly_when_it_has_no_finding(name):
    line = dumped(document(name))

    assert is_good(line) == (findings(line) == ())


@given(documents())
@settings(max_examples=examples(150))
def test_arbitrary_well_formed_report_is_never_passed_with_a_finding(report):
    line = dumped(report)

    assert_sound(line)
    assert SCREEN.read(line)[0]
    assert walk.follows(report, standard())


def test_findings_on_lines_are_those_of_all_rules_on_each_report(tmp_path):
    """Of every fault, and of blanks in every column: only doubtful rules are looked at on a line."""
    reports = [report for report, _ in realistic.documents(120, share=1)]
    draw = random.Random(3)
    for report in reports[::3]:
        for table in standard().tables:
            row = draw.choice([*report[table]["rows"].values()])
            row[draw.choice([*row])] = None
    corpus, writing = tmp_path / "corpus.jsonl", JsonWriting()
    corpus.write_bytes(b"\n".join(map(dumped, reports)))

    found = Checker(standard(), TODAY, writing).range(str(corpus), 0, corpus.stat().st_size)

    verdicts = [judge(Report(parse(dumped(report))), today=TODAY) for report in reports]
    assert [e.body for e in found.entries] == [
        writing.report(verdict) for verdict in verdicts if verdict.findings
    ]
    checked, applicable = (sum(v.coverage[n] for v in verdicts) for n in (0, 1))
    assert found.tally.covered() == Coverage(checked, applicable)


def places(value, path=()):
    """The path of every value in a document."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, held in inner:
        yield from places(held, (*path, key))


VALUES = [None, True, 0, -1, 2**53, 2**63, 1.5, Decimal("1.0"), "", "1", "x", [], ["a", "a"], {}]


@pytest.mark.parametrize("name", ["2021-full", "2019-huachuan"])
def test_any_value_in_any_place_is_judged_alike(name):
    base = document(name)
    for number, path in enumerate(p for p in places(base) if p):
        for value in (VALUES[number % len(VALUES)], VALUES[(5 * number + 3) % len(VALUES)]):
            changed = deepcopy(base)
            held = changed
            for key in path[:-1]:
                held = held[key]
            held[path[-1]] = value
            assert_sound(dumped(changed))


@pytest.mark.parametrize("name", ["2021-full", "2019-minimal"])
def test_any_key_twice_is_never_passed(name):
    line = dumped(document(name), separators=(",", ":"))
    places = [
        at
        for at in range(len(line))
        if line[at : at + 1] in (b"{", b",") and line[at + 1 : at + 2] == b'"'
    ]
    for at in places:
        key = line[at + 1 : line.index(b'"', at + 2) + 1]
        twice = line[: at + 1] + key + b" :0," + line[at + 1 :]
        assert not is_good(twice), key


def test_day_on_which_a_report_is_late_is_that_of_the_run():
    report = next(
        r
        for r in (json.loads(line.data) for line in defects.lines(50, 0))
        if r["organ"]["level"] == "county"
    )
    assign(report, "published", None)
    due = date(report["reporting_year"] + 1, 1, 31)
    line = dumped(report)

    for day in (due, due.replace(month=2, day=1)):
        assert is_good(line, Screen(standard(), day)) == (findings(line, day) == ()) == (day == due)


@pytest.mark.parametrize(("stated", "agrees"), [("1234.5", True), ("1234.6", False)])
def test_amount_with_decimals_is_compared_with_the_narrative(stated, agrees):
    report = document("2021-minimal")
    assign(report, "disclosure/administrative_fees/amount_yuan", Decimal("1234.5"))
    report["sections"]["overview"] += f"本年度收取行政事业性收费{stated}元。"
    line = dumped(report)

    assert is_good(line) == (findings(line) == ()) == agrees


def test_every_rule_is_part_of_the_predicate():
    code = predicate.source(standard())

    assert "and False" not in code
    assert [
        rule for rule in standard().rules if not rule.startswith(("XY", "XL")) and rule not in code
    ] == []


def test_folder_of_many_files_has_the_verdicts_that_each_file_has_alone(tmp_path):
    documents = [document for document, _ in realistic.documents(SCREENED)]
    documents += [{**documents[0], "organ": {}}, {**documents[1], "reporting_year": 2021.5}]
    for number, each in enumerate(documents):
        (tmp_path / f"{number:03}.json").write_text(json.dumps(each, indent=1), "utf-8")
    (tmp_path / "twice.json").write_text('{"title": "", "title": "", "report_id": "a"}')

    run = check_all(
        find((str(tmp_path),)), Linked(*[None] * 3, TODAY, "en"), Run(), statements=True
    )

    assert [each.verdict for each in run.checked] == [check(d, today=TODAY) for d in documents]
    assert [Path(file).name for file, _ in run.unreadable] == ["twice.json"]
