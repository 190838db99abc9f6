"""Views filtered to a period or a vendor, with rows identical to those of the full views."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from analyzer.catalog.catalog import Catalog
from analyzer.lake.lake import Lake
from analyzer.models import Model
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.text.period import Period
from analyzer.warehouse.connection import FEW_FOR_ONE_QUERY, connect, open_views, with_selects


@dataclass(frozen=True)
class RowFilter:
    """Which rows of views are meant: those of a period and of a vendor, all where it is None.

    A row that lasts, as an incident does, is in a period if any of it is. Views without a time
    stay as they are, and so do those without a vendor.
    """

    period: Period | None = None
    vendor: str | None = None

    def condition(self, model: Model) -> str:
        """As SQL, of the rows of a view."""
        return f"{self._in_period(model)} AND {self._of_vendor(model)}"

    def _in_period(self, model: Model) -> str:
        if self.period is None or not model.time:
            return "TRUE"
        ends = (self.period.since, self.period.until)
        since, until = (f"TIMESTAMPTZ '{one.isoformat()}'" for one in ends)
        first, last = (one.replace("$until", until) for one in (model.time[0], model.time[-1]))
        return f"{first} < {until} AND {last} >= {since}"

    def _of_vendor(self, model: Model) -> str:
        if self.vendor is None:
            return "TRUE"
        if "vendor" in model.columns:
            return f"vendor = {quoted(self.vendor)}"
        if "vendors" in model.columns:
            return f"list_contains(vendors, {quoted(self.vendor)})"
        return "TRUE"


def connect_part(
    lake: Lake,
    catalog: Catalog,
    lang: str,
    part: RowFilter,
    *,
    names: Collection[str] | None = None,
) -> duckdb.DuckDBPyConnection:
    """As `connect`, with the rows of a part of the lake in the views; for who asks little."""
    if part == RowFilter():
        return connect(lake, catalog, lang, names=names, computed_up_to=FEW_FOR_ONE_QUERY)
    con = open_memory()
    con.execute("CREATE SCHEMA whole; SET schema = 'whole'")
    opened = open_views(con, lake, catalog, lang, names=names, computed_up_to=FEW_FOR_ONE_QUERY)
    con.execute("SET schema = 'main'")
    for model in with_selects(opened.kept, names):
        rows = f'SELECT * FROM whole."{model.name}" WHERE {part.condition(model)}'
        con.execute(f'CREATE VIEW "{model.name}" AS {rows}')
    return con
