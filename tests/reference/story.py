"""Stories: what some clients and vendors did over some hours, as lines of a log. Seeded."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from tests.reference import cancels
from tests.reference.documents import REASONS, REPORTS

Line = dict[str, Any]
Scene = Callable[["Story", datetime], Iterator[Line]]

CLIENTS = ("mm-bot", "feed", "hedger", "reports")
KEYS = tuple(f"550e8400-e29b-41d4-a716-44665544{number:04}" for number in range(6))
_BEGINNINGS = (
    datetime(2026, 10, 31, 22, 40, tzinfo=UTC),  # a month ends
    datetime(2026, 11, 18, 23, 30, tzinfo=UTC),  # a day ends
    datetime(2026, 11, 19, 9, 0, tzinfo=UTC),
)
_URLS = {
    "55tech": "https://mmapi.55-tech.com/api/v1",
    "tickdb": "https://api.tickdb.ai/v1",
    "zeromarkets": "https://api.zeromarkets.com/v1",
}
_ROUTES = {
    "55tech": ("/trading/status", "/orders/17", "/orders/18/fills"),
    "tickdb": ("/market/ticker", "/market/depth", "/symbols/available"),
    "zeromarkets": ("/accounts/4711", "/quotes", "/orders/99"),
}
VENDORS = tuple(_URLS)
# What a failure looks like: status and body, vendor by vendor.
Answer = tuple[int, Any]
_FAILURES: dict[str, tuple[Answer, ...]] = {
    "55tech": (
        (401, {"detail": "Invalid or missing API key"}),
        (404, {"detail": "Not found"}),
        (409, {"detail": "Market has open orders"}),
        (422, {"detail": [{"loc": ["query", "fixtureId"], "msg": "Field required"}]}),
        (429, {"detail": "Rate limit exceeded"}),
        (500, {"detail": "Internal error 17"}),
        (502, "<html>502 Bad Gateway</html>"),
        (503, None),
    ),
    "tickdb": (
        (401, {"code": 1001, "message": "Invalid or expired token"}),
        (200, {"code": 1003, "message": "IP address not in whitelist"}),
        (200, {"code": 2001, "message": "Invalid parameter: symbol is required"}),
        (200, {"code": 2002, "message": "Symbol not found"}),
        (200, {"code": 2004, "message": "Request limit exceeded"}),
        (429, {"code": 3001, "message": "Rate limit exceeded"}),
        (200, {"code": 3001, "message": "Rate limit exceeded"}),
        (200, {"code": 3005, "message": "Too many symbols"}),
        (500, {"code": 5000, "message": "Internal server error"}),
        (200, {"code": 5001, "message": "Data source unavailable"}),
        (503, {"code": 5002, "message": "Service temporarily unavailable"}),
        (504, None),
    ),
    "zeromarkets": (
        (401, {"code": "AUTH_40102", "message": "Token expired"}),
        (401, {"code": "AUTH_40101", "message": "Token missing"}),
        (403, {"code": "AUTH_40301", "message": "No access to account 4711"}),
        (400, {"code": "REQ_40002", "message": "Bad format of field 'from'"}),
        (429, {"code": "LIMIT_42901", "message": "Too many requests from this IP"}),
        (429, {"code": "LIMIT_42902", "message": "Too many requests"}),
        (409, {"code": "TRADE_DUPLICATE", "message": "Order was already submitted"}),
        (503, {"code": "MARKET_50301", "message": "Feed degraded"}),
        (500, None),
        (503, None),
    ),
}
_OK: dict[str, Any] = {"55tech": {"status": "active"}, "tickdb": {"code": 0, "message": "success"},
                       "zeromarkets": {"orderId": "81"}}  # fmt: skip
_ERRORS = ("ReadTimeout: timed out", "ConnectError: refused", "Name or service not known",
           "Connection reset by peer")  # fmt: skip
_OUTAGES: dict[str, Answer | None] = {
    "55tech": (503, None),
    "tickdb": (503, {"code": 5002, "message": "Service temporarily unavailable"}),
    "zeromarkets": (503, {"code": "MARKET_50301", "message": "Feed degraded"}),
}


def seconds(number: float) -> timedelta:
    """So long a time, in whole microseconds."""
    return timedelta(microseconds=round(number * 1_000_000))


_WHO = ("client", "client_ip", "request_headers")


def saga(seeds: Iterable[int]) -> list[Line]:
    """Several stories as one, each a day later than the one before: a lake for many."""
    told = [
        line | {"ts": (datetime.fromisoformat(line["ts"]) + timedelta(days=day)).isoformat()}
        for day, seed in enumerate(seeds)
        for line in Story(seed).lines()
    ]
    # No two of one instant: nothing says which is the earlier.
    return sorted({line["ts"]: line for line in told}.values(), key=lambda line: str(line["ts"]))


class Story:
    """Who calls whom with which key, and by how much the clocks of the clients differ."""

    clients = CLIENTS

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        skewed = self.chance.random() < 0.5
        self._skew = {
            client: seconds(self.chance.uniform(-4, 4) if skewed else 0) for client in CLIENTS
        }
        shared = self.chance.random() < 0.5
        self._address = {
            client: "10.0.0.7" if shared else f"10.0.0.{number}"
            for number, client in enumerate(CLIENTS)
        }
        self._key = {
            (client, vendor): self.chance.choice(KEYS) for client in CLIENTS for vendor in VENDORS
        }
        self.sockets = 0
        # Of a client in some stories, the log has what httpx prints: nothing of who calls.
        apart = random.Random(f"unnamed {seed}")
        self._unnamed = apart.choice(CLIENTS) if apart.random() < 0.25 else None

    def lines(self) -> list[Line]:
        """All lines, in the order of their times; no two of them have the same."""
        began = self.chance.choice(_BEGINNINGS)
        told: list[Line] = []
        for scene in self.chance.sample(SCENES, self.chance.randint(2, 5)):
            told += scene(self, began + seconds(self.chance.randrange(7200)))
        told.sort(key=lambda line: line["ts"])
        taken: set[datetime] = set()
        for line in told:
            while line["ts"] in taken:
                line["ts"] += timedelta(microseconds=1)
            taken.add(line["ts"])
        whole = [
            self._as_logged(line) | {"ts": line["ts"].isoformat(timespec="microseconds")}
            for line in told
        ]
        return [*whole, *self._cut_off(whole[-1], taken)]

    def _as_logged(self, line: Line) -> Line:
        if "method" in line and line["client"] == self._unnamed:
            return {name: told for name, told in line.items() if name not in _WHO}
        return line

    def _cut_off(self, line: Line, taken: set[datetime]) -> Iterator[Line]:
        """In some stories, what is left of the last line where a disk was full."""
        if self.chance.random() < 0.5:
            at = max(taken) + timedelta(microseconds=1)
            text = json.dumps(line)[: self.chance.randint(20, 60)]
            yield {"ts": at.isoformat(timespec="microseconds"), "cut_off": text}

    def clock(self, client: str, at: datetime) -> datetime:
        """What the client's own clock shows."""
        return at + self._skew[client]

    def key(self, client: str, vendor: str) -> str:
        """The key that a client calls a vendor with."""
        return self._key[client, vendor]

    def call(
        self,
        client: str,
        vendor: str,
        at: datetime,
        answer: Answer | None = None,
        *,
        error: str | None = None,
        route: str | None = None,
        **told: Any,
    ) -> Line:
        """One HTTP request; answered with success unless something else is said."""
        status, body = answer or (200, _OK[vendor])
        key = told.pop("key", self.key(client, vendor))
        name = "Authorization" if vendor == "zeromarkets" else "X-API-Key"
        headers = {name: f"Bearer {key}" if vendor == "zeromarkets" else key} if key else {}
        line: Line = {
            "ts": self.clock(client, at),
            "client": client,
            "client_ip": self._address[client],
            "method": told.pop("method", "GET"),
            "url": _URLS[vendor] + (route or self.chance.choice(_ROUTES[vendor])),
            "request_headers": headers | told.pop("request_headers", {}),
            "duration_ms": self.chance.randint(1, 400),
        }
        if error:
            return line | {"error": error} | told
        return line | {"status": status, "response_body": body} | told


