"""What frictionless alone says of the shape of a package: valid as exported, caught or listed."""

import functools
import http.server
import json
import re
import shutil
import threading
from pathlib import Path

import pytest
import stock
from click.testing import CliRunner
from conftest import ROOT, document
from tampers import ALL, WEAKENED, Package

from ogireport.cli import main

NAMES = ("2021-full", "2019-xinglong", "2019-shanghai")


def export(to: Path, *options: str) -> Path:
    """The reports as a package: figures, blanks with notes, a local row, an explanation."""
    folder = to.parent / "documents"
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        report = document(name) | {"explanations": []}
        if name == "2021-full":
            report["explanations"].append({"rule": "T3-01", "text": "已与登记簿核对。"})
        (folder / f"{name}.json").write_text(json.dumps(report, default=float), "utf-8")
    done = CliRunner().invoke(main, ["export", str(folder), "--to", str(to), *options])
    assert done.exit_code == 0, done.output
    return to


@pytest.mark.parametrize("folder", [ROOT, Path("/"), None], ids=["root", "top", "elsewhere"])
def test_stock_frictionless_finds_the_sample_package_valid(folder, tmp_path):
    report = stock.frictionless(ROOT / "datapackage.json", cwd=folder or tmp_path)

    assert (report["valid"], report["stats"]["tasks"], stock.errors(report)) == (True, 13, [])


@pytest.mark.parametrize("options", [(), ("--zip",)], ids=["folder", "zip"])
def test_stock_frictionless_finds_an_exported_package_valid(options, tmp_path):
    made = export(tmp_path / "package.zip" if options else tmp_path / "package", *options)

    report = stock.frictionless(made if options else made / "datapackage.json", cwd=Path("/"))

    assert (report["valid"], report["stats"]["tasks"], stock.errors(report)) == (True, 13, [])


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export(tmp_path_factory.mktemp("exported") / "package")


@pytest.fixture(scope="module")
def tampered(exported):
    """The folder of each tampered package by its name."""
    for case in ALL:
        package = Package(shutil.copytree(exported, exported.parent / case.name))
        case.tamper(package)
        package.save()
    return {case.name: exported.parent / case.name for case in ALL}


def caught(folders: dict[str, Path], hide: str = stock.HIDE) -> dict[str, bool]:
    """What frictionless does not find valid, of packages whose tables hold errors."""
    reports = stock.each(list(folders.values()), hide)
    return {name: not report["valid"] for name, report in zip(folders, reports, strict=True)}


@pytest.mark.ci
def test_stock_frictionless_catches_what_it_is_said_to_catch(tampered):
    assert caught(tampered) == {case.name: case.stock for case in ALL}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_ogireport_catches_what_it_is_said_to_catch(case, tampered):
    done = CliRunner().invoke(main, ["validate", str(tampered[case.name] / "datapackage.json")])

    assert isinstance(done.exception, SystemExit | None)
    assert (done.exit_code != 0) == case.ours, done.output


@pytest.mark.ci
def test_plugin_catches_imbalance_and_hostile_checklist_too(tampered):
    missed = {case.name: tampered[case.name] for case in ALL if not case.stock}

    assert {name for name, found in caught(missed, hide="").items() if found} == listed(2)


def listed(column: int) -> set[str]:
    """The names that the pages say this column catches; column 0 is every name."""
    said = []
    for lang, yes in (("zh", "是"), ("en", "yes")):
        page = (ROOT / "docs" / lang / "portals.md").read_text("utf-8")
        lines = [re.split(r"\s*\|\s*", line) for line in re.findall(r"^\| `\w+` \|.*$", page, re.M)]
        said.append({line[1].strip("`") for line in lines if not column or line[column + 1] == yes})
    assert said[0] == said[1], "the pages in Chinese and English differ"
    return said[0]


def test_page_lists_exactly_what_stock_frictionless_does_not_catch():
    missed = [case for case in ALL if not case.stock]

    assert listed(0) == {case.name for case in missed}
    assert listed(4) == {case.name for case in missed if case.ours}


@pytest.fixture(scope="module")
def address(exported):
    """The exported package on a web server of this machine, as a release has its profile."""
    handler = functools.partial(QuietHandler, directory=exported)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/package.profile.json"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.mark.ci
@pytest.mark.parametrize("where", ["file", "address"])
def test_profile_of_the_standard_catches_every_weakened_schema(where, exported, tampered, address):
    cases = WEAKENED if where == "address" else [case for case in ALL if not case.stock]
    sound = {"exported": exported, **{case.name: tampered[case.name] for case in cases}}
    locked = {name: folder.with_name(f"{where}-{name}") for name, folder in sound.items()}
    for name, folder in locked.items():
        package = Package(shutil.copytree(sound[name], folder))
        package.descriptor["profile"] = "package.profile.json" if where == "file" else address
        package.save()

    found = {name for name, wrong in caught(locked).items() if wrong}

    assert found == listed(3) & sound.keys()
    assert found >= {case.name for case in WEAKENED}
