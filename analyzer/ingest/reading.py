"""Chunks of a source → rows of the lake, in DuckDB.

A chunk of JSON Lines is read by DuckDB's own JSON reader. Where any of its lines could not be read,
and for every other format, lines are numbered, so that each reject has its line and its reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import resources

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer import formats, schema
from analyzer.catalog import Catalog
from analyzer.formats import EXCHANGE, NO_REQUEST, Fields, Format, Sql
from analyzer.ingest.chunks import CHUNK_LINES, LONGEST_LINE_BYTES, Chunk
from analyzer.ingest.memory_files import MemoryFiles
from analyzer.ingest.vendors import vendor_macros
from analyzer.warehouse import open_memory

_SQL = resources.files(__package__)
_NORMALISE = (_SQL / "normalise.sql").read_text("utf-8")
_WEBSOCKET = (_SQL / "websocket.sql").read_text("utf-8")
_REDACT = (_SQL / "redact.sql").read_text("utf-8")
_MACROS = (_SQL / "macros.sql").read_text("utf-8")
_FORMAT_MACROS = (resources.files(formats) / "macros.sql").read_text("utf-8")
_BATCH_LINES = 32_768
# What is learned of rows, for the rows to come: the tables that normalise.sql joins.
_LEARNED = {
    "places": "place VARCHAR, scheme VARCHAR, host VARCHAR, path VARCHAR, route VARCHAR,"
    " vendor VARCHAR",
    "senders": "vendor VARCHAR, headers VARCHAR, key_header VARCHAR, credential VARCHAR",
    "keys": "credential VARCHAR, key_id VARCHAR, key_shape VARCHAR",
}
_LEARN = {name: (_SQL / f"learn_{name}.sql").read_text("utf-8") for name in _LEARNED}
_MOST_LEARNED = 20_000
# DuckDB's JSON reader makes a row of NULLs of a line that is no JSON, which a format takes for
# something that is no request: only then are the lines looked at one by one.
_VERDICT_OF_JSON = """CASE
    WHEN NOT json_valid(line) THEN 'reject: not valid JSON'
    WHEN json_type(line) <> 'OBJECT' THEN 'reject: not a JSON object'
    ELSE verdict END"""
# A log's times are of the epoch's first 230 years; Parquet and Python take no others.
_VERDICT_ON_TIME = """CASE WHEN verdict IS NOT NULL THEN verdict
    WHEN ts >= TIMESTAMPTZ '1970-01-01 00:00:00+00' AND ts < TIMESTAMPTZ '2200-01-01 00:00:00+00'
        THEN NULL
    ELSE 'reject: no time, or not between 1970 and 2200' END"""
# What a connection said, for its lines in later chunks.
_NO_CONNECTIONS = """CREATE OR REPLACE TEMP TABLE connections (
    connection VARCHAR, url VARCHAR, vendor VARCHAR, client VARCHAR, client_ip VARCHAR,
    request_headers VARCHAR, sent_key VARCHAR, sent_command VARCHAR, sent_secrets VARCHAR[])"""
_REMEMBER_CONNECTIONS = """CREATE OR REPLACE TEMP TABLE connections AS
SELECT connection, arg_max(url, n) AS url, arg_max(vendor, n) AS vendor,
    arg_max(client, n) AS client, arg_max(client_ip, n) AS client_ip,
    arg_max(request_headers, n) AS request_headers, arg_max(sent_key, n) AS sent_key,
    arg_max(sent_command, n) AS sent_command, arg_max(sent_secrets, n) AS sent_secrets
