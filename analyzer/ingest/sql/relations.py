"""Arrow tables under names that SQL reads, and statements over them that are planned once.

Planning what takes a request apart costs as much as running it over some 20,000 rows. DuckDB keeps
the plan of a prepared statement where it reads Arrow alone: of a table of its own it looks at what
is in it, and plans anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import count

import duckdb
import pyarrow as pa

from analyzer.schema import no_rows

_MOST_STATEMENTS = 16
_BATCH_ROWS = 100_000
# To set up what takes a request apart costs each thread as much as running it over so many rows.
_FEW_ROWS = 4_000
# Of so many rows to plan a statement anew is worth a second thread.
_MANY_ROWS = 30_000


class Relations:
    """Arrow tables by the names that SQL knows them by."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._held: dict[str, _Held] = {}

    def __getitem__(self, name: str) -> pa.Table:
        return self._held[name].table

    def hold(self, name: str, table: pa.Table) -> None:
        """Let a name stand for a table, with the columns of the first that it stood for."""
        if name in self._held:
            self._held[name].table = table
        else:
            self._held[name] = _Held(table)
            self._con.register(name, self._held[name])

    @property
    def are_few(self) -> bool:
        """Whether no name stands for many rows."""
        return self._most <= _FEW_ROWS

    @property
    def are_many(self) -> bool:
        """Whether some name stands for many rows."""
        return self._most > _MANY_ROWS

    @property
    def _most(self) -> int:
        return max((len(held.table) for held in self._held.values()), default=0)

    def empty(self) -> None:
        """Let each name stand for no rows."""
        for held in self._held.values():
            held.table = no_rows(held.table.schema)


class _Held:
    """Whatever Arrow table a name stands for at the moment."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_schema__(self) -> object:
        """The columns (Arrow PyCapsule interface)."""
        return self.table.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows (Arrow PyCapsule interface)."""
        return self.table.__arrow_c_stream__(requested_schema)


class Statements:
    """The statements of a connection, over its relations, that were prepared last, by their SQL."""

    def __init__(self, con: duckdb.DuckDBPyConnection, relations: Relations) -> None:
        self._con, self._relations = con, relations
        self._names: OrderedDict[str, str] = OrderedDict()
        self._numbers = count()

    def prepare(self, key: str, sql: Callable[[], str] | None = None) -> None:
        """Plan a statement, if that is not done."""
        if key not in self._names:
            if len(self._names) == _MOST_STATEMENTS:
                self._con.execute(f"DEALLOCATE {self._names.popitem(last=False)[1]}")
            name = f"statement_{next(self._numbers)}"
            self._con.execute(f"PREPARE {name} AS {sql() if sql else key}")
            self._names[key] = name

    def run(
        self, key: str, sql: Callable[[], str] | None = None, *, in_order: bool = True
    ) -> pa.Table:
        """Rows of a statement: the key is its SQL, or identifies it and `sql` makes it.

        The rows of a prepared statement come from one thread where they have to be in order, and
        where they are made of few; those of many in order are asked for without preparation.
        """
        is_by_one = in_order or self._relations.are_few
        self._con.execute(f"SET SESSION preserve_insertion_order = {is_by_one}")
        if in_order and self._relations.are_many:
            return self._con.sql(sql() if sql else key).to_arrow_table(_BATCH_ROWS)
        self.prepare(key, sql)
        self._names.move_to_end(key)
        return self._con.sql(f"EXECUTE {self._names[key]}").to_arrow_table(_BATCH_ROWS)
