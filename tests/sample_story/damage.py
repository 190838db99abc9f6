"""Lines that cannot be read, lines that are no requests, and secrets where they do not belong."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import team
from .clock import at
from .exchange import Answer, Call, Line, line

HTML_FRAGMENT = b"<html><body><h1>504 Gateway Time-out</h1></body></html>"
BINARY_JUNK = bytes.fromhex("00018fff504b0304fefdc0c17f45e00d9c3a") + b"\x00" * 24
HOLE_AFTER_A_CRASH = b"\x00" * 64


def broken_lines(rng: Random) -> Iterator[Line]:
    """Six lines that are rejects, among them one that holds a key."""
    cut_in_the_url = (
        b'{"ts":"2026-11-18T06:14:09.118Z","client":"mm-bot-1","method":"GET",'
        b'"url":"https://mmapi.55-te'
    )
    cut_after_the_key = (
        '{"ts":"2026-11-18T06:14:10.402Z","client":"mm-bot-1","method":"GET",'
        '"url":"https://mmapi.55-tech.com/api/v1/positions","request_headers":'
        f'{{"X-API-Key":"{team.BOT_1_KEY}"}},"respo'
    ).encode()
    no_time = b'{"ts":"yesterday","client":"mm-bot-1","method":"GET","status":200}'
    for time, content in (
        ("06:14:09.118", cut_in_the_url),
        ("06:14:10.402", cut_after_the_key),
        ("11:48:03", HTML_FRAGMENT),
        ("11:48:04", no_time),
        ("16:20:00", BINARY_JUNK),
        ("16:20:01", HOLE_AFTER_A_CRASH),
    ):
        yield Line(at(3, time), "mm-bot-1", content)


def lines_that_are_no_requests(rng: Random) -> Iterator[Line]:
    """Blank lines, and what a program says about itself."""
    for day, time in ((1, "00:00:00"), (3, "06:14:11"), (3, "16:20:02")):
        yield Line(at(day, time), "mm-bot-1", b"")
    for time, message in (("00:00:19", "started, release 2026.11.3"), ("23:59:58", "log rotated")):
        record = {"client": "mm-bot-2", "level": "info", "msg": message}
        yield Line(at(2, time), "mm-bot-2", record)


def secrets_in_odd_places(rng: Random) -> Iterator[Line]:
    """A key in the query of an HTTP request, a password in a URL, a key that an answer repeats."""
    ts = at(2, "22:10:00")
    target = f"/v1/market/ticker?symbol=BTCUSDT&api_key={team.BOT_2_TICKDB_KEY}"
    yield line(Call(ts, "mm-bot-2", "tickdb", "GET", target, headers={}), Answer(200), rng)

    userinfo = f"ops:{team.STATUS_PAGE_PASSWORD}@"
    page = Call(ts + 900, "mm-bot-2", "status", "GET", "/api/v2/status.json", userinfo=userinfo)
    yield line(page, Answer(401), rng)
