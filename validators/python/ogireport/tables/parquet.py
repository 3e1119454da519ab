"""A table of the data package as Parquet, with the types of its Table Schema."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq

from ogireport.report import decoded
from ogireport.spec import Spec
from ogireport.tables.tableschema import tables
from ogireport.tables.values import read

TYPES = {
    "integer": pa.int64(),
    "number": pa.decimal128(20, 2),
    "boolean": pa.bool_(),
    "array": pa.list_(pa.string()),
}


def table(name: str, data: bytes, spec: Spec) -> bytes:
    """Return one CSV table as Parquet; dates stay text, an empty cell is null."""
    _, *lines = csv.reader(io.StringIO(decoded(data), newline=""))
    columns = tables(spec)[name].columns
    arrays = [
        pa.array(
            [read(line[i], column.kind) for line in lines], TYPES.get(column.kind, pa.string())
        )
        for i, column in enumerate(columns)
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays, names=[column.name for column in columns]), buffer)
    return buffer.getvalue()
