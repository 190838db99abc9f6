"""Attempts of one and the same operation, also where the log has no attempt number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from tests.reference.request import Request
from tests.reference.views import throttles
from tests.reference.world import Row, World, grouped, in_s, known

KEY = ("vendor", "client", "key_id", "method", "path", "first_ts")
_PAUSE_S = 10.0
_LONGEST_DOCUMENTED_S = 600.0
_MOST = {"zeromarkets": 3}
_OF_THE_VENDOR = ("server_error", "unavailable", "gateway", "partial_failure")


def same_operation(one: Request) -> Hashable:
    """What makes two requests attempts of one operation."""
    return one.vendor, one.client or one.client_ip, one.key_id, one.method, one.path, one.query


def rows(world: World) -> Iterator[Row]:
    """One row an operation that failed at least once."""
    sent = (one for one in world.requests if not one.is_frame)
    documented = _documented_waits(world)
    for ones in grouped(sent, same_operation).values():
        for attempts in _operations(ones, documented):
            if any(one.failed for one in attempts):
                yield _operation(attempts)


def _documented_waits(world: World) -> Mapping[Hashable, float]:
    """How long callers were to wait who were told no time, by caller and instant."""
    waits: dict[Hashable, float] = defaultdict(float)
    for row in throttles.rows(world):
        if row["wait_source"] == "catalog":
            caller = row["vendor"], row["client"] or row["client_ip"], row["key_id"]
            wait = min(row["advised_wait_s"], _LONGEST_DOCUMENTED_S)
            waits[caller, row["ts"]] = max(waits[caller, row["ts"]], wait)
    return waits


def _operations(
    ones: Sequence[Request], documented: Mapping[Hashable, float]
) -> Iterator[list[Request]]:
    attempts: list[Request] = []
    for one in ones:
        if attempts and not _follows(attempts, one, documented):
            yield attempts
            attempts = []
        # What was not answered is an attempt of what failed before it, and begins nothing.
        if attempts or one.failed or one.ok:
            attempts.append(one)
    if attempts:
        yield attempts


def _follows(
    attempts: Sequence[Request], one: Request, documented: Mapping[Hashable, float]
) -> bool:
    """Whether it is the next attempt: of what failed, soon enough, and counted on if counted."""
    last = attempts[-1]
    if last.ok:
        return False
    if one.attempt is not None and (one.attempt <= 1 or one.attempt <= (last.attempt or 0)):
        return False
    before = next(earlier for earlier in reversed(attempts) if earlier.failed)
    wait = before.retry_after_s
    if wait is None and before.failure and before.failure.group == "rate_limit":
        wait = documented.get((throttles.caller(before), before.ts))
    return in_s(one.ts - before.answered_at) <= _PAUSE_S + (wait or 0)


def _operation(attempts: Sequence[Request]) -> Row:
    first, final = attempts[0], attempts[-1]
    failures = [one.failure for one in attempts if one.failure]
    steps = [*_steps(attempts)]
    retries = sum(any(map(_is_the_vendors, step)) for step in steps[:-1])
    most = _MOST.get(first.vendor)
    return {
        "vendor": first.vendor,
        "client": first.client,
        "key_id": first.key_id,
        "method": first.method,
        "path": first.path,
        "route": first.route,
        "first_ts": first.ts,
        "last_ts": final.ts,
        "attempts": len(attempts),
        "failures": len(failures),
        "succeeded": final.ok,
        "took_s": in_s(final.ts - first.ts),
        "codes": known(failure.code for failure in failures),
        "retries_after_5xx": retries,
        "max_retries": most,
        "retries_over": max(0, retries - most) if most is not None else None,
        "counted_attempts": max((one.attempt for one in attempts if one.attempt), default=None),
    }


def _steps(attempts: Sequence[Request]) -> Iterator[list[Request]]:
    """Attempts in flight together: each was sent before the one before it was answered."""
    step = [attempts[0]]
    for one in attempts[1:]:
        if one.ts >= step[-1].answered_at:
            yield step
            step = []
        step.append(one)
    yield step


def _is_the_vendors(one: Request) -> bool:
    if one.failure is None:
        return False
    return (one.status or 0) >= 500 or one.failure.group in _OF_THE_VENDOR
