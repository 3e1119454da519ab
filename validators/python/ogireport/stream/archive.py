"""Findings as Parquet: one row per finding, and one per line that could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 10_000  # in a group; more would only need more memory
LANGUAGES = ("zh", "en")
SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("report_id", pa.string()),
        ("level", pa.string()),
        ("rule", pa.string()),
        ("outcome", pa.string()),
        ("requirement", pa.string()),
        ("severity", pa.string()),
        ("cells", pa.list_(pa.string())),
        ("left", pa.string()),
        ("right", pa.string()),
        ("difference", pa.string()),
        ("explained", pa.bool_()),
        *((f"message_{lang}", pa.string()) for lang in LANGUAGES),
        *((f"detail_{lang}", pa.string()) for lang in LANGUAGES),
        *((f"suggestion_{lang}", pa.string()) for lang in LANGUAGES),
        ("url", pa.string()),
        ("section", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("quote", pa.string()),
    ]
)
SIDES = ("left", "right", "difference")


def write(findings: Path, target: Path) -> None:
    """Turn findings in JSONL into Parquet, in constant memory."""
    with open(findings, encoding="utf-8") as lines, pq.ParquetWriter(target, SCHEMA) as writer:
        rows = (row for line in lines for row in _rows(json.loads(line)))
        while group := list(islice(rows, ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema=SCHEMA))


def _rows(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one line; a report without findings is a row without a rule."""
    of_line = {name: entry.get(name) for name in ("file", "line", "report_id", "level")}
    if "message" in entry:
        yield of_line | {f"message_{lang}": entry["message"][lang] for lang in LANGUAGES}
        return
    likeliest = _likeliest(entry)
    for found in entry["findings"] or [{}]:
        said = found | {
            "suggestion": likeliest.get((found.get("rule"), *found.get("cells", ())[:1]))
        }
        texts = {
            f"{name}_{lang}": (said.get(name) or {}).get(lang)
            for name in ("message", "detail", "suggestion")
            for lang in LANGUAGES
        }
        sides = {side: None if found.get(side) is None else str(found[side]) for side in SIDES}
        yield of_line | found | texts | sides


def _likeliest(entry: dict[str, Any]) -> dict[tuple[str, ...], dict[str, str]]:
    """The first suggestion for each failing equation, by its rule and cell."""
    return {
        (equation["rule"], equation["cell"]): imbalance["alternatives"][0]["message"]
        for imbalance in entry["suggestions"]["imbalances"]
        if imbalance["alternatives"]
        for equation in imbalance["equations"]
    }
