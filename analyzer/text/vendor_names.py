"""Vendors as users name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import duckdb

from analyzer import queries
from analyzer.errors import UsageError, nearest


def likely_meant(vendor: str, known: Iterable[str]) -> str | None:
    """The known vendor whose name this one nearly is; None where it is one, or like none."""
    names = [*known]
    if vendor in names:
        return None
    return nearest(vendor, names, likeness=0.8)


def check_vendors(con: duckdb.DuckDBPyConnection, vendors: Collection[str], option: str) -> None:
    """Raises UsageError for a vendor that neither the catalog nor the lake knows.

    Of such a one nothing is found, which would be taken for good news.
    """
    if not vendors:
        return
    known = queries.read(con, "vendors_known")["vendor"].to_list()
    for vendor in vendors:
        if vendor not in known:
            meant = likely_meant(vendor, known)
            todo = f"Did you mean {meant}?" if meant else f"Known: {', '.join(known)}."
            raise UsageError("no such vendor", where=f"{option} {vendor}", todo=todo)
