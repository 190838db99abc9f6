"""What people would use instead, each a command that reads a log and writes Parquet, or answers.

`python -m tests.bench.peers NAME SOURCE TARGET` runs one that is a Python library.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.run import Work

_COLUMNS = {
    "ts": "TIMESTAMPTZ", "client": "VARCHAR", "client_ip": "VARCHAR", "attempt": "SMALLINT",
    "trace_id": "VARCHAR", "method": "VARCHAR", "url": "VARCHAR", "status": "SMALLINT",
    "duration_ms": "DOUBLE", "request_headers": "JSON", "response_headers": "JSON",
    "response_body": "JSON",
}  # fmt: skip
_PARQUET = "(FORMAT parquet, COMPRESSION zstd)"
_ACCESS = (
    r'^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) ([^ "?]*)\??([^ "]*) [^"]*" (\d{3}) (\d+)'
    r' "[^"]*" "([^"]*)"'
)


def duckdb_canonical(source: str, target: str) -> None:
    """DuckDB: JSON Lines with typed columns to one Parquet file, and nothing else."""
    _duckdb(
        f"SELECT * FROM read_json('{source}', format = 'newline_delimited', columns = {_COLUMNS})",
        target,
    )


def chdb_canonical(source: str, target: str) -> None:
    """The same in chDB."""
    import chdb

    kinds = {
        "TIMESTAMPTZ": "DateTime64(6, 'UTC')", "SMALLINT": "Nullable(Int16)",
        "DOUBLE": "Nullable(Float64)", "VARCHAR": "Nullable(String)", "JSON": "String",
    }  # fmt: skip
    columns = ", ".join(f"{name} {kinds[kind]}" for name, kind in _COLUMNS.items())
    chdb.query(
        f"INSERT INTO FUNCTION file('{target}', Parquet)"
        f" SELECT * FROM file('{source}', JSONEachRow, \"{columns}\")"
        " SETTINGS date_time_input_format = 'best_effort', engine_file_truncate_on_insert = 1,"
        " input_format_json_read_objects_as_strings = 1,"
        " output_format_parquet_compression_method = 'zstd'"
    )


def polars_canonical(source: str, target: str) -> None:
    """The same in polars, whose JSON reader has no columns of JSON text: they are structures."""
    import polars as pl

    data = pl.Struct({"s": pl.String, "p": pl.Float64})
    kinds: dict[str, pl.DataType] = {"SMALLINT": pl.Int64(), "DOUBLE": pl.Float64()}
    schema = {name: kinds.get(kind, pl.String()) for name, kind in _COLUMNS.items()} | {
        "request_headers": pl.Struct({"X-API-Key": pl.String, "Accept": pl.String}),
        "response_headers": pl.Struct(
            {"Content-Type": pl.String, "X-RateLimit-Remaining": pl.String}
        ),
        "response_body": pl.Struct({"code": pl.String, "message": pl.String, "data": data}),
    }
    pl.scan_ndjson(source, schema=schema).with_columns(
        pl.col("ts").str.to_datetime(time_zone="UTC")
    ).sink_parquet(target, compression="zstd")


def duckdb_combined(source: str, target: str) -> None:
    """DuckDB: an access log by one regular expression to one Parquet file."""
    names = ["ip", "time", "method", "path", "query", "status", "bytes", "agent"]
    _duckdb(
        f"SELECT unnest(regexp_extract(line, '{_ACCESS}', {names})) FROM read_csv('{source}',"
        " columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false)",
        target,
    )


def duckdb_har(source: str, target: str) -> None:
    """DuckDB: the entries of a HAR file, their structure being known."""
    head = "headers STRUCT(name VARCHAR, value VARCHAR)[]"
    request = f"STRUCT(method VARCHAR, url VARCHAR, {head}, bodySize BIGINT)"
    response = f"STRUCT(status SMALLINT, {head}, content STRUCT(size BIGINT, text VARCHAR))"
    entry = (
        f"STRUCT(startedDateTime TIMESTAMPTZ, time DOUBLE, request {request}, response {response})"
    )
    _duckdb(
        "SELECT unnest(entries, recursive := true) FROM (SELECT unnest(log.entries) AS entries"
        f" FROM read_json('{source}', maximum_object_size = {Path(source).stat().st_size + 1},"
        f" format = 'unstructured', columns = {{log: 'STRUCT(entries {entry}[])'}}))",
        target,
    )


def duckdb_otlp(source: str, target: str) -> None:
    """DuckDB: the spans of OTLP/JSON, a document a line, their structure being known."""
    attributes = "STRUCT(key VARCHAR, value STRUCT(stringValue VARCHAR, intValue VARCHAR))[]"
    span = (
        "STRUCT(traceId VARCHAR, spanId VARCHAR, kind SMALLINT, startTimeUnixNano BIGINT,"
        f" endTimeUnixNano BIGINT, attributes {attributes})"
    )
    resource = (
        f"STRUCT(resource STRUCT(attributes {attributes}), scopeSpans STRUCT(spans {span}[])[])"
    )
    _duckdb(
        "SELECT resource, unnest(span) FROM (SELECT resource, unnest(scope.spans) AS span FROM ("
        "SELECT one.resource, unnest(one.scopeSpans) AS scope FROM ("
        "SELECT unnest(resourceSpans) AS one"
        f" FROM read_json('{source}', format = 'newline_delimited',"
        f" columns = {{resourceSpans: '{resource}[]'}}))))",
        target,
    )


def duckdb_question(files: str, sql: str) -> None:
    """DuckDB: a question to `rows`, Parquet files whose folders say vendor and day."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"CREATE VIEW rows AS FROM read_parquet('{files}', hive_partitioning = true)")
    print(con.sql(sql).to_arrow_table().num_rows)


