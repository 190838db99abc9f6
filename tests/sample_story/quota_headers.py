"""What Zero Markets tells about its quota in the headers of its successes: 600 a minute a token.

The trading gateway says so in `X-RateLimit-*` (reset as epoch seconds), the market data gateway in
the structured fields of the current draft. 55-Tech and TickDB tell nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .clock import MINUTE, SECOND
from .exchange import Line
from .team import HOSTS

QUOTA = 600


def with_quota_headers(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines in order of time, Zero Markets' successes with what was left of the minute."""
    used: Counter[tuple[str, int]] = Counter()
    for line in lines:
        record = line.content
        if not isinstance(record, dict) or HOSTS["zeromarkets"] not in record.get("url", ""):
            yield line
            continue
        token = record["request_headers"].get("Authorization", "")
        used[token, line.ts // MINUTE] += 1
        if 200 <= (record["status"] or 0) < 300:
            left = max(0, QUOTA - used[token, line.ts // MINUTE])
            headers = _headers(record["url"], left, line.ts)
            yield replace(line, content=record | {"response_headers": headers})
        else:
            yield line


def _headers(url: str, left: int, ts: int) -> dict[str, str]:
    next_minute = (ts // MINUTE + 1) * MINUTE
    if "/trading/" in url:
        return {
            "X-RateLimit-Limit": str(QUOTA),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(next_minute // SECOND),
        }
    seconds = -(-(next_minute - ts) // SECOND)
    return {
        "RateLimit-Policy": f'"permin";q={QUOTA};w=60',
        "RateLimit": f'"permin";r={left};t={seconds}',
    }
