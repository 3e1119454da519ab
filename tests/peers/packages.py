"""python packages.py FOLDER: what tools of others make of the data package there, as JSON by tool."""

import json
import sys
from pathlib import Path

import datapackage
import duckdb
import pandas
import polars
import tableschema
from csvw.metadata import TableGroup
from dplib.actions.package.convert import convert_package
from frictionless_ckan_mapper import frictionless_to_ckan
from validata_core import validate as validata

FOLDER = Path(sys.argv[1])
DESCRIPTOR = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
NAMES = [resource["name"] for resource in DESCRIPTOR["resources"]]


def of_datapackage() -> dict[str, int]:
    """Rows of each table; raises where a value, key or reference is refused."""
    package = datapackage.Package(str(FOLDER / "datapackage.json"))
    assert package.valid, package.errors
    return {
        resource.name: len(resource.read(relations=True, integrity=True))
        for resource in package.resources
    }


def of_tableschema() -> dict[str, int]:
    """Rows of each table, by the single Table Schema."""
    found = {}
    for name in NAMES:
        schema = tableschema.Schema(str(FOLDER / "schemas" / f"{name}.json"), strict=True)
        table = tableschema.Table(str(FOLDER / f"{name}.csv"), schema=schema, strict=True)
        found[name] = len(table.read(keyed=True))
    return found


def of_validata() -> dict[str, list[list]]:
    """Errors of each table: which, in which report, what is said."""
    found = {}
    for name in NAMES:
        report = validata(str(FOLDER / f"{name}.csv"), str(FOLDER / "schemas" / f"{name}.json"))
        errors = [*report["errors"], *(e for task in report["tasks"] for e in task["errors"])]
        found[name] = [[e["code"], (e.get("cells") or [""])[0], e["message"]] for e in errors]
    return found


def of_csvw() -> dict[str, int]:
    """Rows of each table."""
    group = TableGroup.from_frictionless_datapackage(FOLDER / "datapackage.json")
    read = group.read()
    group.check_referential_integrity(data=read, strict=True)
    return {name.removesuffix(".csv"): len(rows) for name, rows in read.items()}


def of_frames() -> dict[str, list[dict[str, str]]]:
    """The types of the columns of each table, as Polars, DuckDB and pandas guess them."""
    found = {}
    for name in NAMES:
        path = FOLDER / f"{name}.csv"
        relation = duckdb.read_csv(str(path))
        found[name] = [
            {column: str(kind) for column, kind in polars.read_csv(path).schema.items()},
            dict(zip(relation.columns, map(str, relation.types), strict=True)),
            pandas.read_csv(path).dtypes.astype(str).to_dict(),
        ]
    return found


def of_sums() -> list[list[float]]:
    """All counts and all yuan of `figures`, as the three add them up."""
    path, columns = FOLDER / "figures.csv", ["value", "amount_yuan"]
    summed = duckdb.read_csv(str(path)).aggregate("sum(value), sum(amount_yuan)")
    return [
        list(polars.read_csv(path).select(columns).sum().row(0)),
        [float(total) for total in summed.fetchall()[0]],
        pandas.read_csv(path)[columns].sum().to_list(),
    ]


def of_dplib(target: str) -> str:
    """The record of a catalogue: RDF for `dcat`, else JSON."""
    made = convert_package(str(FOLDER / "datapackage.json"), target=target)
    return made.to_text(format="turtle" if target == "dcat" else "json")


if __name__ == "__main__":
    print(json.dumps({
        "datapackage": of_datapackage(),
        "tableschema": of_tableschema(),
        "validata": of_validata(),
        "csvw": of_csvw(),
        "frames": of_frames(),
        "sums": of_sums(),
        **{target: of_dplib(target) for target in ("ckan", "zenodo", "dcat")},
        "mapper": frictionless_to_ckan.package(DESCRIPTOR),
    }))  # fmt: skip
