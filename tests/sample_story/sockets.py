"""WebSocket sessions of the bots and the feed, with what the vendors refuse on them.

Every session opens and closes within one day, as the programs start a new log (and new sessions)
at midnight; those of the last day are open when the data ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from . import replies, team
from .clock import DAYS, MINUTE, SECOND, at, day_of
from .exchange import Line
from .timeline import KEY_EXPIRES, MD_FEED_GETS_NEW_KEY

MIDNIGHT_CLOSE = "23:59:50"
DEPTH_HINT = {
    "channel": "depth",
    "suggestion": "Use HTTP API /v1/market/depth for current depth data",
}


@dataclass(frozen=True, slots=True)
class Session:
    """One connection. Its first line names URL and client; the later ones only the connection."""

    client: str
    connection: str
    url: str

    def open(self, ts: int) -> Line:
        where = {"client": self.client, "client_ip": team.ADDRESSES[self.client], "url": self.url}
        return self._line(ts, where | {"event": "open"})

    def sent(self, ts: int, message: Any) -> Line:
        return self._line(ts, {"direction": "sent", "message": message})

    def received(self, ts: int, message: Any) -> Line:
        return self._line(ts, {"direction": "received", "message": message})

    def close(self, ts: int, code: int, reason: str | None = None) -> Line:
        why = {"reason": reason} if reason else {}
        return self._line(ts, {"event": "close", "close_code": code} | why)

    def _line(self, ts: int, fields: dict[str, Any]) -> Line:
        record = {"protocol": "websocket", "connection": self.connection} | fields
        return Line(ts, self.client, record)


def fifty_five_session(client: str, name: str, ts: int) -> Session:
    number = f"{client[-1]}-{16 + day_of(ts) - 1}"
    return Session(client, f"mm{number}-{name}", "wss://mmapi.55-tech.com/ws")


def tickdb_session(name: str, ts: int) -> Session:
    key = team.tickdb_key("md-feed", ts)
    connection = f"feed-{16 + day_of(ts) - 1}-{name}"
    return Session("md-feed", connection, f"wss://api.tickdb.ai/v1/ws?api_key={key}")


def _subscribe_55(session: Session, ts: int, channel: str, key: str | None) -> Line:
    message = {"type": "subscribe", "channels": [channel]}
    return session.sent(ts, message | ({"apiKey": key} if key else {}))


def _orders(session: Session, start: int, end: int, rng: Random) -> Iterator[Line]:
    """Data of 55-Tech, some four messages an hour: neither answers nor reports."""
    ts = start + rng.randrange(12 * MINUTE)
    while ts < end:
        data = {"orderId": rng.randrange(400_000, 800_000), "filled": rng.randrange(1, 90)}
        yield session.received(ts, {"channel": "orders", "data": data})
        ts += rng.randrange(8 * MINUTE, 22 * MINUTE)


def _ticks(session: Session, symbol: str, start: int, end: int, rng: Random) -> Iterator[Line]:
    """Data of TickDB: one logged tick of many, six an hour."""
    ts = start + rng.randrange(5 * MINUTE)
    while ts < end:
        data = {"symbol": symbol, "last": f"{91_000 + rng.randrange(800)}.{rng.randrange(10)}"}
        yield session.received(ts, {"cmd": "ticker", "data": data})
        ts += rng.randrange(6 * MINUTE, 14 * MINUTE)


def _subscribe(
    session: Session, ts: int, channel: str, symbols: list[str], answer: dict[str, Any]
) -> Iterator[Line]:
    """A TickDB subscription and its answer."""
    data = {"channel": channel, "symbols": symbols}
    yield session.sent(ts, {"cmd": "subscribe", "data": data})
    yield session.received(ts + 40, {"cmd": "subscribe"} | answer)


ACCEPTED = {"code": 0, "message": "success"}


def bots(rng: Random) -> Iterator[Line]:
    """Each bot holds two connections to 55-Tech all day long."""
    for day in DAYS:
        for client, key in (("mm-bot-1", team.BOT_1_KEY), ("mm-bot-2", team.BOT_2_KEY)):
            for offset, channel in enumerate(("orders", "odds")):
                start = at(day, "00:00:20") + offset * SECOND + rng.randrange(400)
                session = fifty_five_session(client, channel, start)
                end = at(day, MIDNIGHT_CLOSE) + rng.randrange(4 * SECOND)
                yield session.open(start)
                yield _subscribe_55(session, start + 60, channel, key)
                yield from _orders(session, start, end, rng)
                if day != DAYS[-1]:
                    yield session.close(end, 1000)


def sixth_connection(rng: Random) -> Iterator[Line]:
    """Day 2, noon: mm-bot-1 opens three more, making five; a sixth is refused three times.

    At 12:10 it closes one of them, and at 12:10:30 the sixth is let in.
    """
    end = at(2, MIDNIGHT_CLOSE)
    for time, channel, closed in (
        ("12:00:05", "fills", end),
        ("12:00:06", "positions", end),
        ("12:00:07", "limits", at(2, "12:10:00")),
        ("12:10:30", "audit", end),
    ):
        session = fifty_five_session("mm-bot-1", channel, at(2, time))
        yield session.open(at(2, time))
        yield _subscribe_55(session, at(2, time) + 55, channel, team.BOT_1_KEY)
        yield from _orders(session, at(2, time) + MINUTE, closed, rng)
        yield session.close(closed, 1000)
    for number, time in enumerate(("12:06:00", "12:06:02", "12:06:06"), start=1):
        session = fifty_five_session("mm-bot-1", f"audit-refused-{number}", at(2, time))
        yield from _refused_55(session, at(2, time), team.BOT_1_KEY, "Connection limit exceeded")


def _refused_55(session: Session, ts: int, key: str | None, error: str) -> Iterator[Line]:
    yield session.open(ts)
    yield _subscribe_55(session, ts + 50, "orders", key)
    yield session.received(ts + 90, {"error": error})
    yield session.close(ts + 95, 1008)


def keys_refused_by_55_tech(rng: Random) -> Iterator[Line]:
    """Day 1, 21:00: a test of mm-bot-2 without a key, with a malformed and with a revoked one."""
    for time, key, error in (
        ("21:00:00", None, "apiKey required"),
        ("21:00:40", team.MALFORMED_KEY, "Invalid apiKey format"),
        ("21:01:30", team.REVOKED_KEY, "Invalid API key"),
    ):
        session = fifty_five_session("mm-bot-2", f"test-{time[3:5]}{time[6:]}", at(1, time))
        yield from _refused_55(session, at(1, time), key, error)


def service_restart(rng: Random) -> Iterator[Line]:
    """Day 2, 18:00: 55-Tech restarts; mm-bot-2's extra connection is closed and comes back."""
    for name, start, end, code, reason in (
        ("fills", "17:00:02", "18:00:00.4", 1012, "service restart"),
        ("fills-again", "18:00:03", MIDNIGHT_CLOSE, 1000, None),
    ):
        session = fifty_five_session("mm-bot-2", name, at(2, start))
        yield session.open(at(2, start))
        yield _subscribe_55(session, at(2, start) + 60, "fills", team.BOT_2_KEY)
        yield from _orders(session, at(2, start) + MINUTE, at(2, end), rng)
        yield session.close(at(2, end), code, reason)


