"""A user's SQL: it reads the lake's views and nothing else, within limits of time and memory.

Three walls, each of them DuckDB's own:

1. `lock` leaves a database the lake's own files, by name; no other file, no network, no
   extension, no Python variable, no disk for what does not fit into memory, no setting to change.
2. `_reading` takes one statement, and puts it into parentheses: there DuckDB takes nothing but a
   query, and refuses a WITH clause that inserts, deletes or copies. EXPLAIN goes around them.
3. Every query runs in a transaction that cannot write.

What DuckDB does not count is left to the system: `opened` bounds the memory of the process (a
single text of `printf` can take any), and who serves others asks in a process of its own, see
`analyzer.sandbox.query_subprocess`.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from analyzer.catalog.catalog import Catalog
from analyzer.errors import QueryError, did_you_mean
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.sandbox.query_text import with_dollars, without_comments
from analyzer.sandbox.result_types import in_known_types
from analyzer.system.interrupt import is_interrupt
from analyzer.warehouse.narrowed import RowFilter, connect_part

_LINE = re.compile(r"^(LINE \d+: )(.*)\n( *\^.*)", re.MULTILINE)
_NO_TABLE = re.compile(r"(Catalog Error: Table with name (.+) does not exist!)")
_ANYTHING = {
    *("information_schema", "describe", "show", "summarize", "sqlite_master"),
    *("query", "query_table", "json_execute_serialized_sql"),
}
_EXPLAIN = re.compile(r"EXPLAIN\s+(?:ANALYZE\s+)?", re.IGNORECASE)
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_BATCH_ROWS = 50_000
LESS = "Ask for less, or for fewer days"
# For a shell; who asks from elsewhere says where names stand there.
SEE_NAMES = "`analyzer sql` alone lists views and columns"
_AS_BLOB = "Give texts that are cut or escaped by bytes as hex(…)"


class TookTooLongError(QueryError):
    """A query that was stopped because its time was up."""


# Above this, DuckDB's parser runs out of stack before it counts how deep it is.
_LONGEST = 100_000
_UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_HEADROOM = 1 << 30
_ALL = RowFilter()


@dataclass(frozen=True)
class Limits:
    """What a query may take: DuckDB stops it after `seconds`, and at `memory`."""

    seconds: float
    memory: str = "50%"


@contextmanager
def opened(
    lake: Lake, catalog: Catalog, lang: str, query: str, limits: Limits, part: RowFilter = _ALL
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked database with the views that one query may read; empty views of an empty lake.

    They have the rows of a `part` of the lake, or all.

    Raises LakeError where the lake's files cannot be read.
    """
    with _as_query_error():
        con = connect_part(lake, catalog, lang, part, names=views_in(query))
    try:
        lock(con, limits)
        with _confined(con):
            yield con
    finally:
        con.close()


