"""Findings for machines: JSON and JUnit XML."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from ogireport.findings import Finding
from ogireport.render import terminal
from ogireport.render.runs import Run
from ogireport.render.width import visible
from ogireport.rules import plain
from ogireport.rules.verdict import Gate
from ogireport.spec import Spec


def dumps(document: object) -> str:
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
    return dumps(
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


def sentence(found: Finding, lang: str) -> str:
    """The message of a finding with its equation, on one line."""
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
        lines = [f"{f.rule} {f.cells[0]} {sentence(f, lang)}" for f in found.findings]
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
