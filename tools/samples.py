"""Build samples/tables from samples/reports, and their place in datapackage.json.

python tools/samples.py             write
python tools/samples.py --check     compare only; exit 1 names what is stale
python tools/samples.py --root DIR  a release: the profile by its public address
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from ogireport import judge, load
from ogireport.spec import Spec
from ogireport.tables import bundle, package
from ogireport.tables.imprint import Imprint

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 1, 1)  # the day on which the samples' deadlines are judged


def judged(root: Path, spec: Spec) -> list[bundle.Judged]:
    found = []
    for path in sorted((root / "samples" / "reports").glob("*/report.json")):
        report = load(path)
        found.append((report, judge(report, today=TODAY, spec=spec)))
    return found


def descriptor(root: Path, found: list[bundle.Judged], csvs: dict[str, bytes], spec: Spec) -> bytes:
    """The written descriptor with what the reports say, and the resources that their tables make."""
    written = json.loads((root / "datapackage.json").read_text("utf-8"))
    about = Imprint(created=TODAY).properties([report for report, _ in found], spec.version)
    written |= {key: about[key] for key in ("id", "created", "keywords")}
    written["profile"] = spec.profile
    written["resources"] = [
        package.resource(name, f"samples/tables/{name}.csv", data, spec)
        for name, data in csvs.items()
    ]
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    spec = Spec(options.root / "schema" / "dist")
    found = judged(options.root, spec)
    csvs = bundle.tables_of(found, bundle.names(spec), spec)
    built = {options.root / "samples/tables" / f"{name}.csv": data for name, data in csvs.items()}
    built[options.root / "datapackage.json"] = descriptor(options.root, found, csvs, spec)
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
