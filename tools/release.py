"""Build a release: everything that is published, in one folder with its sums, from the last commit.

python tools/release.py --base-url https://… --repository https://… [--contact …] [--index] [--to dist]

Written are wheel, sdist, checker pages, schema files (the package profile among them), docs,
a bill of materials and SHA256SUMS. The same commit gives the same bytes. Needs the extra `release`,
npm, and the package indexes of Python and npm.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]
(AUTHOR,) = PROJECT["authors"]
SUMS = "SHA256SUMS"
# what names the repository, the contact, or how the package is installed
PUBLIC = ("pyproject.toml", "CITATION.cff", "README.md", "validators/README.md", "docs/*/*.md",
          "validators/python/ogireport/cli/__init__.py")  # fmt: skip


class Settings(NamedTuple):
    """What only a release knows; `installed` is what pip is told to install."""

    base_url: str
    repository: str
    contact: str
    installed: str


def switched(text: str, settings: Settings) -> str:
    """A text with the public addresses, and with the package installed as the release is."""
    text = text.replace(REPOSITORY, settings.repository).replace(AUTHOR["email"], settings.contact)
    text = text.replace("example/ogireport@", urlsplit(settings.repository).path.strip("/") + "@")
    text = text.replace("pip install '.[", f"pip install '{settings.installed}[")
    return text.replace('INSTALLED = "."', f'INSTALLED = "{settings.installed}"')


def export(to: Path, settings: Settings) -> None:
    """The files of the last commit, with the settings of the release."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    archive = subprocess.check_output(["git", "archive", "HEAD"], cwd=ROOT)
    subprocess.run(["tar", "-x", "-C", to], input=archive, check=True)
    for pattern in PUBLIC:
        for path in to.glob(pattern):
            path.write_text(switched(path.read_text("utf-8"), settings), "utf-8", newline="")


def steps(root: Path, to: Path, settings: Settings) -> Iterator[list[object]]:
    """The commands that build the parts, in the exported tree."""
    python, url = sys.executable, settings.base_url
    yield [python, "tools/build.py", "--base-url", url]
    yield [python, "tools/samples.py"]
    yield [python, "-m", "build", "--outdir", to, "."]
    yield [python, "tools/checker.py", root / "dist"]
    yield ["make", "docs", f"PYTHON={python}", f"BASE_URL={url}"]
    yield [python, "-m", "venv", "--without-pip", "build/sbom"]
    wheel = f"{next(to.glob('*.whl'))}[all]"
    yield [python, "-m", "pip", "--python", "build/sbom/bin/python", "install", "--quiet", wheel]
    bill = ["cyclonedx_py", "environment", "--output-reproducible", "-o", to / "sbom.json"]
    yield [python, "-m", *bill, "build/sbom/bin/python"]


def gather(root: Path, to: Path) -> None:
    """Put what was built beside wheel and sdist; the bill names them without this machine's path."""
    bill = to / "sbom.json"
    bill.write_text(bill.read_text("utf-8").replace(f"{to.as_uri()}/", ""), "utf-8", newline="")
    for page in sorted((root / "dist").glob("checker*.html")):
        shutil.copy(page, to)
    shutil.copytree(root / "schema" / "dist", to / "schema")
    shutil.copytree(root / "site", to / "docs")


def sums(folder: Path) -> str:
    """The SHA-256 of every file below a folder, as sha256sum writes and checks it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in files
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", required=True, help="public address of the site")
    parser.add_argument("--repository", required=True, help="public address of the repository")
    parser.add_argument(
        "--contact", default=AUTHOR["email"], help="mail address of the maintainers"
    )
    parser.add_argument("--index", action="store_true", help="the package is on the package index")
    parser.add_argument("--to", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    name, version = PROJECT["name"], PROJECT["version"]
    installed = name if options.index else f"./{name}-{version}-py3-none-any.whl"
    addresses = options.base_url.rstrip("/"), options.repository.rstrip("/")
    settings = Settings(*addresses, options.contact, installed)
    root, to = ROOT / "build" / "release", options.to.resolve()
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    export(root, settings)
    time = subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT, text=True)
    fixed = {"SOURCE_DATE_EPOCH": time.strip(), "PYTHONHASHSEED": "0"}
    for command in steps(root, to, settings):
        subprocess.run(list(map(str, command)), cwd=root, env=os.environ | fixed, check=True)
    gather(root, to)
    (to / SUMS).write_text(sums(to), "utf-8")


if __name__ == "__main__":
    main()
