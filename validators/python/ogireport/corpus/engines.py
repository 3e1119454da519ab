"""The engines that hold the tables of a corpus; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Engine(NamedTuple):
    """How an engine makes its lazy table of a Parquet file, and of an Arrow table."""

    parquet: Callable[[str], Any]
    arrow: Callable[[Any], Any]


def _polars() -> Engine:
    import polars

    return Engine(polars.scan_parquet, lambda table: polars.from_arrow(table).lazy())  # type: ignore[union-attr]


def _duckdb() -> Engine:
    connection = database(":memory:")
    return Engine(connection.read_parquet, connection.from_arrow)


def database(path: str) -> Any:
    """The connection to a DuckDB file or to memory, made the default: narwhals unpivots on it."""
    import duckdb

    connection = duckdb.connect(path, read_only=path != ":memory:")
    # planning a predicate of hundreds of equations would take minutes (measured with DuckDB 2.0)
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    duckdb.set_default_connection(connection)
    return connection


def _spark() -> Engine:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("ogireport").getOrCreate()
    return Engine(session.read.parquet, session.createDataFrame)


def collected(lines: Any) -> Any:
    """The Arrow table of a lazy narwhals frame."""
    options = {}
    if lines.implementation.is_polars():
        import polars

        # a predicate of every column gains nothing from being pushed down; planning it costs half
        options["optimizations"] = polars.QueryOptFlags(predicate_pushdown=False)
    return lines.collect(backend="pyarrow", **options).to_native()


ENGINES = {"polars": _polars, "duckdb": _duckdb, "spark": _spark}
EXTRAS = {"polars": "corpus", "duckdb": "corpus", "spark": "corpus,spark"}