def polling(story: Story, at: datetime) -> Iterator[Line]:
    """A client asks again and again; now and then it fails."""
    chance, client, vendor = story.chance, *_pair(story)
    for _ in range(chance.randint(5, 60)):
        at += seconds(chance.uniform(0.01, 40))
        failed = chance.random() < 0.15
        error = chance.choice(_ERRORS) if chance.random() < 0.03 else None
        answer = chance.choice(_FAILURES[vendor]) if failed else None
        more = _trace(story, vendor) if chance.random() < 0.3 else {}
        yield story.call(client, vendor, at, answer, error=error, **more)


def _trace(story: Story, vendor: str) -> dict[str, Any]:
    trace = f"{story.chance.randrange(1, 4):032x}"
    if story.chance.random() < 0.5:
        return {"request_headers": {"traceparent": f"00-{trace}-00000000000000aa-01"}}
    return {"response_headers": {"X-Request-Id": trace.upper()}}


def _pair(story: Story) -> tuple[str, str]:
    return story.chance.choice(CLIENTS), story.chance.choice(VENDORS)


_THROTTLES: dict[str, Answer] = {
    "55tech": (429, {"detail": "Rate limit exceeded"}),
    "tickdb": (429, {"code": 3001, "message": "Rate limit exceeded"}),
    "zeromarkets": (429, {"code": "LIMIT_42902", "message": "Too many requests"}),
}


