"""TickDB over HTTP: an outage, an expired key, throttling, and failures under HTTP 200."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from random import Random

from . import replies, team
from .clock import MINUTE, SECOND, at, moment
from .exchange import Answer, Call, Line, line
from .timeline import DATA_SOURCE_OUTAGE, KEY_EXPIRES, calm_moment
from .troubles import answer

OK = Answer(200)


def data_source_outage(rng: Random) -> Iterator[Line]:
    """Twelve minutes of 5001, 5002 and 5000 at TickDB; md-feed retries too often, and too fast."""
    minutes = (DATA_SOURCE_OUTAGE.end - DATA_SOURCE_OUTAGE.start) // MINUTE
    retries = {
        "mm-bot-1": (1_000, 2_000, 4_000),
        "mm-bot-2": (1_000,),
        "md-feed": (500,) * 6,
    }
    targets = ("/v1/market/ticker?symbol=BTCUSDT", "/v1/symbols/available")
    for minute in range(minutes):
        for number, (client, waits) in enumerate(retries.items()):
            sent = DATA_SOURCE_OUTAGE.start + minute * MINUTE + rng.randrange(2_000, 40_000)
            target = targets[(minute + number) % 2]
            yield from _until_answered(sent, client, target, waits, rng)


def _until_answered(
    sent: int, client: str, target: str, waits: tuple[int, ...], rng: Random
) -> Iterator[Line]:
    """The request and its retries, each the given milliseconds after the answer before it."""
    for attempt, wait in enumerate((0, *waits), start=1):
        call = Call(sent + wait, client, "tickdb", "GET", target, attempt)
        answered = answer(call, OK, rng)
        yield line(call, answered, rng)
        if answered is OK:
            return
        sent = call.ts + round(answered.duration_ms or 0)


def key_expires_to_the_second(rng: Random) -> Iterator[Line]:
    """The last requests that the old TickDB key served, and the first that it did not."""
    for client, last, first in (("md-feed", 2_840, 1_310), ("mm-bot-1", 9_400, 6_020)):
        for ts in (KEY_EXPIRES - last, KEY_EXPIRES + first):
            call = Call(ts, client, "tickdb", "GET", "/v1/market/ticker?symbol=BTCUSDT")
            yield line(call, answer(call, OK, rng), rng)


def key_is_missing(rng: Random) -> Iterator[Line]:
    """A health check that was never given a key."""
    for ts in (at(2, "13:40:02"), at(2, "13:40:32")):
        call = Call(ts, "mm-bot-2", "tickdb", "GET", "/v1/symbols/available", headers=team.NO_KEY)
        yield line(call, replies.tickdb(1002, call), rng)


def failover_address_is_not_allowed(rng: Random) -> Iterator[Line]:
    """A drill: six requests from a machine whose address is not on TickDB's list."""
    for number in range(6):
        call = Call(
            at(1, "18:30") + number * 20 * SECOND, "mm-bot-2", "tickdb", "GET",
            "/v1/market/ticker?symbol=ETHUSDT", address=team.FAILOVER_ADDRESS,
        )  # fmt: skip
        yield line(call, replies.tickdb(1003, call), rng)


def tickdb_failures_under_200(rng: Random) -> Iterator[Line]:
    """TickDB says 200 and means no."""
    for code, times, target in (
        (1004, 5, "/v1/market/level2?symbol=BTCUSDT"),
        (2001, 11, "/v1/market/ticker"),
        (2002, 9, "/v1/market/ticker?symbol=LUNAUSDT"),
        (2003, 5, "/v1/market/kline?symbol=BTCUSDT&start_time=1794873600000&end_time=1"),
        (2004, 4, "/v1/market/kline?symbol=BTCUSDT&interval=1m&limit=5000"),
    ):
        for _ in range(times):
            call = Call(calm_moment(rng), "mm-bot-2", "tickdb", "GET", target)
            yield line(call, replies.tickdb(code, call), rng)


def backfill_is_throttled(rng: Random) -> Iterator[Line]:
    """mm-bot-2 fills candles, is told 3001 three times, and each time waits as told.

    The wait is told in seconds, as a date, and under HTTP 200.
    """
    ts = at(2, "16:00:00")
    for number in range(1, 184):
        target = f"/v1/market/kline?symbol=BTCUSDT&interval=1m&page={number}"
        if number in (145, 165, 183):
            wait_s = {145: 5, 165: 6, 183: 8}[number]
            call = Call(ts, "mm-bot-2", "tickdb", "GET", target, 1)
            yield line(call, _told_to_wait(call, number, wait_s), rng)
            ts += wait_s * SECOND + rng.randrange(1_200, 1_600)
            yield line(Call(ts, "mm-bot-2", "tickdb", "GET", target, 2), OK, rng)
        else:
            yield line(Call(ts, "mm-bot-2", "tickdb", "GET", target), OK, rng)
        ts += rng.randrange(300, 420)


def _told_to_wait(call: Call, number: int, wait_s: int) -> Answer:
    if number == 165:
        now = moment(call.ts - call.ts % SECOND)
        until = moment(call.ts - call.ts % SECOND + wait_s * SECOND)
        headers = {
            "Date": format_datetime(now, usegmt=True),
            "Retry-After": format_datetime(until, usegmt=True),
        }
    else:
        headers = {"Retry-After": str(wait_s)}
    throttled = replies.tickdb(3001, call, headers)
    return Answer(200 if number == 183 else throttled.status, throttled.body, headers)
