"""Day 1, 14:00: a loop of mm-bot-2 polls its orders faster and faster, up to the limit.

55-Tech allows a key 2,000 requests in any 60 seconds. At 14:19 the loop stalls, then catches up:
between 14:19:20 and 14:20:20 it sends far more than 2,000, although neither calendar minute has
that many. Refused, it asks again within milliseconds. recon-job, which shares the key, is refused
as well and waits as told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator
from itertools import cycle, pairwise
from random import Random

from . import replies
from .clock import MINUTE, SECOND, at
from .exchange import Answer, Call, Line, line
from .team import credential_header

QUOTA = 2000
ORDERS = range(48_101, 48_125)

# Requests a minute, in each minute from 14:00.
CLIMB = (4, 6, 8, 11, 15, 21, 30, 42, 59, 82, 115, 161, 226, 316, 443, 620, 868, 1215, 1700)
# (from, requests a minute; 0: the watchdog has stopped the loop)
AFTERWARDS = (
    ("14:19:00", 300),
    ("14:19:20", 2640),
    ("14:20:22", 0),
    ("14:20:50", 1800),
    ("14:21:30", 2160),
    ("14:22:14", 0),
)
RECONCILIATIONS = (at(1, "14:05"), at(1, "14:20:08"), at(1, "14:22:09"))


def polling_loop(rng: Random) -> Iterator[Line]:
    """The loop's requests, then those of recon-job against what the loop has used up."""
    accepted: list[int] = []
    yield from _loop(accepted, rng)
    for start in RECONCILIATIONS:
        yield from _reconciliation(start, accepted, rng)
    yield _runtime_line(at(1, "14:20:22"), "watchdog: order poller stopped, restarting")
    yield _runtime_line(at(1, "14:22:15"), "watchdog: order poller stopped by operator")


def _loop(accepted: list[int], rng: Random) -> Iterator[Line]:
    start = at(1, "14:00")
    segments = [(start + minute * MINUTE, rate) for minute, rate in enumerate(CLIMB)]
    segments += [(at(1, time), rate) for time, rate in AFTERWARDS]
    orders = cycle(ORDERS)
    for (begin, rate), (end, _) in pairwise(segments):
        sent = float(begin)
        while rate and sent < end:
            answered = yield from _poll(sent, next(orders), accepted, rng)
            sent = max(answered + 1.0, sent + MINUTE / rate * (0.9 + 0.2 * rng.random()))


def _poll(
    sent: float, order: int, accepted: list[int], rng: Random
) -> Generator[Line, None, float]:
    """One order's state, asked for until there is an answer; returns when that was."""
    attempt = 1
    while True:
        ts = round(sent)
        throttled = _is_used_up(accepted, ts)
        duration_ms = round((3 if throttled else 7) + 5 * rng.random(), 1)
        yield _line(ts, order, attempt, duration_ms, throttled, rng)
        if not throttled:
            accepted.append(ts)
            return sent + duration_ms
        sent += duration_ms + 2 + 9 * rng.random()
        attempt += 1


def _is_used_up(accepted: list[int], ts: int) -> bool:
    """Whether 2,000 requests were accepted in the 60 seconds up to `ts`."""
    return bisect_right(accepted, ts) - bisect_left(accepted, ts - MINUTE) >= QUOTA


def _throttled(wait_s: int | None) -> Answer:
    """A 429; only some name the wait."""
    headers = {"Retry-After": str(wait_s)} if wait_s else {}
    return replies.fifty_five(429, "Rate limit exceeded", headers)


def _line(
    ts: int, order: int, attempt: int, duration_ms: float, throttled: bool, rng: Random
) -> Line:
    """Kept short, as there are thousands: no address, no attempt number on the first."""
    answer = _throttled(1 if rng.random() < 0.2 else None) if throttled else Answer(200)
    record = {
        "client": "mm-bot-2",
        "method": "GET",
        "url": f"https://mmapi.55-tech.com/api/v1/orders/{order}",
        "status": answer.status,
        "duration_ms": duration_ms,
        "request_headers": credential_header("mm-bot-2", "55tech", ts),
    }
    if attempt > 1:
        record["attempt"] = attempt
    if throttled:
        record |= {"response_headers": dict(answer.headers)} if answer.headers else {}
        record["response_body"] = answer.body
    return Line(ts, "mm-bot-2", record)


def _reconciliation(start: int, accepted: list[int], rng: Random) -> Iterator[Line]:
    """Three pages, one after the other; after a 429 nothing is sent until the wait is over."""
    ts = start
    for page in (1, 2, 3):
        target = f"/api/v1/orders?status=open&page={page}"
        attempt, wait_s = 1, 2
        while _is_used_up(accepted, ts):
            call = Call(ts, "recon-job", "55tech", "GET", target, attempt)
            yield line(call, _throttled(wait_s if attempt % 2 else None), rng)
            # Never less than the 4 s that the vendor's 1-2-4 asks for in the end.
            ts += max(wait_s, 4) * SECOND + rng.randrange(600, 1_000)
            attempt, wait_s = attempt + 1, min(2 * wait_s, 8)
        call = Call(ts, "recon-job", "55tech", "GET", target, attempt)
        yield line(call, Answer(200), rng)
        ts += rng.randrange(400, 700)


def _runtime_line(ts: int, message: str) -> Line:
    return Line(ts, "mm-bot-2", {"client": "mm-bot-2", "level": "warning", "msg": message})
