"""Every command on every page runs, and prints what the page shows."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from conftest import ROOT

from console import RUN, SET_UP, Played, named, play, played, rewritten, runs, shell
from facts import FACTS
from ogireport.cli import main
from written import PAGES, Fence, fences, spans

DATA = ("json", "yaml")
OTHER = ("text", "js")  # text is read by test_prose.py; js shows an interface
EXTRAS = set(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
)
NOT_RUN_AT_MOST = 4
FOREIGN = {"--name", "--json", "--checklist", "--limit-errors", "--parallel"}  # of frictionless


@pytest.fixture(scope="session")
def done(request, tmp_path_factory) -> dict[Path, list[Played]]:
    """What the commands of each page did that was asked for."""
    named_test = test_commands_of_a_page_print_what_it_shows
    items = [item for item in request.session.items if item.function is named_test]
    return played(
        [item.callspec.params["page"] for item in items], tmp_path_factory.mktemp("pages")
    )


@pytest.mark.ci
@pytest.mark.parametrize("page", [*filter(runs, PAGES)], ids=named)
def test_commands_of_a_page_print_what_it_shows(page, done):
    assert [str(step) for step in done[page] if step.wrong] == [], "on purpose? Run: make console"


@pytest.mark.parametrize(
    "block",
    [
        "```console\n$ echo 1\n2\n```",
        "```console\n$ echo 1\n```",
        "```sh\nogireport validate missing.json\n```",
        "```pycon\n>>> 1 + 1\n3\n```",
    ],
    ids=["output", "no output", "exit code", "python"],
)
def test_commands_that_do_not_do_what_is_shown_are_reported(block, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(block, "utf-8")

    assert [step.wrong for step in play(page, tmp_path)] == [True]


def test_page_is_rewritten_with_what_its_commands_print_and_the_facts_of_now(tmp_path):
    written = "{}<!-- =full-cells --> and\n\n```console\n$ echo 1; \\\n  echo 2\n{}$ echo 3\n{}```\nafter\n"
    page = tmp_path / "page.md"
    page.write_text(written.format(7, "9\n9\n9\n", ""), "utf-8")

    assert rewritten(page.read_text("utf-8"), play(page, tmp_path)) == written.format(
        FACTS["full-cells"](), "1\n2\n", "3\n"
    )


def all_fences() -> Iterator[tuple[str, Fence]]:
    for page in PAGES:
        for fence in fences(page.read_text("utf-8")):
            yield f"{named(page)}:{fence.line}", fence


def test_blocks_are_of_a_kind_that_a_test_knows():
    known = (*RUN, *DATA, *OTHER)

    assert [at for at, fence in all_fences() if fence.language not in known] == []


def test_blocks_that_do_not_run_are_few_and_say_why():
    reasons = {
        at: fence.marker.removeprefix("not run:").strip()
        for at, fence in all_fences()
        if fence.marker.startswith("not run")
    }

    assert [at for at, reason in reasons.items() if len(reason) < 10] == []
    assert len(reasons) <= NOT_RUN_AT_MOST, reasons


def test_extras_that_pages_install_exist():
    text = "".join(page.read_text("utf-8") for page in PAGES)
    named_extras = re.findall(r"(?:'\.|ogireport)\[([\w,]+)\]'", text)

    assert {extra for names in named_extras for extra in names.split(",")} <= EXTRAS


def holds(whole: Any, piece: Any) -> bool:
    """Whether the piece stands in the document as it is, with keys or items left out around it."""

    def matches(node: Any, part: Any) -> bool:
        if isinstance(part, dict) and isinstance(node, dict):
            return all(key in node and matches(node[key], part[key]) for key in part)
        if isinstance(part, list) and isinstance(node, list):
            return all(any(matches(item, want) for item in node) for want in part)
        return bool(node == part)

    inner = list(whole.values()) if isinstance(whole, dict) else whole
    return matches(whole, piece) or (
        isinstance(inner, list) and any(holds(item, piece) for item in inner)
    )


JSON = [(at, fence) for at, fence in all_fences() if fence.language == "json"]


@pytest.mark.parametrize(("at", "fence"), JSON, ids=[at for at, _ in JSON])
def test_json_on_a_page_stands_in_the_file_it_is_from(at, fence):
    source = ROOT / fence.marker.removeprefix("from: ")

    assert source.is_file(), f"{at}: say before the block where it is from: <!-- from: … -->"
    assert holds(json.loads(source.read_bytes()), json.loads(fence.body))


def test_json_that_is_not_in_the_file_is_noticed():
    report = json.loads((ROOT / "samples/reports/2019-shanghai/report.json").read_bytes())

    assert holds(report, {"edition": "2019"})
    assert not holds(report, {"edition": "2021"})


YAML = [(at, fence) for at, fence in all_fences() if fence.language == "yaml"]


@pytest.mark.parametrize(("at", "fence"), YAML, ids=[at for at, _ in YAML])
def test_yaml_on_a_page_names_hooks_and_commands_that_exist(at, fence, tmp_path):
    written = yaml.safe_load(fence.body)
    (tmp_path / "written.yml").write_text(fence.body, "utf-8")
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_bytes())}
    for job in written.get("jobs", {}).values():
        schema = "check-jsonschema --builtin-schema vendor.github-workflows written.yml"
        (tmp_path / "reports").symlink_to(ROOT / "samples/reports/")
        lines = [step["run"] for step in job["steps"] if "run" in step]
        for command in [schema, *(line for line in lines if not SET_UP.match(line))]:
            code, said = shell(command, tmp_path, "en")
            assert code < 2, f"{at}: {command}\n{said}"
    named_hooks = {hook["id"] for repo in written.get("repos", []) for hook in repo["hooks"]}

    assert named_hooks <= hooks


def inline(page: Path) -> list[str]:
    return [span.text for span in spans(page.read_text("utf-8")) if span.kind == "code"]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_options_named_in_a_sentence_exist(page):
    verbs = [main.get_command(click.Context(main), verb) for verb in main.list_commands(None)]
    known = {option for verb in verbs for p in verb.params for option in p.opts} | FOREIGN
    known |= {"--version", "--help"}
    ours = [code for code in inline(page) if code.startswith(("ogireport ", "-"))]

    assert {o for code in ours for o in re.findall(r"(?<!\S)--?[a-z][\w-]*", code)} <= known


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_named_in_a_sentence_exist(page):
    tops = "schema|samples|validators|docs|tests|tools|benchmarks"
    paths = [code for code in inline(page) if re.fullmatch(rf"(?:{tops})/[\w./-]+", code)]

    assert [path for path in paths if not (ROOT / path).exists()] == []
