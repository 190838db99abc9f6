"""A process that asks one query after the other as the dashboard's own process asks one.

`python -m tests.sandbox.asker LAKE SECONDS MEMORY` reads a JSON text a line, a query, and answers
with a JSON object a line: `outcome` (`answered`, `refused`, `ended`, `wrong`), `told` (what was
given, cut) and `mib` (the most memory that this process had). A line `[…]` before the first query
holds texts that no answer may contain.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from io import BytesIO
from pathlib import Path

import duckdb
import polars as pl

from analyzer.catalog import catalog
from analyzer.cli.output import as_markdown, as_table
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.sandbox import sandbox

_TOLD = 300
_ROWS = 10


def _asked(con: duckdb.DuckDBPyConnection, query: str) -> tuple[str, str]:
    try:
        return "answered", _shown(sandbox.read(con, query, rows=_ROWS))
    except QueryError as error:
        return "refused", str(error)
    except MemoryError:
        return "ended", "memory"
    except Exception as error:  # whatever else comes is what is looked for
        return "wrong", f"{type(error).__name__}: {error}"


def _shown(frame: pl.DataFrame) -> str:
    """As the dashboard's process hands it on, and as the command line shows it."""
    handed_on = BytesIO()
    frame.write_ipc_stream(handed_on)
    return handed_on.getvalue().decode("latin-1") + as_table(frame) + as_markdown(frame)


def _most_mib() -> int:
    """The most memory this program had; `ru_maxrss` begins with what the caller had at its fork."""
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("VmHWM:") + 1]) >> 10


def _main(lake: Path, seconds: float, memory: str) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    hidden: list[str] = json.loads(sys.stdin.readline())
    limits = sandbox.Limits(seconds, memory)
    # A query that looks around sees every view.
    with sandbox.opened(Lake(lake), catalog.load(None), "en", "FROM duckdb_views()", limits) as con:
        for line in sys.stdin:
            outcome, told = _asked(con, json.loads(line))
            if found := [text for text in hidden if text in told]:
                outcome, told = "wrong", f"gives away {found[0][:8]}…, which it may not read"
            print(json.dumps([outcome, told[:_TOLD], _most_mib()]), file=answers)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
