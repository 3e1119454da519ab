"""Build samples/tables from samples/reports, and their place in datapackage.json.

python tools/samples.py             write
python tools/samples.py --check     compare only; exit 1 names what is stale
python tools/samples.py --root DIR  a release: schemas and profile by their public address
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from addresses import Addresses
from ogireport import judge, load
from ogireport.spec import Spec
from ogireport.tables import bundle, package

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 1, 1)  # the day on which the samples' deadlines are judged


def judged(root: Path, spec: Spec) -> list[bundle.Judged]:
    found = []
    for path in sorted((root / "samples" / "reports").glob("*/report.json")):
        report = load(path)
        found.append((report, judge(report, today=TODAY, spec=spec)))
    return found


def descriptor(root: Path, csvs: dict[str, bytes], spec: Spec) -> bytes:
    """The written descriptor with the resources that the tables make."""
    written = json.loads((root / "datapackage.json").read_text("utf-8"))
    addresses = Addresses(spec.document("rules.json")["base_url"], spec.version)
    written["profile"] = spec.profile
    written["resources"] = [
        package.resource(name, f"samples/tables/{name}.csv", data, schema, spec)
        for name, data in csvs.items()
        for schema in [addresses.file(f"tables/{name}.json") or f"schema/dist/tables/{name}.json"]
    ]
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    spec = Spec(options.root / "schema" / "dist")
    csvs = bundle.tables_of(judged(options.root, spec), bundle.names(spec), spec)
    built = {options.root / "samples/tables" / f"{name}.csv": data for name, data in csvs.items()}
    built[options.root / "datapackage.json"] = descriptor(options.root, csvs, spec)
    stale = [path for path, data in built.items() if not path.exists() or path.read_bytes() != data]
    for path in stale:
        if options.check:
            print(f"stale: {path}. Run: make build", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(built[path])
    return int(bool(stale) and options.check)


if __name__ == "__main__":
    sys.exit(main())
