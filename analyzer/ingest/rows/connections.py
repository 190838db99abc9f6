"""State of WebSocket connections, carried from chunk to chunk and from load to load.

Each row has the `number` of its source: names of connections are a source's own.
"""

from __future__ import annotations

from importlib import resources

import polars as pl
import pyarrow as pa

from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import TIMESTAMP, no_rows

_NOTES = (resources.files(__package__) / "connection_notes.sql").read_text("utf-8")
_NOTED = """SELECT number, to_json(list(note ORDER BY note.connection))::VARCHAR AS noted
FROM (SELECT number, {'connection': connection, 'first_ts': first_ts, 'is_orphan': is_orphan,
    'opened_at': opened_at, 'closed_at': closed_at, 'sent': sent} AS note FROM notes)
GROUP BY number"""
_SENT = ("client", "command", "key_id", "key_in", "key_shape")
_SENT_MESSAGE = pa.struct([("ts", TIMESTAMP), *((name, pa.string()) for name in _SENT)])
_HEARD = ("number", "connection", "protocol", "ts", *_SENT)
# What a connection said, for its lines in later chunks.
_CONNECTIONS = pa.schema(
    [
        ("number", pa.int32()),
        *((name, pa.string()) for name in ("connection", "url", "vendor", "client", "client_ip",
            "request_headers", "sent_key", "sent_command")),
        ("sent_secrets", pa.list_(pa.string())),
    ]
)  # fmt: skip
_NOTE = pa.schema(
    [
        ("number", pa.int32()),
        ("connection", pa.string()),
        ("first_ts", TIMESTAMP),
        ("is_orphan", pa.bool_()),
        ("opened_at", TIMESTAMP),
        ("closed_at", TIMESTAMP),
        ("sent", pa.list_(_SENT_MESSAGE)),
    ]
)
_REMEMBER = """SELECT number, connection, arg_max(url, n) AS url, arg_max(vendor, n) AS vendor,
    arg_max(client, n) AS client, arg_max(client_ip, n) AS client_ip,
    arg_max(request_headers, n) AS request_headers, arg_max(sent_key, n) AS sent_key,
    arg_max(sent_command, n) AS sent_command, arg_max(sent_secrets, n) AS sent_secrets
FROM (
    SELECT number, connection, url, vendor, client, client_ip, request_headers, sent AS sent_key,
        sent_command, sent_secrets, n
    FROM completed WHERE connection IS NOT NULL
    UNION ALL BY NAME SELECT *, -1 AS n FROM connections
)
GROUP BY number, connection"""


class Connections:
    """The relations `connections` and `notes` of the sources that are read."""

    def __init__(self, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements
        self._begun: set[int] = set()
        self.leave(0)
        self.know()

    def leave(self, number: int) -> None:
        """Forget all sources but one, which goes on."""
        self._begun &= {number}
        for name, columns in (("connections", _CONNECTIONS), ("notes", _NOTE)):
            if self._begun:
                carried = self._relations[name]
                self._relations.hold(
                    name, carried.filter((pl.Series(carried["number"]) == number).to_arrow())
                )
            else:
                self._relations.hold(name, no_rows(columns))

    def are_of(self, number: int) -> bool:
        """Whether the source is known to have some."""
        return number in self._begun

    def are_of_any(self) -> bool:
        """Whether any source is known to have some."""
        return bool(self._begun)

    def begin(self, number: int, earlier: pa.Table | None) -> None:
        """The first lines of a source: what earlier loads know of its connections."""
        self._begun.add(number)
        if earlier is not None:
            numbers = pl.repeat(number, len(earlier), dtype=pl.Int32, eager=True).to_arrow()
            earlier = earlier.append_column("number", numbers).select(_CONNECTIONS.names)
            carried = [self._relations["connections"], earlier.cast(_CONNECTIONS)]
            self._relations.hold("connections", pa.concat_tables(carried))

    def know(self) -> None:
        """A chunk begins: what is known by now, it will not be the first to tell."""
        self._relations.hold("known_before", self._relations["connections"])

    def remember(self) -> None:
        """A chunk ends: keep the rows of the relation `completed` for the next."""
        remembered = self._statements.run(_REMEMBER, in_order=False)
        self._relations.hold("connections", remembered.cast(_CONNECTIONS))

    def notes(self, received: pa.Table, notes_of: pa.Table) -> dict[int, str | None]:
        """What requests, and what was sent, leave to other loads, by source; without secrets."""
        self._relations.hold("heard", received.select(_HEARD))
        self._relations.hold("said", notes_of.select(_HEARD))
        notes = self._statements.run(_NOTES, in_order=False).cast(_NOTE)
        self._relations.hold("notes", notes)
        noted = self._statements.run(_NOTED, in_order=False)
        found = zip(noted["number"].to_pylist(), noted["noted"].to_pylist(), strict=True)
        return dict.fromkeys(self._begun) | dict(found)
