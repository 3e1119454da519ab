"""The JSON Schema of a report in tools that we did not write: validators, an editor, generators."""

import importlib.util
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pydantic
import pytest
from conftest import REPORTS, ROOT, SAMPLES, document, npm, program, read
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

import cases
from ogireport.report import written
from ogireport.rules import structure
from ogireport.spec import standard
from ogireport.stream.screen import Screen

pytestmark = pytest.mark.ci

PEERS = ROOT / "tests" / "peers"
PATH = ROOT / "schema" / "dist" / "report.bundle.schema.json"
SPEC = standard()
SCHEMA = SPEC.document("report.bundle.schema.json")
FULL = SAMPLES / "reports" / "2021-full" / "report.json"


def documents() -> dict[str, Any]:
    """Every sample, case and breach of the suite by name."""
    found = {name: document(name) for name in REPORTS}
    for path in sorted([*SAMPLES.glob("cases/*.json"), *SAMPLES.glob("invalid/*.json")]):
        found |= {test["id"]: cases.fragment(test) for test in read(path)["tests"]}
    return found


def amounts() -> dict[str, Any]:
    """A thousand amounts of up to seventeen digits, two of them decimals, by what they are."""
    chance = random.Random(1)
    drawn = [chance.randrange(10 ** chance.randrange(1, 18)) for _ in range(1_000)]
    return {f"{n}: {fen} fen": Decimal(fen).scaleb(-2) for n, fen in enumerate(drawn)}


def of_node(schema: Path, texts: list[str]) -> dict[str, list[bool]]:
    """The verdicts of the validators in JavaScript."""
    lines = schema.with_suffix(".jsonl")
    lines.write_text("\n".join(texts), "utf-8")
    command = [program("node"), npm(PEERS) / "verdicts.mjs", schema, lines]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def of_python(schema: Path, texts: list[str]) -> dict[str, list[bool]]:
    """The verdicts of the validators in Python, with floats as its json reads them."""
    known = json.loads(schema.read_text("utf-8"))
    plain = Draft202012Validator(known, format_checker=FormatChecker())
    rust = jsonschema_rs.validator_for(known, validate_formats=True)
    held = [json.loads(text) for text in texts]
    return {
        "jsonschema": [*map(plain.is_valid, held)],
        "jsonschema-rs": [*map(rust.is_valid, held)],
    }