@contextmanager
def _confined(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Bound the address space by what the database may have, beside what is taken already."""
    (limit,) = con.execute("SELECT current_setting('memory_limit')").fetchall()[0]
    amount, unit = limit.split()
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = taken + int(float(amount) * _UNITS[unit]) + _HEADROOM
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    lowest = min(one for one in (most, soft, hard) if one != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def views_in(query: str) -> set[str] | None:
    """The views that a query may read; None is all of them, for one that looks at the schema."""
    words = set(re.findall(r"\w+", query.lower()))
    looks_around = any(w in _ANYTHING or w.startswith(("duckdb_", "pg_")) for w in words)
    return None if looks_around else words & models().keys()


def lock(con: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """Leave a database nothing but the files that its views read, for good."""
    con.execute("SET GLOBAL allowed_paths = $1", [_files_of(con)])
    con.execute("SET GLOBAL memory_limit = $1", [limits.memory])
    con.execute("SET GLOBAL max_execution_time = $1", [int(limits.seconds * 1000)])
    for setting, value in {
        "TimeZone": "'UTC'",
        "temp_directory": "''",
        "python_enable_replacements": "false",
        "allow_persistent_secrets": "false",
        # DuckDB takes a proxy, password included, from the environment and shows it as a setting.
        "http_proxy": "''",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }.items():
        con.execute(f"SET GLOBAL {setting} = {value}")


def _files_of(con: duckdb.DuckDBPyConnection) -> list[str]:
    views = con.execute(
        "SELECT sql FROM duckdb_views() WHERE contains(sql, 'read_parquet(')"
    ).fetchall()
    texts = (text for (sql,) in views for text in _TEXT.findall(sql))
    return [text.replace("''", "'") for text in texts if text.endswith(".parquet")]


def read(
    con: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object] | None = None,
    *,
    rows: int | None = None,
) -> pl.DataFrame:
    """The result of one reading statement, or its first `rows`.

    Raises QueryError for SQL that does not run or would do more than read, TookTooLongError.
    """
    with _as_query_error(), _running(con, query, parameters, rows) as relation:
        frame: pl.DataFrame = relation.pl()
        return frame


def batches(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None
) -> Iterator[pl.DataFrame]:
    """Like `read`, in parts, for results that memory does not hold: one at least, if it is empty.

    The time that the reader of the parts takes counts as well.
    """
    with ExitStack() as until_read:
        with _as_query_error():
            relation = until_read.enter_context(_running(con, query, parameters, None))
            reader = relation.to_arrow_reader(_BATCH_ROWS)
            # The rest of nothing has the columns too; an empty table would import pandas.
            part = next(reader, None) or reader.read_all()
        while part is not None:
            yield pl.DataFrame(part)
            with _as_query_error():
                part = next(reader, None)


@contextmanager
def _running(
    con: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object] | None,
    rows: int | None,
) -> Iterator[duckdb.DuckDBPyRelation]:
    cursor = con.cursor()
    try:
        text = _reading(cursor, with_dollars(query), rows)
        given = _values(cursor, text, parameters or {})
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        yield in_known_types(cursor.sql(text, params=given))
    finally:
        cursor.close()


def _reading(con: duckdb.DuckDBPyConnection, query: str, rows: int | None) -> str:
    """The statement to run: the user's query as a subquery, where no other statement parses."""
    if len(query) > _LONGEST:
        raise QueryError(f"{len(query)} characters", where="sql", todo=f"Give at most {_LONGEST}")
    explain = _EXPLAIN.match(without_comments(query))
    body = without_comments(query)[explain.end() if explain else 0 :]
    statements = con.extract_statements(body)
    if len(statements) != 1:
        raise QueryError(
            f"{len(statements)} statements", where="sql", todo="Give exactly one SELECT"
        )
    kind = statements[0].type
    if kind == duckdb.StatementType.MULTI:
        raise QueryError(
            "a PIVOT without IN is refused", where="sql", todo="Name the values: ON x IN (…)"
        )
    if kind != duckdb.StatementType.SELECT:
        raise QueryError(
            f"{kind.name} is refused: the lake is only read here", where="sql", todo="Give a SELECT"
        )
    limit = "" if rows is None or explain else f" LIMIT {rows}"
    text = f"{explain[0] if explain else ''}FROM (\n{body}\n){limit}"
    if len(con.extract_statements(text)) != 1:
        raise QueryError("several statements", where="sql", todo="Give exactly one SELECT")
    return text


def _values(
    con: duckdb.DuckDBPyConnection, text: str, given: Mapping[str, object]
) -> dict[str, object]:
    """The values of a statement's parameters. Raises QueryError where the two do not match."""
    wanted = con.extract_statements(text)[0].named_parameters
    for name in sorted(wanted - given.keys()):
        if name.isdecimal():
            raise QueryError(
                "a parameter without a name", where="sql", todo="Write :name instead of ? or $1"
            )
        raise QueryError(
            f"no value for :{name}",
            where="sql",
            todo=f"Give {name}=VALUE, in a shell as --param {name}=VALUE",
        )
    for name in sorted(given.keys() - wanted):
        names = ", ".join(f":{one}" for one in sorted(wanted)) or "none"
        raise QueryError(f"the query has no :{name}", where="sql", todo=f"Its parameters: {names}")
    return dict(given)


@contextmanager
def _as_query_error() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise QueryError(
            "stopped: it takes more memory than it may have", where="sql", todo=LESS
        ) from None
    except RuntimeError as error:
        raise KeyboardInterrupt if is_interrupt(error) else error from None
    # DuckDB cuts a text within a letter, in a result or in what it says of an error.
    except UnicodeDecodeError:
        raise QueryError(
            "a text in the result, or in DuckDB's error, is no UTF-8", where="sql", todo=_AS_BLOB
        ) from None
    # Arrow's reader hands DuckDB's errors on as OSError.
    except (duckdb.Error, OSError) as error:
        message = " ".join(str(error).split("\n\n")[0].split())
        if "maximum execution time" in message:
            raise TookTooLongError("stopped: its time was up", where="sql", todo=LESS) from None
        raise QueryError(
            _with_view_meant(message),
            where="sql",
            todo=SEE_NAMES,
            excerpt=_at_fault(str(error)),
        ) from None


def _at_fault(message: str) -> str:
    """The line at fault with its caret. Its number is left out: it is of the text that was run."""
    found = _LINE.search(message)
    if found is None:
        return ""
    number, line, caret = found.groups()
    return f"{line}\n{caret.removeprefix(' ' * len(number))}"


def _with_view_meant(message: str) -> str:
    """The view that was meant in place of DuckDB's guess, which may be a table of its own."""
    missing = _NO_TABLE.match(message)
    if missing is None:
        return message
    return f"{missing[1]} {did_you_mean(missing[2].lower(), models(), '')}".rstrip()
