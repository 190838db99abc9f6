"""`python -m tests.bench.questions [--lake DIR]`: questions to a lake, beside its bare Parquet.

The peers read the very files, without classes, outcomes or catalog: DuckDB in a process of its own,
and chDB. What they are asked is as near to our view as their columns come.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analyzer.lake.lake import Lake
from tests.bench import peers
from tests.bench.run import Scale, Work, analyzer, head, measured, row, timed
from tests.bench.views import make_lake

_PEERS = {"duckdb": "DuckDB, bare Parquet", "chdb": "chDB, bare Parquet"}


@dataclass(frozen=True)
class Question:
    """What is asked: of our views, and in the dialect of each peer of the table `rows`.

    `TRACE` stands for a trace id of the lake.
    """

    name: str
    ours: str
    duckdb: str
    chdb: str


_FAILURES = (
    "SELECT vendor, code, status, count(*) FROM rows"
    " WHERE code IS NOT NULL OR status >= 400 GROUP BY"
)
QUESTIONS = (
    Question(
        "failures by code",
        "SELECT vendor, class, code, status, count(*) FROM failures GROUP BY ALL",
        f"{_FAILURES} ALL",
        f"{_FAILURES} vendor, code, status",
    ),
    Question(
        "p95 by hour",
        "SELECT vendor, date_trunc('hour', ts), quantile_cont(duration_ms, 0.95)"
        " FROM requests GROUP BY ALL",
        "SELECT vendor, date_trunc('hour', ts), quantile_cont(duration_ms, 0.95)"
        " FROM rows GROUP BY ALL",
        "SELECT vendor, toStartOfHour(ts) AS hour, quantileExact(0.95)(duration_ms)"
        " FROM rows GROUP BY vendor, hour",
    ),
    Question(
        "most of a key in 60 s",
        "SELECT vendor, subject, max(peak_60s) FROM request_peaks WHERE scope = 'key' GROUP BY ALL",
        "SELECT vendor, key_id, max(peak) FROM (SELECT vendor, key_id, sum(n) OVER (PARTITION BY"
        " vendor, key_id ORDER BY s RANGE BETWEEN 59 PRECEDING AND CURRENT ROW) AS peak FROM"
        " (SELECT vendor, key_id, epoch_us(ts) // 1000000 AS s, count(*) AS n FROM rows"
        " WHERE key_id IS NOT NULL GROUP BY ALL)) GROUP BY ALL",
        "SELECT vendor, key_id, max(peak) FROM (SELECT vendor, key_id, sum(n) OVER (PARTITION BY"
        " vendor, key_id ORDER BY s RANGE BETWEEN 59 PRECEDING AND CURRENT ROW) AS peak FROM"
        " (SELECT vendor, key_id, toUnixTimestamp(ts) AS s, count(*) AS n FROM rows"
        " WHERE key_id IS NOT NULL GROUP BY vendor, key_id, s)) GROUP BY vendor, key_id",
    ),
    Question(
        "a trace",
        "SELECT * FROM requests WHERE trace_key = 'TRACE'",
        "SELECT * FROM rows WHERE trace_key = 'TRACE'",
        "SELECT * FROM rows WHERE trace_key = 'TRACE'",
    ),
)


def run(folder: Path, scale: Scale) -> None:
    """Goal: no slower than the bare files, a trace within 0.3 s; over the lake of the views."""
    show(Lake(folder / "lake"), scale.requests, scale.runs)


def show(lake: Lake, requests: int, runs: int) -> None:
    """Print a table: each question by us and by the peers; ratios to us."""
    if not lake.exists():
        make_lake(lake.root, requests)
        timed(analyzer("build", "--lake", lake.root))
    rows = sum(lake.loads()["requests"].to_pylist())
    trace = _some_trace(lake)
    head(f"questions to {rows:,} requests, each a process", "")
    for question in QUESTIONS:
        works = list(_works(question, lake, trace))
        found = measured(works, runs)
        for name, one in found.items():
            row(name, one, "", base=found[works[0].name].wall_s)
    shown = Work("analyzer trace ID", analyzer("trace", trace, "--lake", lake.root))
    for name, one in measured([shown], runs).items():
        row(name, one, "", base=one.wall_s)


def _works(question: Question, lake: Lake, trace: str) -> Iterator[Work]:
    asked = question.ours.replace("TRACE", trace)
    yield Work(f"{question.name}: analyzer sql", analyzer("sql", asked, "--lake", lake.root))
    files = Path(lake.root) / "requests" / "*" / "*" / "*.parquet"
    for peer, title in _PEERS.items():
        sql = getattr(question, peer).replace("TRACE", trace)
        yield peers.question(f"{question.name}: {title}", peer, files, sql)


def _some_trace(lake: Lake) -> str:
    """The trace of a request in the middle of the lake."""
    files = sorted(lake.files("requests"))
    with duckdb.connect() as con:
        found = con.execute(
            "SELECT trace_key FROM read_parquet($1) WHERE trace_key IS NOT NULL LIMIT 1",
            [files[len(files) // 2]],
        ).fetchall()
    return str(found[0][0])


def main() -> None:
    """Print the table, over a lake that may be kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.questions")
    parser.add_argument("--requests", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path, help="make the lake there and keep it, or use it")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show(Lake(given.lake or Path(folder) / "lake"), given.requests, given.runs)


if __name__ == "__main__":
    main()
