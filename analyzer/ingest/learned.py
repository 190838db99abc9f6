"""What is learned of rows, for the rows to come: the tables that normalise.sql joins.

The same URLs, request headers and credentials come again and again. Each is taken apart once.
"""

from __future__ import annotations

from importlib import resources

import duckdb
import pyarrow as pa

from analyzer.ingest.relation import Relation, Statements, no_rows

_SQL = resources.files(__package__)
_COLUMNS = {
    "places": ("place", "scheme", "host", "path", "route", "vendor"),
    "senders": ("vendor", "headers", "key_header", "credential"),
    "keys": ("credential", "key_id", "key_shape"),
}
_LEARN = {name: (_SQL / f"learn_{name}.sql").read_text("utf-8") for name in _COLUMNS}
# A row that teaches something has this column set.
_TELLS = {"places": "new_place", "senders": "new_sender", "keys": "new_key"}
# As many as learn_*.sql give at once.
_MOST = 20_000


class Learned:
    """The relations `places`, `senders` and `keys` of a connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, statements: Statements) -> None:
        self._con, self._statements = con, statements
        self._relations = {
            name: Relation(con, name, no_rows(pa.schema([(c, pa.string()) for c in columns])))
            for name, columns in _COLUMNS.items()
        }
        self._fresh: Relation | None = None

    def learn(self, rows: pa.Table) -> None:
        """Learn of the rows that normalise.sql gave, before anything is redacted."""
        told = rows.select(["vendor", *_TELLS.values()])
        if self._fresh is None:
            self._fresh = Relation(self._con, "fresh", told)
        self._fresh.table = told
        for name, relation in self._relations.items():
            room = _MOST - len(relation.table)
            if room and told[_TELLS[name]].null_count < len(told):
                new = self._statements.run(_LEARN[name]).slice(0, room)
                known = pa.concat_tables([relation.table, new.cast(relation.table.schema)])
                relation.table = known.combine_chunks()
        self._fresh.table = told.slice(0, 0)
