"""What formats tell of lines → rows of requests, as SQL has it.

One statement takes exchanges apart for all formats, whose planning costs as much as reading some
thousand lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.ingest.rows.connections import Connections
from analyzer.ingest.rows.counts import Origin
from analyzer.ingest.sql.exchange_sql import EXCHANGED, REQUESTS, SENT, WEBSOCKET, exchanges
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import with_nulls


class RequestRows:
    """Asks about the lines that the relation `numbered` holds.

    `origin` tells by number of a source what its connections said before. `read_at` is when lines
    are read, as the connection knows it.
    """

    def __init__(
        self,
        relations: Relations,
        statements: Statements,
        origin: Callable[[int], Origin],
    ) -> None:
        self._relations, self._statements = relations, statements
        self._origin = origin
        self.read_at: datetime | None = None
        self.connections = Connections(relations, statements)

    def exchanges(self, of_lines: str, select: str) -> pa.Table:
        """What a format's SELECT tells of the lines, in their order, and `n`, which counts that.

        `of_lines` is SQL from them to its `input`.
        """

        def sql() -> str:
            return f"WITH input AS ({of_lines}) {exchanges(select)}"

        found = self._statements.run(f"{self.read_at} {of_lines} {select}", sql)
        return found.append_column("n", pl.Series(range(1, len(found) + 1)).to_arrow())

    def with_frames(self, found: pa.Table) -> pa.Table:
        """The rows of exchanges and of WebSocket messages, in any order."""
        is_frame = pl.Series(found["protocol"]).eq_missing("websocket").to_arrow()
        is_frame = pc.and_(is_frame, pc.is_null(found["verdict"]))
        rows = self.rows(found.filter(pc.invert(is_frame)))
        return pa.concat_tables([rows, *self._frames(found.filter(is_frame))])

    def rows(self, found: pa.Table) -> pa.Table:
        """The rows of exchanges, and of frames that were completed, in any order.

        Of what is none there is no more than the verdict: in a log of prices, most lines.
        """
        verdicts = pl.Series(found["verdict"], dtype=pl.String)
        is_told = verdicts.is_null() | verdicts.eq_missing(SENT)
        given = found if is_told.all() else found.filter(is_told.to_arrow())
        columns = {name: given[name] for name in given.column_names}
        exchange = with_nulls(columns, EXCHANGED, len(given))
        self._relations.hold("exchange", exchange.cast(EXCHANGED))
        rows = self._statements.run(REQUESTS, in_order=False)
        if len(given) == len(found):
            return rows
        others = found.select(["verdict", "number"]).filter((~is_told).to_arrow())
        columns = {name: others[name] for name in others.column_names}
        return pa.concat_tables([rows, with_nulls(columns, rows.schema, len(others))])

    def _frames(self, frames: pa.Table) -> Iterable[pa.Table]:
        """The rows of WebSocket lines: each is completed by what its connection said before."""
        if not len(frames):
            return
        for number in pc.unique(frames["number"]).to_pylist():
            if not self.connections.are_of(number):
                self.connections.begin(number, self._origin(number).earlier())
        self.connections.know()
        self._relations.hold("frames", frames)
        self._relations.hold("completed", self._statements.run(WEBSOCKET, in_order=False))
        yield self.rows(self._relations["completed"])
        self.connections.remember()
