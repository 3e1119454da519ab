"""The figures of a corpus as wide tables without text: written as Parquet, opened on an engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from ogireport import writing
from ogireport.frames.columns import Columns
from ogireport.frames.decoded import Decoded
from ogireport.frames.engines import DATABASE, ENGINES, database
from ogireport.report import ReadError, Report
from ogireport.spec import Spec
from ogireport.tables.parquet import TYPES
from ogireport.tables.tableschema import Column, tables

IDENTITY = (
    "report_id", "reporting_year", "organ_name", "organ_aliases", "organ_code",
    "organ_division_code", "organ_level", "scope", "covers", "disclosure_edition", "requests_edition",
)  # fmt: skip
LISTS = ("organ_aliases", "covers")
BATCH = 10_000  # reports
Given = Report | Struct | dict[str, Columns]


class Frames(dict[str, nw.LazyFrame[Any]]):
    """The tables of a corpus by name, on one engine."""

    def __init__(self, arrow: Callable[[pa.Table], Any], tables: Mapping[str, Any]) -> None:
        super().__init__(tables)
        self._arrow = arrow

    def of(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Another table on the same engine."""
        frame: nw.LazyFrame[Any] = nw.from_native(self._arrow(table)).lazy()
        return frame


def names(spec: Spec) -> list[str]:
    """The tables of a corpus: `reports` and one per form."""
    return ["reports", *spec.forms]


def columns(name: str, spec: Spec) -> list[Column]:
    """The columns of a table of the data package that are kept: identity and figures."""
    return [c for c in tables(spec)[name].columns if name != "reports" or c.name in IDENTITY]


def schema(name: str, spec: Spec) -> pa.Schema:
    """The Arrow types of a table: int64 counts, exact amounts in yuan."""
    return pa.schema([(c.name, TYPES.get(c.kind, pa.string())) for c in columns(name, spec)])


# written -------------------------------------------------------------------------------------


def batches(reports: Iterable[Given], spec: Spec) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the rows of well-formed reports, decoded or not, or of many as columns, as batches by table.

    There is at least one of every table; ReadError where there is no report.
    """
    schemas = {name: schema(name, spec) for name in names(spec)}
    decoded = Decoded(columns("reports", spec), spec)
    rows: dict[str, list[list[Any]]] = defaultdict(list)

    def batch(name: str) -> pa.RecordBatch:
        lists = zip(*rows.pop(name), strict=True) if rows[name] else [[]] * len(schemas[name])
        return _batch(dict(zip(schemas[name].names, lists, strict=True)), schemas[name])

    report = None
    for report in reports:
        if isinstance(report, dict):
            for name, values in report.items():
                yield name, _batch(values, schemas[name])
            continue
        own = _rows(report, spec) if isinstance(report, Report) else decoded.rows(report)
        for name, row in own:
            rows[name].append(row)
            if len(rows[name]) == BATCH:
                yield name, batch(name)
    if report is None:
        raise ReadError("没有可用的报告。", "no usable report.")
    for name in names(spec):
        yield name, batch(name)


def _batch(values: Mapping[str, Sequence[Any]], kinds: pa.Schema) -> pa.RecordBatch:
    lists = {**values, **{name: [v or () for v in values.get(name, ())] for name in LISTS}}
    arrays = [pa.array(lists[kind.name], kind.type) for kind in kinds]
    return pa.record_batch(arrays, schema=kinds)


def _rows(report: Report, spec: Spec) -> Iterator[tuple[str, list[Any]]]:
    yield "reports", [report.value(column.path or "") for column in columns("reports", spec)]
    for name in report.forms:
        figures = map(report.cells.__getitem__, tables(spec)[name].cells)
        yield name, [report.report_id, *figures]


def write(reports: Iterable[Given], folder: Path, spec: Spec, *, force: bool = False) -> None:
    """Write the Parquet files completely or not at all; `force` replaces an older corpus.

    ReadError where there is no report.
    """
    with writing.filling(folder, "corpus", force=force) as new, ExitStack() as open_files:
        writers = {
            name: open_files.enter_context(
                pq.ParquetWriter(new / f"{name}.parquet", schema(name, spec))
            )
            for name in names(spec)
        }
        for name, batch in batches(reports, spec):
            writers[name].write_batch(batch)


def gathered(reports: Iterable[Given], spec: Spec) -> dict[str, pa.Table]:
    """The same tables in memory."""
    found: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    for name, batch in batches(reports, spec):
        found[name].append(batch)
    return {name: pa.Table.from_batches(parts) for name, parts in found.items()}


# opened --------------------------------------------------------------------------------------


def opened(source: str | dict[str, pa.Table], engine: str, spec: Spec) -> Frames:
    """The tables of a folder, a DuckDB file or memory on an engine, with their exact types.

    ReadError for a table or column that is missing and for a column of another type: nothing
    is converted that could change a figure.
    """
    made = ENGINES[engine]()
    if isinstance(source, dict):
        native = {name: made.arrow(source[name]) for name in names(spec)}
    elif source.endswith(DATABASE):
        connection = database(source)
        native = {name: connection.table(name) for name in names(spec)}
        if engine == "duckdb":
            made = made._replace(arrow=connection.from_arrow)
        else:
            native = {name: made.arrow(table.to_arrow_table()) for name, table in native.items()}
    else:
        native = {n: made.parquet(_file(source, n)) for n in names(spec)}
    exact = {n: _exact(nw.from_native(frame).lazy(), n, spec) for n, frame in native.items()}
    return Frames(made.arrow, exact)


def _file(folder: str, name: str) -> str:
    path = Path(folder) / f"{name}.parquet"
    if not path.is_file():
        raise ReadError(f"{folder} 中没有 {path.name}。", f"no {path.name} in {folder}.")
    return str(path)


def _exact(frame: nw.LazyFrame[Any], name: str, spec: Spec) -> nw.LazyFrame[Any]:
    there = frame.collect_schema()
    kept = []
    for column in columns(name, spec):
        dtype = there.get(column.name)
        if dtype is None or not _fits(dtype, column.kind):
            found = "—" if dtype is None else dtype
            raise ReadError(
                f"{name} 表的 {column.name} 列应为 {column.kind}，实际为 {found}。",
                f"table {name}: column {column.name} must be {column.kind}, found {found}.",
            )
        wider = column.kind == "integer" and dtype != nw.Int64
        kept.append(nw.col(column.name).cast(nw.Int64) if wider else nw.col(column.name))
    return frame.select(*kept)


def _fits(dtype: Any, kind: str) -> bool:
    """Whether every value of the type is one of the kind, and none can overflow it."""
    small = dtype.is_integer() and dtype not in (nw.UInt64, nw.Int128, nw.UInt128)
    return bool(
        {
            "integer": small,
            "number": small or dtype.is_decimal(),
            "array": isinstance(dtype, nw.List),
        }.get(kind, dtype == nw.String)
    )
