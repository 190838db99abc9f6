"""Lookup tables of URLs, senders and keys parsed before, which normalise.sql joins.

The same URLs, request headers and credentials come again and again. Each is taken apart once.
"""

from __future__ import annotations

from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import no_rows

_SQL = resources.files(__package__)
_COLUMNS = {
    "places": ("place", "scheme", "host", "path", "route", "vendor"),
    "senders": ("vendor", "headers", "key_header", "credential"),
    "keys": ("credential", "key_id", "key_shape", "key_expiry"),
}
_LEARN = {name: (_SQL / f"learn_{name}.sql").read_text("utf-8") for name in _COLUMNS}
# A row that teaches something has this column set.
_TELLS = {"places": "new_place", "senders": "new_sender", "keys": "new_key"}
# As many as learn_*.sql give at once, and as many as learn_places.sql looks at.
_MOST, _FIRST = 20_000, 50_000


def hold_nothing_learned(relations: Relations) -> None:
    """Hold the lookup tables without rows."""
    for name, columns in _COLUMNS.items():
        relations.hold(name, no_rows(pa.schema([(column, pa.string()) for column in columns])))


class Learned:
    """The relations `places`, `senders` and `keys` of a connection."""

    def __init__(self, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements
        self._noted: pa.Table | None = None
        hold_nothing_learned(relations)

    def note(self, rows: pa.Table) -> None:
        """Remember rows that normalise.sql gave, before anything is redacted.

        To learn of them is in vain where nothing comes after them.
        """
        self._noted = rows.select(["vendor", *_TELLS.values()])

    def learn(self) -> None:
        """Learn of the rows that were noted last, if there are any."""
        parsed, self._noted = self._noted, None
        if parsed is None:
            return
        self._relations.hold("fresh", parsed)
        for name in _COLUMNS:
            held = self._relations[name]
            room = _MOST - len(held)
            if room and _teaches(name, parsed[_TELLS[name]]):
                new = (
                    self._new_keys(parsed) if name == "keys" else self._statements.run(_LEARN[name])
                )
                new = new.slice(0, room)
                cached = pa.concat_tables([held, new.cast(held.schema)])
                self._relations.hold(name, cached.combine_chunks())
        self._relations.hold("fresh", parsed.slice(0, 0))

    def _new_keys(self, parsed: pa.Table) -> pa.Table:
        """Of credentials of fresh rows, so that none is hashed twice."""
        credentials = pc.unique(parsed[_TELLS["keys"]].drop_null())
        return self.keys_of(credentials.slice(0, _MOST))

    def keys_of(self, credentials: pa.Array) -> pa.Table:
        """What is kept of credentials as keys, in their order."""
        asked = pa.table({"credential": credentials})
        self._relations.hold("credentials", asked)
        keys = self._statements.run(_LEARN["keys"])
        self._relations.hold("credentials", asked.slice(0, 0))
        return keys


def _teaches(name: str, told: pa.ChunkedArray) -> bool:
    """Whether there is anything to learn: to begin to take URLs apart takes as long as some
    thousand lines, in vain where none comes again."""
    if name != "places":
        return bool(told.null_count < len(told))
    first = told.drop_null().slice(0, _FIRST)
    return len(pc.unique(first)) < len(first)
