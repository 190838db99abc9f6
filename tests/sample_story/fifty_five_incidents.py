"""55-Tech over HTTP: keys that are refused, and the ordinary failures."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import replies, team
from .clock import SECOND, at
from .exchange import Answer, Call, Line, line
from .timeline import WRONG_HEADER_RELEASE, calm_moment
from .troubles import answer


def wrong_header_release(rng: Random) -> Iterator[Line]:
    """mm-bot-1 sends its key as a Bearer token, every fifteen seconds, until rolled back."""
    start, end = WRONG_HEADER_RELEASE.start, WRONG_HEADER_RELEASE.end
    for ts in range(start - 15 * SECOND, end + 30 * SECOND, 15 * SECOND):
        sent = ts + rng.randrange(4 * SECOND)
        call = Call(sent, "mm-bot-1", "55tech", "GET", "/api/v1/trading/status")
        yield line(call, answer(call, Answer(200), rng), rng)


def keys_missing_malformed_or_revoked(rng: Random) -> Iterator[Line]:
    """Other ways to get a 401."""
    refused = replies.fifty_five(401, "Invalid or missing API key")
    for ts, client, headers in (
        (at(2, "13:40:01"), "mm-bot-2", team.NO_KEY),
        (at(2, "13:40:31"), "mm-bot-2", team.NO_KEY),
        (at(2, "13:41:01"), "mm-bot-2", team.NO_KEY),
        (at(2, "10:02:17.4"), "recon-job", {"X-API-Key": team.MALFORMED_KEY}),
        (at(3, "04:05:09.2"), "recon-job", {"X-API-Key": team.REVOKED_KEY}),
        (at(3, "04:05:40.7"), "recon-job", {"X-API-Key": team.REVOKED_KEY}),
    ):
        call = Call(ts, client, "55tech", "GET", "/api/v1/trading/status", headers=headers)
        yield line(call, refused, rng)


def fifty_five_errors(rng: Random) -> Iterator[Line]:
    """The ordinary failures of 55-Tech: not found, conflict, validation, upgrade, server error."""
    missing = [{"loc": ["query", "fixtureId"], "msg": "Field required", "type": "missing"}]
    for status, times, method, target, detail in (
        (404, 8, "POST", "/api/v1/orders/999999/cancel", "Order not found"),
        (409, 4, "POST", "/api/v1/markets/6610/deactivate", "Market has open orders"),
        (422, 6, "GET", "/api/v1/positions", missing),
        (426, 2, "GET", "/ws", "Upgrade required"),
        (500, 5, "POST", "/api/v1/orders", "Internal server error"),
    ):
        for _ in range(times):
            call = Call(calm_moment(rng), "mm-bot-2", "55tech", method, target)
            yield line(call, replies.fifty_five(status, detail), rng)