def burst(story: Story, at: datetime) -> Iterator[Line]:
    """Requests in flight together are told to wait; what comes next waits, or does not."""
    chance, client, vendor = story.chance, *_pair(story)
    headers: Line = {"response_headers": {"Retry-After": str(chance.randint(1, 8))}}
    told: Line = headers if chance.random() < 0.6 else {}
    for _ in range(chance.randint(1, 4)):
        for number in range(chance.choice([1, 1, 3, 8])):
            sent = at + seconds(number * 0.003)
            yield story.call(client, vendor, sent, _THROTTLES[vendor], **told)
        at += seconds(chance.choice([0.5, 1.1, 2.5, 6.5, 9.3, 70]))
    if chance.random() < 0.7:
        yield story.call(client, vendor, at)


def busy_minutes(story: Story, at: datetime) -> Iterator[Line]:
    """Many requests of several clients with one key, over the edge of a minute."""
    chance, (_, vendor) = story.chance, _pair(story)
    key, clients = chance.choice(KEYS), chance.sample(CLIENTS, 2)
    with_headers = chance.random() < 0.4
    for number in range(chance.randint(30, 150)):
        at += seconds(chance.choice([0.001, 0.4, 1, 3]))
        left = max(0, 100 - number)
        headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": str(left)}
        told: Line = {"response_headers": headers} if with_headers else {}
        answer = _THROTTLES[vendor] if chance.random() < 0.1 else None
        yield story.call(chance.choice(clients), vendor, at, answer, key=key, **told)


def filling(story: Story, at: datetime) -> Iterator[Line]:
    """A window fills, or does not; answers tell how much is left, and some when it begins anew."""
    chance, client, vendor = story.chance, *_pair(story)
    window_s, quota = chance.choice([120, 300, 900]), chance.choice([20, 60, 200])
    pause, with_reset = chance.choice([0.7, 2, 5, 12]), chance.random() < 0.7
    used, ends = 0, at
    for _ in range(chance.randint(10, 120)):
        at += seconds(pause * chance.uniform(0.5, 1.5))
        if at >= ends:
            used, ends = 0, at + seconds(window_s)
        used += 1
        left = {"X-RateLimit-Limit": str(quota), "X-RateLimit-Remaining": str(max(0, quota - used))}
        reset = {"X-RateLimit-Reset": str(ceil((ends - at).total_seconds()))} if with_reset else {}
        answer = _THROTTLES[vendor] if used > quota else None
        yield story.call(client, vendor, at, answer, response_headers=left | reset)


def outage(story: Story, at: datetime) -> Iterator[Line]:
    """A vendor fails for everyone while others answer; one client's network may fail as well."""
    chance, sick = story.chance, story.chance.choice(VENDORS)
    cut_off = chance.choice([None, *CLIENTS])
    silent = chance.random() < 0.5
    for _ in range(chance.randint(5, 25)):
        at += seconds(chance.uniform(1, 30))
        for client in chance.sample(CLIENTS, chance.randint(1, 4)):
            vendor = chance.choice(VENDORS)
            sent = at + seconds(chance.random())
            if client == cut_off or (vendor == sick and silent):
                yield story.call(client, vendor, sent, error="ReadTimeout: timed out")
            elif vendor == sick:
                yield story.call(client, vendor, sent, _OUTAGES[vendor])
            else:
                yield story.call(client, vendor, sent)


_REFUSALS: dict[str, Answer] = {
    "55tech": (401, {"detail": "Invalid or missing API key"}),
    "tickdb": (401, {"code": 1001, "message": "Invalid or expired token"}),
    "zeromarkets": (401, {"code": "AUTH_40102", "message": "Token expired"}),
}


