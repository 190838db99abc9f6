"""DuckDB databases with prepared statements, kept for the next reading of the same process.

To create the macros and to plan the statements takes as long as reading some ten thousand lines.
"""

from __future__ import annotations

from threading import Lock

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.sql.format_database import know_when_read, open_for_requests
from analyzer.ingest.sql.relations import Relations, Statements


class Prepared:
    """A database for one reading at a time: names of Arrow tables, and statements over them.

    `beside` are those of a second connection, for another thread.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.con, self.digest = open_for_requests(catalog), catalog.digest
        self.relations = Relations(self.con)
        self.statements = Statements(self.con, self.relations)
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
_CHANGING = Lock()


def prepared(catalog: Catalog) -> Prepared:
    """The database of this catalog that was given back last, or a new one."""
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
