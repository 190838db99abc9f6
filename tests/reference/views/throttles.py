"""Requests that were answered with a rate limit, the wait that was advised, and if it was kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tests.reference.request import Request
from tests.reference.views import failures
from tests.reference.world import Row, World, grouped, in_s

KEY = ("ts",)
# TickDB's examples wait a minute where no Retry-After came.
_TICKDB_S = 60.0
# 136 years: beyond them no wait matters, and none fits into a time.
_MOST_DOUBLINGS = 32
# Where a vendor names no longest wait.
_LONGEST_S = 3600


def caller(one: Request) -> tuple[str, str | None, str | None]:
    """Who waits: client (or address) and key, of one vendor."""
    return one.vendor, one.client or one.client_ip, one.key_id


def rows(world: World) -> Iterator[Row]:
    """One row a throttled request."""
    throttled = {id(one) for one in world.of_class("rate_limit")}
    for ones in grouped(world.requests, caller).values():
        told: list[tuple[datetime, datetime]] = []
        for run in _runs(ones, throttled):
            yield from _run(run, ones, told)


def _runs(ones: Sequence[Request], throttled: set[int]) -> Iterator[list[Request]]:
    """Throttled requests of a caller; a success that he sent after one of them ends the run."""
    run: list[Request] = []
    for one in ones:
        if id(one) not in throttled:
            continue
        if run and any(run[-1].ts < o.ts <= one.ts and _is_served(o) for o in ones):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _is_served(one: Request) -> bool:
    return one.ok and one.command != "close"


def _run(
    run: Sequence[Request], of_caller: Sequence[Request], told: list[tuple[datetime, datetime]]
) -> Iterator[Row]:
    """`told` says from when until when the caller was to wait: it grows."""
    place = 0
    all_answered = run[0].ts
    for one in run:
        if one.ts >= all_answered:
            place += 1
        all_answered = max(all_answered, one.answered_at)
        advised, source = _advice(one, place)
        actual = _actual_wait(one, of_caller)
        is_close = one.command == "close"
        yield failures.columns(one) | {
            "advised_wait_s": advised,
            "wait_source": source,
            "actual_wait_s": actual,
            "honoured": None if advised is None or actual is None else actual >= advised,
            "run_since": run[0].ts,
            "run_position": place,
            "wasted": not is_close and any(at <= one.ts < until for at, until in told),
        }
        if advised is not None:
            told.append((one.answered_at, one.ts + timedelta(seconds=advised)))


def _advice(one: Request, place: int) -> tuple[float | None, str | None]:
    if one.retry_after_s is not None:
        return one.retry_after_s, "header"
    if one.vendor == "55tech":
        return float(min(2 ** min(place - 1, _MOST_DOUBLINGS), _LONGEST_S)), "catalog"
    return (_TICKDB_S, "catalog") if one.vendor == "tickdb" else (None, None)


def _actual_wait(one: Request, of_caller: Sequence[Request]) -> float | None:
    later = (
        other.ts for other in of_caller if other.ts >= one.answered_at and other.command != "close"
    )
    following = min(later, default=None)
    return None if following is None else in_s(following - one.ts)
