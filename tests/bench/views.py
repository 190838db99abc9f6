"""`python -m tests.bench.views [--requests N]`: every view over N requests, each in a new process.

Cold is the process, not the disk: what is measured is `analyzer sql` from its start to its end,
with a query that computes every column of every row of the view and adds them up.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from analyzer.lake.delta_files import WrittenFile
from analyzer.lake.lake import Lake
from analyzer.lake.parquet import LOOKED_UP, ROW_GROUP_ROWS, write_groups
from analyzer.models import models
from analyzer.schema import LOADS, REQUESTS
from tests.bench.run import Scale, analyzer, head, median, row, timed

# Each a file, and how many ways to fail a vendor has where the file asks for it.
SHAPES = {
    "month": ("month", None),
    "many_hosts": ("many_hosts", None),
    "many_groups": ("many_hosts", 333),
}
_BATCH = "bench"
GOAL_S, GOAL_MB = 2.0, 1024.0
REPORT_S = 10.0


def make_lake(root: Path | str, requests: int, shape: str = "month") -> Lake:
    """A lake of about that many requests, written without ingesting a log; `shape`: of SHAPES."""
    lake = Lake(root)
    lake.create()
    with lake.staging() as folder, duckdb.connect(str(folder / "calls.duckdb")) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET VARIABLE requests = $1", [requests])
        con.execute("SET VARIABLE vendor = NULL; SET VARIABLE day = NULL")
        file, alike = SHAPES[shape]
        con.execute("SET VARIABLE alike = $1", [alike])
        con.execute((Path(__file__).parent / f"{file}.sql").read_text("utf-8"))
        files = list(_written(con, folder))
        loads = pa.Table.from_pylist(_loads(con), schema=LOADS)
        lake.commit({"requests": files}, loads, batch=_BATCH, modified_ms=1_795_000_000_000)
    return lake


def _written(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[WrittenFile]:
    columns = ", ".join(name for name in REQUESTS.names if name not in ("vendor", "date"))
    parts = con.execute(
        "SELECT vendor, date::VARCHAR, count(*) FROM calls GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for number, (vendor, day, rows) in enumerate(parts):
        path = folder / f"{number}.parquet"
        con.execute("SET VARIABLE vendor = $1", [vendor])
        con.execute("SET VARIABLE day = $1::DATE", [day])
        groups = con.sql(f"SELECT {columns} FROM whole").to_arrow_reader(ROW_GROUP_ROWS)
        known = dict.fromkeys(LOOKED_UP, rows)
        yield write_groups(groups, groups.schema, path, {"vendor": vendor, "date": day}, known)


def _loads(con: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    days = con.execute(
        "SELECT date::VARCHAR, count(*), epoch_us(min(ts)), epoch_us(max(ts)),"
        " left(md5(date::VARCHAR), 16) FROM calls GROUP BY date ORDER BY date"
    ).fetchall()
    return [
        {
            "load": load, "source": f"bots-{day}.jsonl", "format": "canonical", "lines": rows,
            "requests": rows, "rejects": 0, "skipped": 0, "bytes": rows * 500,
            "first_ts": first, "last_ts": last, "loaded_at": last, "start": 0,
            "stop": rows * 500, "head": load, "digest": load, "batch": _BATCH,
        }
        for day, rows, first, last, load in days
    ]  # fmt: skip


def query_of(view: str) -> str:
    """A query that computes all of a view and gives one row."""
    return f"SELECT count(*) AS n, bit_xor(hash(it)) AS digest FROM {view} AS it"


def run(folder: Path, scale: Scale) -> None:
    """Goal: every view within 2 s and 1 GB, of a lake as `analyzer nightly` leaves it."""
    show(make_lake(folder / "lake", scale.requests), list(models()), scale.runs)


def show(lake: Lake, views: list[str], runs: int) -> None:
    """Print one line a view: medians, and whether they hold the goal."""
    rows = sum(lake.loads()["requests"].to_pylist())
    built = timed(analyzer("build", "--lake", lake.root))
    print(f"build: {built.wall_s:.1f} s, {built.cpu_s:.1f} CPU s, {built.peak_mb:.0f} MB")
    head(f"views over {rows:,} requests; ratio to the goal of {GOAL_S:g} s and {GOAL_MB:.0f} MB")
    for view in views:
        query = analyzer("sql", query_of(view), "--lake", lake.root)
        one = median([timed(query) for _ in range(runs)])
        missed = one.wall_s > GOAL_S or one.peak_mb > GOAL_MB
        row(view, one, base=GOAL_S, remark="  misses the goal" if missed else "")
    head(f"report of the last day of {rows:,} requests; ratio to the goal of {REPORT_S:g} s")
    with tempfile.TemporaryDirectory() as folder:
        report = analyzer("report", "--lake", lake.root, "--out", Path(folder) / "day.html")
        row("report", median([timed(report) for _ in range(runs)]), base=REPORT_S)


def main() -> None:
    """Print one line a view, over a lake that may be kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.views")
    parser.add_argument("--requests", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path, help="make the lake there and keep it, or use it")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--shape", choices=SHAPES, default="month")
    parser.add_argument("views", nargs="*", help="default: all")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(given.lake or Path(folder) / "lake")
        if not lake.exists():
            make_lake(lake.root, given.requests, given.shape)
        show(lake, given.views or list(models()), given.runs)


if __name__ == "__main__":
    main()
