"""The engines that hold the tables of a corpus; each is loaded when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from ogireport.report import ReadError

DATABASE = ".duckdb"  # how the name of a DuckDB file ends


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
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        session = SparkSession.builder.appName("ogireport").getOrCreate()
    except PySparkException as error:
        raise ReadError(
            f"Spark 没有启动：{first_line(error)} 在本机运行需要 Java 17 或更新的版本。",
            f"Spark did not start: {first_line(error)} On this machine it needs Java 17 or newer.",
        ) from None
    return Engine(session.read.parquet, session.createDataFrame)


ENGINES = {"polars": _polars, "duckdb": _duckdb, "spark": _spark}
MODULES = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}  # that they import
EXTRAS = {"polars": "corpus", "duckdb": "corpus", "spark": "corpus,spark"}  # that install these
ERRORS = {
    "duckdb": "Error",
    "narwhals.exceptions": "NarwhalsError",
    "polars.exceptions": "PolarsError",
    "py4j.protocol": "Py4JError",
    "pyspark.errors": "PySparkException",
}


def failures() -> tuple[type[Exception], ...]:
    """What the engines in use raise where they cannot read or compute."""
    loaded = ((sys.modules.get(module), name) for module, name in ERRORS.items())
    return tuple(getattr(module, name) for module, name in loaded if module)


def first_line(error: Exception) -> str:
    """What an engine says went wrong, without its trace."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def collected(lines: Any) -> Any:
    """The Arrow table of a lazy narwhals frame."""
    options = {}
    if lines.implementation.is_polars():
        import polars

        # a predicate of every column gains nothing from being pushed down; planning it costs half
        options["optimizations"] = polars.QueryOptFlags(predicate_pushdown=False)
    return lines.collect(backend="pyarrow", **options).to_native()
