"""What joins vendors: traces, and the team's own network."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from . import replies, team
from .clock import at
from .exchange import Answer, Call, Line, line, traceparent
from .timeline import NAME_SERVICE_DOWN, calm_moment
from .troubles import answer

OK = Answer(200)


HEDGES = tuple(
    (at(day, time), UUID(f"e8a7d5c3-9b2c-4cd6-9e12-0000000000{number:02d}"))
    for number, (day, time) in enumerate(
        ((1, "08:00:10"), (2, "13:00:10"), (2, "14:20:10"), (3, "07:10:10"), (3, "08:40:10")), 1
    )
)


def hedges_over_three_vendors(rng: Random) -> Iterator[Line]:
    """One trace from 55-Tech over TickDB to Zero Markets, which refuses; recon-job looks it up.

    The id travels as 32 hex digits and comes back as a UUID, in one answer in upper case.
    """
    for ts, trace_id in HEDGES:
        for after, vendor, method, target, reply in (
            (0, "55tech", "POST", "/api/v1/orders", Answer(201)),
            (140, "tickdb", "GET", "/v1/market/ticker?symbol=BTCUSDT", OK),
            (420, "zeromarkets", "POST", "/trading/v1/orders", _already_submitted(trace_id)),
        ):
            yield _traced(ts + after, "mm-bot-1", vendor, method, target, trace_id, reply, rng)
        headers = {"X-API-Key": team.BOT_2_KEY, "X-Trace-Id": str(trace_id)}
        target = "/api/v1/orders?status=open&page=1"
        call = Call(ts + 30_000, "recon-job", "55tech", "GET", target, headers=headers)
        yield line(call, OK, rng)


def _already_submitted(trace_id: UUID) -> Answer:
    refused = replies.zeromarkets("TRADE_40901", trace_id)
    if trace_id == HEDGES[1][1]:
        refused.body["traceId"] = str(trace_id).upper()
    return refused


def one_trace_that_fails_everywhere(rng: Random) -> Iterator[Line]:
    """In the outage: a partial cancel, a TickDB failure and an unlisted code in one trace."""
    trace_id = UUID("e8a7d5c3-9b2c-4cd6-9e12-0000000000ff")
    ts = at(1, "10:20:30")
    partial = replies.fifty_five(502, "Partial failure: 1 of 3 orders could not be cancelled")
    cancel = "/api/v1/fixtures/71010/orders/cancel-all"
    for after, vendor, method, target, usual in (
        (0, "55tech", "POST", cancel, partial),
        (260, "tickdb", "GET", "/v1/market/ticker?symbol=ETHUSDT", OK),
        (900, "zeromarkets", "GET", "/md/v1/quotes/XAUUSD", replies.zeromarkets(
            "MD_50301", trace_id)),
        (2_400, "55tech", "POST", cancel, OK),
    ):  # fmt: skip
        yield _traced(ts + after, "mm-bot-1", vendor, method, target, trace_id, usual, rng)


def _traced(
    ts: int, client: str, vendor: str, method: str, target: str,
    trace_id: UUID, usual: Answer, rng: Random,
) -> Line:  # fmt: skip
    headers = team.credential_header(client, vendor, ts)
    headers["traceparent"] = traceparent(trace_id, rng)
    call = Call(ts, client, vendor, method, target, headers=headers)
    return line(call, answer(call, usual, rng), rng)


def name_service_is_down(rng: Random) -> Iterator[Line]:
    """mm-bot-1 reaches no vendor for three and a half minutes, while the others reach all."""
    targets = (
        ("55tech", "/api/v1/trading/status"),
        ("tickdb", "/v1/market/ticker?symbol=BTCUSDT"),
        ("zeromarkets", "/md/v1/quotes/EURUSD"),
    )
    for number, ts in enumerate(range(NAME_SERVICE_DOWN.start, NAME_SERVICE_DOWN.end, 5_000)):
        vendor, target = targets[number % 3]
        call = Call(ts + rng.randrange(900), "mm-bot-1", vendor, "GET", target)
        yield line(call, answer(call, OK, rng), rng)
        other = "md-feed" if vendor == "tickdb" else "mm-bot-2"
        if number % 7 == 0:
            yield line(Call(ts + 2_000, other, vendor, "GET", target), OK, rng)


ANY_TARGET = {
    "55tech": "/api/v1/trading/status",
    "tickdb": "/v1/symbols/available",
    "zeromarkets": "/md/v1/quotes/EURUSD",
    "status": "/api/v2/status.json",
}


def connections_fail(rng: Random) -> Iterator[Line]:
    """Time-outs, refused and reset connections, and a certificate that ran out."""
    timeout = "ReadTimeout: The read operation timed out"
    connect_timeout = "ConnectTimeout: timed out"
    refused = "ConnectError: [Errno 111] Connection refused"
    reset = "ReadError: [Errno 104] Connection reset by peer"
    certificate = (
        "ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
        "certificate has expired (_ssl.c:1016)"
    )
    for error, waited_ms, failures in (
        (timeout, 10_000, (("mm-bot-1", "tickdb"),) * 2 + (("mm-bot-2", "zeromarkets"),) * 5),
        (connect_timeout, 5_000, (("mm-bot-1", "zeromarkets"),) * 2),
        (refused, 2, (("mm-bot-2", "55tech"),) * 3),
        (reset, 180, (("mm-bot-2", "55tech"),) * 2 + (("mm-bot-1", "zeromarkets"),) * 2),
        (certificate, 60, (("md-feed", "status"),)),
    ):
        for client, vendor in failures:
            call = Call(calm_moment(rng), client, vendor, "GET", ANY_TARGET[vendor])
            took_ms = round(waited_ms + 30 * rng.random(), 1)
            yield line(call, replies.no_answer(error, took_ms), rng)
