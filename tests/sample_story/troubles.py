"""Incidents that change the answer to whatever is sent while they last."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from . import replies
from .clock import MINUTE
from .exchange import Answer, Call, latency_ms
from .team import tickdb_key, tickdb_key_is_expired
from .timeline import (
    DATA_SOURCE_OUTAGE,
    NAME_SERVICE_DOWN,
    QUOTA_EXHAUSTED,
    WRONG_HEADER_RELEASE,
)


def answer(call: Call, usual: Answer, rng: Random) -> Answer:
    """The usual answer, unless an incident is in its way."""
    for trouble in TROUBLES:
        if spoiled := trouble(call, rng):
            return spoiled
    return usual


def name_service_is_down(call: Call, rng: Random) -> Answer | None:
    """mm-bot-1's machine cannot resolve any vendor's name: its own network, nobody's fault else."""
    if call.client == "mm-bot-1" and call.ts in NAME_SERVICE_DOWN:
        error = "ConnectError: [Errno -2] Name or service not known"
        return replies.no_answer(error, round(4 + 8 * rng.random(), 1))
    return None


def release_sends_the_wrong_header(call: Call, rng: Random) -> Answer | None:
    if (call.client, call.vendor) == ("mm-bot-1", "55tech") and call.ts in WRONG_HEADER_RELEASE:
        return replies.fifty_five(401, "Invalid or missing API key")
    return None


def key_is_expired(call: Call, rng: Random) -> Answer | None:
    if call.vendor == "tickdb" and tickdb_key_is_expired(call.client, call.ts):
        return replies.tickdb(1001, call)
    return None


def quota_is_exhausted(call: Call, rng: Random) -> Answer | None:
    """The month's requests of the new key are used up; the key of mm-bot-2 is on another plan."""
    on_the_new_key = tickdb_key(call.client, call.ts) != tickdb_key("mm-bot-2", call.ts)
    if call.vendor == "tickdb" and on_the_new_key and call.ts in QUOTA_EXHAUSTED:
        return replies.tickdb(3002, call)
    return None


def data_source_is_out(call: Call, rng: Random) -> Answer | None:
    """The vendor's source fails, then the service is taken down, then it comes up with a bump."""
    if call.vendor != "tickdb" or call.ts not in DATA_SOURCE_OUTAGE:
        return None
    minutes = (call.ts - DATA_SOURCE_OUTAGE.start) // MINUTE
    code = 5001 if minutes < 8 else 5002 if minutes < 11 else 5000
    failed = replies.tickdb(code, call)
    duration_ms = round(8 * latency_ms("tickdb", rng), 1)
    return Answer(failed.status, failed.body, duration_ms=duration_ms)


TROUBLES: tuple[Callable[[Call, Random], Answer | None], ...] = (
    name_service_is_down,
    release_sends_the_wrong_header,
    key_is_expired,
    quota_is_exhausted,
    data_source_is_out,
)