def revoked_key(story: Story, at: datetime) -> Iterator[Line]:
    """A key works, and then no more, while others do; requests without a key, or a broken one."""
    chance, client, vendor = story.chance, *_pair(story)
    worked = chance.randint(0, 5)
    key = chance.choice([*KEYS, "cut-off"])
    for number in range(worked + chance.randint(1, 6)):
        at += seconds(chance.uniform(0.5, 90))
        answer = None if number < worked else _REFUSALS[vendor]
        yield story.call(client, vendor, at, answer, key=key)
        if chance.random() < 0.3:
            yield story.call(chance.choice(CLIENTS), vendor, at + seconds(0.2))
        if chance.random() < 0.15:
            yield story.call(client, vendor, at + seconds(0.3), _REFUSALS[vendor], key=None)


def used_up_quota(story: Story, at: datetime) -> Iterator[Line]:
    """A month's quota is used up, and a month may end."""
    chance, client = story.chance, story.chance.choice(CLIENTS)
    for _ in range(chance.randint(0, 20)):
        at += seconds(chance.uniform(1, 30))
        yield story.call(client, "tickdb", at)
    for _ in range(chance.randint(1, 5)):
        at += seconds(chance.uniform(1, 900))
        answer = (200, {"code": 3002, "message": "Quota exhausted"})
        yield story.call(client, "tickdb", at, answer)
    for _ in range(chance.randint(0, 3)):
        at += seconds(chance.uniform(1, 3600))
        yield story.call(client, "tickdb", at)


def retries(story: Story, at: datetime) -> Iterator[Line]:
    """One operation is tried again and again, numbered or not; one may be sent twice at once."""
    chance, client, vendor = story.chance, *_pair(story)
    numbered, route = chance.random() < 0.5, chance.choice(_ROUTES[vendor])
    in_vain = chance.random() < 0.3
    for attempt in range(1, chance.randint(2, 7)):
        failure = chance.choice([a for a in _FAILURES[vendor] if (a[0] < 500) == in_vain])
        error = "ReadTimeout: timed out" if chance.random() < 0.3 else None
        told: Line = {"attempt": attempt} if numbered else {}
        yield story.call(client, vendor, at, failure, error=error, route=route, **told)
        if chance.random() < 0.2:
            twin = chance.choice([failure, None])
            yield story.call(client, vendor, at + seconds(0.1), twin, route=route, **told)
        at += seconds(chance.choice([0.5, 1, 2, 4, 8, 9.9, 11]))
    if chance.random() < 0.7:
        told = {"attempt": attempt + 1} if numbered else {}
        yield story.call(client, vendor, at, route=route, **told)


def sockets(story: Story, at: datetime) -> Iterator[Line]:
    """WebSocket connections: opened, answered, refused, lost, opened again under the same name."""
    chance, client = story.chance, story.chance.choice(CLIENTS)
    vendor = chance.choice(["55tech", "tickdb"])
    key, fresh = story.key(client, vendor), chance.random() < 0.6
    for _ in range(chance.randint(1, 9)):
        story.sockets += fresh
        name = f"{client}-{story.sockets}"
        for line in _session(story, client, vendor, key):
            at += seconds(chance.choice([0.2, 1.7, 12, 75]))
            frame = {"ts": story.clock(client, at), "protocol": "websocket", "connection": name}
            yield frame | line
        if fresh and chance.random() < 0.5:
            at -= seconds(chance.uniform(0, 20))
    story.sockets += 1


def _session(story: Story, client: str, vendor: str, key: str) -> Iterator[Line]:
    chance = story.chance
    url = "wss://mmapi.55-tech.com/api/v1/ws"
    if vendor == "tickdb":
        url = f"wss://api.tickdb.ai/v1/ws?api_key={key}"
    opened = {"event": "open", "client": client, "url": url}
    if chance.random() < 0.1:
        yield opened | {"status": 401}
        return
    yield opened
    for _ in range(chance.randint(0, 3)):
        sent = {"cmd": "subscribe"}
        if vendor == "55tech":
            sent = {"action": "subscribe", "apiKey": key}
        yield {"direction": "sent", "message": sent}
        if chance.random() < 0.8:
            yield {"direction": "received", "message": chance.choice(REPORTS[vendor])}
        yield {"direction": "received", "message": {"symbol": "BTCUSDT", "price": 1}}
    if chance.random() < 0.7:
        code = chance.choice([1000, 1001, 1006, 1008, 1011])
        reason = chance.choice([None, *REASONS])
        yield {"event": "close", "close_code": code} | ({"reason": reason} if reason else {})


SCENES: tuple[Scene, ...] = (
    polling,
    burst,
    busy_minutes,
    filling,
    outage,
    revoked_key,
    cancels.without_ids,
    cancels.in_bulk,
    used_up_quota,
    retries,
    sockets,
)
