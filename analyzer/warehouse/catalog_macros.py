"""What models call: expressions that several of them need, and the catalog's patterns.

DuckDB compiles a pattern that is a literal once, and one that comes out of a column again for
every row: so models call macros, which hold the patterns of the catalog at hand as literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources

import duckdb

from analyzer.system.sql_literal import quoted

Row = Sequence[object]

# What is the same for every catalog.
OF_MODELS = (resources.files(__package__) / "model_macros.sql").read_text("utf-8")


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros that models call, those of the tables `catalog_codes` and `catalog_vendors`:

    * `code_pattern(vendor, code)`: the entry of the first pattern that a code matches, or NULL
    * `coded_status(pattern, code)`: what such a pattern takes out of a code as an HTTP status
    * `body_pattern(vendor, status, body)`: the entry of the first body that a body matches
    * `code_family(vendor, code)`: the family that the vendor's rule gives a code, or NULL
    """
    con.execute(OF_MODELS)
    entries = con.execute(
        "SELECT kind, vendor, status, pattern, entry, class_from_status FROM catalog_codes"
        " WHERE kind IN ('pattern', 'body') ORDER BY entry"
    ).fetchall()
    families = con.execute(
        "SELECT vendor, family_pattern, family_name FROM catalog_vendors"
        " WHERE family_pattern IS NOT NULL ORDER BY vendor"
    ).fetchall()
    macros = {
        "code_pattern(vendor, code)": (
            f"WHEN vendor = {quoted(vendor)} AND regexp_matches(code, {quoted(pattern)})"
            f" THEN {entry}"
            for kind, vendor, _, pattern, entry, _ in entries
            if kind == "pattern"
        ),
        "coded_status(pattern, code)": (
            f"WHEN pattern = {entry} THEN regexp_extract(code, {quoted(pattern)}, 1)"
            for kind, _, _, pattern, entry, is_status in entries
            if kind == "pattern" and is_status
        ),
        "body_pattern(vendor, status, body)": (
            f"WHEN vendor = {quoted(vendor)} AND status = {status}"
            f" AND regexp_matches(body, {quoted(pattern)}) THEN {entry}"
            for kind, vendor, status, pattern, entry, _ in entries
            if kind == "body"
        ),
        "code_family(vendor, code)": (
            f"WHEN vendor = {quoted(vendor)} AND regexp_matches(code, {quoted(pattern)})"
            f" THEN regexp_replace(code, {quoted(pattern)}, {quoted(name)})"
            for vendor, pattern, name in families
        ),
    }
    for signature, branches in macros.items():
        con.execute(f"CREATE OR REPLACE MACRO {signature} AS {_case(branches)}")


def _case(branches: Iterable[str]) -> str:
    return f"CASE {' '.join(['WHEN FALSE THEN NULL', *branches])} END"
