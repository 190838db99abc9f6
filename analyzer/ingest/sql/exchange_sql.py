"""SQL around a format's SELECT: from `lines` to its `input`, from its exchanges to rows."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pyarrow as pa

from analyzer.formats import EXCHANGE, Fields
from analyzer.ingest.lines.arrays import texts
from analyzer.schema import DUCKDB_TYPES
from analyzer.system.sql_literal import quoted

# A log's times are of the epoch's first 230 years; Parquet and Python take no others.
_VERDICT_ON_TIME = """CASE WHEN verdict IS NOT NULL THEN verdict
    WHEN ts >= TIMESTAMPTZ '1970-01-01 00:00:00+00' AND ts < TIMESTAMPTZ '2200-01-01 00:00:00+00'
        THEN NULL
    ELSE 'reject: no time, or not between 1970 and 2200' END"""
_WHOLE = ("INTEGER", "BIGINT")
_SQL = resources.files(__package__)
WEBSOCKET = (_SQL / "websocket.sql").read_text("utf-8")
SENT = "skip: sent WebSocket message"
# Why a message of data is skipped, as websocket.sql has it.
DATA = "WebSocket data message"
# Rows of the relation `exchange`, which has the columns of EXCHANGED.
REQUESTS = f"SELECT * FROM ({(_SQL / 'normalise.sql').read_text('utf-8')})"
_ARROW_TYPES = {kind: arrow for arrow, kind in DUCKDB_TYPES.items()}
EXCHANGED = pa.schema(
    [
        *((name, _ARROW_TYPES[kind]) for name, kind in EXCHANGE.items()),
        ("sent", pa.string()),
        ("command", pa.string()),
        ("number", pa.int32()),
    ]
)


def input_of(fields: Fields | None) -> str:
    """SQL of the relation `input`: lines, or the fields of their JSON objects."""
    if not fields:
        return "SELECT line FROM lines"
    structure = quoted(json.dumps(_structure(fields)))
    return f"SELECT unnest(try(from_json(line, {structure}))) FROM lines"


def _structure(fields: Fields) -> dict[str, object]:
    return {n: k if isinstance(k, str) else _structure(k) for n, k in fields.items()}


def exchanges(select: str) -> str:
    """A format's SELECT, with every column of EXCHANGE, in its type.

    Columns that it lacks come from a row that is none: to ask DuckDB which it has would be to bind
    it twice, a tenth of a second.
    """
    none = ", ".join(f"NULL::{kind} AS {name}" for name, kind in EXCHANGE.items())
    columns = ", ".join(f"{_cast(name, kind)} AS {name}" for name, kind in EXCHANGE.items())
    columns = columns.replace("verdict::VARCHAR AS verdict", f"{_VERDICT_ON_TIME} AS verdict")
    for name in ("request_headers", "response_headers"):
        columns = columns.replace(f" {name}::VARCHAR AS", f" object_of({name}::VARCHAR) AS")
    every = f"SELECT {none} WHERE FALSE UNION ALL BY NAME SELECT * FROM ({select})"
    return f"SELECT {columns} FROM ({every})"


def _cast(name: str, kind: str) -> str:
    """A column in its type; a count that is too large for it is none."""
    return f"TRY_CAST({name} AS {kind})" if kind in _WHOLE else f"{name}::{kind}"


def given_row(vendor: str | None, client: str | None, salt: bytes) -> pa.Table:
    """What fills in where a log says nothing, and with what credentials are hashed: one row."""
    row = {"given_vendor": _text(vendor), "given_client": _text(client)}
    ends = map(pa.py_buffer, (np.array([0, len(salt)], np.int32), salt))
    return pa.table({**row, "salt": pa.BinaryArray.from_buffers(pa.binary(), 1, [None, *ends])})


def _text(value: str | None) -> pa.Array:
    return pa.nulls(1, pa.string()) if value is None else texts([value])
