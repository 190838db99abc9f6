"""Requests against the vendor's quota, minute by minute, per key or per address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tests.reference.limits import LIMITS, QUOTAS, subjects
from tests.reference.request import Request
from tests.reference.world import Row, World, grouped, minute

KEY = ("vendor", "scope", "subject", "minute")
_WINDOW = timedelta(seconds=60)


def rows(world: World) -> Iterator[Row]:
    """One row a minute in which the subject sent something."""
    counted = [
        (one.vendor, scope, subject, one)
        for one in world.requests
        for scope, subject in subjects(one)
    ]
    for key, items in grouped(counted, lambda item: item[:3]).items():
        yield from _minutes(dict(zip(KEY, key, strict=False)), [one for *_, one in items])


def _minutes(subject: Row, ones: Sequence[Request]) -> Iterator[Row]:
    days_with_headers = {one.ts.date() for one in ones if one.limit_quota is not None}
    for start, in_minute in grouped(ones, lambda one: minute(one.ts)).items():
        peak = peak_60s([one.ts for one in ones], start, in_minute)
        yield (
            subject
            | {
                "minute": start,
                "requests": len(in_minute),
                "peak_60s": peak,
                "throttled": sum(_is_throttled(one, subject["scope"]) for one in in_minute),
            }
            | (_catalog(subject, peak) if start.date() not in days_with_headers else {})
        )


def peak_60s(times: Sequence[datetime], start: datetime, in_minute: Sequence[Request]) -> int:
    """Most in (t - 60 s, t] for any t of the minute: its beginning, or when one was sent."""
    ends = [start, *(one.ts for one in in_minute)]
    return max(sum(end - _WINDOW < ts <= end for ts in times) for end in ends)


def _catalog(subject: Row, peak: int) -> Row:
    if subject["vendor"] not in QUOTAS or subject["scope"] != "key":
        return {}
    quota, window_s = QUOTAS[subject["vendor"]]
    return {
        "quota": quota,
        "window_s": window_s,
        "peak_window": peak,
        "utilisation": peak / quota,
        "headroom": quota - peak,
        "quota_source": "catalog",
    }


def _is_throttled(one: Request, scope: str) -> bool:
    """Whether it met a limit of this scope: Zero Markets' codes say which one."""
    if one.failure is None or one.failure.group != "rate_limit":
        return False
    return LIMITS.get(one.failure.code, scope) == scope
