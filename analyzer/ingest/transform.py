"""Chunks of a source → rows of the lake, in DuckDB.

Every line is numbered, so that each reject has its line and its reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib import resources

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer import formats, schema
from analyzer.catalog.catalog import Catalog
from analyzer.formats import EXCHANGE, NO_REQUEST, Fields, Format, Sql
from analyzer.ingest.chunks import Chunk
from analyzer.ingest.connections import Connections
from analyzer.ingest.counts import SILENT, Counts
from analyzer.ingest.limit_states import TOLD, Telling, limit_macros
from analyzer.ingest.line_table import LINES, line_offsets, numbered, portions
from analyzer.ingest.look import Look, is_worth_it, joined
from analyzer.ingest.lookup_cache import Learned
from analyzer.ingest.relations import Relations, Statements
from analyzer.ingest.vendors import vendor_macros
from analyzer.redaction.macros import macros as redaction_macros
from analyzer.schema import no_rows
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted

_SQL = resources.files(__package__)
_NORMALISE = (_SQL / "normalise.sql").read_text("utf-8")
_WEBSOCKET = (_SQL / "websocket.sql").read_text("utf-8")
_REDACT = (_SQL / "redact.sql").read_text("utf-8")
_MACROS = (_SQL / "macros.sql").read_text("utf-8")
_FORMAT_MACROS = (resources.files(formats) / "macros.sql").read_text("utf-8")
# What begins like a text is not blank: most lines are not looked through.
_LINES = r"SELECT n, line FROM numbered WHERE line >= '!' OR regexp_matches(line, '[^ \t]')"
# A line that is no JSON is a row of NULLs to a format, which takes it for something that is no
# request: only then is it looked at again.
_VERDICT_OF_JSON = """CASE
    WHEN NOT json_valid(line) THEN 'reject: not valid JSON'
    WHEN json_type(line) <> 'OBJECT' THEN 'reject: not a JSON object'
    ELSE verdict END"""
# A log's times are of the epoch's first 230 years; Parquet and Python take no others.
_VERDICT_ON_TIME = """CASE WHEN verdict IS NOT NULL THEN verdict
    WHEN ts >= TIMESTAMPTZ '1970-01-01 00:00:00+00' AND ts < TIMESTAMPTZ '2200-01-01 00:00:00+00'
        THEN NULL
    ELSE 'reject: no time, or not between 1970 and 2200' END"""
_SENT = "skip: sent WebSocket message"
_FRAMES = """SELECT *, row_number() OVER () AS n FROM told
WHERE protocol = 'websocket' AND verdict IS NULL"""
_EXCHANGES = """WITH exchange AS (
    SELECT * EXCLUDE (n), NULL::VARCHAR AS sent, NULL::VARCHAR AS command FROM exchanges)"""
_COMPLETED = """WITH exchange AS (
    SELECT * EXCLUDE (n, thread, sent_command, sent_secrets) FROM completed)"""
# Lines that are no requests, with what to keep of those that could not be read.
_JUDGED = """SELECT n, verdict,
    CASE WHEN verdict LIKE 'reject: %' THEN redact_excerpt(line) END AS excerpt
FROM (SELECT n, line, VERDICT AS verdict FROM lines POSITIONAL JOIN (SELECT verdict FROM told))
WHERE verdict IS NOT NULL"""
# Some of them, told apart by what they look like.
_EXAMPLES = """SELECT verdict, list(redact_excerpt(line) ORDER BY n) AS examples
FROM (SELECT n, line, verdict FROM (
        SELECT n, line, verdict FROM (
            SELECT n, line, VERDICT AS verdict
            FROM lines POSITIONAL JOIN (SELECT verdict FROM told))
        WHERE verdict IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY verdict, shape_of(line) ORDER BY n) = 1)
    QUALIFY row_number() OVER (PARTITION BY verdict ORDER BY n) <= 3)
