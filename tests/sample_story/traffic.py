"""Ordinary traffic: what the four programs send on a day when nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .clock import DAY, DAYS, HOUR, MINUTE, at
from .exchange import Answer, Call, Line, line
from .timeline import is_quiet
from .troubles import answer

# Percent of the busiest hour, from midnight UTC: Asia, then Europe, then New York.
SHAPE_OF_DAY = (
    45, 50, 55, 55, 50, 45, 50, 65, 85, 90, 85, 80,
    80, 90, 100, 100, 95, 85, 75, 60, 50, 45, 40, 40,
)  # fmt: skip

REQUESTS_IN_THE_BUSIEST_HOUR = {
    ("mm-bot-1", "55tech"): 24,
    ("mm-bot-1", "zeromarkets"): 15,
    ("mm-bot-1", "tickdb"): 12,
    ("mm-bot-2", "55tech"): 20,
    ("mm-bot-2", "zeromarkets"): 13,
    ("mm-bot-2", "tickdb"): 10,
    ("md-feed", "tickdb"): 30,
}

# (times in the draw, method, target, status of a success)
ROUTES = {
    "55tech": (
        (2, "GET", "/api/v1/trading/status", 200),
        (4, "GET", "/api/v1/fixtures/{fixture}/odds", 200),
        (4, "GET", "/api/v1/orders/{order}", 200),
        (3, "POST", "/api/v1/orders", 201),
        (2, "POST", "/api/v1/orders/{order}/cancel", 200),
        (1, "GET", "/api/v1/positions?fixtureId={fixture}", 200),
    ),
    "zeromarkets": (
        (3, "GET", "/trading/v1/accounts/{account}/positions", 200),
        (2, "POST", "/trading/v1/orders", 201),
        (1, "GET", "/trading/v1/accounts/{account}/balance", 200),
        (4, "GET", "/md/v1/quotes/{pair}", 200),
    ),
    "tickdb": (
        (4, "GET", "/v1/market/ticker?symbol={symbol}", 200),
        (2, "GET", "/v1/market/depth?symbol={symbol}&limit=50", 200),
        (3, "GET", "/v1/market/kline?symbol={symbol}&interval=1m&limit=500", 200),
        (1, "GET", "/v1/symbols/available", 200),
    ),
}
ACCOUNTS = ("800117", "800118")
PAIRS = ("EURUSD", "USDJPY", "XAUUSD", "GBPUSD")
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "700.HK", "AAPL.US")


def ordinary_traffic(rng: Random) -> Iterator[Line]:
    """All requests that belong to no incident (though incidents may spoil them)."""
    for day in DAYS:
        for (client, vendor), busiest in REQUESTS_IN_THE_BUSIEST_HOUR.items():
            for hour, percent in enumerate(SHAPE_OF_DAY):
                requests = busiest * percent // 100 + rng.randrange(-1, 2)
                for _ in range(requests):
                    ts = at(day, "00:00") + hour * HOUR + rng.randrange(HOUR)
                    yield from _request(ts, client, vendor, rng)


def _request(ts: int, client: str, vendor: str, rng: Random) -> Iterator[Line]:
    routes = ROUTES[vendor]
    (_, method, template, status), *_rest = rng.choices(routes, [route[0] for route in routes])
    target = template.format(
        fixture=rng.randrange(60_000, 70_000),
        order=rng.randrange(400_000, 800_000),
        account=rng.choice(ACCOUNTS),
        pair=rng.choice(PAIRS),
        symbol=rng.choice(SYMBOLS),
    )
    call = Call(ts, client, vendor, method, target)
    usual = Answer(status, _body(vendor, rng))
    if not is_quiet(client, vendor, ts):
        yield line(call, answer(call, usual, rng), rng)


def _body(vendor: str, rng: Random) -> dict[str, object] | None:
    """A few successes are logged with their body: a TickDB code of 0 is no failure."""
    if vendor == "tickdb" and rng.random() < 0.06:
        return {"code": 0, "message": "success", "data": {"last": "91240.5"}}
    return None


def status_page_checks(rng: Random) -> Iterator[Line]:
    """Every half hour, a host that no vendor catalog claims, five times down for maintenance."""
    down = {at(1, "22:00"), at(1, "22:30"), at(1, "23:00"), at(3, "20:30"), at(3, "21:00")}
    for tick in range(at(1, "00:00"), at(1, "00:00") + 3 * DAY, 30 * MINUTE):
        call = Call(tick + 1_500, "md-feed", "status", "GET", "/api/v2/status.json")
        yield line(call, Answer(503 if tick in down else 200), rng)


def hourly_reconciliation(rng: Random) -> Iterator[Line]:
    """recon-job asks once an hour for the open orders, with the key of mm-bot-2."""
    for tick in range(at(1, "00:05"), at(1, "00:00") + 3 * DAY, HOUR):
        call = Call(tick, "recon-job", "55tech", "GET", "/api/v1/orders?status=open&page=1")
        if not is_quiet(call.client, call.vendor, call.ts):
            yield line(call, Answer(200), rng)
