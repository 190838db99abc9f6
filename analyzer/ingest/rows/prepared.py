"""DuckDB databases with prepared statements, kept for the next reading of the same process.

To create the macros and to plan the statements takes as long as reading some ten thousand lines.
It imports little, so that DuckDB can plan them while Python imports the rest of the program.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.rows.lookup_cache import hold_nothing_learned
from analyzer.ingest.sql.exchange_sql import EXCHANGED, REQUESTS, given_row
from analyzer.ingest.sql.format_database import know_when_read, open_for_requests
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import no_rows


class Prepared:
    """A database for one reading at a time: names of Arrow tables, and statements over them.

    What all requests go through is planned, before there are any. `beside` are those of a second
    connection, for another thread.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.con, self.digest = open_for_requests(catalog), catalog.digest
        self.relations = Relations(self.con)
        self.statements = Statements(self.con, self.relations)
        self.relations.hold("exchange", no_rows(EXCHANGED))
        self.relations.hold("given", given_row(None, None, b""))
        hold_nothing_learned(self.relations)
        self.statements.prepare(REQUESTS)
        second = self.con.cursor()
        relations = Relations(second)
        self.beside = relations, Statements(second, relations)

    def forget(self) -> None:
        """Forget the rows, and what was set."""
        for relations in (self.relations, self.beside[0]):
            relations.empty()
        know_when_read(self.con, None)
        self.con.execute("RESET threads")


# Who asks by catalogs of their own in turn, as who tries vendor files, finds each one's database.
_MOST_SPARE = 3
_SPARE: list[Prepared] = []
_BEGUN: dict[str, Future[Prepared]] = {}
_CHANGING = Lock()


def begin(catalog: Catalog) -> None:
    """Begin the database of a catalog in a thread; who asks for it waits."""
    thread = ThreadPoolExecutor(1, "prepared")
    _BEGUN[catalog.digest] = thread.submit(Prepared, catalog)
    thread.shutdown(wait=False)


def prepared(catalog: Catalog) -> Prepared:
    """The database of this catalog that was begun, or was given back last, or a new one."""
    if begun := _BEGUN.pop(catalog.digest, None):
        return begun.result()
    with _CHANGING:
        for spare in reversed(_SPARE):
            if spare.digest == catalog.digest:
                _SPARE.remove(spare)
                return spare
    return Prepared(catalog)


def give_back(database: Prepared) -> None:
    """Let the next reading have it."""
    database.forget()
    with _CHANGING:
        _SPARE.append(database)
        del _SPARE[:-_MOST_SPARE]
