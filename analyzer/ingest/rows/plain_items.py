"""Items that requests of plain lines name, read beside the thread that reads the lines."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import resources

import pyarrow as pa

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.ingest.sql.request_items import NAMING, Naming
from analyzer.schema import no_rows

_OF_LINES = (resources.files(__package__) / "items_of_plain_lines.sql").read_text("utf-8")
# To begin a statement costs as much as some thousand rows: about so many are read together.
_TOGETHER_ROWS = 50_000
_WAITING = 2


class PlainItems:
    """Uses a connection that nothing else uses; `given` holds the salt of hashes."""

    def __init__(
        self, catalog: Catalog, relations: Relations, statements: Statements, given: pa.Table
    ) -> None:
        relations.hold("given", given)
        self._naming = Naming(catalog, relations, statements)
        self._relations, self._statements = relations, statements
        self._thread = ThreadPoolExecutor(1, "items")
        self._coming: deque[Future[None]] = deque()
        self._noted: list[pa.Table] = []
        self._named: deque[pa.Table] = deque()
        self._first: int | None = None  # the source of the first rows that may not be read yet

    def note(self, rows: pa.Table) -> None:
        """Read what rows name, their bodies as JSON as the line has it; few rows wait for more."""
        if not len(rows):
            return
        if self._first is None:
            self._first = rows["number"][0].as_py()
        self._coming.append(self._thread.submit(self._note, rows))
        while len(self._coming) > _WAITING:
            self._coming.popleft().result()

    def taken(self, *, before: int | None = None) -> list[pa.Table]:
        """What the rows name that were noted, which this gave not yet.

        What is not read yet of sources from number `before` on is left for the next time.
        """
        if self._first is not None and (before is None or self._first < before):
            self._coming.append(self._thread.submit(self._name))
            while self._coming:
                self._coming.popleft().result()
            self._first = None
        return [self._named.popleft() for _ in range(len(self._named))]

    def _note(self, rows: pa.Table) -> None:
        self._noted.append(rows.cast(NAMING))
        if sum(map(len, self._noted)) >= _TOGETHER_ROWS:
            self._name()

    def _name(self) -> None:
        if not self._noted:
            return
        noted, self._noted = self._noted, []
        self._relations.hold("plain_lines", pa.concat_tables(noted))
        requests = self._statements.run(_OF_LINES, in_order=False)
        self._relations.hold("plain_lines", no_rows(NAMING))
        self._named.extend(self._naming.named(requests))
