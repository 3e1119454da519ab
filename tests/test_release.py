"""What is published: wheel and sdist that are the same each time, complete metadata, one address."""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from conftest import ROOT
from markdown_it import MarkdownIt

import release
from console import clone
from ogireport.cli import INSTALLED
from ogireport.spec import standard
from written import PAGES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ADDRESS = "https://example.org/ogireport"
SETTINGS = release.Settings(
    "https://ogi.example.cn", "https://git.example.cn/ogi/standard", "ogi@example.cn", "ogireport"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> list[Path]:
    """Two folders with wheel and sdist, built from one commit at two places and times."""
    folders = []
    for name, umask in (("one", 0o022), ("other", 0o077)):
        folder = tmp_path_factory.mktemp(name)
        before = os.umask(umask)
        source = clone(folder / "source")
        os.umask(before)
        command = ("-m", "build", "--no-isolation", "--outdir", folder / "dist", source)
        fixed = {"SOURCE_DATE_EPOCH": "1790000000"}
        subprocess.run(
            [sys.executable, *command], env=os.environ | fixed, check=True, capture_output=True
        )
        folders.append(folder / "dist")
    return folders


def test_wheel_and_sdist_are_the_same_bytes_each_time(built):
    one, other = map(release.sums, built)

    assert one == other
    assert [line.split(".")[-1] for line in one.splitlines()] == ["whl", "gz"]


def test_sums_are_those_of_sha256sum(tmp_path):
    (tmp_path / "docs").mkdir()
    for name in ("b.json", "docs/a.html", release.SUMS):
        (tmp_path / name).write_text(name, "utf-8")

    digest = {n: hashlib.sha256(n.encode()).hexdigest() for n in ("b.json", "docs/a.html")}
    assert release.sums(tmp_path) == "".join(f"{d}  {name}\n" for name, d in digest.items())
    (tmp_path / release.SUMS).write_text(release.sums(tmp_path), "utf-8")
    subprocess.run(["sha256sum", "--strict", "-c", release.SUMS], cwd=tmp_path, check=True)


def test_package_meets_what_the_index_and_pyroma_ask(built):
    files = map(str, sorted(built[0].iterdir()))
    for command in (["twine", "check", "--strict", *files], ["pyroma", "-n", "10", str(ROOT)]):
        done = subprocess.run(
            [Path(sys.executable).with_name(command[0]), *command[1:]],
            text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_long_description_is_the_readme_with_absolute_links(built):
    (wheel,) = built[0].glob("*.whl")
    with ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    text = metadata.get_payload(decode=True).decode("utf-8")

    links = re.findall(r'href="([^"]+)"', MarkdownIt("commonmark").enable("table").render(text))
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    local = [link.removeprefix(f"{ADDRESS}/blob/HEAD/") for link in links if ADDRESS in link]
    assert len(local) > 20
    assert [link for link in local if not (ROOT / link.partition("#")[0]).exists()] == []


def test_repository_has_one_address_that_a_release_replaces():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
    written = {page: page.read_text("utf-8") for page in PAGES}
    named = {
        url for text in written.values() for url in re.findall(r"https://example\.org/\w+", text)
    }

    assert release.REPOSITORY == citation["repository-code"] == ADDRESS
    assert {url for url in PROJECT["urls"].values() if not url.startswith(ADDRESS)} == set()
    assert named == {ADDRESS}
    public = {path for pattern in release.PUBLIC for path in ROOT.glob(pattern)}
    assert {page for page, text in written.items() if ADDRESS in text} <= public


def test_nothing_tells_to_install_a_name_that_is_not_ours_yet():
    sources = (ROOT / "validators").rglob("*.py")
    texts = {path: path.read_text("utf-8") for path in (*PAGES, *sources)}
    by_name = re.compile(r"pip install (-\S+ )*['\"]?ogireport|'ogireport\[")

    assert INSTALLED == "."
    assert [path for path, text in texts.items() if by_name.search(text)] == []


def test_release_switches_address_contact_and_installation():
    package = (ROOT / "pyproject.toml").read_text("utf-8")
    messages = (ROOT / "validators/python/ogireport/cli/__init__.py").read_text("utf-8")
    page = "pip install '.[corpus]', pip install -e '.[test]', uses: example/ogireport@v1.0.0"

    project = tomllib.loads(release.switched(package, SETTINGS))["project"]
    assert project["urls"]["Repository"] == SETTINGS.repository
    assert project["authors"][0]["email"] == SETTINGS.contact
    assert "example.org" not in re.sub(r"(?m)^#.*", "", release.switched(package, SETTINGS))
    assert 'INSTALLED = "ogireport"' in release.switched(messages, SETTINGS)
    assert release.switched(page, SETTINGS) == (
        "pip install 'ogireport[corpus]', pip install -e '.[test]', uses: ogi/standard@v1.0.0"
    )


def test_versions_of_python_are_those_that_are_tested():
    job = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_bytes())["jobs"]["check"]
    tested = job["strategy"]["matrix"]["python"]
    named = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if ":: Python :: 3." in c]

    assert (named[0], named[-1]) == (min(tested), max(tested))
    assert PROJECT["requires-python"] == f">={named[0]}"
    assert PROJECT["version"] == standard().version
