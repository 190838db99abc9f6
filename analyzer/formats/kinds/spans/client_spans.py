"""The CLIENT spans of one source: a SERVER span that answers one of them is the same request."""

from __future__ import annotations

import duckdb


class ClientSpans:
    """Those read so far, and the elements of each chunk.

    `ids` is SQL from `lines` to their `id`s, hashed: eight bytes each; `elements` is SQL from `lines`
    and `client_spans` to the elements.
    """

    def __init__(self, ids: str, elements: str) -> None:
        self._begun = self._surveyed = False
        self._ids, self._elements = ids, elements

    def _note(self, con: duckdb.DuckDBPyConnection) -> None:
        if not self._begun:
            con.execute("CREATE OR REPLACE TEMP TABLE client_spans (id UBIGINT)")
            self._begun = True
        con.execute(f"INSERT INTO client_spans {self._ids}")

    def survey(self, con: duckdb.DuckDBPyConnection) -> None:
        """Know the CLIENT spans of a chunk before any is read."""
        self._note(con)
        self._surveyed = True

    def elements(self, con: duckdb.DuckDBPyConnection) -> str:
        """SQL to the elements of what was read."""
        if not self._surveyed:
            self._note(con)
        return self._elements