def _feed(name: str, symbol: str, start: int, end: int, rng: Random) -> Iterator[Line]:
    """A session of md-feed from its opening to just before its close."""
    session = tickdb_session(name, start)
    yield session.open(start)
    yield from _subscribe(session, start + 80, "ticker", [symbol], ACCEPTED)
    yield from _ticks(session, symbol, start + MINUTE, end, rng)


def feed_on_day_1(rng: Random) -> Iterator[Line]:
    """Depth and trades are not to be had during the outage; then a reconnect storm at 20:10."""
    start, end, storm = at(1, "00:00:02"), at(1, MIDNIGHT_CLOSE), at(1, "20:10")
    yield from _feed("a", "BTCUSDT", start, storm, rng)
    yield tickdb_session("a", start).close(storm, 1006)
    yield from _reconnect_storm(storm, rng)
    yield from _feed("c", "BTCUSDT", at(1, "20:16:10"), end, rng)
    yield tickdb_session("c", start).close(end, 1000)

    yield from _feed("b", "ETHUSDT", start + SECOND, end, rng)
    session = tickdb_session("b", start)
    no_depth = replies.tickdb_body(4003) | {"data": DEPTH_HINT}
    yield from _subscribe(session, at(1, "10:18:05"), "depth", ["BTCUSDT"], no_depth)
    yield from _subscribe(session, at(1, "10:20:05"), "depth", ["BTCUSDT"], no_depth)
    yield from _subscribe(
        session, at(1, "10:19:10"), "trade", ["BTCUSDT"], replies.tickdb_body(4004)
    )
    yield from _subscribe(session, at(1, "10:31:00"), "depth", ["BTCUSDT"], ACCEPTED)
    yield from _subscribe(session, at(1, "10:31:01"), "trade", ["BTCUSDT"], ACCEPTED)
    yield session.close(end, 1000)


