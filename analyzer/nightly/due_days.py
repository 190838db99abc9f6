"""Days that still need a report, and the lock that admits one nightly run at a time.

A day is due if it has no report yet, or if requests of it came after its report was made. What a
run has done is kept in the lake's memory step by step, so one that was killed is done again from
the step it had reached, and a report made twice says the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta

import duckdb

from analyzer import queries
from analyzer.errors import LakeError
from analyzer.ingest.sources.source import Source
from analyzer.lake.lake import Lake
from analyzer.rules.finding_history import FindingHistory, ReportedDay
from analyzer.text.period import DAY, start_of

# Requests that come later than that change no report any more.
_LATE = timedelta(days=31)
# Whoever read a report wants another one only if it was far from complete.
_MUCH_MORE = 1.1
_FIRST = date(1970, 1, 2)
_STILL_WRITTEN = timedelta(minutes=1)


@contextmanager
def alone(lake: Lake) -> Iterator[None]:
    """The only nightly run over this lake. Raises LakeError where another is at work."""
    with ExitStack() as until_done:
        try:
            until_done.enter_context(lake.storage.locked("nightly.lock", wait=False))
        except BlockingIOError:
            raise LakeError(
                "another nightly run is at work",
                where=lake.root,
                todo="Nothing was done; it does all that is due.",
            ) from None
        yield


def by_state(sources: Iterable[Source], *, now: datetime) -> tuple[list[Source], list[Source]]:
    """Those that are complete, and those written to a moment ago, whose last line may not be."""
    done: list[Source] = []
    live: list[Source] = []
    for source in sources:
        try:
            changed = datetime.fromtimestamp(os.stat(source.path).st_mtime, UTC)
        except OSError:
            done.append(source)
            continue
        (live if now - changed < _STILL_WRITTEN else done).append(source)
    return done, live


def due(
    con: duckdb.DuckDBPyConnection, memory: FindingHistory, last: date, zone: str
) -> list[date]:
    """Days of a zone, up to `last`, whose report is to be made, oldest first.

    The first run ever reports on the last day that has requests, and on `last`.
    """
    reported = {date.fromisoformat(day) for day in memory.days}
    sent = requests_by_day(con, last - _LATE if reported else _FIRST, zone)
    grown = [
        day
        for day in reported
        if day <= last and sent.get(day, 0) > memory.days[str(day)]["requests"]
    ]
    if not reported:
        return sorted({max((day for day in sent if day <= last), default=last), last})
    first = max(reported) + DAY
    missing = [first + DAY * n for n in range((last - first).days + 1)]
    return sorted({*grown, *missing})


def requests_by_day(con: duckdb.DuckDBPyConnection, since: date, zone: str) -> dict[date, int]:
    """How many requests each day of a zone has, from `since` on."""
    found = queries.read(con, "requests_by_day", since=start_of(since, zone), zone=zone)
    return dict(found.iter_rows())


def noted(before: ReportedDay | None, requests: int, destinations: Iterable[str]) -> ReportedDay:
    """What to note of a day whose report was made just now.

    One that was reported before is delivered again only if much of it was missing.
    """
    if before is None or requests > before["requests"] * _MUCH_MORE:
        return {"requests": requests, "pending": list(destinations)}
    return {"requests": requests, "pending": before["pending"]}
