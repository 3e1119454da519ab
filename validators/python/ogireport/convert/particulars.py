"""What a sheet to fill in says of the organ beside its name: rows of a title of the schema and a label."""

from __future__ import annotations

from collections.abc import Sequence

from ogireport.convert.grid import Block, Grid
from ogireport.spec import standard

CODELISTS = {"organ/level": "organ_levels", "scope": "report_scopes"}


def read(blocks: Sequence[Block]) -> dict[str, str]:
    """Return the codes of what such rows say, by field; a field that is said twice is not certain."""
    spec = standard()
    fields = {spec.title(path)["zh"]: path for path in CODELISTS}
    found: dict[str, set[str]] = {}
    for grid in (block for block in blocks if isinstance(block, Grid)):
        for cells, _ in grid.lines:
            texts = [text for cell in cells if (text := cell.text.strip())]
            if len(texts) == 2 and (path := fields.get(texts[0])):
                codes = {x["code"] for x in spec.codelists[CODELISTS[path]] if x["zh"] == texts[1]}
                found.setdefault(path, set()).update(codes)
    return {path: codes.pop() for path, codes in found.items() if len(codes) == 1}