FROM (
    SELECT connection, url, vendor, client, client_ip, request_headers, sent AS sent_key,
        sent_command, sent_secrets, n
    FROM completed WHERE connection IS NOT NULL
    UNION ALL BY NAME SELECT *, -1 AS n FROM connections
)
GROUP BY connection"""


@dataclass
class Counts:
    """What became of the lines read so far; rejects and skips by reason."""

    lines: int = 0
    requests: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def rejects(self) -> int:
        """Lines that could not be read."""
        return sum(self.rejected.values())

    def add(self, other: Counts) -> None:
        """Count on with what became of other lines."""
        self.lines += other.lines
        self.requests += other.requests
        for reason, count in other.rejected.items():
            self.reject(reason, count)
        for reason, count in other.skipped.items():
            self.skip(reason, count)

    def reject(self, reason: str, count: int = 1) -> None:
        """Count rejects."""
        self.rejected[reason] = self.rejected.get(reason, 0) + count

    def skip(self, reason: str, count: int) -> None:
        """Count lines that are no requests."""
        if count:
            self.skipped[reason] = self.skipped.get(reason, 0) + count


class Reading:
    """A DuckDB connection that turns chunks into rows of its tables `stage` and `rejected`.

    Both have the columns of the lake's tables, but for source and load `number`, which counts the
    sources begun since `empty`. Rows of `stage` whose `verdict` is set are no requests.
    """

    def __init__(self, catalog: Catalog, secret: bytes) -> None:
        self.con = open_memory()
        self._files = MemoryFiles()
        self.con.register_filesystem(self._files)
        self.con.execute("SET temp_directory = ''")
        # The learned tables are small, and of a chunk's rows nobody knows how many there are: they
        # are what a join builds its table of.
        self.con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        self.con.execute(_MACROS)
        self.con.execute(_FORMAT_MACROS)
        self.con.execute(vendor_macros(catalog))
        self.con.execute("SET VARIABLE secret = $1::BLOB", [hashlib.sha256(secret).digest()])
        columns = ", ".join(
            f"{f.name} {schema.DUCKDB_TYPES[f.type]}"
            for f in schema.REQUESTS
            if f.name not in ("source", "load")
        )
        self._columns = (
            f"{columns}, verdict VARCHAR, is_unsafe BOOLEAN, secret VARCHAR, is_new_key BOOLEAN,"
            " new_place VARCHAR,"
            " new_sender STRUCT(headers VARCHAR, key_header VARCHAR, credential VARCHAR),"
            " number INTEGER"
        )
        for name, learned in _LEARNED.items():
            self.con.execute(f"CREATE TEMP TABLE {name} ({learned})")
        self._room = dict.fromkeys(_LEARNED, _MOST_LEARNED)
        self.empty()

    def close(self) -> None:
        """Free what is held; the connection cannot be used after it."""
        self.con.unregister_filesystem("chunk")
        self.con.close()

    def empty(self) -> None:
        """Forget the staged rows; the next source is number 1 again."""
        self.con.execute(f"CREATE OR REPLACE TABLE stage ({self._columns})")
        self.con.execute(
            "CREATE OR REPLACE TABLE rejected"
            " (line BIGINT, reason VARCHAR, excerpt VARCHAR, number INTEGER)"
        )
        self.staged = self._number = 0

    def begin(self, form: Format, *, vendor: str | None, client: str | None) -> None:
        """Turn to the next source: its format, and what fills in where its log says nothing."""
        self._form, self.counts = form, Counts()
        self._number += 1
        self.con.execute("SET VARIABLE vendor = $1::VARCHAR", [vendor])
        self.con.execute("SET VARIABLE client = $1::VARCHAR", [client])
        self.con.execute(_NO_CONNECTIONS)

    def survey(self, form: Format, chunks: Iterable[Chunk]) -> None:
        """Look through a source before it is read, if its format asks for that."""
        for chunk in chunks if form.survey else ():
            self._number_lines(chunk)
            if form.survey:
                form.survey(self.con)

    def go_on(self) -> None:
        """Count on in the same source after `empty`."""
        self._number += 1

    def read(self, chunk: Chunk, staged: Callable[[], object] = lambda: None) -> None:
        """Stage the rows of a chunk and count every line of it. Bytes of a document: all of it.

        `staged` is called after each part, when rows may be taken out.
        """
        for line, beginning in chunk.overlong:
            self._reject(line, f"longer than {chunk.longest >> 20} MiB", beginning)
        self.counts.lines += len(chunk.overlong)
        if self._form.elements:
            elements = self._split(chunk)
            for first in range(0, elements, CHUNK_LINES):
                last = min(first + CHUNK_LINES, elements)
                self._view(
                    "lines",
                    f"SELECT n, line FROM elements WHERE rowid >= {first} AND rowid < {last}",
                )
                self._view_numbered_input()
                self._read_part(chunk, last - first, may_hold_frames=True)
                staged()
            self.con.execute("DROP TABLE elements")
            return
        if self._form.fields:
            self._files.held["lines"] = chunk.data
            self._view("input", _json_reader(self._form.fields, len(chunk.data)))
        else:
            self._number_lines(chunk)
            self._view_numbered_input()
        lines = chunk.lines - len(chunk.overlong)
        self._read_part(chunk, lines, may_hold_frames=b"websocket" in chunk.data)
        staged()

    def _read_part(self, chunk: Chunk, lines: int, *, may_hold_frames: bool) -> None:
        before = self.staged
        self._select = self._sql(self._form.select)
        self._view("told", _told(self.con, self._select))
        self._stage(may_hold_frames)
        self._redact(before)
        self._judge(chunk, before, lines)

    def _stage(self, may_hold_frames: bool) -> None:
        split = self._form.websocket and may_hold_frames
        http = "WHERE protocol IS DISTINCT FROM 'websocket' OR verdict IS NOT NULL" if split else ""
        self._view(
            "exchange",
            f"SELECT *, NULL::VARCHAR AS sent, NULL::VARCHAR AS command FROM told {http}",
        )
        self._insert()
        if split:
            self.con.execute(
                "CREATE OR REPLACE TEMP TABLE frames AS SELECT *, row_number() OVER () AS n"
                " FROM told WHERE protocol = 'websocket' AND verdict IS NULL"
            )
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE completed AS {_WEBSOCKET}")
            self._view(
                "exchange",
                "SELECT * EXCLUDE (n, thread, sent_command, sent_secrets) FROM completed",
            )
            self._insert()
            self.con.execute(_REMEMBER_CONNECTIONS)

    def _insert(self) -> None:
        row = self.con.execute(
            f"INSERT INTO stage BY NAME SELECT *, {self._number} AS number FROM ({_NORMALISE})"
        ).fetchone()
        self.staged += row[0] if row else 0

    def _judge(self, chunk: Chunk, before: int, lines: int) -> None:
        """Count requests, rejects and skips of the rows staged since `before`."""
        verdicts = dict(
            self.con.execute(
                "SELECT coalesce(verdict, ''), count(*) FROM stage WHERE rowid >= $1 GROUP BY ALL",
                [before],
            ).fetchall()
        )
        if any(verdict == NO_REQUEST or verdict.startswith("reject") for verdict in verdicts):
            sure = {v: n for v, n in verdicts.items() if v.startswith("skip") and v != NO_REQUEST}
            verdicts = {"": verdicts.get("", 0)} | sure | self._name_rejects(chunk)
        requests = verdicts.pop("", 0)
        self.counts.skip("blank line", lines - requests - sum(verdicts.values()))
        for verdict, count in verdicts.items():
            kind, reason = verdict.split(": ", 1)
            (self.counts.skip if kind == "skip" else self.counts.reject)(reason, count)
        self.counts.lines += lines
        self.counts.requests += requests

    def _redact(self, before: int) -> None:
        """Take secrets out of the rows staged since `before`, once their texts are learned."""
        row = self.con.execute(
            "SELECT count(*) FILTER (is_unsafe), count(new_place), count(new_sender),"
            " count(*) FILTER (is_new_key) FROM stage WHERE rowid >= $1",
            [before],
        ).fetchone()
        unsafe, *new = row or (0, 0, 0, 0)
        for name, count in zip(_LEARNED, new, strict=True):
            if count and self._room[name]:
                learned = self.con.execute(
                    _LEARN[name], {"before": before, "most": self._room[name]}
                ).fetchone()
                self._room[name] -= learned[0] if learned else 0
        if unsafe:
            self.con.execute(_REDACT, {"before": before}).fetchall()

    def _name_rejects(self, chunk: Chunk) -> dict[str, int]:
        """Number the lines of the chunk, keep its rejects, and count its verdicts."""
        if self._form.fields and not self._form.elements:
            self._number_lines(chunk)
            self._view_numbered_input()
            self._view("told", _told(self.con, self._select))
        verdict = _VERDICT_OF_JSON if self._form.fields else "verdict"
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE judged AS "
            f"SELECT n, line, {verdict} AS verdict FROM lines POSITIONAL JOIN"
            " (SELECT verdict FROM told)"
        )
        self.con.execute(
            "INSERT INTO rejected SELECT n, substr(verdict, 9), redact_excerpt(line), $1"
            " FROM judged WHERE verdict LIKE 'reject: %'",
            [self._number],
        )
        return dict(
            self.con.execute(
                "SELECT verdict, count(*) FROM judged WHERE verdict IS NOT NULL GROUP BY ALL"
            ).fetchall()
        )

    def reject_end(self, lines: int, why: str) -> None:
        """The source broke off after that many lines: its end counts as a line that is rejected."""
        self._reject(lines + 1, f"the source ends early: {why}", "")
        self.counts.lines += 1

    def _reject(self, line: int, reason: str, beginning: str) -> None:
        self.counts.reject(reason)
        self.con.execute(
            "INSERT INTO rejected VALUES ($1, $2, redact_excerpt($3), $4)",
            [line, reason, beginning, self._number],
        )

    def _number_lines(self, chunk: Chunk) -> None:
        self.con.register("numbered", numbered(chunk))
        self._view(
            "lines",
            # What begins like a text is not blank: most lines are not looked through.
            "SELECT n, line FROM numbered WHERE line >= '!' OR trim(line, chr(9) || ' ') <> ''",
        )

    def _split(self, chunk: Chunk) -> int:
        """Split a document, or each line of a chunk; the number of the elements."""
        if self._form.by_line:
            self._number_lines(chunk)
            n = "n"
        else:
            self.con.register("document", whole(chunk))
            n = "row_number() OVER ()"
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE elements AS"
            f" SELECT {n} AS n, element::VARCHAR AS line FROM ({self._sql(self._form.elements)})"
        )
        if not self._form.by_line:
            self.con.unregister("document")
        row = self.con.execute("SELECT count(*) FROM elements").fetchone()
        return int(row[0]) if row else 0

    def _view_numbered_input(self) -> None:
        if self._form.fields:
            structure = json.dumps(_structure(self._form.fields)).replace("'", "''")
            self._view("input", f"SELECT unnest(try(from_json(line, '{structure}'))) FROM lines")
        else:
            self._view("input", "SELECT line FROM lines")

    def _sql(self, sql: Sql | None) -> str:
        return sql(self.con) if callable(sql) else sql or ""

    def _view(self, name: str, sql: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")


def numbered(chunk: Chunk) -> pa.Table:
    """The lines of a chunk as (n, line)."""
    data = np.frombuffer(chunk.data, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n")) + 1
    if not chunk.data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    lines = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(chunk.data))
    counted = np.arange(chunk.first, chunk.first + len(ends), dtype=np.int64)
    numbers = pa.Int64Array.from_buffers(pa.int64(), len(ends), [None, pa.py_buffer(counted)])
    table = pa.table({"n": numbers, "line": pc.ascii_rtrim(lines, characters="\n")})
    return pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH_LINES))


def whole(chunk: Chunk) -> pa.Table:
    """The text of a chunk as one row (text); no byte is copied."""
    ends = pa.py_buffer(np.array([0, len(chunk.data)], dtype=np.int64))
    text = pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(chunk.data))
    return pa.table({"text": text})


def _told(con: duckdb.DuckDBPyConnection, select: str) -> str:
    """A format's SELECT with every column of EXCHANGE, in its type."""
    given = set(con.sql(select).columns)
    columns = ", ".join(
        f"{name}::{kind} AS {name}" if name in given else f"NULL::{kind} AS {name}"
        for name, kind in EXCHANGE.items()
    )
    columns = columns.replace("verdict::VARCHAR AS verdict", f"{_VERDICT_ON_TIME} AS verdict")
    return f"SELECT {columns} FROM ({select})"


def _json_reader(fields: Fields, size: int) -> str:
    """SQL that reads `size` bytes of JSON Lines; DuckDB's buffers are twice its longest line."""
    columns = ", ".join(f"'{name}': '{_type(kind)}'" for name, kind in fields.items())
    return (
        "SELECT * FROM read_json('chunk://lines', format = 'newline_delimited',"
        f" columns = {{{columns}}}, ignore_errors = true,"
        f" maximum_object_size = {min(size + 1, LONGEST_LINE_BYTES)})"
    )


def _type(kind: str | Fields) -> str:
    if isinstance(kind, str):
        return kind
    return "STRUCT(" + ", ".join(f'"{name}" {_type(of)}' for name, of in kind.items()) + ")"


def _structure(fields: Fields) -> dict[str, object]:
    return {n: k if isinstance(k, str) else _structure(k) for n, k in fields.items()}
