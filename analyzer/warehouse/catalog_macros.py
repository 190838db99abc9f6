"""SQL macros that models call: shared expressions, and the patterns of the catalog.

DuckDB compiles a pattern that is a literal once, and one that comes out of a column again for
every row: so models call macros, which hold the patterns of the catalog at hand as literals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from importlib import resources
from itertools import groupby

import duckdb

from analyzer.catalog import cut_json
from analyzer.catalog.shape_sql import status_of_shape, uncoded_shape
from analyzer.catalog.vendor import Shape
from analyzer.system.sql_literal import quoted

Row = Sequence[object]

_OF_THESE = "coalesce(list_contains($1::VARCHAR[], vendor), TRUE)"
# What is the same for every catalog.
OF_MODELS = (resources.files(__package__) / "model_macros.sql").read_text("utf-8")


def create_macros(
    con: duckdb.DuckDBPyConnection,
    shapes: Iterable[Shape],
    vendors: Collection[str] | None = None,
) -> None:
    """Create the macros that models call, from the tables `catalog_codes` and `catalog_vendors`.

    They hold the patterns of these vendors, and of all that belong to none; None: of every vendor.

    * `code_pattern(vendor, code)`: the entry of the first pattern that a code matches, or NULL
    * `coded_status(pattern, code)`: what such a pattern takes out of a code as an HTTP status
    * `code_variant(code, body)`: the entry of the first variant of a code that a body matches, or
      of the first reason of a close code that a text matches
    * `message_pattern(vendor, protocol, message)`: the entry of the first one that a text matches
    * `body_pattern(vendor, status, body)`: the entry of the first body that a body matches
    * `json_of_cut(body)` and `text_of_cut(body)`: of JSON that a log cut short, what is left
    * `status_of_shape(body)`: the HTTP status that a body of a shared shape states
    * `uncoded_shape(body)`: the entry of the shared shape that a body has, for where no code tells
    * `code_family(vendor, code)`: the family that the vendor's rule gives a code, or NULL
    """
    con.execute(OF_MODELS)
    of = [None if vendors is None else list(vendors)]
    entries = con.execute(
        "SELECT kind, vendor, status, pattern, entry, class_from_status FROM catalog_codes"
        f" WHERE kind IN ('pattern', 'body') AND {_OF_THESE} ORDER BY entry",
        of,
    ).fetchall()
    messages = con.execute(
        "SELECT vendor, protocol, pattern, entry FROM catalog_codes"
        f" WHERE kind = 'message' AND pattern IS NOT NULL AND {_OF_THESE} ORDER BY entry",
        of,
    ).fetchall()
    variants = con.execute(
        "SELECT codes.entry, variants.pattern, variants.entry"
        " FROM (FROM catalog_codes WHERE kind = 'variant') AS variants"
        " JOIN (FROM catalog_codes WHERE kind = 'code') AS codes USING (vendor, code)"
        f" WHERE {_OF_THESE}"
        " UNION ALL SELECT closes.entry, reasons.pattern, reasons.entry"
        " FROM catalog_codes AS reasons"
        " JOIN catalog_codes AS closes ON closes.kind = 'close' AND closes.vendor IS NULL"
        " AND closes.status = reasons.status WHERE reasons.kind = 'reason' ORDER BY 3",
        of,
    ).fetchall()
    families = con.execute(
        "SELECT vendor, family_pattern, family_name FROM catalog_vendors"
        f" WHERE family_pattern IS NOT NULL AND {_OF_THESE} ORDER BY vendor",
        of,
    ).fetchall()
    macros = {
        "code_pattern(vendor, code)": _of(
            "vendor",
            (
                (quoted(vendor), f"regexp_matches(code, {quoted(pattern)})", str(entry))
                for kind, vendor, _, pattern, entry, _ in entries
                if kind == "pattern"
            ),
        ),
        "coded_status(pattern, code)": _of(
            "pattern",
            (
                (str(entry), "TRUE", f"regexp_extract(code, {quoted(pattern)}, 1)")
                for kind, _, _, pattern, entry, is_status in entries
                if kind == "pattern" and is_status
            ),
        ),
        "body_pattern(vendor, status, body)": _of(
            "vendor",
            (
                (
                    quoted(vendor),
                    f"status = {status} AND regexp_matches(body, {quoted(pattern)})",
                    str(entry),
                )
                for kind, vendor, status, pattern, entry, _ in entries
                if kind == "body"
            ),
        ),
        "code_variant(code, body)": _of(
            "code",
            (
                (str(code), f"regexp_matches(body, {quoted(pattern)})", str(entry))
                for code, pattern, entry in variants
            ),
        ),
        "message_pattern(vendor, protocol, message)": _of(
            "vendor",
            (
                (
                    quoted(vendor),
                    (f"protocol = {quoted(protocol)} AND " if protocol else "")
                    + f"regexp_matches(message, {quoted(pattern)})",
                    str(entry),
                )
                for vendor, protocol, pattern, entry in messages
            ),
        ),
        "code_family(vendor, code)": _of(
            "vendor",
            (
                (
                    quoted(vendor),
                    f"regexp_matches(code, {quoted(pattern)})",
                    f"regexp_replace(code, {quoted(pattern)}, {quoted(name)})",
                )
                for vendor, pattern, name in families
            ),
        ),
        **cut_json.macros(),
    }
    for signature, body in macros.items():
        con.execute(f"CREATE OR REPLACE MACRO {signature} AS {body}")
    shapes = list(shapes)
    con.execute(f"CREATE OR REPLACE MACRO status_of_shape(body) AS {status_of_shape(shapes)}")
    uncoded = dict(
        con.execute("SELECT code, entry FROM catalog_codes WHERE kind = 'uncoded'").fetchall()
    )
    told = uncoded_shape((s, uncoded[s.name]) for s in shapes if s.name in uncoded)
    con.execute(f"CREATE OR REPLACE MACRO uncoded_shape(body) AS {told}")


def _of(subject: str, branches: Iterable[tuple[str, str, str]]) -> str:
    """A CASE over (value of the subject, condition, result), those of one value within one branch.

    Every view that reads failures takes these apart anew as it is made: they are kept short.
    """
    cases = "".join(
        f" WHEN {value} THEN {_first_of([(test, result) for _, test, result in group])}"
        for value, group in groupby(branches, lambda branch: branch[0])
    )
    return f"CASE {subject}{cases} END" if cases else "NULL"


def _first_of(branches: Sequence[tuple[str, str]]) -> str:
    if [test for test, _ in branches] == ["TRUE"]:
        return branches[0][1]
    return "CASE" + "".join(f" WHEN {test} THEN {result}" for test, result in branches) + " END"
