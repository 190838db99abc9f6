"""Open WebSocket connections against the vendor's limit, minute by minute, per key or client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tests.reference.limits import CONNECTIONS
from tests.reference.views import connection_sessions
from tests.reference.world import Row, World, grouped, minute

KEY = ("vendor", "subject", "minute")
_A_MINUTE = timedelta(minutes=1)


def rows(world: World) -> Iterator[Row]:
    """One row a minute with an open connection, or in which one was opened, closed or refused."""
    end = max((one.ts for one in world.requests), default=None)
    sessions = [*connection_sessions.rows(world)]
    keys: dict[tuple[str, str | None], set[str]] = {}
    for session in sessions:
        if session["key_id"] and session["client"]:
            keys.setdefault((session["vendor"], session["client"]), set()).add(session["key_id"])

    def only_key(vendor: str, client: str | None) -> str | None:
        found = keys.get((vendor, client), set())
        return next(iter(found)) if len(found) == 1 else None

    for session in sessions:
        was_told = session["error_class"] == "auth"
        known = None if was_told else only_key(session["vendor"], session["client"])
        session["subject"] = session["key_id"] or known or session["client"]
    by_subject = grouped(sessions, lambda one: (one["vendor"], one["subject"]))
    refused = grouped(
        world.of_class("subscription_limit"),
        lambda one: (
            one.vendor,
            one.key_id or only_key(one.vendor, one.client) or one.client or one.client_ip,
        ),
    )
    for whose in {**by_subject, **refused}:
        assert end
        told = {"vendor": whose[0], "subject": whose[1]}
        times = [one.ts for one in refused.get(whose, ())]
        yield from _minutes(told, by_subject.get(whose, ()), times, end)


def _minutes(
    told: Row, sessions: Sequence[Row], not_subscribed: Sequence[datetime], end: datetime
) -> Iterator[Row]:
    subscriptions = Counter(map(minute, not_subscribed))
    opened = Counter(minute(s["opened_at"] or s["first_ts"]) for s in sessions if _was_opened(s))
    closed = Counter(minute(s["closed_at"]) for s in sessions if s["closed_at"])
    refused = Counter(minute(s["refused_at"]) for s in sessions if s["refused_at"])
    spans = [
        # Up to the end of the data, that instant included.
        (s["first_ts"], s["ended_at"] or end + timedelta(microseconds=1))
        for s in sessions
        if not s["refused_at"]
    ]
    starts = {*opened, *closed, *refused, *subscriptions}
    for since, until in spans:
        at = minute(since)
        while at < until:
            starts.add(at)
            at += _A_MINUTE
    quota = CONNECTIONS.get(told["vendor"]) if told["subject"] is not None else None
    for start in sorted(starts):
        most = _most_at_once(spans, start)
        yield told | {
            "minute": start,
            "open_connections": most,
            "quota": quota,
            "refused": refused[start],
            "headroom": quota - most if quota is not None else None,
            "opened": opened[start],
            "closed": closed[start],
            "subscriptions_refused": subscriptions[start],
        }


def _was_opened(session: Row) -> bool:
    return session["opened_at"] is not None or session["refused_at"] is not None


def _most_at_once(spans: Sequence[tuple[datetime, datetime]], start: datetime) -> int:
    """The most connections open at a moment of the minute."""
    moments = [start, *(since for since, _ in spans if start <= since < start + _A_MINUTE)]
    return max(sum(since <= at < until for since, until in spans) for at in moments)
