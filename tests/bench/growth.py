"""Time and memory against size, as a table and, where `--chart` says so, as a chart."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated, peers
from tests.bench.run import Run, Scale, head, ingest, measured, row

_OURS, _PEER = "analyzer ingest", "DuckDB read_json → one Parquet file"
Point = tuple[str, float, Run]


def run(folder: Path, scale: Scale) -> None:
    """Goal: time grows as size does, and memory does not."""
    log = folder / "calls.jsonl"
    points: list[Point] = []
    head("canonical JSON Lines by size; ratio to DuckDB's conversion", "s/GB")
    for size in scale.gigabytes:
        generated.write("canonical", log, int(size * 1e9 / generated.BYTES["canonical"]))
        works = [
            ingest(folder / "lake", log),
            peers.library(_PEER, "duckdb_canonical", log),
        ]
        found = measured(works, scale.runs)
        for name, one in found.items():
            row(f"{name}, {size:g} GB", one, f"{one.wall_s / size:.2f}", base=found[_PEER].wall_s)
            points.append((name, size, one))
    if scale.chart:
        draw(points, scale.chart)


def draw(points: list[Point], target: Path) -> None:
    """Write the chart as SVG or PNG, by the file's name."""
    import altair as alt
    import polars as pl

    frame = pl.DataFrame(
        [
            {"what": name, "GB": size, "figure": figure, "value": value}
            for name, size, one in points
            for figure, value in (("seconds", one.wall_s), ("peak memory, MB", one.peak_mb))
        ]
    )
    alt.Chart(frame).mark_line(point=True).encode(
        x=alt.X("GB:Q", title="size, GB", scale=alt.Scale(zero=True)),
        y=alt.Y("value:Q", title=None),
        color=alt.Color("what:N", title=None, legend=alt.Legend(orient="top", labelLimit=400)),
    ).properties(width=320, height=240).facet(
        column=alt.Column("figure:N", title=None, sort="descending")
    ).resolve_scale(y="independent").save(str(target))
