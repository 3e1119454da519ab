"""Build samples/tables from samples/reports, and their place in datapackage.json.

python tools/samples.py             write
python tools/samples.py --check     compare only; exit 1 names what is stale
"""

import json
import sys
from datetime import date
from pathlib import Path

from ogireport import level_of, load, validate
from ogireport.spec import Spec
from ogireport.tables import export, package

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 1, 1)  # the day on which the samples' deadlines are judged


def judged(spec: Spec) -> list[export.Judged]:
    found = []
    for path in sorted((ROOT / "samples" / "reports").glob("*/report.json")):
        report = load(path)
        findings = validate(report, today=TODAY, spec=spec)
        found.append((report, findings, level_of(findings, spec)))
    return found


def descriptor(csvs: dict[str, bytes], spec: Spec) -> bytes:
    """The written descriptor with the resources that the tables make."""
    written = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    written["resources"] = [
        package.resource(
            name, f"samples/tables/{name}.csv", data, f"schema/dist/tables/{name}.json", spec
        )
        for name, data in csvs.items()
    ]
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> int:
    spec = Spec(ROOT / "schema" / "dist")
    csvs = export.tables_of(judged(spec), export.names(spec), spec)
    built = {ROOT / "samples" / "tables" / f"{name}.csv": data for name, data in csvs.items()}
    built[ROOT / "datapackage.json"] = descriptor(csvs, spec)
    stale = [path for path, data in built.items() if not path.exists() or path.read_bytes() != data]
    for path in stale:
        if "--check" in sys.argv:
            print(f"stale: {path}. Run: make build", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(built[path])
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
