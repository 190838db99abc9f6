"""What is remembered of WebSocket connections: for later chunks, and for other loads."""

from __future__ import annotations

from importlib import resources

import pyarrow as pa

from analyzer.ingest.counts import Counts
from analyzer.ingest.relations import Relations, Statements
from analyzer.schema import TIMESTAMP, no_rows

_NOTES = (resources.files(__package__) / "connection_notes.sql").read_text("utf-8")
_NOTED = "SELECT to_json(list(notes))::VARCHAR AS noted FROM notes"
_SENT = ("client", "command", "key_id", "key_in", "key_shape")
_SENT_MESSAGE = pa.struct([("ts", TIMESTAMP), *((name, pa.string()) for name in _SENT)])
_HEARD = ("connection", "protocol", "ts", *_SENT)
# What a connection said, for its lines in later chunks.
_CONNECTIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("connection", "url", "vendor", "client", "client_ip",
            "request_headers", "sent_key", "sent_command")),
        ("sent_secrets", pa.list_(pa.string())),
    ]
)  # fmt: skip
_NOTE = pa.schema(
    [
        ("connection", pa.string()),
        ("first_ts", TIMESTAMP),
        ("is_orphan", pa.bool_()),
        ("opened_at", TIMESTAMP),
        ("closed_at", TIMESTAMP),
        ("sent", pa.list_(_SENT_MESSAGE)),
    ]
)
_REMEMBER = """SELECT connection, arg_max(url, n) AS url, arg_max(vendor, n) AS vendor,
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


class Connections:
    """The relations `connections` and `notes` of the source that is read."""

    def __init__(self, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements
        self.begin(None)
        self.know()

    def begin(self, earlier: pa.Table | None) -> None:
        """Turn to a source: what earlier loads know of its connections."""
        before = no_rows(_CONNECTIONS) if earlier is None else earlier.cast(_CONNECTIONS)
        self._relations.hold("connections", before)
        self._relations.hold("notes", no_rows(_NOTE))

    def know(self) -> None:
        """A chunk begins: what is known by now, it will not be the first to tell."""
        self._relations.hold("known_before", self._relations["connections"])

    def remember(self) -> None:
        """A chunk ends: keep what the relation `completed` tells, for the next."""
        remembered = self._statements.run(_REMEMBER, in_order=False)
        self._relations.hold("connections", remembered.cast(_CONNECTIONS))

    def note(self, counts: Counts, heard: pa.Table, said: pa.Table) -> None:
        """Note what its requests, and what was sent, leave to other loads; both without secrets."""
        self._relations.hold("heard", heard.select(_HEARD))
        self._relations.hold("said", said.select(_HEARD))
        notes = self._statements.run(_NOTES, in_order=False).cast(_NOTE)
        self._relations.hold("notes", notes)
        noted: str | None = self._statements.run(_NOTED)["noted"][0].as_py()
        counts.connections = noted
