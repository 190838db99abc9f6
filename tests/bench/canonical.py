"""Canonical JSON Lines into the lake, beside plain conversions to one Parquet file."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated, peers
from tests.bench.run import Scale, compare, ingest


def run(folder: Path, scale: Scale) -> None:
    """Goal: 1.5 × DuckDB's time under 600 MB, and 3 × where no text comes twice."""
    for title, distinct in (("as they are", False), ("everything distinct", True)):
        _compare(folder, scale, f"canonical JSON Lines, {title}", distinct=distinct)


def _compare(folder: Path, scale: Scale, title: str, *, distinct: bool) -> None:
    log = folder / "calls.jsonl"
    generated.write("canonical", log, scale.lines, distinct=distinct)
    works = [
        peers.library("DuckDB read_json → one Parquet file", "duckdb_canonical", log),
        ingest(folder / "lake", log),
        peers.library("chDB JSONEachRow → one Parquet file", "chdb_canonical", log),
        peers.library("polars scan_ndjson → one Parquet file", "polars_canonical", log),
    ]
    compare(title, scale.lines, log, works, scale.runs)
