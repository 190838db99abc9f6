"""Reference of the SQL views: every view with its grain and columns, and ways to open the lake."""

from __future__ import annotations

from pathlib import Path

from analyzer.models import models


def reference(lake: str) -> str:
    """The views and columns as text, from the models' own headers."""
    parts = []
    for model in models().values():
        parts.append(f"{model.name}  (one row per {model.row})\n  {model.about}")
        width = max(map(len, model.columns), default=0)
        parts += [f"    {name:<{width}}  {about}" for name, about in model.columns.items()]
        if model.limits:
            parts.append(f"  What it cannot see: {model.limits}")
        parts.append("")
    file = Path(lake) / "analyzer.duckdb"
    parts += [
        "Twenty questions of the morning, with the SQL that answers each: analyzer sql --examples",
        "",
        "Open the lake from other tools:",
        f"  duckdb -readonly {file}",
        f"  harlequin --read-only {file}",
        f"  python: import analyzer; analyzer.open({lake!r}).failures.collect()",
        f"  python, with DuckDB alone: duckdb.connect({str(file)!r}, read_only=True)",
        f"  polars: pl.scan_delta({str(Path(lake) / 'requests')!r})",
    ]
    return "\n".join(parts) + "\n"
