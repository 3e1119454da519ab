"""The standard is sound: its built files are current, its rules and schemas complete."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest
import yaml
from conftest import ROOT, fragment, read
from jsonschema import Draft202012Validator
from referencing import Registry

from ogireport import Outcome, Report, SpecError
from ogireport.rules.context import Context
from ogireport.rules.verdict import outcome
from ogireport.spec import Spec, standard

BUILD = [sys.executable, str(ROOT / "tools" / "build.py")]
SPEC = standard()
BUNDLE = SPEC.document("report.bundle.schema.json")
FAMILIES = ROOT / "schema" / "rules" / "families.yaml"


def test_dist_is_current():
    checked = subprocess.run([*BUILD, "--check"], capture_output=True, text=True, check=False)

    assert checked.stderr == ""  # each line names a stale file and the command that repairs it


def test_stale_dist_names_the_file_and_the_repair(tmp_path):
    shutil.copytree(ROOT / "schema" / "dist", tmp_path / "dist")
    (tmp_path / "dist" / "rules.json").write_text("{}")
    (tmp_path / "dist" / "left.json").write_text("{}")

    checked = subprocess.run(
        [*BUILD, "--check", "--to", str(tmp_path / "dist")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    named = [re.search(r"(\w+\.json)\. Run: make build", x)[1] for x in checked.stderr.splitlines()]
    assert (checked.returncode, named) == (1, ["rules.json", "left.json"])


def equations(*tables: str) -> dict[str, int]:
    found = read(ROOT / "schema" / "dist" / "rules.json")["equations"]
    return dict(Counter(e["rule"] for e in found if e["table"] in tables))


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (("requests_2021", "disputes"), {"T3-01": 7, "T3-02": 7, "T3-03": 25, "T4-01": 3}),
        (("requests_2019", "disputes"), {"T3-01": 7, "T3-02": 7, "T3-03": 23, "T4-01": 3}),
        (("disclosure_2021", "requests_2019", "disputes"), {"T3-01": 7, "T3-02": 7, "T3-03": 23, "T4-01": 3}),
        (("disclosure_2019",), {"T2-01": 5, "T3-01": 0}),
    ],
    ids=["2021 form", "2019 form", "hybrid", "table two of 2019"],
)  # fmt: skip
def test_rules_of_the_form_expand_to_its_rows_and_columns(tables, expected):
    found = equations(*tables)

    assert {rule: found.get(rule, 0) for rule in expected} == expected


def test_forms_have_as_many_cells_as_the_official_ones():
    assert {name: len(form.cells()) for name, form in SPEC.forms.items()} == {
        "disclosure_2019": 22,
        "disclosure_20211": 10,
        "disclosure_2021": 10,
        "requests_2019": 161,
        "requests_2021": 175,
        "disputes": 15,
    }


def test_printed_balance_has_the_formula_of_the_form():
    assert SPEC.rules["T3-01"].formula["requests_2021"] == {
        "zh": "一 + 二 = 三(七) + 四",
        "en": "1 + 2 = 3(7) + 4",
    }


def fields(schema, path="$"):
    """Every property of a schema with its path."""
    if isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{path}/{name}", field
        for key, inner in schema.items():
            if key != "examples":
                yield from fields(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from fields(inner, f"{path}/{index}")


def test_every_field_has_title_and_description_in_both_languages_and_an_example():
    needed = {"title", "title_zh", "description", "description_zh"}
    found = dict(
        fields([read(ROOT / "schema" / "report.schema.json"), SPEC.document("codes.schema.json")])
    )

    assert {
        path: sorted(needed - field.keys())
        for path, field in found.items()
        if needed - field.keys() or not {"examples", "$ref"} & field.keys()
    } == {}
    assert len(found) > 60


def test_every_example_follows_its_own_schema():
    wrong = [
        (path, example)
        for path, field in fields(BUNDLE)
        for example in field.get("examples", ())
        if not Draft202012Validator({**field, "$defs": BUNDLE["$defs"]}).is_valid(example)
    ]

    assert wrong == []


def test_bundle_says_nothing_that_tools_understand_differently():
    keywords = json.dumps(BUNDLE)
    patterns = {field["pattern"] for _, field in fields(BUNDLE) if "pattern" in field}
    # \\d, \\s, \\w and \\b mean other characters in Python, JavaScript and RE2
    unlike = [p for p in patterns if not re.fullmatch(r"\^(?:[^\\$]|\\[trn])*\$", p)]

    assert ("multipleOf" in keywords, keywords.count('"$id"'), unlike) == (False, 1, [])


def test_bundle_refers_to_nothing_outside_itself():
    closed = Draft202012Validator(BUNDLE, registry=Registry())

    errors = list(closed.iter_errors({"disclosure": {"edition": "2021", "rows": {}}}))

    assert errors
    assert all(r.startswith("#/") for r in re.findall(r'"\$ref": "([^"]+)"', json.dumps(BUNDLE)))


@pytest.mark.parametrize("path", sorted((ROOT / "schema" / "meta").iterdir()), ids=lambda p: p.name)
def test_meta_schema_is_valid(path):
    Draft202012Validator.check_schema(read(path))


def test_misspelt_code_in_a_built_rule_is_a_broken_standard(tmp_path):
    shutil.copytree(ROOT / "schema" / "dist", tmp_path / "dist")
    path = tmp_path / "dist" / "rules.json"
    path.write_text(
        path.read_text("utf-8").replace("brought_forward/natural_person", "brougt/natural_person"),
        "utf-8",
    )

    with pytest.raises(SpecError, match="T3-01: unknown cell 'requests/brougt/natural_person'"):
        Spec(tmp_path / "dist").equations(SPEC.rules["T3-01"])


def copy_of_the_standard(folder):
    shutil.copytree(ROOT / "schema", folder / "schema")
    shutil.copytree(ROOT / "tools", folder / "tools")
    shutil.copy(ROOT / "datapackage.json", folder)
    return folder / "schema" / "rules" / "requests.yaml"


def build(folder):
    command = [sys.executable, str(folder / "tools" / "build.py"), "--root", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


NEW_RULE = """
- id: T3-90
  name: duplicates_within_outcomes
  title: {zh: 重复申请不多于总计。, en: Duplicates do not exceed the total processed.}
  since: "1.1"
  requirement: should
  basis: inferred
  editions: ["2021"]
  outcomes: [pass, fail, undetermined, not_applicable]
  clause: {document: 本标准, place: 试例, quote: 试例}
  kind: linear
  table: requests
  for_each: column
  relation: le
  left: [not_processed_duplicate]
  right: [total_processed]
  message: {zh: "{place}：{left} 多于 {right}。", en: "{place}: {left} exceed {right}."}
  repair: {zh: 核对。, en: Check.}
