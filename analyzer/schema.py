"""The lake's tables: every column with its type and a sentence that says what it means.

Documentation, Parquet files and views take the columns from here. Times are UTC with microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")


def no_rows(columns: pa.Schema) -> pa.Table:
    """A table without rows. PyArrow's own way imports pandas, which takes most of a second."""
    return pa.Table.from_batches([], schema=columns)


def staged(columns: pa.Schema) -> pa.Schema:
    """A table's columns while a run stages rows: the `number` of a source, no source and load."""
    own = [pa.field(f.name, f.type) for f in columns if f.name not in ("source", "load")]
    return pa.schema([*own, ("number", pa.int32())])


def with_nulls(columns: Mapping[str, pa.Array], schema: pa.Schema, rows: int) -> pa.Table:
    """Columns as a table with those of a schema, NULL where one is not given; types as they are."""
    nulls = {f.name: pa.nulls(rows, f.type) for f in schema if f.name not in columns}
    return pa.table({**nulls, **columns}).select(schema.names)


def _field(name: str, kind: pa.DataType, about: str) -> pa.Field:
    return pa.field(name, kind, metadata={"about": about})


# The form of `key_id`, by which a subject that is a key is told from an address or a client.
KEY_ID = "[0-9a-f]{16}"
REQUESTS = pa.schema(
    [
        _field("ts", TIMESTAMP, "When the request was sent, UTC."),
        _field("vendor", pa.string(), "API provider: a catalog id, or the host that none claims."),
        _field("date", pa.date32(), "UTC day of `ts`; with `vendor` the partition key."),
        _field("client", pa.string(), "The program that called."),
        _field("client_ip", pa.string(), "The address it called from."),
        _field("protocol", pa.string(), "`http` or `websocket`."),
        _field("method", pa.string(), "HTTP method, upper case."),
        _field("scheme", pa.string(), "`https`, `wss`, …"),
        _field(
            "host", pa.string(), "Host called, lower case, with a port that is not the scheme's."
        ),
        _field("path", pa.string(), "Path as sent, secrets redacted."),
        _field("query", pa.string(), "Query string as sent, secrets redacted."),
        _field("route", pa.string(), "`path` with identifiers as `{id}`."),
        _field("status", pa.int16(), "HTTP status; NULL where there was no response."),
        _field(
            "error_type",
            pa.string(),
            "Why there was no response: `timeout` `connect` `dns` `tls` `reset` `other`.",
        ),
        _field("duration_ms", pa.float64(), "From request to response, milliseconds."),
        _field("request_bytes", pa.int64(), "Size of the request body, bytes."),
        _field(
            "response_bytes", pa.int64(), "Size of the response body as the log gives it, bytes."
        ),
        _field(
            "key_id", pa.string(), "Keyed hash of the credential, 16 hex digits; NULL: none sent."
        ),
        _field(
            "key_in",
            pa.string(),
            "Where the credential was, e.g. `header:x-api-key`; `none` where the request shows "
            "none; NULL where the log does not show the request.",
        ),
        _field("key_shape", pa.string(), "`uuid` `jwt` `other`."),
        _field(
            "code", pa.string(), "The vendor's own error code, in its spelling; NULL on success."
        ),
        _field("message", pa.string(), "The vendor's error message."),
        _field("detail", pa.string(), "The vendor's error details, JSON text."),
        _field(
            "trace_id",
            pa.string(),
            "Trace id as found: body, traceparent, x-request-id, x-trace-id.",
        ),
        _field("trace_key", pa.string(), "`trace_id` in lower case without dashes, for joins."),
        _field("request_id", pa.string(), "`x-request-id` of the response, else of the request."),
        _field("retry_after_s", pa.float64(), "Advised wait, seconds; a date in the past is 0."),
        _field("limit_quota", pa.float64(), "Quota from rate-limit headers; NULL is unknown."),
        _field("limit_remaining", pa.float64(), "What was left of it; NULL is unknown."),
        _field("limit_reset_s", pa.float64(), "Seconds until it resets; NULL is unknown."),
        _field("limit_window_s", pa.float64(), "Length of its window, seconds; NULL is unknown."),
        _field(
            "attempt",
            pa.int16(),
            "Which attempt this is, or how often it was sent again, as the log counts.",
        ),
        _field("connection", pa.string(), "WebSocket connection, as the log names it."),
        _field("command", pa.string(), "WebSocket command answered, or `open`, `close`."),
        _field("close_code", pa.int16(), "WebSocket close code (RFC 6455 §7.4)."),
        _field("body", pa.string(), "Response body of a failure, redacted, at most 4 KiB."),
        _field("source", pa.string(), "The source's name as given."),
        _field("load", pa.string(), "Id of the load that brought it."),
    ]
)

REJECTS = pa.schema(
    [
        _field("source", pa.string(), "The source's name as given."),
        _field("line", pa.int64(), "Line (or element of a document), counted from 1."),
        _field("reason", pa.string(), "Why it could not be read."),
        _field("excerpt", pa.string(), "Its beginning, redacted, at most 500 characters."),
        _field("load", pa.string(), "Id of the load."),
    ]
)

