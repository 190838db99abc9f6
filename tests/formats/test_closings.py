"""Ends of WebSocket connections in words without a code: told once each, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from analyzer.formats import named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, read, reader

LOST = """
websocket disconnected, reconnecting in 5s
wss://ws.tickdb.ai/v1 disconnected
Lost websocket connection to the exchange
ws closed by server
[ws] disconnected
WebSocket connection closed unexpectedly
Bybit websocket disconnected: None - None
Disconnected from wss://ws.tickdb.ai/v1
WS Disconnected!
WebSocket dropped, will retry
Bybit WebSocket V5 (auth) died unexpectedly
WebSocket data feed lost
Disconnected: {:remote, :closed}
""".strip().split("\n")
CLOSED = """
WebSocket connection closed
ws closed gracefully
websocket disconnected by user
onclose
WebSocket disconnected on shutdown
Connection closed: wss://ws.tickdb.ai/v1
""".strip().split("\n")
NEITHER = """
websocket not closed yet
waiting until the websocket is closed
ws closed: 0 subscriptions
WebSocket client disconnected: client 7
websocket disconnected clients: 3
Client disconnected from websocket server
handle websocket disconnected event
when the ws is disconnected, orders are kept
ws disconnected?
websocket is already closed
ws connection lost 3 times
trade closed over ws
[WS] candle closed BTCUSDT 1m
websocket: kline BTCUSDT closed at 100
ws: bar closed, computing signal
Websocket stream BTCUSDT@kline_1m: candle is closed
websocket: subscription ended for BTC
ws message lost
websocket: dropped 12 messages
lost 3 websocket messages
websocket heartbeat lost
position closed
the redis connection behind the ws was lost
websocket closed: false
""".strip().split("\n")
FIRST = "2026-11-19 09:59:00,250 INFO feed: connecting to wss://ws.tickdb.ai/v1"


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def logged(messages: Sequence[str], *, apart_s: int = 10) -> bytes:
    times = (f"10:{n * apart_s // 60:02}:{n * apart_s % 60:02}" for n in range(len(messages)))
    lines = (
        f"2026-11-19 {time},250 INFO feed: {message}"
        for time, message in zip(times, messages, strict=True)
    )
    return "\n".join([FIRST, *lines, ""]).encode()


def ends(found: Loaded) -> list[tuple[object, object]]:
    assert found.counts.rejects == 0
    rows = sorted(found.rows, key=lambda row: row["ts"])
    return [(row["close_code"], row["error_type"]) for row in rows if row["command"] == "close"]


def test_what_was_lost_is_a_failure(reading: Reading) -> None:
    found = ends(read(reading, logged(LOST), named("websocket_clients")))
    assert [error for _, error in found] == ["reset"] * len(LOST)


def test_what_was_closed_is_an_end_and_no_failure(reading: Reading) -> None:
    found = ends(read(reading, logged(CLOSED), named("websocket_clients")))
    assert found == [(None, None)] * len(CLOSED)


def test_what_has_not_ended_is_none(reading: Reading) -> None:
    assert ends(read(reading, logged(NEITHER), named("websocket_clients"))) == []


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["WebSocket closed: 1008 slow", "websocket disconnected"], [(1008, None)]),
        (["websocket disconnected", "code = 1011 (unexpected error), no reason"], [(1011, None)]),
        (["websocket disconnected", "[bot] ws lost, reconnecting"], [(None, "reset")]),
        (["websocket BTC disconnected", "websocket ETH disconnected"], [(None, "reset")] * 2),
    ],
)  # fmt: skip
def test_an_end_is_told_once(
    reading: Reading, messages: list[str], expected: list[tuple[object, object]]
) -> None:
    found = read(reading, logged(messages, apart_s=1), named("websocket_clients"))
    assert ends(found) == expected


def test_a_log_that_names_no_websocket_tells_of_a_server() -> None:
    form = named("websocket_clients")
    plain = "2026-11-19 10:00:00,250 INFO app: "
    assert form.detect(f"{plain}WebSocket disconnected\n{plain}websocket closed\n") == 0
    assert form.detect(f"{plain}WebSocket disconnected, reconnecting\n") > 0
