"""Every document of samples/documents converts to exactly the report beside it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ogireport.convert import convert
from ogireport.rules import structure
from ogireport.spec import standard

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"
NAMES = sorted(path.parent.name for path in DOCUMENTS.glob("*/report.json"))


def document(name: str) -> Path:
    return next(DOCUMENTS.glob(f"{name}/document.*"))


@pytest.mark.parametrize("name", NAMES)
def test_document_converts_to_its_report(name: str) -> None:
    expected = json.loads(
        (DOCUMENTS / name / "report.json").read_text("utf-8"), parse_float=Decimal
    )
    made = convert(document(name).read_bytes()).document
    assert made == expected
    assert not list(structure.evaluate(made, standard()))


def test_documents_are_many() -> None:
    assert len(NAMES) >= 50


def test_same_form_gives_same_cells_in_every_kind() -> None:
    made = [convert(document(n).read_bytes()).document for n in NAMES if n.startswith("same-form")]
    assert len(made) == 8
    for table in ("disclosure", "requests", "disputes"):
        assert all(one[table] == made[0][table] for one in made)
