"""Published documents to canonical reports, without a guessed cell."""

from __future__ import annotations

import hashlib

from ogireport.convert import isolation, readers
from ogireport.convert.assemble import Conversion, assemble

__all__ = ["Conversion", "convert"]


def convert(
    data: bytes, *, kind: str | None = None, organ: str | None = None, year: int | None = None
) -> Conversion:
    """Return the report that a document holds; ReadError when it cannot be read.

    `kind` is one of `readers.KINDS`, by default what the bytes show; `organ` and `year` stand in
    for what the document does not say. Where there are processes, one of its own reads it, within
    `limits.MEMORY` and `limits.SECONDS`.
    """
    read = isolation.ISOLATION.read if isolation.POSSIBLE else unguarded
    made: Conversion = read(data, kind, organ, year)
    return made


def unguarded(
    data: bytes, kind: str | None = None, organ: str | None = None, year: int | None = None
) -> Conversion:
    """Return what `convert` does, read by this very process, whatever it costs."""
    kind = kind or readers.detect(data)
    return assemble(
        readers.read(data, kind),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=readers.KINDS[kind],
        organ=organ,
        year=year,
    )


def serve() -> None:
    isolation.serve(unguarded)