def chdb_question(files: str, sql: str) -> None:
    """The same in chDB."""
    import chdb

    rows = f"(SELECT * FROM file('{files}', Parquet) SETTINGS use_hive_partitioning = 1)"
    print(chdb.query(sql.replace("FROM rows", f"FROM {rows}"), "CSV"))


def question(name: str, peer: str, files: Path, sql: str) -> Work:
    """A question to Parquet files, by a peer that is a library, in a process of its own."""
    command = [sys.executable, "-m", __name__, f"{peer}_question", str(files), sql]
    return Work(name, command, needs=(peer,))


def library(name: str, peer: str, source: Path) -> Work:
    """A peer that is a library, in a process of its own; its target lies beside the source."""
    target = source.with_suffix(".peer.parquet")
    command = [sys.executable, "-m", __name__, peer, str(source), str(target)]
    return Work(name, command, needs=(peer.split("_", 1)[0],))


def lnav(log: Path, table: str) -> Work:
    """lnav, to a count in SQL."""
    count = f";SELECT count(*), min(log_time), max(log_time) FROM {table}"
    return Work("lnav, a count in SQL", ["lnav", "-n", "-c", count, str(log)], needs=("lnav",))


def goaccess(log: Path, form: str) -> Work:
    """GoAccess, to its report."""
    page = log.with_suffix(".html")
    command = ["goaccess", str(log), f"--log-format={form}", "--no-progress", "-o", str(page)]
    return Work("GoAccess, its report", command, needs=("goaccess",))


def jq(document: Path, elements: str) -> Work:
    """jq, to a line for each element."""
    lines = document.with_suffix(".lines")
    command = ["sh", "-c", 'jq -c "$1" "$2" > "$3"', "sh", elements, str(document), str(lines)]
    return Work("jq -c, to lines", command, needs=("jq",))


def _duckdb(select: str, target: str) -> None:
    import duckdb

    duckdb.connect().execute(f"COPY ({select}) TO '{target}' {_PARQUET}")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