GROUP BY verdict"""
_JUDGED_JSON = _JUDGED.replace("VERDICT", _VERDICT_OF_JSON)
_JUDGED = _JUDGED.replace("VERDICT", "verdict")
_EXAMPLES_JSON = _EXAMPLES.replace("VERDICT", _VERDICT_OF_JSON)
_EXAMPLES = _EXAMPLES.replace("VERDICT", "verdict")
# What DuckDB says of values that a function takes no account of.
_OF_DATA = (duckdb.InvalidInputException, duckdb.DataError)
# Lines of small sources are read together up to about so many bytes.
_TOGETHER_BYTES = 16 << 20
STAGED = pa.schema(
    [
        *(pa.field(f.name, f.type) for f in schema.REQUESTS if f.name not in ("source", "load")),
        ("number", pa.int32()),
    ]
)
# And what limit states are read from, which is not kept.
_KEPT = pa.schema([*STAGED, ("limit_headers", pa.string()), ("limit_body", pa.string())])
REJECTED = pa.schema(
    [
        *(pa.field(f.name, f.type) for f in schema.REJECTS if f.name not in ("source", "load")),
        ("number", pa.int32()),
    ]
)


@dataclass(frozen=True)
class _Waiting:
    """Lines (n, line) of a source that are still to be read; so many of them are not overlong."""

    number: int
    counts: Counts
    table: pa.Table
    lines: int
    earlier: Callable[[], pa.Table | None]

    def halves(self) -> tuple[_Waiting, _Waiting]:
        """The same lines in two."""
        middle = len(self.table) // 2
        return (
            replace(self, table=self.table.slice(0, middle), lines=middle),
            replace(self, table=self.table.slice(middle), lines=self.lines - middle),
        )


class Reading:
    """A DuckDB connection that turns chunks into rows of the lake.

    Rows have the columns of the lake's tables, but for source and load `number`, which counts the
    sources begun since `empty`. Chunks of small sources are read together, since a statement costs
    as much to begin as some thousand rows: what became of their lines is told once rows are asked
    for.
    """

    def __init__(self, catalog: Catalog, secret: bytes) -> None:
        self.con = open_memory()
        self.con.execute("SET temp_directory = ''")
        # A list of constants is compared where it stands: to begin a join costs more than rows do.
        # The learned tables are small, and of a chunk's rows nobody knows how many there are: they
        # are what a join builds its table of.
        self.con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side,in_clause'")
        self.con.execute(redaction_macros())
        self.con.execute(_MACROS)
        self.con.execute(_FORMAT_MACROS)
        self.con.execute(vendor_macros(catalog))
        self.con.execute(limit_macros(catalog))
        self._catalog = catalog
        self._look: Look | None = None
        self._given_client: str | None = None
        self._salt = hashlib.sha256(secret).digest()
        self._relations = Relations(self.con)
        self._relations.hold("numbered", no_rows(LINES))
        self._relations.hold("given", self._given_row(None, None))
        self._connected: Counts | None = None
        self._waiting: list[_Waiting] = []
        self._key: tuple[object, ...] = ()
        self._statements = Statements(self.con)
        self._learned = Learned(self._relations, self._statements)
        self._telling = Telling(catalog, self._relations, self._statements)
        self._connections = Connections(self._relations, self._statements)
        self._view("lines", _LINES)
        self.empty()

    def close(self) -> None:
        """Free what is held; the connection cannot be used after it."""
        self.con.close()

    def empty(self) -> None:
        """Forget the rows; the next source is number 1 again."""
        self._waiting, self._waiting_bytes = [], 0
        self._requests: list[pa.Table] = []
        self._rejects: list[pa.Table] = []
        self._limit_states: list[pa.Table] = []
        self.staged = self._number = 0

    def requests(self) -> pa.Table:
        """The requests read since `empty`, with the number of their source.

        Columns that repeat are dictionary arrays where lines were looked at.
        """
        self._read_waiting()
        return joined([no_rows(STAGED), *self._requests])

    def rejects(self) -> pa.Table:
        """The rejects (line, reason, excerpt, number) since `empty`."""
        self._read_waiting()
        return pa.concat_tables([no_rows(REJECTED), *self._rejects])

    def limit_states(self) -> pa.Table:
        """What answers said of limits since `empty`, with the number of their source."""
        self._read_waiting()
        return pa.concat_tables([no_rows(TOLD), *self._limit_states])

    def begin(
        self,
        form: Format,
        *,
        vendor: str | None,
        client: str | None,
        earlier: Callable[[], pa.Table | None] = lambda: None,
    ) -> None:
        """Turn to the next source: its format, and what fills in where its log says nothing.

        `earlier` tells what its WebSocket connections said before, as earlier_connections.sql does.
        """
        of_lines = _input_of(form.fields)
        key = (form.select, form.websocket, of_lines, vendor, client)
        if key != self._key:
            self._read_waiting()
            self._key, self._input = key, of_lines
            self._relations.hold("given", self._given_row(vendor, client))
            self._given_client, self._look = client or None, None
            self._view("input", of_lines)
        self._form, self.counts, self._earlier = form, Counts(), earlier
        self._number += 1

    def go_on(self) -> None:
        """Count on in the same source after `empty`."""
        self._number += 1

    def _given_row(self, vendor: str | None, client: str | None) -> pa.Table:
        row = {"given_vendor": [vendor], "given_client": [client], "salt": [self._salt]}
        kinds = dict(zip(row, (pl.String, pl.String, pl.Binary), strict=True))
        return pl.DataFrame(row, schema=kinds).to_arrow()

    def survey(self, form: Format, chunks: Iterable[Chunk]) -> None:
        """Look through a source before it is read, if its format asks for that."""
        for chunk in chunks if form.survey else ():
            self._relations.hold("numbered", numbered(chunk))
            if form.survey:
                form.survey(self.con)

    def read(
        self, chunk: Chunk, lines: pa.Table, staged: Callable[[], object] = lambda: None
    ) -> None:
        """Stage the rows of a chunk and count every line of it.

        `lines` are those of the chunk, numbered. `staged` is called after each part, when rows may
        be taken out.
        """
        for line, beginning in chunk.overlong:
            self._reject(line, f"longer than {chunk.longest >> 20} MiB", beginning)
        self.counts.lines += len(chunk.overlong)
        if self._form.elements and self._form.elements_mark in chunk.data:
            for portion in portions(self._split(lines, self._form.elements)):
                self._wait(portion, len(portion))
                staged()
            return
        look = self._look_of(len(chunk.data))
        if look is None:
            self._wait(lines, chunk.lines - len(chunk.overlong))
            staged()
            return
        overlong, offsets = len(chunk.overlong), line_offsets(chunk)
        for sifted in look.sift(chunk.data, offsets, lines, self._given_client, self._asked):
            self._keep_plain(sifted.rows)
            self._wait(sifted.rest, len(sifted.rest) - overlong)
            overlong = 0
            staged()

    def _look_of(self, size: int) -> Look | None:
        """The look at a chunk of that size, if its format has one and it is worth its while."""
        if not self._form.is_looked_at or not is_worth_it(size):
            return None
        if self._look is None:
            self._look = Look(self._catalog)
        return None if self._look.is_in_vain else self._look

    def _asked(self, lines: pa.Table) -> pa.Table:
        """The rows of lines that are requests, one each, in their order."""
        self._relations.hold("numbered", lines)
        select = self._sql(self._form.select)
        try:
            return self._run("exchange", select, f"SELECT * FROM ({_NORMALISE})")
        except _OF_DATA:
            return no_rows(STAGED)  # nothing is learned of them: they are read with those that wait

    def _keep_plain(self, rows: pa.Table) -> None:
        self.counts.lines += len(rows)
        self.counts.requests += len(rows)
        number = pl.repeat(self._number, len(rows), dtype=pl.Int32, eager=True).to_arrow()
        rows = rows.append_column("number", number)
        self._limit_states += self._telling.told(rows)
        self._requests.append(rows.select(STAGED.names))
        self.staged += len(rows)

    def _wait(self, table: pa.Table, lines: int) -> None:
        waiting = self._waiting
        if waiting and waiting[-1].counts is self.counts:
            before = waiting.pop()
            table, lines = pa.concat_tables([before.table, table]), before.lines + lines
            self._waiting_bytes -= before.table.nbytes
            self.counts.lines -= before.lines
        waiting.append(_Waiting(self._number, self.counts, table, lines, self._earlier))
        self._waiting_bytes += table.nbytes
        self.counts.lines += lines
        # What is made anew for each chunk looks at it first.
        if self._waiting_bytes >= _TOGETHER_BYTES or callable(self._form.select):
            self._read_waiting()

    def _read_waiting(self) -> None:
        """Read all that waits."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if waiting and not self._read_in_pieces(waiting):
            for one in waiting:
                self._read_in_pieces([one])

    def _read_in_pieces(self, waiting: list[_Waiting]) -> bool:
        """As `_read_together`; where a line ends the statement, all but that line."""
        staged = (self._requests, self._rejects, self._limit_states)
        sizes, rows = [len(tables) for tables in staged], self.staged
        counts = [deepcopy(one.counts) for one in waiting]
        try:
            return self._read_together(waiting)
        except _OF_DATA as error:
            why = type(error).__name__
        for tables, size in zip(staged, sizes, strict=True):
            del tables[size:]
        self.staged = rows
        for one, before in zip(waiting, counts, strict=True):
            vars(one.counts).update(vars(before))
        if len(waiting) > 1:
            return False
        (one,) = waiting
        if len(one.table) == 1:
            self._reject_line(one, f"its values end a statement ({why})")
        for half in one.halves() if len(one.table) > 1 else ():
            self._read_in_pieces([half])
        return True

    def _reject_line(self, one: _Waiting, reason: str) -> None:
        """Reject a line of which nothing can be shown."""
        one.counts.reject(reason)
        lines = one.table["n"]
        self._keep(lines, pa.array([reason]), pa.array([""]), one.number)

    def _read_together(self, waiting: list[_Waiting]) -> bool:
        """Stage the rows of lines. False if those of several sources cannot be told apart."""
        several = len(waiting) > 1
        if several and any(one.counts is self._connected for one in waiting):
            return False
        lines = pa.concat_tables(one.table for one in waiting)
        self._relations.hold("numbered", lines)
        select = self._sql(self._form.select)
        source = waiting[0].counts
        if source is self._connected:
            rows = pa.concat_tables(self._exchanges_and_frames(waiting[0], select))
        else:
            rows = self._run("exchange", select, f"SELECT * FROM ({_NORMALISE})", in_order=several)
        if several and len(rows) < len(lines):
            return False
        if self._form.websocket and len(rows) < waiting[0].lines and len(rows) < self._not_blank():
            frames = self._run("frames", select, _FRAMES)
            rows = pa.concat_tables([rows, *self._frames(waiting[0], frames)])
        sizes = [len(one.table) for one in waiting] if several else [len(rows)]
        numbers = [
            pl.repeat(one.number, size, dtype=pl.Int32, eager=True)
            for one, size in zip(waiting, sizes, strict=True)
        ]
        rows = rows.append_column("number", pl.concat(numbers).to_arrow())
        first = 0
        for one, size in zip(waiting, sizes, strict=True):
            self._judge(one, rows["verdict"].slice(first, size), select)
            first += size
        told = rows
        if rows["verdict"].null_count < len(rows):
            rows = rows.filter(pc.is_null(rows["verdict"]))
        self._learned.learn(rows)
        kept = self._redacted(rows)
        if source is self._connected:
            said = told.filter(pc.equal(told["verdict"], _SENT))
            self._connections.note(source, kept, self._redacted(said))
        self._limit_states += self._telling.told(kept)
        self._requests.append(kept.select(STAGED.names))
        self.staged += len(rows)
        return True

    def _split(self, lines: pa.Table, elements: Sql) -> pa.Table:
        """What lines hold, as lines."""
        self._relations.hold("numbered", lines)
        return self.con.sql(
            f"SELECT n, element::VARCHAR AS line FROM ({self._sql(elements)})"
        ).to_arrow_table()

    def _judge(self, one: _Waiting, told: pa.ChunkedArray, select: str) -> None:
        """Count what became of lines, by the verdicts on them; keep the rejects."""
        verdicts = _counted(told)
        if any(verdict == NO_REQUEST or verdict.startswith("reject") for verdict in verdicts):
            sure = {v: n for v, n in verdicts.items() if v.startswith("skip") and v != NO_REQUEST}
            self._relations.hold("numbered", one.table)
            verdicts = sure | self._name_rejects(one.number, select)
        counts = one.counts
        counts.requests += told.null_count
        # What has no row and no verdict was blank.
        counts.skip("blank line", one.lines - told.null_count - sum(verdicts.values()))
        for verdict, count in verdicts.items():
            kind, reason = verdict.split(": ", 1)
            (counts.skip if kind == "skip" else counts.reject)(reason, count)
        if (
            verdicts
            and not counts.examples.keys() >= {v.split(": ", 1)[1] for v in verdicts} - SILENT
        ):
            self._note_examples(one, select)

    def _note_examples(self, one: _Waiting, select: str) -> None:
        """Keep some of the lines of each verdict; of the first chunk that has any."""
        self._relations.hold("numbered", one.table)
        found = self._run("examples", select, _EXAMPLES_JSON if self._form.fields else _EXAMPLES)
        for verdict, examples in zip(found["verdict"], found["examples"], strict=True):
            reason = verdict.as_py().split(": ", 1)[1]
            one.counts.examples.setdefault(reason, tuple(examples.as_py()))

    def _run(self, what: str, select: str, then: str, *, in_order: bool = True) -> pa.Table:
        """Rows of a statement over what a format's SELECT tells of the lines at hand."""

        def sql() -> str:
            http = "WHERE protocol IS DISTINCT FROM 'websocket' OR verdict IS NOT NULL"
            return (
                f"WITH lines AS ({_LINES}), input AS ({self._input}),"
                f" told AS ({_told(self.con, select)}),"
                " exchange AS (SELECT *, NULL::VARCHAR AS sent, NULL::VARCHAR AS command"
                f" FROM told {http if self._form.websocket else ''}) {then}"
            )

        key = f"{what} {self._form.websocket} {self._input} {select}"
        return self._statements.run(key, sql, in_order=in_order)

    def _not_blank(self) -> int:
        ((count,),) = self.con.execute("SELECT count(*) FROM lines").fetchall()
        return int(count)

    def _exchanges_and_frames(self, one: _Waiting, select: str) -> Iterable[pa.Table]:
        """The rows of lines some of which are WebSocket's, looked at once."""
        told = self._run("told", select, "SELECT *, row_number() OVER () AS n FROM told")
        is_frame = pc.and_(
            pc.fill_null(pc.equal(told["protocol"], "websocket"), fill_value=False),
            pc.is_null(told["verdict"]),
        )
        self._relations.hold("exchanges", told.filter(pc.invert(is_frame)))
        yield self._statements.run(f"{_EXCHANGES} SELECT * FROM ({_NORMALISE})", in_order=False)
        yield from self._frames(one, told.filter(is_frame))

    def _frames(self, one: _Waiting, frames: pa.Table) -> Iterable[pa.Table]:
        """The rows of WebSocket lines: each is completed by what its connection said before."""
        if not len(frames):
            return
        if one.counts is not self._connected:
            self._connected = one.counts
            self._connections.begin(one.earlier())
        self._connections.know()
        self._relations.hold("frames", frames)
        self._relations.hold("completed", self._statements.run(_WEBSOCKET, in_order=False))
        yield self._statements.run(f"{_COMPLETED} SELECT * FROM ({_NORMALISE})", in_order=False)
        self._connections.remember()

    def _redacted(self, rows: pa.Table) -> pa.Table:
        """Requests as they are kept, once what they told is learned."""
        if not pc.any(rows["is_unsafe"]).as_py():
            return rows.select(_KEPT.names).cast(_KEPT)
        self._relations.hold("unsafe", rows.filter(rows["is_unsafe"]))
        safe = rows.filter(pc.invert(rows["is_unsafe"]))
        redacted = self._statements.run(_REDACT, in_order=False)
        return pa.concat_tables([t.select(_KEPT.names).cast(_KEPT) for t in (safe, redacted)])

    def _name_rejects(self, number: int, select: str) -> dict[str, int]:
        """Keep the rejects of the lines at hand, and count their verdicts."""
        judged = self._run("judged", select, _JUDGED_JSON if self._form.fields else _JUDGED)
        rejects = judged.filter(pc.starts_with(judged["verdict"], "reject: "))
        self._keep(
            rejects["n"],
            pc.utf8_slice_codeunits(rejects["verdict"], len("reject: ")),
            rejects["excerpt"],
            number,
        )
        return _counted(judged["verdict"])

    def _keep(self, lines: pa.Array, reasons: pa.Array, excerpts: pa.Array, number: int) -> None:
        """Keep rejects."""
        numbers = pl.repeat(number, len(lines), dtype=pl.Int32, eager=True).to_arrow()
        columns = dict(zip(REJECTED.names, (lines, reasons, excerpts, numbers), strict=True))
        self._rejects.append(pa.table(columns).cast(REJECTED))

    def reject_end(self, lines: int, why: str) -> None:
        """The source broke off after that many lines: its end counts as a line that is rejected."""
        self._reject(lines + 1, f"the source ends early: {why}", "")
        self.counts.lines += 1

    def _reject(self, line: int, reason: str, beginning: str) -> None:
        self.counts.reject(reason)
        found = self.con.sql(
            "SELECT $1::BIGINT AS line, $2 AS reason, redact_excerpt($3) AS excerpt",
            params=[line, reason, beginning],
        ).to_arrow_table()
        self._keep(found["line"], found["reason"], found["excerpt"], self._number)

    def _sql(self, sql: Sql | None) -> str:
        return sql(self.con) if callable(sql) else sql or ""

    def _view(self, name: str, sql: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")


def _counted(verdicts: pa.ChunkedArray) -> dict[str, int]:
    """How often each verdict comes; a request has none."""
    counted = pc.value_counts(verdicts.drop_null())
    return {one["values"].as_py(): one["counts"].as_py() for one in counted}


def _input_of(fields: Fields | None) -> str:
    """SQL of the relation `input`: lines, or the fields of their JSON objects."""
    if not fields:
        return "SELECT line FROM lines"
    structure = quoted(json.dumps(_structure(fields)))
    return f"SELECT unnest(try(from_json(line, {structure}))) FROM lines"


def _structure(fields: Fields) -> dict[str, object]:
    return {n: k if isinstance(k, str) else _structure(k) for n, k in fields.items()}


def _told(con: duckdb.DuckDBPyConnection, select: str) -> str:
    """A format's SELECT with every column of EXCHANGE, in its type."""
    given = set(con.sql(select).columns)
    columns = ", ".join(
        f"{name}::{kind} AS {name}" if name in given else f"NULL::{kind} AS {name}"
        for name, kind in EXCHANGE.items()
    )
    columns = columns.replace("verdict::VARCHAR AS verdict", f"{_VERDICT_ON_TIME} AS verdict")
    for name in ("request_headers", "response_headers"):
        columns = columns.replace(f" {name}::VARCHAR AS", f" object_of({name}::VARCHAR) AS")
    return f"SELECT {columns} FROM ({select})"
