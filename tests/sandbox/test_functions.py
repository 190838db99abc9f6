"""The functions a query can call: a list that a new version of DuckDB has to be held against."""

from __future__ import annotations

from pathlib import Path

from analyzer.system.database import open_memory

KNOWN = Path(__file__).parent / "known_functions.txt"


def test_duckdb_has_no_function_that_the_list_does_not_know() -> None:
    known = {line for line in KNOWN.read_text("utf-8").splitlines() if not line.startswith("#")}
    with open_memory() as con:
        found = con.execute(
            "SELECT DISTINCT function_type || ' ' || function_name FROM duckdb_functions()"
            " WHERE internal"
        ).fetchall()
    assert sorted({name for (name,) in found} - known) == []