def of_command(schema: Path, texts: list[str]) -> dict[str, list[bool]]:
    """The verdicts of the command check-jsonschema."""
    paths = [schema.parent / f"{n}.json" for n in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--schemafile",
        schema,
        "-o",
        "json",
        *paths,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    refused = {error["filename"] for error in json.loads(done.stdout)["errors"]}
    return {"check-jsonschema": [str(path) not in refused for path in paths]}


@pytest.mark.parametrize(("kind", "known"), [("report", documents()), ("amount", amounts())])
def test_validators_of_others_give_our_verdicts(kind: str, known: Any, tmp_path: Path) -> None:
    schema = tmp_path / "report.schema.json"
    named = {key: SCHEMA[key] for key in ("$schema", "$id", "$defs")}
    whole = SCHEMA if kind == "report" else named | {"$ref": "#/$defs/amount"}
    schema.write_text(json.dumps(whole), "utf-8")
    texts = [json.dumps(made, default=float) for made in known.values()]
    ours = [kind == "amount" or not any(structure.evaluate(made, SPEC)) for made in known.values()]

    told = [made(schema, texts) for made in (of_node, of_python, of_command)]

    unlike = {
        tool: [name for name, our, their in zip(known, ours, theirs, strict=True) if our != their]
        for tool, theirs in {**told[0], **told[1], **told[2]}.items()
    }
    print(f"\n{kind}: {len(known)} documents, {sum(ours)} of them well-formed")
    for tool, names in unlike.items():
        print(f"{tool:<24} {len(known) - len(names):>5} verdicts alike; other: {', '.join(names)}")
    # what the contract says of a number as it is written, no reader of binary numbers can see
    seen = {(tool, name) for tool, names in unlike.items() for name in names}
    others = {(t, name) for t, name in seen if not name.startswith(("decimals/", "type/"))}
    # `$` of Python's re matches before a last line end too; the contract says where a pattern ends
    loose = (
        {("jsonschema", "pattern/identifier-that-ends-in-a-line")} if kind == "report" else set()
    )
    assert others == loose


PATTERNS = {
    path: node["pattern"]
    for path, node in {
        "report_id": SCHEMA["properties"]["report_id"],
        "published": SCHEMA["properties"]["published"],
        **{
            f"organ/{key}": node
            for key, node in SCHEMA["properties"]["organ"]["properties"].items()
        },
        **{
            f"source/{key}": node
            for key, node in SCHEMA["properties"]["source"]["properties"].items()
        },
    }.items()
    if "pattern" in node
}
# `from_regex` matches as Python searches: a line break at the end, or anything before, may come too
matching = st.sampled_from(sorted(PATTERNS)).flatmap(
    lambda path: st.tuples(st.just(path), st.from_regex(PATTERNS[path]) | st.text(max_size=8))
)


@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)  # each example starts node
@given(pairs=st.lists(matching, min_size=60, max_size=60))
def test_pattern_ends_where_the_text_ends_for_ajv_and_every_reader_of_ours(
    pairs: list[tuple[str, str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = []
    pairs += [("report_id", "abc\n"), ("published", "2024-01-31\n"), ("organ/code", None)]
    for path, value in pairs:
        made.append(document("2021-full"))
        cases.assign(made[-1], path, value)
    schema = tmp_path_factory.mktemp("patterns") / "report.schema.json"
    schema.write_text(json.dumps(SCHEMA), "utf-8")

    ajv = of_node(schema, [json.dumps(each, default=float) for each in made])["Ajv, strict"]

    screen = Screen(SPEC, date(2026, 1, 1))
    assert [not any(structure.evaluate(each, SPEC)) for each in made] == ajv
    sure = [screen.read(written(each).encode())[0] for each in made]
    assert [pair for pair, own, their in zip(pairs, sure, ajv, strict=True) if own > their] == []
    assert any(sure)


def test_editor_shows_errors_and_both_languages_and_offers_every_key() -> None:
    command = [program("node"), npm(PEERS) / "editor.mjs", PATH, FULL]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert (said["good"], said["missing"]) == ([], [])
    assert said["wrong"] == [
        'Missing property "natural_person".',
        "Incorrect type. Expected one of integer, null.",
    ]
    assert [
        "本年新收政府信息公开申请数量" in said["hover"][0],
        "requests received" in said["hover"][0],
    ] == [True] * 2


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    subprocess.run([program("node"), npm(PEERS) / "types.mjs", PATH, folder], check=True)
    return folder


def test_generated_typescript_keeps_the_editions_apart(generated: Path) -> None:
    (generated / "use.ts").write_text((PEERS / "use.ts").read_text("utf-8"), "utf-8")

    command = [
        PEERS / "node_modules" / ".bin" / "tsc",
        "--strict",
        "--noEmit",
        "use.ts",
        "quicktype.ts",
    ]
    done = subprocess.run(command, cwd=generated, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["quicktype.ts", "Report.java", "report.go"])
def test_quicktype_has_every_key_of_a_report(name: str, generated: Path) -> None:
    made = "".join(path.read_text("utf-8") for path in generated.glob(name))

    assert [key for key in keys(document("2021-full")) if f"{key}" not in made] == []


def keys(value: Any) -> Counter[str]:
    """Every key in a document."""
    if isinstance(value, list):
        return sum(map(keys, value), Counter())
    if not isinstance(value, dict):
        return Counter()
    return sum(map(keys, value.values()), Counter(value.keys()))


PYDANTIC, MSGSPEC = "pydantic_v2.BaseModel", "msgspec.Struct"


@pytest.mark.parametrize("kind", [PYDANTIC, MSGSPEC])
def test_generated_python_reads_a_report_and_refuses_a_hybrid(kind: str, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "datamodel_code_generator", "--input", PATH,
         "--input-file-type", "jsonschema", "--output-model-type", kind, "--output", tmp_path / "made.py"],
        check=True,
    )  # fmt: skip
    read_as, refusal = reader(kind, tmp_path / "made.py")
    hybrid = document("2021-full")
    hybrid["requests"]["edition"] = "2019"

    table = read_as(FULL.read_text("utf-8")).requests
    assert type(getattr(table, "root", table)).__name__ == "Requests2021"
    with pytest.raises(refusal):
        read_as(written(hybrid))


def reader(kind: str, path: Path) -> tuple[Callable[[str], Any], type[Exception]]:
    """What reads a report as the generated class, and what it raises for another document."""
    spec = importlib.util.spec_from_file_location(f"made_{kind[:7]}", path)
    assert spec
    assert spec.loader
    made = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    report = made.AnnualReportOnOpenGovernmentInformationWork
    if kind == PYDANTIC:
        return report.model_validate_json, pydantic.ValidationError
    return msgspec.json.Decoder(report).decode, msgspec.ValidationError
