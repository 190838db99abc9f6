"""Zero Markets: tokens, limits, and codes that its document lists and that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from . import replies, team
from .clock import SECOND, at
from .exchange import Answer, Call, Line, line, new_trace_id
from .timeline import TOKEN_EXPIRES, TOKEN_REFRESHED, calm_moment

OK = Answer(200)


ZEROMARKETS_FAILURES: tuple[tuple[str, int, str, str, dict[str, Any]], ...] = (
    ("AUTH_40301", 4, "GET", "/trading/v1/accounts/800999/positions", {}),
    ("AUTH_40302", 3, "GET", "/md/v1/quotes/US500", {}),
    ("REQ_40001", 6, "POST", "/trading/v1/orders", {"field": "quantity", "reason": "missing"}),
    ("REQ_40002", 4, "GET", "/md/v1/quotes/eur-usd", {"field": "symbol", "reason": "format"}),
    ("REQ_40003", 3, "GET", "/md/v1/candles/EURUSD?from=1794873600&to=1794870000", {}),
    ("TRADE_40901", 9, "POST", "/trading/v1/orders", {}),
    ("TRADE_42201", 4, "POST", "/trading/v1/orders", {"field": "stopPrice"}),
)


def zeromarkets_failures(rng: Random) -> Iterator[Line]:
    """Codes of the document, and codes (`TRADE_…`) that it does not list; the bots take turns."""
    for code, times, method, target, details in ZEROMARKETS_FAILURES:
        for number in range(times):
            client = ("mm-bot-1", "mm-bot-2")[number % 2]
            call = Call(calm_moment(rng), client, "zeromarkets", method, target)
            yield line(call, replies.zeromarkets(code, new_trace_id(rng), **details), rng)


def tokens_missing_or_malformed(rng: Random) -> Iterator[Line]:
    """AUTH_40101, twice without a token; the third answer repeats the token it was sent."""
    sent = f"Bearer Bearer {team.BOT_2_OLD_TOKEN}"
    for ts, headers, details in (
        (at(2, "13:40:03"), team.NO_KEY, {"field": "Authorization", "reason": "missing"}),
        (at(2, "13:40:33"), team.NO_KEY, {"field": "Authorization", "reason": "missing"}),
        (at(2, "13:42:10"), {"Authorization": sent}, {"reason": "malformed", "received": sent}),
    ):
        call = Call(ts, "mm-bot-2", "zeromarkets", "GET", "/md/v1/quotes/EURUSD", headers=headers)
        yield line(call, replies.zeromarkets("AUTH_40101", new_trace_id(rng), **details), rng)


def token_expires_and_is_refreshed(rng: Random) -> Iterator[Line]:
    """mm-bot-2's Zero Markets token ends at 18:00 on day 3; a new one is in use 70 s later."""
    for ts in range(TOKEN_EXPIRES - 14 * SECOND, TOKEN_REFRESHED + 28 * SECOND, 14 * SECOND):
        sent = ts + 400
        call = Call(sent, "mm-bot-2", "zeromarkets", "GET", "/md/v1/quotes/EURUSD")
        expired = TOKEN_EXPIRES <= sent < TOKEN_REFRESHED
        failed = replies.zeromarkets("AUTH_40102", new_trace_id(rng))
        yield line(call, failed if expired else OK, rng)


def shared_address_is_throttled(rng: Random) -> Iterator[Line]:
    """Both bots, behind one address, get LIMIT_42901: mm-bot-1 waits as told, mm-bot-2 does not."""
    for client, wait_ms in (("mm-bot-1", 4_100), ("mm-bot-2", 180)):
        for number in range(3):
            sent = at(1, "15:00:05") + number * 20 * SECOND + rng.randrange(2 * SECOND)
            refused = replies.zeromarkets("LIMIT_42901", new_trace_id(rng))
            told = Answer(refused.status, refused.body, {"Retry-After": "3"})
            call = Call(sent, client, "zeromarkets", "GET", "/md/v1/quotes/XAUUSD", 1)
            yield line(call, told, rng)
            again = Call(sent + wait_ms, client, "zeromarkets", "GET", "/md/v1/quotes/XAUUSD", 2)
            yield line(again, OK, rng)


def token_is_used_up(rng: Random) -> Iterator[Line]:
    """mm-bot-2 walks through 640 quotes: 600 in one minute pass, then LIMIT_42902, twice."""
    ts = at(3, "09:30:03")
    for number in range(1, 641):
        target = f"/md/v1/quotes/FX{number:03d}"
        for attempt, wait_s in ((1, 3), (2, 5)) if number == 601 else ():
            refused = replies.zeromarkets("LIMIT_42902", new_trace_id(rng))
            call = Call(ts, "mm-bot-2", "zeromarkets", "GET", target, attempt)
            yield line(call, Answer(429, refused.body, {"Retry-After": str(wait_s)}), rng)
            ts += wait_s * SECOND + 900
        attempt_number = 3 if number == 601 else None
        call = Call(ts, "mm-bot-2", "zeromarkets", "GET", target, attempt_number)
        yield line(call, OK, rng)
        ts += rng.randrange(60, 102)


def quote_stream_is_rebalanced(rng: Random) -> Iterator[Line]:
    """MD_50301, which no document lists: mm-bot-1 retries three times, mm-bot-2 six times."""
    for client, starts, retries in (
        ("mm-bot-1", ("20:15:02", "20:16:11", "20:17:30"), 3),
        ("mm-bot-2", ("20:15:20", "20:17:05"), 6),
    ):
        for number, start in enumerate(starts):
            sent = at(2, start)
            for attempt in range(1, retries + 2):
                target = f"/md/v1/quotes/{('EURUSD', 'USDJPY', 'XAUUSD')[number]}"
                call = Call(sent, client, "zeromarkets", "GET", target, attempt)
                yield line(call, replies.zeromarkets("MD_50301", new_trace_id(rng)), rng)
                sent += (1 << min(attempt - 1, 2)) * SECOND + rng.randrange(100, 300)
