"""Findings for machines: JSON, SARIF 2.1.0, JUnit XML and GitHub workflow commands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from ogireport.findings import Finding, Outcome, Severity
from ogireport.render import Checked, Run, terminal
from ogireport.render.fixes import Fixes
from ogireport.render.width import visible
from ogireport.rules import plain
from ogireport.rules.verdict import Gate
from ogireport.spec import Spec

SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def readable(document: object) -> str:
    """The document as readable JSON in which nothing can drive a terminal."""
    text = json.dumps(document, ensure_ascii=False, indent=1, default=plain.plain)
    return "\n".join(s if s.isprintable() else _escaped(s) for s in text.split("\n"))


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def as_line(document: object) -> str:
    """The document as one line of JSON in which nothing can drive a terminal."""
    text = json.dumps(document, ensure_ascii=False, default=plain.plain)
    return text if text.isprintable() else _escaped(text)


def as_json(run: Run, spec: Spec, version: str) -> str:
    """One object as schema/meta/findings.schema.json describes it."""
    return readable(
        {
            "version": version,
            "standard": spec.version,
            "reports": [{"file": file, **found.described()} for file, found in run.checked],
            "unreadable": [{"file": file, "message": text} for file, text in run.unreadable],
            "passed_over": run.passed_over,
            "summary": {
                "reports": len(run.checked),
                "unreadable": len(run.unreadable),
                "levels": run.tally.levels(),
                "outcomes": run.tally.outcomes(),
                "coverage": run.tally.covered()._asdict(),
                "not_checked": run.unseen,
            },
        }
    )


def as_sarif(run: Run, spec: Spec, version: str, lang: str) -> str:
    """A SARIF 2.1.0 log; unreadable inputs are notifications of the tool."""
    rules = [
        {
            "id": rule.id,
            "name": rule.name,
            "shortDescription": {"text": rule.name.replace("_", " ")},
            "fullDescription": {"text": f"{rule.clause['document']} {rule.clause['place']}"},
            "help": {"text": rule.repair[lang]},
            "helpUri": rule.url,
        }
        for rule in spec.rules.values()
    ]
    driver = {
        "name": "ogireport",
        "semanticVersion": version,
        "rules": [*rules, {"id": "schema", "helpUri": spec.page("schema")}],
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
        "results": [result for checked in run.checked for result in _results(checked, lang)],
        "properties": {
            "coverage": run.tally.covered()._asdict(),
            "not_checked": run.unseen,
        },
    }
    return readable({"$schema": SARIF, "version": "2.1.0", "runs": [body]})


def _note(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": visible(text)}}


def _results(checked: Checked, lang: str) -> Iterator[dict[str, Any]]:
    artifact = {"uri": quote(os.fsencode(checked.file.replace("\\", "/")))}
    fixes = Fixes(checked, artifact, lang)
    for found in checked.verdict.findings:
        yield _result(artifact, found, lang) | fixes.of(found)


def _result(artifact: dict[str, Any], found: Finding, lang: str) -> dict[str, Any]:
    failed = found.outcome is Outcome.FAIL  # SARIF: what is open has no level (3.27.10)
    return {
        "ruleId": found.rule,
        "level": SARIF_LEVELS[found.severity] if failed else "none",
        "kind": "fail" if failed else "open",
        "message": {"text": _sentence(found, lang)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": artifact},
                "logicalLocations": [{"fullyQualifiedName": cell} for cell in found.cells],
            }
        ],
    }


def _sentence(found: Finding, lang: str) -> str:
    detail = f" {found.detail[lang]}" if found.detail else ""
    return visible(found.message[lang] + detail)


def as_junit(run: Run, gate: Gate, lang: str) -> str:
    """JUnit XML: one test case per report, failed when the gate does not admit it."""
    failed = sum(not gate.admits(found) for _, found in run.checked)
    total = len(run.checked) + len(run.unreadable)
    numbers = {
        "tests": str(total),
        "failures": str(failed),
        "errors": str(len(run.unreadable)),
        "time": "0",
    }
    suites = ElementTree.Element("testsuites", {"name": "ogireport", **numbers})
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "ogireport", **numbers})
    known = ElementTree.SubElement(suite, "properties")
    facts = {"coverage": "{}/{}".format(*run.tally.covered()), "not_checked": " ".join(run.unseen)}
    for name, value in facts.items():
        ElementTree.SubElement(known, "property", {"name": name, "value": value})
    for file, found in run.checked:
        case, covered = _case(suite, file), terminal.checked_of(found.coverage, lang)
        lines = [f"{f.rule} {f.cells[0]} {_sentence(f, lang)}" for f in found.findings]
        text = "\n".join([covered, *lines])
        if gate.admits(found):
            ElementTree.SubElement(case, "system-out").text = text
        else:
            reason = {"type": str(gate.level), "message": f"{found.level}, {covered}"}
            ElementTree.SubElement(case, "failure", reason).text = text
    for file, said in run.unreadable:
        reason = {"type": "unreadable", "message": visible(said[lang])}
        ElementTree.SubElement(_case(suite, file), "error", reason)
    ElementTree.indent(suites)
    declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
    return declaration + ElementTree.tostring(suites, encoding="unicode")


def _case(suite: ElementTree.Element, file: str) -> ElementTree.Element:
    facts = {"name": visible(file), "classname": "ogireport.validate", "time": "0"}
    return ElementTree.SubElement(suite, "testcase", facts)


def as_github(run: Run, lang: str) -> Iterator[str]:
    """One workflow command per finding, shown by GitHub beside the file."""
    for file, found in run.checked:
        for each in found.findings:
            place = f"file={_property(file)},title={each.rule}"
            text = f"{each.cells[0]} {_sentence(each, lang)}"
            yield f"::{GITHUB_LEVELS[each.severity]} {place}::{_data(text)}"
        if found.coverage.checked < found.coverage.applicable:
            covered = f"{found.level}, {terminal.checked_of(found.coverage, lang)}"
            yield f"::notice file={_property(file)}::{_data(covered)}"
    for file, said in run.unreadable:
        yield f"::error file={_property(file)}::{_data(said[lang])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
