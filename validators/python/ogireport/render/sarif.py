"""Findings as a SARIF 2.1.0 log."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ogireport.findings import SCHEMA, SEVERITIES, Outcome, Severity
from ogireport.kinds import Bilingual, Rule
from ogireport.render import terminal
from ogireport.render.brief import Shown, shown
from ogireport.render.fixes import Fixes
from ogireport.render.machines import dumps, sentence
from ogireport.render.places import Place, Source, described
from ogireport.render.runs import Run
from ogireport.render.width import visible
from ogireport.spec import Spec

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
STRUCTURE: Mapping[str, Bilingual] = {
    "short": {
        "zh": "报告的结构符合 JSON Schema。",
        "en": "The report follows the JSON Schema.",
    },
    "full": {
        "zh": "每一行、每一列、每一个字段均在标准规定的位置，并为规定的类型；否则不核对其他规则。",
        "en": "Every row, column and field is where the standard has it, and of its type; otherwise no other rule is checked.",
    },
    "help": {
        "zh": "请按问题所指的位置补上、删去或者改正；字段见 report.schema.json。",
        "en": "Add, remove or change what the finding points at; report.schema.json describes every field.",
    },
}


def as_sarif(run: Run, spec: Spec, version: str, lang: str) -> str:
    """A SARIF 2.1.0 log; unreadable inputs are notifications of the tool."""
    driver = {
        "name": "ogireport",
        "semanticVersion": version,
        **_page("informationUri", spec.schema_address),
        "rules": [*(_rule(rule, lang) for rule in spec.rules.values()), _structure(spec, lang)],
    }
    notes = [_note("error", f"{file}: {text[lang]}") for file, text in run.unreadable]
    covered = [
        _note("note", f"{file}: {terminal.checked_of(found.coverage, lang)}")
        for file, found in run.checked
    ]
    summary = _note("note", " ".join(terminal.summary(run.tally, run.unseen, lang)))
    body = {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": not notes,
                "toolExecutionNotifications": [*notes, *covered, summary],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
            r for source in Source.all(run.checked) for r in _results(source, lang, full=run.full)
        ],
        "properties": {
            "coverage": run.tally.covered()._asdict(),
            "not_checked": run.unseen,
        },
    }
    return dumps({"$schema": SARIF, "version": "2.1.0", "runs": [body]})


def _rule(rule: Rule, lang: str) -> dict[str, Any]:
    clause = rule.clause
    basis = f"{clause['document']} {clause['place']}“{clause['quote']}”"
    return {
        "id": rule.id,
        "name": rule.name.title().replace("_", ""),
        "shortDescription": {"text": rule.title[lang]},
        "fullDescription": {"text": f"{rule.title[lang]} {basis}"},
        "help": {"text": rule.repair[lang]},
        "defaultConfiguration": {"level": LEVELS[SEVERITIES[rule.requirement]]},
        **_page("helpUri", rule.url),
    }


def _structure(spec: Spec, lang: str) -> dict[str, Any]:
    """What stands for all rules of the JSON Schema."""
    texts = {name: {"text": text[lang]} for name, text in STRUCTURE.items()}
    return {
        "id": SCHEMA,
        "name": "FollowsTheSchema",
        "shortDescription": texts["short"],
        "fullDescription": texts["full"],
        "help": texts["help"],
        "defaultConfiguration": {"level": "error"},
        **_page("helpUri", spec.page(SCHEMA)),
    }


def _page(name: str, address: str | None) -> dict[str, str]:
    """An address by its name, where there is one that a browser opens."""
    return {name: address} if address and address.startswith("http") else {}


def _note(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": visible(text)}}


def _results(source: Source, lang: str, *, full: bool) -> Iterator[dict[str, Any]]:
    fixes = Fixes(source.checked, source, _artifact(source.file), lang)
    for each in shown(source.checked.verdict.findings, full=full):
        yield _result(source.of(each.finding), each, lang) | fixes.of(each.finding)


def _result(place: Place, each: Shown, lang: str) -> dict[str, Any]:
    found = each.finding
    failed = found.outcome is Outcome.FAIL  # SARIF: what is open has no level (3.27.10)
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.file)}
    if place.region:
        physical["region"] = described(place.region)
    return {
        "ruleId": found.rule,
        "level": LEVELS[found.severity] if failed else "none",
        "kind": "fail" if failed else "open",
        "message": {"text": sentence(each, lang)},
        "occurrenceCount": 1 + each.alike,
        "locations": [
            {
                "physicalLocation": physical,
                "logicalLocations": [{"fullyQualifiedName": cell} for cell in found.cells],
            }
        ],
    }


def _artifact(file: str) -> dict[str, str]:
    """A file by an address relative to the working folder, or an absolute one for any other."""
    path = os.path.normpath(file)
    if os.path.isabs(path) or path.startswith(".."):
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": quote(os.fsencode(path.replace("\\", "/")))}