LOADS = pa.schema(
    [
        _field("load", pa.string(), "Id, derived from the content."),
        _field("source", pa.string(), "The source's name as given."),
        _field("format", pa.string(), "Log format it was read as."),
        _field("lines", pa.int64(), "Lines (or elements) read: requests + rejects + skipped."),
        _field("requests", pa.int64(), "Lines that became requests."),
        _field("rejects", pa.int64(), "Lines that could not be read."),
        _field(
            "skipped", pa.int64(), "Blank lines, headers, well-formed lines that are no requests."
        ),
        _field("bytes", pa.int64(), "Bytes read, uncompressed."),
        _field("first_ts", TIMESTAMP, "Earliest request."),
        _field("last_ts", TIMESTAMP, "Latest request."),
        _field("loaded_at", TIMESTAMP, "When the load was committed."),
        _field("start", pa.int64(), "Offset in the source where the load begins, bytes."),
        _field("stop", pa.int64(), "Offset where it ends, bytes."),
        _field(
            "head", pa.string(), "Digest of the source's first bytes: what stays when it grows."
        ),
        _field("digest", pa.string(), "Digest of the source from its beginning to `stop`."),
        _field("batch", pa.string(), "Id of the files that hold its rows."),
        _field(
            "left_out",
            pa.string(),
            "Why lines were rejected or skipped, how many, and some of them, redacted: JSON text.",
        ),
        _field(
            "connections",
            pa.string(),
            "WebSocket connections that begin or end in another load, and what was sent on them "
            "(a credential as its hash), JSON.",
        ),
    ]
)

LIMIT_STATES = pa.schema(
    [
        *(
            REQUESTS.field(name)
            for name in ("ts", "vendor", "date", "client", "client_ip", "host", "route", "status")
        ),
        REQUESTS.field("key_id"),
        _field("limit", pa.string(), "Name of the limit in the catalog, or in the header."),
        _field("currency", pa.string(), "What is counted: `requests` `tokens` `weight` `cost` …"),
        _field("scope", pa.string(), "Who shares it: `key` `address` `account` `model` `route`."),
        _field("group", pa.string(), "What is counted apart: a model, a resource, a window."),
        _field("told_in", pa.string(), "Where the answer told it: `header` `body`."),
        _field("quota", pa.float64(), "The most that is allowed; NULL is unknown."),
        _field("used", pa.float64(), "What is used of it; NULL is unknown."),
        _field("remaining", pa.float64(), "What is left of it; NULL is unknown."),
        _field("reset_s", pa.float64(), "Seconds until it resets; NULL is unknown."),
        _field("window_s", pa.float64(), "Length of its window, seconds; NULL is unknown."),
        _field("refill_per_s", pa.float64(), "What a second gives back; NULL is unknown."),
        _field("cost", pa.float64(), "What the request cost, as the answer says."),
        *(REQUESTS.field(name) for name in ("source", "load")),
    ]
)

REQUEST_ITEMS = pa.schema(
    [
        *(
            REQUESTS.field(name)
            for name in ("ts", "vendor", "date", "client", "client_ip", "host", "status", "key_id")
        ),
        _field("request", pa.string(), "Digest of the request's row, which finds it again."),
        _field("kind", pa.string(), "What it is an id of: the rule's name in the catalog."),
        _field(
            "said",
            pa.string(),
            "What the request says of it: `asked` `looked_up`; what the answer does: `done` "
            "`failed` `there` `ended`; of all that there are: `listed`, or `listed_unseen` where "
            "the log does not show the answer.",
        ),
        _field("item", pa.string(), "The id, or its keyed hash; NULL: all."),
        *(REQUESTS.field(name) for name in ("source", "load")),
    ]
)

KEY_EXPIRIES = pa.schema(
    [
        _field("ts", TIMESTAMP, "First request with the credential, of a part of a load."),
        *(REQUESTS.field(name) for name in ("vendor", "date", "client", "host", "key_id")),
        _field("expires_at", TIMESTAMP, "When the credential says that it expires: a JWT's `exp`."),
        *(REQUESTS.field(name) for name in ("source", "load")),
    ]
)

TABLES = {
    "requests": REQUESTS,
    "rejects": REJECTS,
    "limit_states": LIMIT_STATES,
    "request_items": REQUEST_ITEMS,
    "key_expiries": KEY_EXPIRIES,
    "loads": LOADS,
}
# A lake in which no answer stated limits has no such table.
SOMETIMES = ("limit_states", "request_items", "key_expiries")
# What a load brings, and is there once the load is.
ROWS = tuple(name for name in TABLES if name != "loads")
PARTITION_BY = ("vendor", "date")
# The partition that vendors share which no catalog knows and which are rare: its files hold
# `vendor` and `date` themselves.
OTHERS = "_others"
PARTITIONED = ("requests", *SOMETIMES)
DUCKDB_TYPES = {
    pa.string(): "VARCHAR",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    TIMESTAMP: "TIMESTAMPTZ",
}


def about(field: pa.Field) -> str:
    """The sentence that documents a column of one of the tables."""
    return str((field.metadata or {}).get(b"about", b"").decode())
