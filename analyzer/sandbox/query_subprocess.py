"""A user's query in a subprocess, which ends with its time or memory: for the dashboard.

Some of what SQL can ask for is beyond DuckDB's limits: a text so deep that the parser runs out of
stack, one value of many gigabytes, a function that looks at the clock only when it is done. Here
that ends a process that does nothing else, has no secret of the lake in its environment, and can
write no file.

Each process answers one query. To start takes longer than most queries, so `prepare` starts one
ahead; it waits for its query, and ends with the process that started it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.catalog import catalog
from analyzer.errors import AnalyzerError, CatalogError, LakeError, NewerLakeError, QueryError
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.sandbox import sandbox
from analyzer.sandbox.sandbox import Limits, TookTooLongError
from analyzer.storage import is_url
from analyzer.text.period import Period
from analyzer.warehouse.narrowed import RowFilter

_REPORTED = 3
_START_SECONDS = 15
# To a lake in a bucket the process needs what the AWS tools take; SQL has no way to read it.
_TO_BUCKETS = ("AWS_", "ANALYZER_CACHE", "XDG_CACHE_HOME")
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR")
_ERRORS: dict[str, type[AnalyzerError]] = {
    kind.__name__: kind
    for kind in (QueryError, TookTooLongError, LakeError, NewerLakeError, CatalogError)
}


@dataclass(frozen=True)
class _Waiting:
    """A process that waits for its query, and the environment that it was started with."""

    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]


# What deque gives to one thread, it gives to no other.
_waiting: deque[_Waiting] = deque()


def ask(
    lake: str | Path,
    vendors: Path | None,
    lang: str,
    query: str,
    parameters: Mapping[str, str],
    *,
    rows: int,
    limits: Limits,
    part: RowFilter | None = None,
) -> pl.DataFrame:
    """The first `rows` of the result of one reading statement, over a `part` of the lake or all.

    Raises QueryError, TookTooLongError, LakeError and CatalogError.
    """
    request = {
        "lake": str(lake),
        "vendors": str(vendors.absolute()) if vendors else None,
        "lang": lang,
        "query": query,
        "parameters": dict(parameters),
        "rows": rows,
        "limits": asdict(limits),
        "vendor": part.vendor if part else None,
        "period": _period_fields(part.period) if part and part.period else None,
    }
    process = _prepared() or start()
    try:
        answer, _ = process.communicate(
            json.dumps(request).encode(), limits.seconds + _START_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise TookTooLongError("stopped: its time was up", where="sql", todo=sandbox.LESS) from None
    finally:
        process.kill()
        process.wait()
    if process.returncode == 0:
        return pl.read_ipc_stream(answer)
    if process.returncode == _REPORTED:
        error_fields: dict[str, Any] = json.loads(answer)
        raise _ERRORS[error_fields.pop("kind")](error_fields.pop("what"), **error_fields)
    raise QueryError("stopped: it takes more than DuckDB can give", where="sql", todo=sandbox.LESS)


def prepare() -> None:
    """Start the process for the next query, unless one waits."""
    if not _waiting:
        _waiting.append(_Waiting(start(), _environment()))


def start() -> subprocess.Popen[bytes]:
    """A process that waits for one query."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "analyzer.sandbox.query_subprocess"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _prepared() -> subprocess.Popen[bytes] | None:
    """The process that waits, if it lives and would be started the same way now."""
    try:
        waiting = _waiting.popleft()
    except IndexError:
        return None
    if waiting.environment == _environment():
        return waiting.process if waiting.process.poll() is None else None
    waiting.process.kill()
    waiting.process.wait()
    return None


def _environment() -> dict[str, str]:
    more = _TO_BUCKETS if is_url(os.environ.get("ANALYZER_LAKE", "")) else ()
    return {
        name: value
        for name, value in os.environ.items()
        if name in _INHERITED or name.startswith(more)
    }


def _period_fields(period: Period) -> list[str]:
    return [period.since.isoformat(), period.until.isoformat(), period.zone]


def _period_of(fields: list[str]) -> Period:
    since, until, zone = fields
    return Period(datetime.fromisoformat(since), datetime.fromisoformat(until), zone)


def _answer(request: dict[str, Any]) -> pl.DataFrame:
    vendors = catalog.load(Path(request["vendors"]) if request["vendors"] else None)
    lake, query, limits = Lake(request["lake"]), request["query"], Limits(**request["limits"])
    period = _period_of(request["period"]) if request["period"] else None
    part = RowFilter(period, request["vendor"])
    with sandbox.opened(lake, vendors, request["lang"], query, limits, part) as con:
        return sandbox.read(con, query, request["parameters"], rows=request["rows"])


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    models()
    request = sys.stdin.buffer.read()
    if not request:
        return
    try:
        _answer(json.loads(request)).write_ipc_stream(sys.stdout.buffer)
    except tuple(_ERRORS.values()) as error:
        error_fields = {"what": error.what, "where": error.where, "todo": error.todo}
        if error.excerpt:
            error_fields["excerpt"] = error.excerpt
        print(json.dumps({"kind": type(error).__name__, **error_fields}))
        sys.exit(_REPORTED)


if __name__ == "__main__":
    _main()