def _reconnect_storm(start: int, rng: Random) -> Iterator[Line]:
    """36 connections in six minutes, each dropped without a close frame."""
    for number in range(1, 37):
        opened = start + (number - 1) * 10 * SECOND + 2 * SECOND
        session = tickdb_session(f"storm-{number:02d}", opened)
        yield session.open(opened)
        yield session.close(opened + rng.randrange(2_000, 6_000), 1006)


def feed_on_day_2(rng: Random) -> Iterator[Line]:
    """At 03:00 both sessions are thrown out; 23 more tries with the dead key until 08:40."""
    for offset, (name, symbol) in enumerate((("a", "BTCUSDT"), ("b", "ETHUSDT"))):
        start = at(2, "00:00:02") + offset * SECOND
        yield from _feed(name, symbol, start, KEY_EXPIRES, rng)
        yield from _thrown_out(tickdb_session(name, start), KEY_EXPIRES + 400 + offset)
    first_try = KEY_EXPIRES + 15 * SECOND
    tries = range(first_try, MD_FEED_GETS_NEW_KEY - 5 * MINUTE, 15 * MINUTE)
    for number, ts in enumerate(tries, start=1):
        session = tickdb_session(f"retry-{number:02d}", ts)
        yield session.open(ts)
        yield from _thrown_out(session, ts + 70)
    for offset, (name, symbol) in enumerate((("c", "BTCUSDT"), ("d", "ETHUSDT"))):
        start = MD_FEED_GETS_NEW_KEY + (5 + offset) * SECOND
        yield from _feed(name, symbol, start, at(2, MIDNIGHT_CLOSE), rng)
        yield tickdb_session(name, start).close(at(2, MIDNIGHT_CLOSE) + offset, 1000)


def _thrown_out(session: Session, ts: int) -> Iterator[Line]:
    yield session.received(ts, replies.tickdb_body(1001))
    yield session.close(ts + 3, 1008, "policy violation")


def feed_on_day_3(rng: Random) -> Iterator[Line]:
    """Connections and subscriptions beyond the plan, and two programming errors."""
    start, end = at(3, "00:00:02"), at(3, "24:00")
    yield from _feed("a", "BTCUSDT", start, end, rng)
    yield from _feed("b", "ETHUSDT", start + SECOND, end, rng)
    yield from _feed("c", "SOLUSDT", at(3, "09:05:00"), at(3, "17:00:00"), rng)
    yield tickdb_session("c", start).close(at(3, "17:00:00.2"), 1001, "going away")
    for number, time in enumerate(("09:06:00", "09:06:30"), start=1):
        session = tickdb_session(f"refused-{number}", at(3, time))
        yield session.open(at(3, time))
        yield session.received(at(3, time) + 60, replies.tickdb_body(3003))
        yield session.close(at(3, time) + 64, 1008)

    session = tickdb_session("a", start)
    for time in ("11:00:00", "11:01:00", "11:02:00"):
        many = [f"X{number:02d}USDT" for number in range(12)]
        too_many = replies.tickdb_body(3004)
        yield from _subscribe(session, at(3, time), "ticker", many, too_many)
    unknown = {"cmd": "subscribe_all"} | replies.tickdb_body(4001)
    yield session.sent(at(3, "11:10:00"), {"cmd": "subscribe_all"})
    yield session.received(at(3, "11:10:00.040"), unknown)
    for time in ("11:12:00", "11:12:20"):
        malformed = {"cmd": "subscribe"} | replies.tickdb_body(4002)
        yield session.sent(at(3, time), '{"cmd": "subscribe", "data": ')
        yield session.received(at(3, time) + 35, malformed)
