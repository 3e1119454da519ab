"""Tables of many reports on Polars, DuckDB or Spark."""
