"""Whether two lakes hold the same: an order-free hash of each column, and the same report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analyzer import schema
from analyzer.lake.lake import Lake
from analyzer.system.database import open_memory
from analyzer.warehouse.connection import open_lake
from tests.conftest import analyzer

# When it was loaded is no content.
_NOT_COMPARED = {("loads", "loaded_at")}


def content(lake: Path) -> dict[str, str]:
    """A hash per column of each table, and one of whole rows, whatever their order."""
    found: dict[str, str] = {}
    with open_memory() as con:
        open_lake(con, Lake(lake))
        for table, columns in schema.TABLES.items():
            names = [n for n in columns.names if (table, n) not in _NOT_COMPARED]
            hashes = [f"sum(hash('{n}', \"{n}\"))" for n in names]
            whole = ", ".join(f'"{name}"' for name in names)
            rows = f"sum(hash({whole}))"
            row = con.sql(f"SELECT count(*), {rows}, {', '.join(hashes)} FROM lake_{table}")
            values = row.fetchall()[0]
            for name, value in zip(["rows", "whole rows", *names], values, strict=True):
                found[f"{table}.{name}"] = str(value)
    return found


def report(lake: Path, day: str) -> dict[str, Any]:
    """The JSON report on a day."""
    ran = analyzer("report", "--lake", lake, "--format", "json", "--date", day)
    assert ran.status == 0, ran.err
    made: dict[str, Any] = json.loads(ran.out)[0]
    for load in made["loads_of_period"]:
        del load["loaded_at"]
    return made
