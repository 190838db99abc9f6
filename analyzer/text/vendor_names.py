"""Vendors as users name them."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

import duckdb

from analyzer import queries
from analyzer.errors import UsageError


def check_vendors(con: duckdb.DuckDBPyConnection, vendors: Collection[str], option: str) -> None:
    """Raises UsageError for a vendor that neither the catalog nor the lake knows.

    Of such a one nothing is found, which would be taken for good news.
    """
    if not vendors:
        return
    known = queries.read(con, "vendors_known")["vendor"].to_list()
    for vendor in vendors:
        if vendor not in known:
            close = get_close_matches(vendor, known, n=1)
            todo = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}."
            raise UsageError("no such vendor", where=f"{option} {vendor}", todo=todo)
