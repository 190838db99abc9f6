"""HAR and OTLP/JSON into the lake, beside jq, which makes lines of them, and plain DuckDB."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated, peers
from tests.bench.run import Scale, compare, ingest

_ELEMENTS = {"har": ".log.entries[]", "otlp": ".resourceSpans[].scopeSpans[].spans[]"}


def run(folder: Path, scale: Scale) -> None:
    """Goal: at least as fast as plain DuckDB, memory bounded."""
    for kind, elements in _ELEMENTS.items():
        document = folder / f"calls.{kind}.json"
        count = scale.megabytes * 1_000_000 // generated.BYTES[kind]
        generated.write(kind, document, count)
        works = [
            peers.library(
                "DuckDB read_json, unnest → one Parquet file", f"duckdb_{kind}", document
            ),
            ingest(folder / "lake", document),
            peers.jq(document, elements),
        ]
        compare(kind.upper(), count, document, works, scale.runs)
        document.unlink()
