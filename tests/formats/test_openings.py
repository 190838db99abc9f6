"""WebSocket connections that have opened: told once each, whoever words it, and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest

from analyzer.formats import named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, read, reader

# As websockets, websocket-client, ccxt, discord.py, lark-oapi, alpaca-py, pybit, SignalR, phoenix,
# Starscream, Netty, tungstenite, Websocket.Client, CryptoExchange.Net, Node's websocket and ws,
# OkHttp, Java-WebSocket and programs on GitHub say it.
OPENED = r"""
connected to wss://ws.tickdb.ai/v1
WebSocket connected: wss://ws.tickdb.ai/v1
Reconnected to wss://ws.tickdb.ai/v1
WebSocket connection established (wss://ws.tickdb.ai/v1)
Websocket opened
on_open
ws: connection opened
WS: connection open
[ws] open
= connection is OPEN
client - state = OPEN
Websocket connected
onOpen
ws connected
WebSocket Client Connected
WebSocket Client connected!
WebSocket handshake has been successfully completed
Bitstamp WebSocket handshake has been successfully completed to "btcusd"
Connection opened: wss://ws.tickdb.ai/v1
Reconnection happened, type: Initial, url: wss://ws.tickdb.ai/v1
Reconnection happened, type: Lost
Created websocket connected to wss://gateway.discord.gg?encoding=json&v=6
Shard ID None has connected to Gateway (Session ID: 08fa2f592630f7558353482ffbd1f724).
[Lark] [INFO] connected to wss://msg-frontier.feishu.cn/ws/v2?device_id=1 [conn_id=123]
transport: connected to wss://ws.tickdb.ai/socket
WebSocket connected to wss://ws.tickdb.ai/v1.
[Sckt 1] connected to wss://ws.tickdb.ai/v1
websocket is connected: ["Upgrade": "websocket"]
[WS] Connected to OpenAI Realtime API for attempt=3
[WS] Open Channel Established.
[WS] Opened
[preload][ws] open dt=12ms readyState=1
✅ WebSocket connected
:: WS Connected ::
Job realtime WS connected
public stream websocket (re)connected
Binance WebSocket connection established
📡 [Client] WebSocket connection established for job: j1
WebSocket connection established. Waiting for InitiateConversationResponse.
WebSocket connection opened for /v1/stream!
Connected to WebSocket server
Connected to WebSocket: wss://ws.tickdb.ai/v1
Connected to Binance WebSocket
[WEBSOCKET] Successfully established WebSocket connection...
WebSocket reconnected after 3 attempts
WebSocket reconnected, recovering pending assignments...
✅ Raw WebSocket connection successful
Raw native WebSocket connection successfully established
websocket connect success
WebSocket onopen: Connected to WebSocket Server
WebSocket onOpen: 101
[WebSocket] onOpen: Response{protocol=http/1.1, code=101, message=Switching Protocols, url=https://ws.tickdb.ai/v1}
opened websocket
Opened WebSocket connection to Kraken
Gemini Live WebSocket opened!
Connection established to wss://ws.tickdb.ai/stream
WebSocket Unified V5 (Auth) connected
Gateway WebSocket connected. Awaiting HELLO...
Discord Gateway WebSocket connected (HTTP 101 Switching Protocols)
wss://ws.tickdb.ai/v1 connected
[wss://ws.tickdb.ai/v1] connection open
Connection to wss://ws.tickdb.ai/v1 established
connecting to wss://ws.tickdb.ai/v1 ... ok
msg="websocket connected" url=wss://ws.tickdb.ai/v1
WebSocketApp on_open called
""".strip().splitlines()
# What is still to come, did not come, is a state, another's connection, or of a server's clients.
NOT_OPENED = r"""
connection open
connection opened
connected
connecting to wss://ws.tickdb.ai/v1
connecting...
reconnecting in 5s
trying to connect to wss://ws.tickdb.ai/v1
opening websocket wss://ws.tickdb.ai/v1
disconnected from wss://ws.tickdb.ai/v1
WebSocket is not connected
websocket connected clients: 429
WebSocket connected, 429 clients
ws connected: false
websocket_connected=false
connected: false
subscribed to ticker on wss://ws.tickdb.ai/v1
ws open interest BTCUSDT 5
tick opened success connected ws latency 5ms orders open 7
[WS] position opened BTCUSDT
ws order opened id=5
[ws] redis connected
connected to redis://10.0.0.1:6379
Connected to MQTT broker
Database connection established
TCP connection established to 10.0.0.1:443
Connected to NATS Server
WebSocket connected: userId=5
WebSocket connected. Total connections: 3
New WebSocket connection established: 3f2a
New WebSocket client connected!
WebSocket client connected
Client connected to WebSocket server. Active clients: 4
User 5 connected to WebSocket (Authenticated)
WebSocket Connection Opened: Address(host='10.0.0.1', port=5000)
WebSocket connection opened: /127.0.0.1:5000
[ws] connected: KAQeFK7SxNGyEWVefqdt5
websockets.server: connection open
websockets.server: = connection is OPEN
server - state = OPEN
Waiting until WebSocket is connected
WebSocket is not open: readyState 0 (CONNECTING)
failed to establish websocket connection
WebSocket connection could not be established
Is the websocket connected?
health: websocket connected
WebSocket status: connected
websocket still connected, ping ok
keepalive: wss://ws.tickdb.ai/v1 connected for 300 s
wss://ws.tickdb.ai/v1 not connected
websocket ping ok
ws subscribe success
WebSocket auth success
websocket subscription established
dialog onOpen
EventSource onopen
no connection established to wss://ws.tickdb.ai
agent connected to wss://ws.tickdb.ai/ws/agents
""".strip().splitlines()


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def logged(messages: Sequence[str], *, apart: int = 10) -> str:
    times = (f"2026-11-19 10:{n * apart // 60:02}:{n * apart % 60:02},250" for n in range(999))
    return "".join(f"{time} INFO bot: {m}\n" for time, m in zip(times, messages, strict=False))


def opened(found: Loaded) -> list[str]:
    """Where to and when connections opened that did not fail."""
    assert found.counts.rejects == 0
    rows = sorted((row for row in found.rows if row["command"] == "open"), key=lambda r: r["ts"])
    assert all(row["status"] in (None, 101) and row["error_type"] is None for row in rows)
    assert all(row["protocol"] == "websocket" for row in rows)
    return [f"{row['ts']:%M:%S} {row['host'] or ''}{row['path'] or ''}" for row in rows]


def test_each_wording_is_one_opening(reading: Reading) -> None:
    told = opened(read(reading, logged(OPENED).encode(), named("websocket_clients")))
    expected = [f"{n * 10 // 60:02}:{n * 10 % 60:02}" for n in range(len(OPENED))]
    assert [one.split(" ")[0] for one in told] == expected


def test_what_has_not_opened_is_none(reading: Reading) -> None:
    found = read(reading, logged(NOT_OPENED).encode(), named("websocket_clients"))
    assert [row for row in found.rows if row["command"] == "open"] == []
    assert found.counts.rejects == 0


@pytest.mark.parametrize(
    ("messages", "expected"),
    {
        "a library and its program": (
            ["connecting to wss://ws.tickdb.ai/v1", "Websocket opened", "WebSocket connected"],
            ["00:01 ws.tickdb.ai/v1"],
        ),
        "a word of who connects, and another's": (
            ["connecting to wss://ws.tickdb.ai/v1", "connected", "connected"],
            ["00:01 ws.tickdb.ai/v1"],
        ),
        "two at once, each told twice": (
            ["connected to wss://ws.tickdb.ai/a", "connected to wss://ws.tickdb.ai/b"]
            + ["Websocket opened"] * 2,
            ["00:00 ws.tickdb.ai/a", "00:01 ws.tickdb.ai/b"],
        ),
        "two of one name each": (
            ["WebSocket public connected", "WebSocket private connected"],
            ["00:00 ", "00:01 "],
        ),
        "once more after an end": (
            ["ws connected to wss://ws.tickdb.ai/v1", "WebSocket closed: 1006", "ws: reconnected"],
            ["00:00 ws.tickdb.ai/v1", "00:02 ws.tickdb.ai/v1"],
        ),
        "none that failed": (
            ["connecting to wss://ws.tickdb.ai/v1", "WebSocket error: ECONNREFUSED", "connected"],
            [],
        ),
    }.values(),
)  # fmt: skip
def test_an_opening_is_told_once(
    reading: Reading, messages: list[str], expected: list[str]
) -> None:
    text = logged(messages, apart=1).encode()
    found = read(reading, text, named("websocket_clients"))
    rows = [row for row in found.rows if row["command"] == "open" and row["error_type"] is None]
    assert opened(Loaded(found.format, found.counts, rows, found.rejects)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"time": "{time}", "level": 30, "msg": "{message}"},
        {"timestamp": "{time}", "level": "info", "logger": "feed", "event": "{message}"},
        {"asctime": "{time}", "levelname": "INFO", "name": "feed", "message": "{message}"},
        {"ts": "{time}", "level": "info", "caller": "feed/ws.go:41", "msg": "{message}"},
    ],
)
def test_the_text_that_an_object_holds_tells_it(
    reading: Reading, fields: dict[str, object]
) -> None:
    messages = ["connecting to wss://ws.tickdb.ai/v1", "WebSocket connected", "tick", "ws ping"]
    said = [
        {
            name: str(value).format(time=f"2026-11-19T10:00:0{n}Z", message=message)
            if isinstance(value, str)
            else value
            for name, value in fields.items()
        }
        for n, message in enumerate(messages)
    ]
    found = read(reading, "".join(f"{json.dumps(one)}\n" for one in said).encode())
    assert opened(found) == ["00:01 ws.tickdb.ai/v1"]


def test_beside_the_calls_of_a_client(reading: Reading) -> None:
    text = """2026-11-19 10:00:00.300 dbug: Tick.SpotApi[0] [Sckt 1] connected to wss://ws.tickdb.ai/v1
2026-11-19 10:00:01.100 dbug: Tick.RestClient[0] [Req 7] Sending GET request to https://api.tickdb.ai/v1/x
2026-11-19 10:00:01.250 warn: Tick.RestClient[0] [Req 7] 429 - Error received in 150ms: slow down
"""
    found = read(reading, text.encode())
    assert opened(found) == ["00:00 ws.tickdb.ai/v1"]
    assert len(found.rows) == 2


def test_a_server_s_log_has_none(reading: Reading) -> None:
    """The format does not take it for a client's."""
    form = named("websocket_clients")
    lines = [one for one in NOT_OPENED if "client" in one.lower() or "server" in one.lower()]
    assert lines
    assert form.detect(logged(lines)) == 0
