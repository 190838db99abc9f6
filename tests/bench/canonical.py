"""Canonical JSON Lines into the lake, beside plain conversions to one Parquet file."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated, peers
from tests.bench.run import Scale, compare, ingest


def run(folder: Path, scale: Scale) -> None:
    """Goal: at least 1.3 × DuckDB's speed, 2 × chDB's, under 700 MB."""
    log = folder / "calls.jsonl"
    generated.write("canonical", log, scale.lines)
    works = [
        peers.library("DuckDB read_json → one Parquet file", "duckdb_canonical", log),
        ingest(folder / "lake", log),
        peers.library("chDB JSONEachRow → one Parquet file", "chdb_canonical", log),
        peers.library("polars scan_ndjson → one Parquet file", "polars_canonical", log),
    ]
    compare("canonical JSON Lines", scale.lines, log, works, scale.runs)
