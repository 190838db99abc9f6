"""Columns of a query's result in types that every reader of results knows.

polars and Arrow's readers have no INTERVAL, BLOB, MAP, UNION or numbers beyond 128 bits: these
become the text that DuckDB writes, or JSON where they lie within lists and structs.
"""

from __future__ import annotations

import duckdb
from duckdb.sqltypes import DuckDBPyType

_PLAIN = frozenset({
    "boolean", "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint",
    "uinteger", "ubigint", "float", "double", "decimal", "varchar", "enum", "uuid", "date", "time",
    "timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns", "timestamp with time zone", "null",
})  # fmt: skip
_NESTED = ("list", "array", "struct")


def in_known_types(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The same rows; columns of other types as text."""
    if all(map(_is_known, relation.types)):
        return relation
    columns = (
        _column(number, name, kind)
        for number, (name, kind) in enumerate(zip(relation.columns, relation.types, strict=True), 1)
    )
    return relation.project(", ".join(columns))


def _column(number: int, name: str, kind: DuckDBPyType) -> str:
    written = f'"{name.replace(chr(34), 2 * chr(34))}"'
    if _is_known(kind):
        return f"#{number} AS {written}"
    if kind.id in (*_NESTED, "map"):
        return f"to_json(#{number})::VARCHAR AS {written}"
    return f"#{number}::VARCHAR AS {written}"


def _is_known(kind: DuckDBPyType) -> bool:
    if kind.id in _NESTED:
        # An array's second child is its size.
        return all(_is_known(k) for _, k in kind.children if isinstance(k, DuckDBPyType))
    return kind.id in _PLAIN
