"""`python -m tests.bench [--lines N]`: ingest beside plain DuckDB, lnav and GoAccess."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import access as access_log
from tests.bench import calls

_PLAIN = """
import duckdb, sys
duckdb.connect().execute(f\"\"\"COPY (SELECT * FROM read_json('{sys.argv[1]}',
    format = 'newline_delimited', columns = {{
        ts: 'TIMESTAMPTZ', client: 'VARCHAR', client_ip: 'VARCHAR', attempt: 'SMALLINT',
        trace_id: 'VARCHAR', method: 'VARCHAR', url: 'VARCHAR', status: 'SMALLINT',
        duration_ms: 'DOUBLE', request_headers: 'JSON', response_headers: 'JSON',
        response_body: 'JSON'}}))
    TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)\"\"\")
"""


@dataclass(frozen=True)
class Run:
    """One run of a command: wall and CPU seconds, peak memory in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def timed(command: list[str]) -> Run:
    """Run a command as a whole process. Raises CalledProcessError where it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Print a table for each kind of log: medians of all runs, the commands in turn."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log, access, lake = (Path(folder) / name for name in ("calls.jsonl", "access.log", "lake"))
        calls.write(log, given.lines)
        plain = [sys.executable, "-c", _PLAIN, str(log), str(Path(folder) / "plain.parquet")]
        commands = {
            "DuckDB read_json → one Parquet file": plain,
            "analyzer ingest": _ingest(log, lake),
            "start-up (analyzer --version)": [sys.executable, "-m", "analyzer", "--version"],
        }
        compare("canonical JSON Lines", log, given.lines, commands, given.runs, lake)
        log.unlink()
        access_log.write(access, given.lines)
        count = ";SELECT sc_status, count(*) FROM access_log GROUP BY sc_status"
        page = str(Path(folder) / "page.html")
        peers = {
            "lnav, a count in SQL": ["lnav", "-n", "-c", count, str(access)],
            "GoAccess, its report": [
                "goaccess", str(access), "--log-format=COMBINED", "--no-progress", "-o", page,
            ],
        }  # fmt: skip
        for name in [name for name, command in peers.items() if not shutil.which(command[0])]:
            print(f"{name}: not installed, left out")
            del peers[name]
        commands = {"analyzer ingest": _ingest(access, lake), **peers}
        compare("combined access log", access, given.lines, commands, given.runs, lake)


def compare(
    kind: str, log: Path, lines: int, commands: dict[str, list[str]], times: int, lake: Path
) -> None:
    """Run the commands in turn and print their medians, as ratios of the first."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            shutil.rmtree(lake, ignore_errors=True)
            runs[name].append(timed(command))
    print(f"\n{kind}: {lines:,} lines, {log.stat().st_size / 1e6:.0f} MB, medians of {times} runs")
    print(f"{'':38}{'wall s':>8}{'CPU s':>8}{'MB':>8}{'lines/s':>12}{'ratio':>8}")
    base = statistics.median(run.wall_s for run in next(iter(runs.values())))
    for name, found in runs.items():
        wall, cpu, peak = (
            statistics.median(getattr(run, field) for run in found)
            for field in ("wall_s", "cpu_s", "peak_mb")
        )
        print(f"{name:38}{wall:8.2f}{cpu:8.2f}{peak:8.0f}{lines / wall:12,.0f}{wall / base:8.2f}")


def _ingest(log: Path, lake: Path) -> list[str]:
    return [sys.executable, "-m", "analyzer", "ingest", str(log), "--lake", str(lake)]


if __name__ == "__main__":
    main()
