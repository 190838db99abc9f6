"""Every limit, minute by minute: as answers told it, as documented, or as was still answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.reference.limits import LIMITS, QUOTAS
from tests.reference.request import Request
from tests.reference.views import limit_states
from tests.reference.world import Row, World, grouped, minute

KEY = ("vendor", "scope", "subject", "limit", "minute")
# Of these alone.
OF = "source IS DISTINCT FROM 'observed'"
_WINDOW = timedelta(seconds=60)
# What a documented limit of requests by key is called.
NAMES = {"55tech": "requests_per_key"}


def rows(world: World) -> Iterator[Row]:
    """One row a limit and minute; observed limits are left to `rate_limit_pressure`."""
    by_minute = grouped(world.requests, lambda one: minute(one.ts))
    for row in [*_told(world), *_documented(world)]:
        used, quota = row["used"], row["quota"]
        yield row | {
            "currency": "requests",
            "utilisation": used / quota if quota else None,
            "headroom": quota - used if quota else None,
            "throttled": sum(_is_throttled(one, row) for one in by_minute[row["minute"]]),
            "banned": False,
        }


def _told(world: World) -> Iterator[dict[str, Any]]:
    states = limit_states.rows(world)
    for key, ones in grouped(
        states, lambda row: (row["vendor"], row["scope"], row["subject"], minute(row["ts"]))
    ).items():
        vendor, scope, subject, start = key
        yield {
            "vendor": vendor,
            "scope": scope,
            "subject": subject,
            "limit": "requests",
            "minute": start,
            "used": max(row["used"] for row in ones),
            "quota": ones[-1]["quota"],
            "source": "header",
        }


def _documented(world: World) -> Iterator[dict[str, Any]]:
    """What our own requests used of the quotas that documents name; that of no key is unknown."""
    ours: Sequence[Request] = [one for one in world.requests if one.vendor in NAMES]
    for (vendor, scope, subject), ones in grouped(
        ours, lambda one: (one.vendor, *limit_states.counted_as(one))
    ).items():
        times = [one.ts for one in ones]
        quota = QUOTAS[vendor][0] if scope == "key" else None
        for start, in_minute in grouped(ones, lambda one: minute(one.ts)).items():
            yield {
                "vendor": vendor,
                "scope": scope,
                "subject": subject,
                "limit": NAMES[vendor],
                "minute": start,
                "used": max(_sent_within_60s(times, one.ts) for one in in_minute),
                "quota": quota,
                "source": "catalog" if quota else None,
            }


def _sent_within_60s(times: Sequence[datetime], until: datetime) -> int:
    """As it stood when a request was sent; `peak_60s` looks at the start of the minute as well."""
    return sum(until - _WINDOW < ts <= until for ts in times)


def _is_throttled(one: Request, row: Row) -> bool:
    subject = one.client_ip if row["scope"] == "address" else one.key_id or one.client_ip
    if one.failure is None or one.failure.group != "rate_limit" or subject is None:
        return False
    if (one.vendor, subject) != (row["vendor"], row["subject"]):
        return False
    counts = LIMITS.get(one.failure.code, row["scope"])
    return row["scope"] == counts or one.key_id is None
