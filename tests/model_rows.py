"""Views over rows that a test writes down: the real models and catalog, no lake and no ingest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analyzer.catalog import catalog
from analyzer.models import models
from analyzer.models.order import in_order
from analyzer.sandbox.sandbox import views_in
from analyzer.schema import KEY_EXPIRIES, LIMIT_STATES, LOADS, REJECTS, REQUEST_ITEMS, REQUESTS
from analyzer.system.database import open_memory
from analyzer.warehouse.connection import create_catalog, create_tables, create_views

Row = Mapping[str, Any]
_SETTLEMENTS = pa.schema(
    [
        ("failure_id", pa.string()),
        ("settled_at", pa.timestamp("us", "UTC")),
        ("note", pa.string()),
    ]
)


class RowsDatabase:
    """A database with every view, whose raw tables are replaced by the rows of each test.

    `read` computes each model once for the rows that were put, as reports over small lakes do:
    to plan views within views takes several times as long.
    """

    def __init__(self, own_catalog: Path | None = None) -> None:
        self.con: duckdb.DuckDBPyConnection = open_memory()
        self._computed: set[str] = set()
        self.put([])
        create_catalog(self.con, catalog.load(own_catalog), "en")

    def put(
        self,
        requests: Iterable[Row],
        loads: Iterable[Row] = (),
        rejects: Iterable[Row] = (),
        limit_states: Iterable[Row] = (),
        key_expiries: Iterable[Row] = (),
    ) -> None:
        """Replace all rows. Times are ISO strings; what a row does not name is NULL."""
        for name in self._computed:
            self.con.execute(f'DROP TABLE "{name}"')
        self._computed.clear()
        create_tables(
            self.con,
            {
                "lake_requests": _table(REQUESTS, [_dated(row) for row in requests]),
                "lake_loads": _table(LOADS, loads),
                "lake_rejects": _table(REJECTS, rejects),
                "lake_limit_states": _table(LIMIT_STATES, [_dated(row) for row in limit_states]),
                "lake_key_expiries": _table(KEY_EXPIRIES, [_dated(row) for row in key_expiries]),
                "lake_request_items": _table(REQUEST_ITEMS, []),
                "lake_settlements": _table(_SETTLEMENTS, []),
            },
        )

    def read(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query; times as ISO strings in UTC."""
        self._compute(views_in(query) or ())
        return [{key: _plain(value) for key, value in row.items()} for row in self._rows(query)]

    def columns(self, view: str) -> dict[str, str]:
        """The columns of a view in order, with their types."""
        self._compute([view])
        described = self._rows(f'DESCRIBE "{view}"')
        return {str(row["column_name"]): str(row["column_type"]) for row in described}

    def read_as_view(self, view: str) -> list[dict[str, Any]]:
        """The rows of a view over views, none of them computed before."""
        with self.con.cursor() as con:
            con.execute("BEGIN")
            # A table that was computed has the name of the view.
            for name in self._computed:
                con.execute(f'DROP TABLE "{name}"')
            create_views(con, [view])
            found: list[dict[str, Any]] = con.sql(f'SELECT * FROM "{view}"').pl().to_dicts()
            con.execute("ROLLBACK")
        return found

    def _compute(self, names: Iterable[str]) -> None:
        wanted = {model.name for model in in_order(models(), names)}
        create_views(self.con, wanted, computed=wanted, besides=self._computed)
        self._computed |= wanted

    def _rows(self, query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.con.sql(query).pl().to_dicts()
        return found


def _table(schema: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    unknown = {key for row in rows for key in row} - set(schema.names)
    assert not unknown, f"no such columns: {unknown}"
    plain = [{key: _arrow(schema.field(key), value) for key, value in row.items()} for row in rows]
    return pa.Table.from_pylist(plain, schema=schema)


def _arrow(field: pa.Field, value: object) -> object:
    if isinstance(value, str) and pa.types.is_timestamp(field.type):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_date(field.type):
        return datetime.fromisoformat(value).date()
    return value


def _dated(row: Row) -> Row:
    return {"date": str(row["ts"])[:10], "load": "l", "source": "s", **row}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
