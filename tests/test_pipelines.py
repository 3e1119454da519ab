"""Where other people's pipelines meet the validator: a hook before commits, an action, a container."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, SAMPLES
from markdown_it import MarkdownIt

from console import clone

pytestmark = pytest.mark.ci

BIN = Path(sys.executable).parent
FOREIGN = {
    "tsconfig.json": "{ // with a comment\n}",
    "report.json": '{"name": "coverage", "total": 1}',
    "datapackage.json": '{"name": "trees", "resources": [{"name": "trees", "path": "trees.csv"}]}',
    "trees.csv": "a,b\n1,2\n",
}


def run(*command: object, cwd: Path, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=os.environ | more, text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def mixed(folder: Path) -> list[str]:
    """Files of a change: of others, a report as `convert` writes it, a package; their names."""
    for name, text in FOREIGN.items():
        (folder / name).write_text(text, "utf-8")
    document = SAMPLES / "documents/same-form-docx/document.docx"
    convert = ("convert", document, "-o", folder / "mine.ogireport.json")
    export = ("export", SAMPLES / "reports/2021-full", "--to", folder / "package")
    for arguments in (convert, export):
        assert run(BIN / "ogireport", *arguments, cwd=folder).returncode == 0
    package = sorted(f"package/{path.name}" for path in (folder / "package").glob("*.[cj]s*"))
    return [*FOREIGN, "mine.ogireport.json", *package]


def unbalance(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8", newline="")


def test_mixed_files_are_known_by_their_content(tmp_path):
    names = mixed(tmp_path)
    (tmp_path / "broken.json").write_text(
        (tmp_path / "mine.ogireport.json").read_text("utf-8")[:-9], "utf-8"
    )
    command = (BIN / "ogireport", "validate", "--mixed", "--format", "json")

    sound = run(*command, *names, cwd=tmp_path)
    broken = run(*command, "broken.json", cwd=tmp_path)
    foreign = run(*command, *FOREIGN, cwd=tmp_path)

    files = [report["file"] for report in json.loads(sound.stdout)["reports"]]
    assert files == ["mine.ogireport.json", "package/datapackage.json#2021-full"]
    assert (sound.returncode, broken.returncode) == (0, 2)
    assert (foreign.returncode, foreign.stdout + foreign.stderr) == (0, "")


def test_hook_installed_by_pre_commit_checks_reports_and_packages(tmp_path):
    standard = clone(tmp_path / "standard" / "ogireport")
    (tmp_path / "own").mkdir()
    names = mixed(tmp_path / "own")
    run("git", "init", "-q", cwd=tmp_path / "own")
    run("git", "add", ".", cwd=tmp_path / "own")
    command = (BIN / "pre-commit", "try-repo", standard, "ogireport-validate", "--files", *names)
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}

    sound = run(*command, cwd=tmp_path / "own", **home)
    unbalance(tmp_path / "own/package/disputes.csv", ",800,", ",801,")
    wrong = run(*command, cwd=tmp_path / "own", **home)

    if sound.returncode == 3:  # it could not install the hook
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs the package index")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert (wrong.returncode, "T4-01" in wrong.stdout) == (1, True), wrong.stdout


ACTION = yaml.safe_load((ROOT / "action.yml").read_bytes())


def act(number: int, runner: Path, repository: Path, **given: str) -> subprocess.CompletedProcess:
    """Run a step of the action as GitHub does: bash, its variables, the inputs as it fills them in."""
    step = ACTION["runs"]["steps"][number]
    inputs = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | given
    own = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: inputs[m[1]], value)
        for name, value in step.get("env", {}).items()
    }
    (runner / "step.sh").write_text(step["run"], "utf-8")
    return run(
        step["shell"], "--noprofile", "--norc", "-eo", "pipefail", runner / "step.sh", cwd=repository,
        GITHUB_ACTION_PATH=str(ROOT), GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(repository),
        GITHUB_STEP_SUMMARY=str(repository / "summary.md"), RUNNER_TEMP=str(runner), **own,
    )  # fmt: skip


@pytest.fixture(scope="module")
def runner(tmp_path_factory) -> Path:
    """The temporary folder of a runner on which the action has installed itself."""
    folder = tmp_path_factory.mktemp("runner")
    assert act(0, folder, folder).returncode == 0
    return folder


def test_action_annotates_summarises_and_fails(runner, tmp_path):
    shutil.copytree(SAMPLES / "reports/2021-hongze", tmp_path / "our reports/hongze")
    shutil.copytree(SAMPLES / "reports/2021-full", tmp_path / "more")

    done = act(1, runner, tmp_path, paths="our reports\nmore\n", lang="en", sarif="log.sarif")

    files = ("our reports/hongze/report.json", "more/report.json")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert lines[0].startswith(f"::error file={files[0]},line=")
    log = json.loads((tmp_path / "log.sarif").read_bytes())
    assert {r["ruleId"] for r in log["runs"][0]["results"]} >= {"T4-01", "RP-07"}
    rows = (tmp_path / "summary.md").read_text("utf-8").splitlines()[2:4]
    assert [row.split(" | ")[0] for row in rows] == ["| ✗", "| ✓"]
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render((tmp_path / "summary.md").read_text("utf-8"))
    )
    assert [f"<td>{file}</td>" in html for file in files] == [True, True]


def test_action_passes_and_takes_no_input_for_a_command(runner, tmp_path):
    name = "$(touch seen) `touch seen` ; touch seen"
    shutil.copytree(SAMPLES / "reports/2021-full", tmp_path / name)

    done = act(1, runner, tmp_path, paths=name)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "seen").exists()


def test_container_runs_as_nobody_and_starts_the_command_itself():
    stages, words = [], {}
    for line in (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", "").splitlines():
        word, _, rest = line.partition(" ")
        stages += [words := {}] if word == "FROM" else []
        words[word] = rest
    built, last = stages

    uid, gid = map(int, last["USER"].split(":"))
    assert min(uid, gid) > 1000
    assert json.loads(last["ENTRYPOINT"]) == ["ogireport"]
    assert built["FROM"].removesuffix(" AS built") == last["FROM"]
    assert "RUN" not in last
    extras = re.search(r"/source\[([\w,]+)\]", built["RUN"])[1].split(",")
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {*extras} <= {*known["optional-dependencies"]}
