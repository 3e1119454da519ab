"""Build schema/dist from the hand-written standard: deterministic, offline.

python tools/build.py             write schema/dist
python tools/build.py --check     compare only; exit 1 names what is stale
python tools/build.py --base-url https://example.org/ogireport --to DIR    a release
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import codelists
import divisions
import expansion
import phrases
import roster
import schemas
import tables
from addresses import Addresses
from ogireport.kinds import LINKED
from ogireport.spec import Spec, SpecError

ROOT = Path(__file__).parents[1]


def text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def lines(document: dict) -> str:
    """JSON with one equation per line, so that a changed rule is easy to read in a diff."""
    *head, last = document.items()
    name, items = last
    rows = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in items)
    start = json.dumps(dict(head), ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{start},\n "{name}": [\n{rows}\n ]\n}}\n'


def files(root: Path, base_url: str | None = None) -> dict[str, str]:
    """Return every file of schema/dist by its relative name."""
    schema = root / "schema"
    package = json.loads((root / "datapackage.json").read_text("utf-8"))
    addresses = Addresses(base_url.rstrip("/") if base_url else None, package["version"])
    version = {"version": addresses.version, "base_url": addresses.base}
    schemas.check(schema, "mixture", codelists.mixtures(schema))
    forms = codelists.forms(schema)
    families = expansion.families(schema)
    schemas.check(schema, "family", families)
    rules = expansion.rules(schema, families)
    schemas.check(schema, "rule", rules)
    schemas.check(schema, "codelist", schemas.lines_of_tables(schema))
    schemas.check(schema, "table", codelists.codelist("tables", schema))
    own, levels = expansion.expanded(rules, forms)
    words = {word["code"]: word for word in codelists.codelist("words", schema)}
    codes = schemas.codes(schema, forms)
    built = {
        "codelists.json": text(
            version | codelists.document(forms, schema) | {"families": families}
        ),
        "codes.schema.json": text(codes),
        "report.bundle.schema.json": text(schemas.bundle(schema, codes)),
        "rules.json": lines(
            version | {"rules": expansion.described(rules, forms, words), "equations": own}
        ),
        "levels.json": lines(
            version | {"queries": expansion.queries(levels, forms), "equations": levels}
        ),
        "statements.json": text(
            version
            | phrases.document(phrases.narrative(schema), rules, forms, schemas.titles(schema))
        ),
        "divisions.json": divisions.text(version),
    }
    with understood(built) as spec:
        more = tables.files(schema, forms, spec, addresses) | roster.files(schema)
    built |= {name: text(document) for name, document in more.items()}
    if address := addresses.file(r"\1.schema.json"):
        built["report.schema.json"] = (schema / "report.schema.json").read_text("utf-8")
        built = {k: re.sub(r"urn:ogireport:schema:([a-z.]+)", address, v) for k, v in built.items()}
    built["MANIFEST.json"] = text(
        version | {"sha256": {k: hashlib.sha256(v.encode()).hexdigest() for k, v in built.items()}}
    )
    return built


@contextmanager
def understood(built: dict[str, str]) -> Iterator[Spec]:
    """The standard as its readers will see it; StandardError where they would refuse it."""
    with TemporaryDirectory() as folder:
        write(built, Path(folder))
        try:
            spec = Spec(Path(folder))
            spec.active(scopes=("", *LINKED))
            yield spec
        except SpecError as error:
            raise codelists.StandardError(str(error)) from None


def stale(built: dict[str, str], folder: Path) -> list[str]:
    """Return the names that differ from those in the folder, in either direction."""
    there = {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file()}
    wrong = [k for k in built if k not in there or (folder / k).read_text("utf-8") != built[k]]
    return wrong + sorted(there - built.keys())


def write(built: dict[str, str], folder: Path) -> None:
    for name in stale(built, folder):
        path = folder / name
        if name in built:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(built[name], "utf-8", newline="\n")
        else:
            path.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--base-url", help="public address, for a release")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--to", type=Path, help="folder to write (default: schema/dist)")
    options = parser.parse_args()
    folder = options.to or options.root / "schema" / "dist"
    try:
        built = files(options.root, options.base_url)
    except codelists.StandardError as error:
        print(f"broken standard: {error}", file=sys.stderr)
        return 2
    if not options.check:
        write(built, folder)
        return 0
    for name in (wrong := stale(built, folder)):
        print(f"stale: {folder / name}. Run: make build", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
