"""benchmarks/RESULTS.md: one section per script, that of its last run."""

import os
import platform
import re
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def record(name: str, conditions: str, peers: Iterable[str], lines: Iterable[str]) -> None:
    """Print a section and replace the section of the same name with it."""
    cores = f"{len(os.sched_getaffinity(0))} cores"
    versions = [f"{peer} {version(peer)}" for peer in peers]
    machine = ", ".join([f"Python {platform.python_version()}", cores, *versions]) + "."
    body = "\n".join([f"## {name}, {date.today()}", "", f"{conditions} {machine}", "", *lines])
    print(body)
    head, *sections = re.split("(?m)^(?=## )", RESULTS.read_text("utf-8"))
    found = {section[3:].split(",")[0]: section for section in sections}
    found[name] = f"{body}\n"
    texts = [head, *found.values()]
    RESULTS.write_text("\n".join(f"{text.strip()}\n" for text in texts), "utf-8")
