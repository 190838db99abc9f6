"""Access logs of two proxies on the way out, which the reporting hosts use.

nginx puts the vendor's host and port before each line (`$host:$server_port`) and logs when a
request ended; Apache, a forward proxy at +0800, logs the whole URL. Neither knows bodies, keys
(but for one in a query) or durations. Requests here are in no other log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from random import Random

from . import team
from .clock import HOUR, at, moment

REPORT = "nightly-report/2.3"
CURL = "curl/8.5.0"
# (host, target, bytes of the answer): the routine of the reporting hosts
ROUTINE = (
    ("mmapi.55-tech.com", "/api/v1/trading/status", 184),
    ("mmapi.55-tech.com", "/api/v1/reports/fills?fixtureId=6{:04d}", 5_210),
    ("mmapi.55-tech.com", "/api/v1/orders/4{:05d}", 412),
    ("api.tickdb.ai", "/v1/market/kline?symbol=BTCUSDT&interval=1h&page={:d}", 18_944),
    ("api.zeromarkets.com", "/trading/v1/accounts/800117/statements/{:04d}", 2_730),
    ("status.example-exchange.com", "/api/v2/incidents.json", 96),
)
BAD_GATEWAY_BYTES = 157


@dataclass(frozen=True, slots=True)
class Access:
    """One line of an access log; `host` is None for a line to be written as it is."""

    ts: int
    host: str | None
    request: str
    status: int = 200
    size: int = 0
    address: str = team.REPORTING_HOSTS[0]
    agent: str = REPORT


def nginx_egress(day: int, rng: Random) -> bytes:
    """One day of the nginx egress proxy, nearly every request a success."""
    accesses = [*_routine(day, rng), *INCIDENTS.get(day, ())]
    return _text(_nginx_line(access) for access in sorted(accesses, key=lambda it: it.ts))


def apache_forward_proxy(rng: Random) -> bytes:
    """Day 1 of an old batch host, in the common log format."""
    lines = []
    for ts in range(at(1, "02:00"), at(1, "06:00"), 90_000):
        sent = ts + rng.randrange(60_000)
        target = f"/v1/market/kline?symbol=700.HK&interval=1d&page={rng.randrange(1, 400)}"
        size = 9_000 + rng.randrange(3_000)
        lines.append(_apache_line(sent, f"http://api.tickdb.ai{target}", 200, size))
    for time, status in (("06:00:04", 404), ("06:00:09", 500), ("06:00:20", 200)):
        url = "http://status.example-exchange.com/api/v1/summary"
        lines.append(_apache_line(at(1, time), url, status, 0 if status == 500 else 210))
    return _text(lines)


def _routine(day: int, rng: Random) -> Iterator[Access]:
    for hour in range(24):
        for _ in range(14):
            ts = at(day, "00:00") + hour * HOUR + rng.randrange(HOUR)
            host, template, size = rng.choice(ROUTINE)
            target = template.format(rng.randrange(1, 10_000))
            request = f"GET {target} HTTP/1.1"
            address = rng.choice(team.REPORTING_HOSTS)
            yield Access(ts, host, request, 200, size + rng.randrange(60), address)


def _post(path: str) -> str:
    return f"POST {path} HTTP/1.1"


# Day 2: a 502 of 55-Tech without a body, a 504 with its line of nginx's error log among the others,
# and one cut line. Day 3: a key in a query, a 401 and a 404 of 55-Tech, binary junk, a blank line.
INCIDENTS: dict[int, tuple[Access, ...]] = {
    2: (
        Access(at(2, "08:12:30"), "mmapi.55-tech.com", _post("/api/v1/orders/880990/cancel"), 502,
               agent=CURL),
        Access(at(2, "08:15:42"), None,
               "2026/11/17 08:15:42 [error] 31#31: *4821 upstream timed out (110: Connection timed"
               " out) while reading response header from upstream, client: 10.20.0.31, server: _,"
               ' request: "GET /api/v1/reports/fills?fixtureId=61200 HTTP/1.1", upstream:'
               ' "https://198.51.100.7:443/api/v1/reports/fills?fixtureId=61200",'
               ' host: "mmapi.55-tech.com"'),
        Access(at(2, "08:15:42") + 1, "mmapi.55-tech.com",
               "GET /api/v1/reports/fills?fixtureId=61200 HTTP/1.1", 504, BAD_GATEWAY_BYTES),
        Access(at(2, "19:30:00"), None,
               "mmapi.55-tech.com:443 10.20.0.31 - - [17/Nov/2026:19:30:00 +0000]"
               ' "GET /api/v1/rep'),
    ),
    3: (
        Access(at(3, "01:20:00"), "api.tickdb.ai",
               f"GET /v1/symbols/available?api_key={team.BOT_2_TICKDB_KEY} HTTP/1.1", 200, 8_811,
               agent=CURL),
        Access(at(3, "01:20:07"), "mmapi.55-tech.com", "GET /api/v1/positions HTTP/1.1", 401, 39,
               agent=CURL),
        Access(at(3, "02:00:00"), None, "\\x00\\x8f\udcff\udcfe\x00\x01PK\x03\x04"),
        Access(at(3, "10:31:15"), "mmapi.55-tech.com", "GET /api/v1/orders/999998 HTTP/1.1", 404,
               28),
        Access(at(3, "10:32:00"), None, ""),
    ),
}  # fmt: skip


def _nginx_line(access: Access) -> str:
    if access.host is None:
        return access.request
    time = f"{moment(access.ts):%d/%b/%Y:%H:%M:%S %z}"
    return (
        f'{access.host}:443 {access.address} - - [{time}] "{access.request}" '
        f'{access.status} {access.size} "-" "{access.agent}"'
    )


def _apache_line(ts: int, url: str, status: int, size: int) -> str:
    time = f"{moment(ts).astimezone(timezone(timedelta(hours=8))):%d/%b/%Y:%H:%M:%S %z}"
    return f'10.20.0.40 - - [{time}] "GET {url} HTTP/1.1" {status} {size or "-"}'


def _text(lines: Iterator[str] | list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")