"""


def test_linear_rule_is_added_without_a_line_of_python(tmp_path):
    rules = copy_of_the_standard(tmp_path)
    rules.write_text(rules.read_text("utf-8") + NEW_RULE, "utf-8")

    assert build(tmp_path).stderr == ""

    spec = Spec(tmp_path / "schema" / "dist")
    cell = "requests/not_processed_duplicate/total"
    cases = [
        ({cell: 0}, Outcome.PASS),
        ({cell: 1}, Outcome.FAIL),
        ({cell: None}, Outcome.UNDETERMINED),
    ]
    for cells, expected in cases:
        report = Report(fragment({"base": "2021-minimal", "set": cells}))
        assert outcome(spec.rules["T3-90"], Context(spec, report)) == expected
    old = Report(fragment({"base": "2019-minimal"}))
    assert outcome(spec.rules["T3-90"], Context(spec, old)) == Outcome.NOT_APPLICABLE
    assert len(spec.equations(spec.rules["T3-90"])) == 7


@pytest.mark.parametrize(
    ("printed", "misspelt", "message"),
    [
        ("rows,3", "grid,3", "requests: $.shape"),
        (",proactive_disclosure", ",elsewhere", "disclosure is in no section"),
    ],
)
def test_misspelt_table_is_refused_by_the_build(tmp_path, printed, misspelt, message):
    copy_of_the_standard(tmp_path)
    tables = tmp_path / "schema" / "codelists" / "tables.csv"
    tables.write_text(tables.read_text("utf-8").replace(printed, misspelt), "utf-8")

    refused = build(tmp_path)

    assert refused.returncode == 2
    assert message in refused.stderr


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            NEW_RULE.replace("[total_processed]", "[total_procesed]"),
            "T3-90: no column of requests_2021",
        ),
        (NEW_RULE.replace("should", "E203"), "T3-90: $.requirement"),
        (NEW_RULE.replace("T3-90", "T3-01"), "a rule id is used twice"),
        (NEW_RULE.replace("T3-90", "ZZ-90"), "ZZ-90: rules/families.yaml lists no such family"),
        (NEW_RULE.replace("T3-90", "T4-90"), "T4-90: rules/families.yaml lists no such family"),
    ],
    ids=["misspelt code", "unknown requirement", "id used twice", "no family", "file of another"],
)
def test_broken_rule_stops_the_build_with_a_message(tmp_path, broken, message):
    rules = copy_of_the_standard(tmp_path)
    rules.write_text(rules.read_text("utf-8") + broken, "utf-8")

    built = build(tmp_path)

    assert built.returncode == 2
    assert message in built.stderr
    assert "Traceback" not in built.stderr


@pytest.mark.parametrize(
    ("family", "path", "misspelt"),
    [
        ("report", "organ/level:", "organ/levels:"),  # when
        ("report", "[sections/other_matters]", "[sections/other_maters]"),  # subjects
        ("report", "or_value: information_handling_fee", "or_value: information_fee"),
        ("report", "value: period/end", "value: period/ends"),  # bounds
        ("report", "edition: disclosure/edition}", "edition: disclosure/editon}"),
        ("links", "when_positive: [requests/other_fee_unpaid/total]", "when_positive: [requests/other_fee_unpayed/total]"),
        ("links", "requests/brought_forward/total]", "requests/brought_forward/totals]"),  # subjects
    ],
)  # fmt: skip
def test_misspelt_path_stops_the_build_with_the_rule_and_the_path(tmp_path, family, path, misspelt):
    file = copy_of_the_standard(tmp_path).with_name(f"{family}.yaml")
    assert path in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(path, misspelt), "utf-8")

    built = build(tmp_path)

    assert built.returncode == 2
    assert re.search(r"[A-Z0-9]{2}-\d\d: no such path in a report: ", built.stderr)


@pytest.mark.parametrize("rule", SPEC.rules.values(), ids=lambda rule: rule.id)
def test_rule_says_what_holds_why_and_what_to_do(rule):
    texts = [rule.clause[k] for k in ("document", "place", "quote")]
    texts += [
        text[lang] for text in (rule.title, rule.message, rule.repair) for lang in ("zh", "en")
    ]

    assert all(texts)
    assert re.search(r"\{\w+\}|\d", rule.message["zh"]), "a finding begins with its numbers"


def test_written_rules_are_all_built():
    files = {*(ROOT / "schema" / "rules").glob("*.yaml")} - {FAMILIES}
    written = {rule["id"] for file in files for rule in yaml.safe_load(file.read_text("utf-8"))}

    assert written == set(SPEC.rules)


def test_release_writes_the_public_address_and_nothing_else_does(tmp_path):
    base = "https://example.org/ogireport"
    subprocess.run([*BUILD, "--base-url", base, "--to", str(tmp_path)], check=True)

    released = read(tmp_path / "report.bundle.schema.json")
    assert released["$id"] == f"{base}/1.0/report.bundle.schema.json"
    assert Spec(tmp_path).schema_address == released["$id"]
    assert Spec(tmp_path).rules["T3-01"].url == f"{base}/reference/rules/t3-01.html"
    assert list(Draft202012Validator(released, registry=Registry()).iter_errors({}))
    assert "https://example.org" not in (ROOT / "schema/dist/codes.schema.json").read_text("utf-8")
