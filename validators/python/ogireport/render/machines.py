"""Findings for machines: JSON and JUnit XML."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from ogireport.render import terminal
from ogireport.render.brief import Shown, shown
from ogireport.render.runs import Run
from ogireport.render.width import visible
from ogireport.rules import plain
from ogireport.rules.verdict import Gate, Verdict
from ogireport.spec import Spec

ALIKE = {
    "zh": "另有 {} 处同样情况，用 --full 查看全部。",
    "en": "{} more of the same; --full shows all.",
}


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
            "reports": [
                {"file": file, **_described(found, run.full)} for file, found in run.checked
            ],
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


def _described(verdict: Verdict, full: bool) -> dict[str, Any]:
    """The verdict as an object; a finding says how many like ones and cells it leaves out."""
    findings = [
        plain.finding(each.finding)
        | ({"alike": each.alike} if each.alike else {})
        | ({"unlisted": each.unlisted} if each.unlisted else {})
        for each in shown(verdict.findings, full=full)
    ]
    return verdict.described() | {"findings": findings}


def sentence(each: Shown, lang: str) -> str:
    """The message of a finding with its equation and the number of like ones, on one line."""
    found = each.finding
    detail = f" {found.detail[lang]}" if found.detail else ""
    more = f" {ALIKE[lang].format(each.alike)}" if each.alike else ""
    return visible(found.message[lang] + detail + more)


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
        _judged(_case(suite, file), found, gate, lang, run.full)
    for file, said in run.unreadable:
        reason = {"type": "unreadable", "message": visible(said[lang])}
        ElementTree.SubElement(_case(suite, file), "error", reason)
    ElementTree.indent(suites)
    declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
    return declaration + ElementTree.tostring(suites, encoding="unicode")


def _judged(case: ElementTree.Element, found: Verdict, gate: Gate, lang: str, full: bool) -> None:
    """Write into a test case how far its report was checked and what was found."""
    covered = terminal.checked_of(found.coverage, lang)
    lines = [
        f"{each.finding.rule} {each.finding.cells[0]} {sentence(each, lang)}"
        for each in shown(found.findings, full=full)
    ]
    text = "\n".join([covered, *lines])
    if gate.admits(found):
        ElementTree.SubElement(case, "system-out").text = text
    else:
        reason = {"type": str(gate.level), "message": f"{found.level}, {covered}"}
        ElementTree.SubElement(case, "failure", reason).text = text


def _case(suite: ElementTree.Element, file: str) -> ElementTree.Element:
    facts = {"name": visible(file), "classname": "ogireport.validate", "time": "0"}
    return ElementTree.SubElement(suite, "testcase", facts)
