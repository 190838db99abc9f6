"""A combined access log into the lake, beside what answers questions about such logs."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated, peers
from tests.bench.run import Scale, compare, ingest


def run(folder: Path, scale: Scale) -> None:
    """Goal: at least 1.5 × lnav's speed, 20 × GoAccess's."""
    log = folder / "access.log"
    generated.write("combined", log, scale.lines)
    works = [
        ingest(folder / "lake", log),
        peers.lnav(log, "access_log"),
        peers.goaccess(log, "COMBINED"),
        peers.library("DuckDB by regex → one Parquet file", "duckdb_combined", log),
    ]
    compare("combined access log", scale.lines, log, works, scale.runs)
