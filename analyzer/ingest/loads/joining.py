"""WebSocket connections that span several loads: their rows are completed afterwards.

What a connection said in one source holds for its lines in others, in whatever order they are
loaded: logs are rotated while connections are open. Rows that could not know it are written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from importlib import resources

import duckdb
import polars as pl
import pyarrow as pa

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.sql.exchange_sql import given_row
from analyzer.ingest.sql.macro_database import create_macros
from analyzer.ingest.sql.vendors import vendor_macros
from analyzer.lake.delta import parquet_files
from analyzer.lake.lake import Lake, sizes
from analyzer.lake.parquet import write_partitions
from analyzer.lake.partitions import Partitioning
from analyzer.schema import REQUESTS
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse.connection import rows_in

_JOINED = (resources.files(__package__) / "joined_connections.sql").read_text("utf-8")
_NOTES = """SELECT load, note.* FROM (
    SELECT load, unnest(from_json(connections, '[{"connection": "VARCHAR", "is_orphan": "BOOLEAN",
        "sent": [{"ts": "TIMESTAMPTZ", "client": "VARCHAR", "command": "VARCHAR",
        "key_id": "VARCHAR", "key_in": "VARCHAR", "key_shape": "VARCHAR"}]}]')) AS note
    FROM loads WHERE connections IS NOT NULL)"""
# Orphans of which more than one load knows, a new one among them.
_IN_QUESTION = """SELECT connection FROM (
    SELECT connection, load FROM noted UNION SELECT connection, load FROM rows)
WHERE connection IN (SELECT connection FROM noted WHERE is_orphan)
GROUP BY connection
HAVING count(DISTINCT load) > 1 AND bool_or(load NOT IN (SELECT load FROM known_loads))"""
_COMPUTED = (
    "vendor", "client", "client_ip", "scheme", "host", "path", "query", "route", "key_id", "key_in",
    "key_shape", "command", "code", "message", "detail", "body",
)  # fmt: skip


def join_connections(lake: Lake, catalog: Catalog, known: pa.Table, *, now: datetime) -> None:
    """Complete the rows of connections that began or ended in loads that are not in `known`."""
    loads = lake.loads()
    if loads["connections"].null_count == len(loads):
        return
    with lake.locked(), closing(open_memory()) as con:
        con.register("loads", loads)
        con.register("known_loads", known.select(["load"]))
        con.execute(f"CREATE TABLE noted AS {_NOTES}")
        if not con.execute("SELECT count(*) FROM noted WHERE is_orphan").fetchall()[0][0]:
            return
        _Joining(lake, catalog, con, now).run()


class _Joining:
    """The rows in question, taken from the lake and put back."""

    def __init__(
        self, lake: Lake, catalog: Catalog, con: duckdb.DuckDBPyConnection, now: datetime
    ) -> None:
        self._lake, self._con, self._now = lake, con, now
        self._stored = lake.stored("requests")
        lake.storage.let_read(con, sizes(self._stored))
        self._catalog = catalog
        self._partitioning = Partitioning(lake, catalog.vendors)

    def run(self) -> None:
        """Compute what the rows lack, and write their files anew."""
        con, uris = self._con, self._stored["uri"].to_list()
        if not uris:
            return
        con.execute(
            "CREATE VIEW rows AS SELECT *, filename AS file, file_row_number AS row FROM "
            + _numbered(uris)
            + " WHERE protocol = 'websocket' AND connection IS NOT NULL"
        )
        con.execute(f"CREATE TABLE in_question AS {_IN_QUESTION}")
        if not con.execute("SELECT count(*) FROM in_question").fetchall()[0][0]:
            return
        con.execute(
            "CREATE TABLE frames AS SELECT * FROM rows WHERE connection IN (FROM in_question)"
        )
        con.execute("CREATE VIEW notes AS FROM noted WHERE connection IN (FROM in_question)")
        create_macros(con)
        con.execute(vendor_macros(self._catalog))
        con.register("given", given_row(None, None, hashlib.sha256(self._lake.secret()).digest()))
        con.execute(f"CREATE TABLE joined AS {_JOINED}")
        files = con.execute(
            "SELECT file, bool_or(held_secret) FROM joined GROUP BY file ORDER BY file"
        ).fetchall()
        for uri, _ in files:
            self._write_anew(uri)
        self._delete_now([uri for uri, held_secret in files if held_secret])

    def _delete_now(self, uris: list[str]) -> None:
        """Delete replaced files that hold a secret, and what was computed of them.

        Others wait for `vacuum`: whoever reads one of these just now has to ask again.
        """
        if not uris:
            return
        stored = parquet_files(self._lake.storage, "requests")
        for name in [*(stored[uri].name for uri in uris), *self._lake.precomputed()]:
            self._lake.storage.remove(name)

    def _write_anew(self, uri: str) -> None:
        """Write the file anew whose rows have changed: perhaps as files of other vendors."""
        computed = ", ".join(
            f"CASE WHEN joined.row IS NULL THEN rows.{name} ELSE joined.{name} END AS {name}"
            for name in _COMPUTED
        )
        rows = self._con.sql(
            f"SELECT rows.* REPLACE ({computed}) FROM {_numbered([uri])} AS rows"
            f" LEFT JOIN joined ON joined.file = {quoted(uri)}"
            " AND joined.row = rows.file_row_number"
        ).to_arrow_table()
        with self._lake.staging() as folder:
            rows = rows.select(REQUESTS.names).cast(REQUESTS)
            own = self._partitioning.own(rows["vendor"])
            written = write_partitions(rows, folder, "joined", own)
            self._lake.replace(
                "requests",
                written,
                self._stored.filter(pl.col("uri") == uri),
                modified_ms=int(self._now.timestamp() * 1000),
            )


def _numbered(uris: Sequence[str]) -> str:
    return rows_in(uris, ", filename = true, file_row_number = true")
