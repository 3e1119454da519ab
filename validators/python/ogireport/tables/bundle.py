"""Reports -> the files of a complete, self-contained data package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from ogireport.report import Report
from ogireport.rules.verdict import Verdict
from ogireport.spec import Spec
from ogireport.tables import imprint
from ogireport.tables.imprint import Imprint
from ogireport.tables.package import V2, csv_files, resource
from ogireport.tables.records import rows
from ogireport.tables.tableschema import tables

Judged = tuple[Report, Verdict]
README = """\
政府信息公开工作年度报告数据包 / data package of annual reports on open government information
标准版本 / version of the standard: {version}

结构 / structure        frictionless validate datapackage.json
勾稽关系 / equations    frictionless validate datapackage.json --name requests_2021 --checklist checklists/requests_2021.json
全部规则 / all rules    ogireport validate datapackage.json

空白不是零：没有数字的单元格，原因见 notes.csv。
Blank is not zero: notes.csv says why a cell has no figure.
figures.csv 每个单元格占一行，由各表得出：件数在 value 列，金额在 amount_yuan 列，单位为元，两位小数。
figures.csv has one row per cell, derived from the tables: counts in value, amounts in yuan with two decimals in amount_yuan.
findings.csv 是导出时的校核结果；公布的数字未作改动。
findings.csv contains the findings at export; no published figure was changed.
以 = + - @ 等开头的文字，前面加一个撇号，以免电子表格作为公式执行；读回时去掉。
Text that begins with = + - @ … has an apostrophe before it, so that no spreadsheet runs it.
"""


def names(spec: Spec, chosen: Iterable[str] = ()) -> list[str]:
    """The tables of a package in their order: all, or `reports` and those chosen."""
    wanted = {"reports", *chosen} if chosen else set(tables(spec))
    return [name for name in tables(spec) if name in wanted]


def tables_of(judged: Iterable[Judged], chosen: list[str], spec: Spec) -> dict[str, bytes]:
    """The CSV file of each chosen table."""
    return csv_files((rows(*each, spec) for each in judged), chosen, spec)


def files(
    judged: Sequence[Judged],
    chosen: list[str],
    name: str,
    spec: Spec,
    said: Imprint = Imprint(),  # noqa: B008
) -> dict[str, bytes]:
    """Every file of the package by its relative path."""
    csvs = tables_of(judged, chosen, spec)
    found = {f"{table}.csv": data for table, data in csvs.items()}
    for folder in ("tables", "checklists"):
        for path in sorted((spec.folder / folder).glob("*.json")):
            if path.stem in chosen:
                found[f"{folder.replace('tables', 'schemas')}/{path.name}"] = path.read_bytes()
    found["package.profile.json"] = (spec.folder / "package.profile.json").read_bytes()
    found["README.md"] = README.format(version=spec.version).encode()
    about = said.properties([report for report, _ in judged], spec.version)
    found["datapackage.json"] = _dumps(descriptor(csvs, name, about, spec))
    return found


def descriptor(
    csvs: dict[str, bytes], name: str, about: dict[str, Any], spec: Spec
) -> dict[str, Any]:
    """The datapackage.json."""
    return {
        "$schema": V2,
        "profile": spec.profile if len(csvs) == len(tables(spec)) else "data-package",
        "name": imprint.name(PurePosixPath(name).name),
        **about,
        "resources": [resource(table, f"{table}.csv", data, spec) for table, data in csvs.items()],
    }


def _dumps(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
