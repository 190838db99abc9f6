"""Runs in which a client opened connections again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median

from tests.reference.views import connection_sessions
from tests.reference.world import Row, World, grouped, known

KEY = ("vendor", "client", "since")
_PAUSE = timedelta(seconds=60)
_AT_LEAST = 5


def rows(world: World) -> Iterator[Row]:
    """One row a run of five opens or more, each within 60 s of the one before."""
    opens = [s for s in connection_sessions.rows(world) if s["opened_at"] or s["refused_at"]]
    opens.sort(key=lambda session: session["first_ts"])
    for (vendor, client), ones in grouped(opens, lambda s: (s["vendor"], s["client"])).items():
        for run in _runs(ones):
            if len(run) >= _AT_LEAST:
                yield {"vendor": vendor, "client": client} | _storm(run)


def _runs(ones: Sequence[Row]) -> Iterator[list[Row]]:
    run = [ones[0]]
    for one in ones[1:]:
        if one["first_ts"] - run[-1]["first_ts"] > _PAUSE:
            yield run
            run = []
        run.append(one)
    yield run


def _storm(run: Sequence[Row]) -> Row:
    lengths = [one["session_s"] for one in run if one["session_s"] is not None]
    return {
        "since": run[0]["first_ts"],
        "until": run[-1]["first_ts"],
        "opened": len(run),
        "lost": sum(
            one["ended_by"] != "refused" and one["close_code"] not in (None, 1000, 1001)
            for one in run
        ),
        "refused": sum(one["refused_at"] is not None for one in run),
        "median_session_s": median(lengths) if lengths else None,
        "close_codes": known(one["close_code"] for one in run),
        "error_codes": known(one["error_code"] for one in run),
    }
