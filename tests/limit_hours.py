"""An hour of a caller against a stand-in that keeps to the vendor's own rule, as log lines.

Each caller sends at a constant pace until it is refused, and then now and then until the hour is
over.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
# Where the log is first looked at: after five seconds of one window of 10 s, thirty-five of one of
# a minute.
SEEN = datetime(2026, 11, 19, 10, 30, 35, tzinfo=UTC)
END = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


@dataclass
class Meter:
    """One limit as the vendor counts it, and how far it is used."""

    limit: str
    currency: str
    quota: float
    scope: str = "key"
    source: str = "header"
    rule: str = "bucket"  # sliding, fixed, from_first (a window that the first request begins)
    window_s: float = 60.0
    rate: float = 0.0
    cost: float = 1.0
    level: float = 0.0
    last: datetime = BEGIN
    taken: deque[datetime] = field(default_factory=deque)
    begun: datetime = BEGIN - timedelta(days=1)

    def fresh(self) -> Meter:
        """The same limit, with nothing used."""
        return replace(self, level=0.0, last=BEGIN, taken=deque(), begun=BEGIN - timedelta(days=1))

    def used(self, at: datetime) -> float:
        """What is used at a moment."""
        if self.rule == "bucket":
            return max(0.0, self.level - self.rate * (at - self.last).total_seconds())
        if self.rule == "sliding":
            since = at - timedelta(seconds=self.window_s)
            while self.taken and self.taken[0] <= since:
                self.taken.popleft()
        elif at >= self.begun + timedelta(seconds=self.window_s):
            self.begun = self._begins(at)
            self.taken.clear()
        return len(self.taken) * self.cost

    def take(self, at: datetime) -> None:
        """Count one request."""
        self.level, self.last = self.used(at) + self.cost, at
        self.taken.append(at)

    def admits(self, at: datetime) -> bool:
        """Whether one more request would be served."""
        return self.used(at) + self.cost <= self.quota + 1e-9

    def reset(self, at: datetime) -> datetime:
        """When all is given back: the window's end, or when the bucket is full."""
        if self.rule == "bucket":
            return at + timedelta(seconds=self.used(at) / self.rate)
        self.used(at)
        since = at if self.rule == "sliding" else self.begun
        return since + timedelta(seconds=self.window_s)

    def _begins(self, at: datetime) -> datetime:
        if self.rule == "from_first":
            return at
        return datetime.fromtimestamp(at.timestamp() // self.window_s * self.window_s, UTC)


Answer = tuple[dict[str, str], object]
Says = Callable[[list[Meter], datetime], Answer]


@dataclass(frozen=True)
class Caller:
    """Who calls what, how often, and how the vendor answers."""

    vendor: str
    url: str
    lead_s: float
    pace: float
    meters: list[Meter]
    says: Says
    refuses: Says
    method: str = "GET"
    secret: dict[str, str] = field(default_factory=dict)
    refusal: int = 429
    code: str = "429"
    ban_s: float = 0.0

    @property
    def client(self) -> str:
        """Its name in the log: no two callers have the same."""
        return f"{self.vendor}-{self.meters[0].limit}".replace(":", "-")


@dataclass
class Expected:
    """What the log leads to, of one limit: by minute what is used at most, and how many refused.

    What is used is None in a minute in which no answer tells what it cost.
    """

    caller: Caller
    meter: Meter
    used_up_at: datetime | None
    used: dict[datetime, float | None] = field(default_factory=dict)
    refused: dict[datetime, int] = field(default_factory=dict)
    banned: set[datetime] = field(default_factory=set)


def used_up_at(caller: Caller, meter: Meter) -> datetime | None:
    """When the limit would be used up if the pace went on; None: not before it resets."""
    at, meter = SEEN - timedelta(seconds=caller.lead_s), meter.fresh()
    resets_at = END + timedelta(days=1)
    for _ in range(200_000):
        if not meter.admits(at):
            return at
        meter.take(at)
        if at <= SEEN and meter.rule in ("fixed", "from_first"):
            resets_at = meter.reset(at)
        at += timedelta(seconds=1 / caller.pace)
        if at >= resets_at:
            return None
    return None


def story(caller: Caller, address: str) -> tuple[list[dict[str, Any]], list[Expected]]:
    """The lines of one caller's hour, and what they lead to."""
    expected = [Expected(caller, meter, used_up_at(caller, meter)) for meter in caller.meters]
    own = [meter.fresh() for meter in caller.meters]
    chance = random.Random(caller.client)
    at, lines, refusals = SEEN - timedelta(seconds=caller.lead_s), list[dict[str, Any]](), 0
    free_at = at
    while at < END:
        served = at >= free_at and all(meter.admits(at) for meter in caller.meters)
        if not served and caller.ban_s:
            free_at = at + timedelta(seconds=caller.ban_s)
        for meter in caller.meters if served else ():
            meter.take(at)
        answer = (caller.says if served else caller.refuses)(caller.meters, at)
        lines.append(_line(caller, address, at, 200 if served else caller.refusal, answer))
        minute = at.replace(second=0, microsecond=0)
        for one, counted in zip(expected, own, strict=True):
            # A request that is refused counts in a window, and takes nothing out of a bucket; nor
            # does it tell what it cost.
            if served or (counted.rule != "bucket" and counted.currency != "tokens"):
                counted.take(at)
            one.used.setdefault(minute, None)
            if served or is_told(one.meter) or counted.currency != "tokens":
                used = (one.meter if is_told(one.meter) else counted).used(at)
                one.used[minute] = max(used, one.used[minute] or 0)
            one.refused[minute] = one.refused.get(minute, 0) + (not served)
            if at < free_at:
                one.banned.add(minute)
        refusals += not served
        gap = 1 / caller.pace if refusals < 4 else chance.expovariate(1 / 60)
        at += timedelta(seconds=gap)
    assert refusals, caller.client
    return lines, expected


def is_told(meter: Meter) -> bool:
    """Whether answers tell what is used; Gemini's tell the quota alone."""
    return meter.source != "catalog" and not meter.limit.endswith("per_minute")


def _line(
    caller: Caller, address: str, at: datetime, status: int, answer: Answer
) -> dict[str, Any]:
    headers, body = answer
    return {
        "ts": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "client": caller.client,
        "client_ip": address,
        "method": caller.method,
        "url": caller.url,
        "status": status,
        "request_headers": caller.secret,
        "response_headers": {"Content-Type": "application/json", **headers},
        "response_body": body,
    }
