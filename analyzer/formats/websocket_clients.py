r"""What WebSocket clients print when a connection opens, is refused, breaks or is closed, and of messages.

What has opened is an `open` as in the canonical log, a refused handshake one with its status, an opening
that failed one with its reason, an end a `close` with its code: 1006 where the client says that no close frame came. A close with 1000 or
1001 is a row and no failure; so is one in words without a code, but for what was lost (kinds/websocket/closings). The time is what a logger put before the message. A message, the
traceback behind it, and the same told again within a second by another line are one event. A line
that names no URL is of the host that the log has named in a WebSocket URL so far, if it is one; of
several none is taken. What clients say, and its sources: kinds/websocket/messages. A message that a line shows
(kinds/websocket/frames) is a row where it answers or reports, as in the canonical log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.formats.kinds.text_lines import has_leading_time
from analyzer.formats.kinds.websocket.closings import closed
from analyzer.formats.kinds.websocket.events import MARK, URL, Events, hosts_of
from analyzer.formats.kinds.websocket.frames import frame
from analyzer.formats.kinds.websocket.go_causes import failed_on
from analyzer.formats.kinds.websocket.messages import FRAMES, texts_in, thrown, told
from analyzer.formats.kinds.websocket.openings import Awaited, opened

_SURENESS = 0.9
_FIELDS = {
    "ended": "VARCHAR", "event": "VARCHAR", "url": "VARCHAR", "host": "VARCHAR", "scheme": "VARCHAR", "status": "VARCHAR",
    "code": "VARCHAR", "reason": "VARCHAR", "error": "VARCHAR", "headers": "VARCHAR", "body": "VARCHAR",
    "direction": "VARCHAR", "message": "VARCHAR", "connection": "VARCHAR",
}  # fmt: skip
_SELECT = f"""
WITH told AS (
    SELECT line, CASE WHEN line[1] = '{MARK}' THEN from_json(line[2:], '{json.dumps(_FIELDS)}') END AS e
    FROM input
),
with_stamp AS (
    SELECT *, translate(e.ended, ',' || chr(9), '. ') AS stamp FROM told
),
with_time AS (
    SELECT *, stamped_at(stamp) AS ts FROM with_stamp
)
SELECT ts, 'websocket' AS protocol, e.event AS event, e.url AS url, e.host AS host, nullif(e.scheme, '') AS scheme,
    CASE WHEN e.event = 'open' THEN 'GET' END AS method, status_of(e.status) AS status,
    try_cast(e.code AS INTEGER) AS close_code, e.reason AS reason, e.error AS error,
    e.headers AS response_headers, e.body AS response_body, e.direction AS direction, e.message AS message, e.connection AS connection,
    CASE
        WHEN ends_with(line, '{MARK}') THEN 'reject: no time in the line'
        WHEN e IS NULL THEN 'skip: another message'
        WHEN e.event IS NULL AND e.message IS NULL THEN 'skip: part of an exchange'
        WHEN ts IS NOT NULL THEN NULL
        ELSE 'reject: the time cannot be read' END AS verdict
FROM with_time
"""


def _claims(line: str, *, hosts: Mapping[str, str], awaited: Awaited) -> bool:
    """Whether a line of text tells of an event, or shows a message, among those that `awaited` saw."""
    if line.lstrip().startswith("{"):
        return False
    if told(line, texts_in(line)):
        return True
    if not has_leading_time(line):
        return False
    if opened(line) or awaited.opened(line) or closed(line, is_of_websocket=bool(hosts)):
        return True
    awaited.note(line)
    return bool(frame(line, is_of_websocket=bool(hosts)) or failed_on(line, hosts))


def _detect(beginning: str) -> float:
    """Some lines are such; an application's own stand between them."""
    claims = partial(_claims, hosts=hosts_of(URL.findall(beginning)), awaited=Awaited())
    share = share_of_lines(beginning, claims)
    return _SURENESS * (0.3 + 0.7 * share) if share or _shows_a_trace(beginning) else 0.0


def _shows_a_trace(beginning: str) -> bool:
    """Whether a stack trace with a client's frames is of an error that ends a connection."""
    if not any(frame in beginning for frame in FRAMES):
        return False
    lines = beginning.splitlines()
    framed = (at for at, line in enumerate(lines) if any(frame in line for frame in FRAMES))
    return any(thrown(lines, at) for at in framed)


FORMAT = Format(
    name="websocket_clients",
    title="WebSocket connections as clients print them, from opening to end, and messages: websockets, websocket-client, aiohttp, ws, gorilla, tungstenite, …",
    detect=_detect,
    select=_SELECT,
    websocket=True,
    of_errors=True,
    stamped=True,
    assemble=lambda: Events().take,
    noting=True,
    complete=r".*\S",
    tried_with=("websockets", "aiohttp", "Node.js WebSocket"),
    samples=(
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 ERROR bot: failed: server rejected WebSocket connection: HTTP 401
2026-11-19 10:00:01,250 ERROR bot: oops
Traceback (most recent call last):
websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 401
2026-11-19 10:00:03,250 ERROR bot: stream ended
Traceback (most recent call last):
websockets.exceptions.ConnectionClosedError: received 1008 (policy violation) key expired; then sent 1008 (policy violation) key expired
2026-11-19 10:00:05,250 INFO bot: received 1000 (OK); then sent 1000 (OK)
2026-11-19 10:00:07,250 ERROR bot: sent 1011 (internal error) keepalive ping timeout; no close frame received
2026-11-19 10:00:09,250 ERROR bot: code = 1006 (connection closed abnormally [internal]), no reason
no close frame received or sent
""",
            rows=(
                row(
                    "10:00:01.25 GET wss://ws.tickdb.ai -> 401",
                    command="open",
                    protocol="websocket",
                ),
                row("10:00:03.25", close_code=1008, message="key expired", error_type=None),
                row("10:00:05.25", close_code=1000, command="close"),
                row("10:00:07.25 -> timeout", close_code=1006),
                row("10:00:09.25 -> reset", close_code=1006),
            ),
            skipped=7,
        ),
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 ERROR websocket: Handshake status 401 Unauthorized -+-+- {'date': 'Thu, 19 Nov 2026 10:00:01 GMT', 'retry-after': '2'} -+-+- b'{"code":1001}' - goodbye
2026-11-19 10:00:03,250 ERROR websocket: Connection to remote host was lost. - goodbye
2026-11-19 10:00:05,250 ERROR websocket: [Errno 111] Connection refused - goodbye
2026-11-19 10:00:07,250 ERROR websocket: fin=1 opcode=8 data=b'\\x03\\xf0key expired' - goodbye
2026-11-19 10:00:09,250 ERROR bot: RequestTimeout: Connection to wss://stream.binance.com:9443/ws/x timed out due to a ping-pong keepalive missing on time
2026-11-19 10:00:11,250 ERROR bot: NetworkError: Connection closed by remote server, closing code 1006
2026-11-19 10:00:13,250 ERROR bot: 401, message='Invalid response status', url='wss://ws.tickdb.ai/v1/stream'
2026-11-19 10:00:15,250 ERROR bot: RequestTimeout: Connection timeout
""",
            rows=(
                row("10:00:01.25 GET wss://ws.tickdb.ai -> 401", code="1001", retry_after_s=2.0),
                row("10:00:03.25 wss://ws.tickdb.ai -> reset", close_code=1006),
                row("10:00:05.25 wss://ws.tickdb.ai -> connect", command="open"),
                row("10:00:07.25", close_code=1008, message="key expired"),
                row("wss://stream.binance.com:9443/ws/x -> timeout", vendor="binance"),
                row("10:00:11.25 -> reset", close_code=1006, host=None),
                row("10:00:13.25 ws.tickdb.ai/v1/stream -> 401", vendor="tickdb"),
                row("10:00:15.25 -> timeout", command="open", host=None),
            ),
            skipped=1,
        ),
        # A message that a library traces and its program prints is one; a connection that failed is where
        # its error says.
        Sample(
            """2026-11-19 10:00:00,250 INFO bot connected to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 DEBUG websockets.client < TEXT '{"cmd":"subscribe","code":4003}' [31 bytes]
2026-11-19 10:00:01,250 INFO bot received {"cmd":"subscribe","code":4003}
2026-11-19 10:00:02,250 INFO closed 1008 key expired
2026-11-19 10:00:03,250 ERROR bot wss://ws2.example.org/x: gaierror [Errno -2] Name or service not known
2026-11-19 10:00:03,250 INFO bot closed 3 orders
""",
            rows=(
                row("10:00:00.25 wss://ws.tickdb.ai/v1/stream", command="open"),
                row("10:00:01.25", code="4003"),
                row("10:00:02.25", close_code=1008, message="key expired"),
                row("10:00:03.25 wss://ws2.example.org/x -> dns", command="open"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z connected to wss://ws.tickdb.ai/v1/stream
2026-11-19T10:00:05.250Z websocket error Error: connect ECONNREFUSED 10.0.0.2:8399
""",
            rows=(
                row("10:00:00.25 wss://ws.tickdb.ai/v1/stream", command="open"),
                row("10:00:05.25 10.0.0.2:8399 -> connect", command="open"),
            ),
        ),
        Sample(
            """2026-11-19T10:00:01.250Z ws error Error: Unexpected server response: 429
2026-11-19T10:00:01.251Z WebSocket closed: 1006
2026-11-19T10:00:03.250Z WebSocket is already in CLOSING or CLOSED state.
2026-11-19T10:00:05.250Z WebSocket connection to 'wss://ws.tickdb.ai/v1/stream?token=abc' failed: Error during WebSocket handshake: Unexpected response code: 403
2026-11-19T10:00:07.250Z Error: Connection disconnected with error 'Error: WebSocket closed with status code: 1006 (no reason given).'.
2026/11/19 10:00:09 dial: websocket: bad handshake
2026/11/19 10:00:11 read: websocket: close 1011 (internal server error): oops
2026/11/19 10:00:13 failed to get reader: received close frame: status = StatusPolicyViolation and reason = "key expired"
2026/11/19 10:00:15 failed to WebSocket dial: expected handshake response status code 101 but got 401
2026-11-19T10:00:17.250Z ERROR bot: WebSocket protocol error: Connection reset without closing handshake
2026-11-19T10:00:19.250Z ERROR bot: ws connect failed: HTTP error: 401 Unauthorized
2026-11-19T10:00:21.250Z WARN bot: Close(Some(CloseFrame { code: Policy, reason: "key expired" }))
""",
            rows=(
                row("10:00:01.25 -> 429", command="open"),
                row("10:00:05.25 wss://ws.tickdb.ai/v1/stream?token=REDACTED -> 403"),
                row("10:00:07.25 wss://ws.tickdb.ai -> reset", message=None, close_code=1006),
                row("10:00:09 -> other", command="open"),
                row("10:00:11", close_code=1011, message="oops"),
                row("10:00:13", close_code=1008, message="key expired"),
                row("10:00:15 -> 401"),
                row("10:00:17.25 -> reset", close_code=1006),
                row("10:00:19.25 -> 401"),
                row("10:00:21.25", close_code=1008, message="key expired"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19T10:00:01.250Z fail: The server returned status code '401' when status code '101' was expected.
2026-11-19T10:00:03.250Z The remote party closed the WebSocket connection without completing the close handshake.
2026-11-19T10:00:05.250Z stream failed
java.net.ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'
	at okhttp3.internal.ws.RealWebSocket.checkUpgradeSuccess(RealWebSocket.kt:224)
2026-11-19T10:00:07.250Z stream failed
java.io.EOFException
	at okio.RealBufferedSource.require(RealBufferedSource.kt:199)
	at okhttp3.internal.ws.WebSocketReader.readHeader(WebSocketReader.kt:119)
2026-11-19T10:00:09.250Z Connection closed by remote peer Code: 1008 Reason: key expired
2026-11-19T10:00:11.250Z Invalid status code received: 401 Status line: HTTP/1.1 401 Unauthorized
2026-11-19T10:00:13.250Z Invalid handshake response getStatus: 401 Unauthorized
2026-11-19T10:00:15.250Z CLIENT_CONNECTION_ERROR: HS: ws upgrade response not 101
2026-11-19T10:00:17.250Z WebSocketException: Connection to 'https://ws.tickdb.ai:0/v1#' was not upgraded to websocket, HTTP status code: 401
2026-11-19T10:00:19.250Z error: websocket error: connect ECONNREFUSED 10.0.0.1:443
""",
            rows=(
                row("10:00:01.25 -> 401", command="open"),
                row("10:00:03.25 -> reset", close_code=1006),
                row("10:00:05.25 -> 401"),
                row("10:00:07.25 -> reset", command="close", close_code=None),
                row("10:00:09.25", close_code=1008, message="key expired"),
                row("10:00:11.25 -> 401"),
                row("10:00:13.25 -> 401"),
                row("10:00:15.25 -> other"),
                row("10:00:17.25 ws.tickdb.ai:0/v1 -> 401", vendor="tickdb"),
                row("10:00:19.25 -> connect", command="open"),
            ),
            skipped=5,
        ),
        Sample(
            """19 Nov 10:00:01 - [info] [feed] Websocket Connection closed: 1000 Normal connection closure
[2026-11-19 9:00:03] [feed] Web socket closed [1006].
E1119 10:00:05.250000   69671 roundtripper.go:91] "WebSocket dial failed" err="websocket: bad handshake" status=400
2026-11-19T10:00:07.250Z ERROR sdk::ws: Error { kind: WebSocket, source: Some(Connection(Protocol(ResetWithoutClosingHandshake))) }
2026-11-19 10:00:09.250 ERROR bot: The HTTP response from the server [404] did not permit the HTTP upgrade to WebSocket
2026-11-19 10:00:11.250 warn: ws connection error (0): Error: connect ECONNREFUSED 10.0.0.1:8888
2026-11-19 10:00:11.251 warn: ws connection closed (2) - code: 1006 - reason:
2026-11-19 10:00:13.250 warn: connection ws://ws.tickdb.ai/ocpp/a -- HTTP error 404
2026-11-19 10:00:15.250 INFO connection closed after 3000 ms
2026-11-19 10:00:17.250 INFO order closed with code: 3001
2026-11-19 10:00:19.250 warn: Disconnected (code: 1008, reason: "key expired")
2026-11-19 10:00:21.250 warn: Disconnected (code: 2)
2026-11-19 10:00:23.250 ERROR Feed - closed code=1008 reason="policy: too many" remote=true
""",
            rows=(
                row("10:00:01", close_code=1000, message="Normal connection closure"),
                row("09:00:03 -> reset", close_code=1006),
                row("10:00:05.25 -> 400", command="open"),
                row("10:00:07.25 -> reset", close_code=1006),
                row("10:00:09.25 -> 404"),
                row("10:00:11.25 -> connect", command="open"),
                row("10:00:13.25 ws://ws.tickdb.ai/ocpp/a -> 404"),
                row("10:00:19.25", close_code=1008, message="key expired"),
                row("10:00:23.25", close_code=1008, message="policy: too many"),
            ),
            skipped=4,
        ),
        # Javacord and JDA name a close by its code and in words.
        Sample(
            """2026-11-19 10:00:00.250+0000 INFO org.javacord.core.util.gateway.DiscordWebSocketAdapter Websocket closed with reason 'No more WebSocket frame from the server.' and code UNCONFORMED (1002) by client! {shard=0}
2026-11-19 10:00:01.250+0000 INFO org.javacord.core.util.gateway.DiscordWebSocketAdapter Websocket closed with reason '' and code AUTHENTICATION_FAILED (4004) by server! {shard=0}
[2026-11-19 10:00:02,250] [ DEBUG] n.d.j.core.requests.WebSocketClient: WebSocket connection closed with code CloseCode(4003 / You sent a payload.)
2026-11-19 10:00:03.250+0000 INFO org.javacord.core.util.gateway.DiscordWebSocketAdapter Trying to reconnect/resume in 1 seconds! {shard=0}
""",
            rows=(
                row(
                    "10:00:00.25",
                    close_code=1002,
                    message="No more WebSocket frame from the server.",
                ),
                row("10:00:01.25", close_code=4004, message=None),
                row("10:00:02.25", close_code=4003, message="You sent a payload."),
            ),
            skipped=1,
        ),
        # nv-websocket-client, CryptoExchange.Net, Binance's connector, OkHttp in one line, and tungstenite's
        # reasons as bytes.
        Sample(
            """2026-11-19 10:00:01.250 ERROR c.t.Nv : onError com.neovisionaries.ws.client.WebSocketException: No more WebSocket frame from the server.
2026-11-19 10:00:03.250 WARN c.t.Nv : onDisconnected WebSocketFrame(FIN=1,RSV1=0,RSV2=0,RSV3=0,Opcode=CLOSE,Length=11,CloseCode=1013,Reason="try later")
2026-11-19 10:00:05.250 dbug: Tick.SpotApi[0] [Sckt 1] received `Close` message, CloseStatus: InternalServerError, CloseStatusDescription: oops
2026-11-19 10:00:07.250 fail: Tick.SpotApi[0] [Sckt 1] connection failed: No such host is known. (ws.tickdb.ai:443)
2026-11-19 10:00:09.250 warn: Tick.SpotApi[0] [Sckt 1] error: Websocket error code Faulted, details: it broke
2026-11-19 10:00:11.250 warn: Tick.SpotApi[0] [Sckt 1] no data received for 00:00:30, reconnecting socket
2026-11-19 10:00:13.250 UTC WARNING binance.websocket.websocket_client: CLOSE frame received, closing websocket connection
2026-11-19 10:00:15.250 E Feed: WebSocket failure: java.io.EOFException
2026-11-19 10:00:17.250 W Feed: onClose: code: 1008 reason:"key expired" remote:true
2026-11-19T10:00:19.250000Z  WARN bot: Received close frame: Some(CloseFrame { code: Library(4001), reason: Utf8Bytes(b"bad sub") })
2026-11-19 10:00:21.250 E Feed: WebSocket failure: sent ping but didn't receive pong within 20000ms (after 5 successful ping/pongs)
2026-11-19T10:00:22.250000Z  INFO bot: frame Opcode=TEXT
""",
            rows=(
                row("10:00:01.25 -> reset", close_code=1006),
                row("10:00:03.25", close_code=1013, message="try later"),
                row("10:00:05.25", close_code=1011, message="oops"),
                row("10:00:07.25 -> dns", command="open"),
                row("10:00:09.25 -> other", command="close"),
                row("10:00:11.25 -> other", command="close"),
                row("10:00:13.25", command="close", close_code=None),
                row("10:00:15.25 -> reset", command="close"),
                row("10:00:17.25", close_code=1008, message="key expired"),
                row("10:00:19.25", close_code=4001, message="bad sub"),
                row("10:00:21.25 -> timeout", command="close"),
            ),
            skipped=1,
        ),
        # As programs on GitHub word it.
        Sample(
            """2026-11-19 10:00:00,250 INFO connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 ERROR WebSocket connection failed: HTTP 429
2026-11-19 10:00:03,250 INFO WebSocket closed for table 7: 1006 x
2026-11-19 10:00:05,250 INFO [ws] onclose code: 1008
2026-11-19 10:00:07,250 ERROR on_close: 1012 None
2026-11-19 10:00:09,250 ERROR Disconnected from wss://ws.tickdb.ai/v1/stream (code 1011)
2026-11-19 10:00:11,250 INFO WebSocket connected, 429 clients
""",
            rows=(
                row("10:00:01.25 GET wss://ws.tickdb.ai -> 429", command="open"),
                row("10:00:03.25", close_code=1006),
                row("10:00:05.25", close_code=1008, command="close"),
                row("10:00:07.25", close_code=1012, message=None),
                row("10:00:09.25 wss://ws.tickdb.ai/v1/stream", close_code=1011),
            ),
            skipped=2,
        ),
        # websocket-client since 1.9, and Node's ws and its events as `console.error` prints them.
        Sample(
            """2026-11-19 10:00:01,250 ERROR bot: WebSocket error: WebSocketConnectionClosedException('Connection closed (code 1008): key expired')
2026-11-19 10:00:01,250 ERROR websocket: Connection closed (code 1008): key expired - goodbye
2026-11-19 10:00:03,250 ERROR bot: WebSocket error: [Errno 111] Connection refused
2026-11-19 10:00:03,251 ERROR websocket: [Errno 111] Connection refused - goodbye
2026-11-19T10:00:05.250Z ws error { message: 'Unexpected server response: 429' }
2026-11-19T10:00:05.250Z ws closed { code: 1006, reason: '', wasClean: false }
2026-11-19T10:00:07.250Z ws closed { code: 4001, reason: 'no, key expired', wasClean: true }
2026-11-19T10:00:09.250Z ws close CloseEvent {
  Symbol(kTarget): WebSocket { _closeCode: 1008, _url: 'ws://ws.tickdb.ai/v1?token=abc' },
  Symbol(kCode): 1008,
  Symbol(kReason): 'key expired',
}
2026-11-19T10:00:11.250Z WebSocket error: getaddrinfo ENOTFOUND ws.tickdb.ai
""",
            rows=(
                row("10:00:01.25", close_code=1008, message="key expired"),
                row("10:00:03.25 -> connect", command="open"),
                row("10:00:05.25 -> 429", command="open"),
                row("10:00:07.25", close_code=4001, message="no, key expired"),
                row("10:00:09.25 ws.tickdb.ai", close_code=1008),
                row("10:00:11.25 ws.tickdb.ai -> dns", command="open"),
            ),
            skipped=7,
        ),
        # Its `enableTrace`, beside which the program's own handler prints the same.
        Sample(
            """--- request header ---
2026-11-19 10:00:00,250 DEBUG websocket: --- request header ---
2026-11-19 10:00:00,250 DEBUG websocket: GET /v1/stream?token=abc HTTP/1.1
Upgrade: websocket
Host: ws.tickdb.ai
Sec-WebSocket-Key: mXYXGKphroPIfU5hnI6CUQ==

-----------------------
2026-11-19 10:00:00,251 DEBUG websocket: -----------------------
--- response header ---
2026-11-19 10:00:01,250 DEBUG websocket: --- response header ---
HTTP/1.1 401 Unauthorized
2026-11-19 10:00:01,250 DEBUG websocket: HTTP/1.1 401 Unauthorized
2026-11-19 10:00:01,250 DEBUG websocket: -----------------------
2026-11-19 10:00:01,250 ERROR websocket: Handshake status 401 Unauthorized -+-+- {'retry-after': '2'} -+-+- {"code":1001} - goodbye
2026-11-19 10:00:03,250 DEBUG websocket: --- request header ---
2026-11-19 10:00:03,250 DEBUG websocket: GET /v1/stream HTTP/1.1
Host: ws.tickdb.ai

2026-11-19 10:00:03,251 DEBUG websocket: -----------------------
2026-11-19 10:00:03,252 DEBUG websocket: --- response header ---
2026-11-19 10:00:03,252 DEBUG websocket: HTTP/1.1 101 Switching Protocols
2026-11-19 10:00:03,252 DEBUG websocket: -----------------------
2026-11-19 10:00:04,250 DEBUG websocket: ++Rcv decoded: fin=1 opcode=8 data=b'\\x03\\xf3'
2026-11-19 10:00:04,250 DEBUG websocket: ++Sent decoded: fin=1 opcode=8 data=b'\\x03\\xe8'
""",
            rows=(
                row("GET ws.tickdb.ai/v1/stream?token=REDACTED -> 401", retry_after_s=2.0),
                row("10:00:03.252 GET ws.tickdb.ai/v1/stream -> 101", command="open"),
                row("10:00:04.25 ws.tickdb.ai", close_code=1011),
            ),
            skipped=22,
        ),
        # Connections that open, as clients and programs say it: each is told once, whoever says it, and is where
        # its line, or the one that says where it connects to, has it.
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream?api_key=abc
2026-11-19 10:00:01,250 INFO websocket: Websocket connected
2026-11-19 10:00:01,251 INFO bot: on_open
2026-11-19 10:00:03,250 INFO bot: subscribed to 3 channels on wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:05,250 ERROR bot: websocket closed code=1008 reason="key expired"
2026-11-19 10:00:05,251 INFO bot: reconnecting in 5s
2026-11-19 10:00:10,250 INFO websocket: Websocket connected
2026-11-19 10:00:20,250 INFO bot: Connected to redis
2026-11-19 10:00:30,250 INFO bot: websocket connected clients: 429
""",
            rows=(
                row(
                    "10:00:01.25 wss://ws.tickdb.ai/v1/stream?api_key=REDACTED",
                    command="open",
                    status=None,
                    error_type=None,
                ),
                row("10:00:05.25 wss://ws.tickdb.ai", close_code=1008),
                row("10:00:10.25 wss://ws.tickdb.ai/v1/stream?api_key=REDACTED", command="open"),
            ),
            skipped=6,
        ),
        Sample(
            """2026/11/19 10:00:00 connecting to wss://ws.tickdb.ai/v1
2026/11/19 10:00:00 connecting to wss://stream.binance.com:9443/ws/btcusdt@trade
2026/11/19 10:00:01 WebSocket connected: wss://ws.tickdb.ai/v1
2026/11/19 10:00:01 connected to wss://stream.binance.com:9443/ws/btcusdt@trade
2026/11/19 10:00:01 [ws] open
2026/11/19 10:00:01 [ws] open
2026/11/19 10:00:09 connecting to wss://ws.tickdb.ai/v1
2026/11/19 10:00:10 dial: websocket: bad handshake
2026/11/19 10:00:19 connecting to wss://ws.tickdb.ai/v1
2026/11/19 10:00:20 connected
""",
            rows=(
                row("10:00:01 wss://ws.tickdb.ai/v1", command="open", status=None),
                row("10:00:01 stream.binance.com:9443/ws/btcusdt@trade", command="open"),
                row("10:00:10 -> other", command="open"),
                row("10:00:20 wss://ws.tickdb.ai/v1", command="open", error_type=None),
            ),
            skipped=6,
        ),
        Sample(
            "websockets.exceptions.ConnectionClosedError: no close frame received or sent\n",
            rejects=1,
        ),
        # gorilla/websocket's own example, and coder/websocket.
        Sample(
            """2026/11/19 10:00:00 connecting to wss://ws.tickdb.ai/a
2026/11/19 10:00:00 read: websocket: close 1008 (policy violation): key expired
2026/11/19 10:00:03 connecting to wss://ws.tickdb.ai/b
2026/11/19 10:00:03 dial: dial tcp 10.0.0.2:443: connect: connection refused
2026/11/19 10:00:06 connecting to wss://ws.tickdb.ai/c
2026/11/19 10:00:06 read: read tcp 10.0.0.7:5000->10.0.0.2:443: read: connection reset by peer
2026/11/19 10:00:09 failed to dial wss://ws.tickdb.ai/d: dial tcp: lookup ws.tickdb.ai: no such host
2026/11/19 10:00:12 failed to WebSocket dial: failed to send handshake request: Get "https://ws.tickdb.ai/e": dial tcp 10.0.0.2:443: i/o timeout
2026/11/19 10:00:15 db: dial tcp 10.0.0.9:5432: connect: connection refused
""",
            rows=(
                row("10:00:00", command="close", close_code=1008),
                row("10:00:03 ws.tickdb.ai/b -> connect", command="open"),
                row("10:00:06 ws.tickdb.ai/c -> reset", command="close"),
                row("10:00:09 ws.tickdb.ai/d -> dns", command="open"),
                row("10:00:12 -> timeout", host="ws.tickdb.ai", command="open"),
            ),
            skipped=4,
        ),
        # In a program's own words, with the URL before or behind them.
        Sample(
            """2026-11-19 10:00:00.250 ERROR wss://ws.tickdb.ai/a: handshake failed 429 Too Many Requests
2026-11-19 10:00:03.250 ERROR websocket handshake with wss://ws.tickdb.ai/b failed: 403 Forbidden
2026-11-19 10:00:06.250 ERROR failed to connect to wss://ws.tickdb.ai/c: HTTP 503
2026-11-19 10:00:09.250 ERROR failed to connect to wss://ws.tickdb.ai/d: timeout
2026-11-19 10:00:12.250 ERROR ws closed (code=1011, reason=, clean=false)
2026-11-19 10:00:15.250 ERROR wss://ws.tickdb.ai/e handler failed: 429 messages dropped
""",
            rows=(
                row("GET ws.tickdb.ai/a -> 429", command="open"),
                row("GET ws.tickdb.ai/b -> 403", command="open"),
                row("GET ws.tickdb.ai/c -> 503", command="open"),
                row("GET ws.tickdb.ai/d -> timeout", command="open"),
                row("10:00:12.25", close_code=1011, message=None),
            ),
            skipped=1,
        ),
        # Messages, as websockets and websocket-client trace them, and as programs print them.
        Sample(
            """2026-11-19 10:00:00,250 INFO feed: connecting to wss://api.tickdb.ai/v1/realtime
2026-11-19 10:00:01,250 DEBUG websockets.client: > TEXT '{"cmd":"subscribe","data":{"channel":"ticker"}}' [48 bytes]
2026-11-19 10:00:02,250 DEBUG websockets.client: < TEXT '{"cmd":"subscribe","code":4003,"message":"it\\'s down"}' [60 bytes]
2026-11-19 10:00:03,250 DEBUG websockets.client: < TEXT '{"cmd":"ticker","data":{"symbol":"BTCUSDT"}}' [60 bytes]
2026-11-19 10:00:04,250 DEBUG websocket: ++Rcv decoded: fin=1 opcode=1 data=b'{"cmd":"subscribe","code":4004}'
2026-11-19 10:00:05,250 DEBUG feed: < {"cmd":"subscribe","code":3003,"message":"no"}
2026-11-19 10:00:06,250 INFO feed: [ws] recv: {"cmd":"auth","code":1001}
2026-11-19 10:00:07,250 ERROR feed: subscribe failed on wss://api.tickdb.ai/v1/realtime: {"code":2002,"message":"no"}
2026-11-19 10:00:08,250 DEBUG feed: on_message {"cmd":"ticker","data":{"last":1}}
2026-11-19 10:00:09,250 DEBUG feed: state {"code":3001}
2026-11-19 10:00:10,250 DEBUG feed: < {"cmd":"subscribe","code":40
""",
            rows=(
                row("10:00:02.25", command="subscribe", code="4003", vendor="tickdb"),
                row("10:00:04.25", command="subscribe", code="4004"),
                row("10:00:05.25", command="subscribe", code="3003"),
                row("10:00:06.25", command="auth", code="1001"),
                row("10:00:07.25", code="2002", protocol="websocket"),
            ),
            skipped=6,
        ),
        # websockets 8.
        Sample(
            """2026-11-19 10:00:00,100 DEBUG websockets.client = connection is CONNECTING
2026-11-19 10:00:00,110 DEBUG websockets.client > GET /v1/stream HTTP/1.1
2026-11-19 10:00:00,110 DEBUG websockets.client > Host: ws.tickdb.ai
2026-11-19 10:00:00,250 DEBUG websockets.client < HTTP/1.1 101 Switching Protocols
2026-11-19 10:00:00,250 DEBUG websockets.client < Upgrade: websocket
2026-11-19 10:00:00,251 DEBUG websockets.client = connection is OPEN
2026-11-19 10:00:20,250 DEBUG websockets.client > PING '\\x8e\\x11' [binary, 4 bytes]
2026-11-19 10:00:40,250 DEBUG websockets.client ! timed out waiting for keepalive pong
2026-11-19 10:00:40,251 DEBUG websockets.client > CLOSE 1011 (internal error) keepalive ping timeout [24 bytes]
2026-11-19 10:00:40,252 DEBUG websockets.client = connection is CLOSED
2026-11-19 10:00:40,253 ERROR bot: sent 1011 (internal error) keepalive ping timeout; no close frame received
2026-11-19 10:00:41,000 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:41,110 DEBUG websockets.client > GET /v1/stream HTTP/1.1
2026-11-19 10:00:41,250 DEBUG websockets.client < HTTP/1.1 101 Switching Protocols
2026-11-19 10:00:50,250 DEBUG websockets.client > CLOSE 1000 (OK) [2 bytes]
2026-11-19 10:00:50,350 DEBUG websockets.client < CLOSE 1000 (OK) [2 bytes]
""",
            rows=(
                row("10:00:00.25 GET ws.tickdb.ai/v1/stream -> 101", command="open"),
                row("10:00:40.251 ws.tickdb.ai -> timeout", close_code=1006, command="close"),
                row("10:00:41.25 GET wss://ws.tickdb.ai/v1/stream -> 101", command="open"),
                row("10:00:50.25", close_code=1000, message=None, error_type=None),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19 10:00:00,110 DEBUG websockets.client client > GET /v1/stream HTTP/1.1
2026-11-19 10:00:00,110 DEBUG websockets.client client > Headers([('Host', 'ws.tickdb.ai'), ('Upgrade', 'websocket'), ('Sec-WebSocket-Version', '13')])
2026-11-19 10:00:00,250 DEBUG websockets.client client < HTTP/1.1 429 Too Many Requests
2026-11-19 10:00:00,250 DEBUG websockets.client client < Headers([('Date', 'Thu, 19 Nov 2026 10:00:00 GMT'), ('Retry-After', '5')])
""",
            rows=(row("10:00:00.25 GET ws.tickdb.ai/v1/stream -> 429", retry_after_s=5.0),),
            skipped=3,
        ),
        # gorilla's refusals, before or behind which a program prints the status; ws 3; Node's Binance client,
        # whose error and close are one end; Phemex's for Java; asyncio's words; and XChange's streams.
        Sample(
            """2026/11/19 10:00:00 connecting to wss://ws.tickdb.ai/v1
2026/11/19 10:00:00 bad handshake: status code 429
2026/11/19 10:00:00 reconnect failed: websocket: bad handshake
2026/11/19 10:00:03 handshake failed with status 401
2026/11/19 10:00:03 dial: websocket: bad handshake
2026/11/19 10:00:06 dial: websocket: bad handshake
2026-11-19T10:00:09.250Z error: Error: unexpected server response (429)
2026-11-19T10:00:12.250Z [ 'WebSocket closed: KAQeFK7SxNGyEWVefqdt (1006)' ]
2026-11-19T10:00:15.250Z [ 'WebSocket error: undefined (ECONNRESET) read ECONNRESET' ]
2026-11-19T10:00:15.251Z [ 'WebSocket closed: undefined (1006)' ]
2026-11-19 10:00:18.250 INFO com.phemex.client.impl.PhemexWebSocketClientImpl - Closed: code 1006, reason
2026-11-19 10:00:21.250 ERROR root error while consuming ws messages: [Errno 110] Connect call failed ('10.0.0.2', 443)
2026-11-19 10:00:24.250  INFO 7 --- [ntLoopGroup-2-1] i.b.x.s.netty.WebSocketClientHandler     : WebSocket Client disconnected!
2026-11-19 10:00:27.250 INFO user handshake status 429
2026/11/19 10:00:30 dial: websocket: bad handshake
2026/11/19 10:00:30 status: 403
2026/11/19 10:00:33 dial: websocket: bad handshake
2026/11/19 10:00:33 handshake failed with status 503
""",
            rows=(
                row("10:00:00 GET wss://ws.tickdb.ai -> 429", command="open"),
                row("10:00:03 GET wss://ws.tickdb.ai -> 401", command="open"),
                row("10:00:06 -> other", command="open"),
                row("10:00:09.25 -> 429", command="open"),
                row("10:00:12.25 -> reset", close_code=1006),
                row("10:00:15.25 -> reset", close_code=1006),
                row("10:00:18.25 -> reset", close_code=1006),
                row("10:00:21.25 -> connect", command="open"),
                row("10:00:24.25 -> reset", command="close", close_code=None),
                row("10:00:30 -> 403", command="open", error_type=None),
                row("10:00:33 -> 503", command="open", error_type=None),
            ),
            skipped=7,
        ),
        # BitMEX's, XChange's streams, MetaApi's SDK, and LEAN, of which only the first line names the URL.
        Sample(
            """2026-11-19 10:00:00.250 ERROR 7 --- [tLoopGroup-71-2] i.b.x.huobi.HuobiStreamingService        : Reconnection failed: connection timed out: api.huobi.pro/10.0.0.2:443
2026-11-19 10:00:00.250  INFO 7 --- [tLoopGroup-71-2] i.b.x.huobi.HuobiStreamingService        : Scheduling reconnection
2026-11-19 10:00:00.250  WARN 7 --- [tLoopGroup-71-2] i.b.x.huobi.HuobiStreamingService        : Problem with connection

io.netty.channel.ConnectTimeoutException: connection timed out: api.huobi.pro/10.0.0.2:443
[2026-11-19T10:00:03.250Z] new-york:0: MetaApi websocket client disconnected from the MetaApi server because of transport close
[2026-11-19T10:00:04.250Z] Connecting MetaApi websocket client to the MetaApi server via https://mt-client-api-v1.new-york-a.agiliumtrade.ai shared server.
[2026-11-19T10:00:06.250Z] new-york:0: MetaApi websocket client connection error Error: xhr poll error
2026-11-19T10:00:07.250Z WebSocket [ERROR]: Unexpected response from server [400]: {"error":"Nonce is not increasing"}
2026-11-19 10:00:09.250 ERROR:: WebSocketClientWrapper.OnError(): (IsOpen:False, State:Aborted): wss://ws.tickdb.ai/v1/stream: The remote party closed the
WebSocket connection without completing the close handshake. System.Net.WebSockets.WebSocketException (0x80004005): The remote party closed the WebSocket connection without completing the close handshake.
""",
            rows=(
                row("10:00:00.25 api.huobi.pro -> timeout", command="open"),
                row("10:00:03.25 -> reset", command="close", close_code=None),
                row("10:00:06.25 -> connect", command="open", host=None),
                row("10:00:07.25 -> 400", command="open", message="Nonce is not increasing"),
                row("10:00:09.25 wss://ws.tickdb.ai/v1/stream -> reset", close_code=1006),
            ),
            skipped=6,
        ),
        # gorilla's examples, whose errors of the network name no URL.
        Sample(
            """2026/11/19 10:00:00 connecting to wss://ws.tickdb.ai/v1
2026/11/19 10:00:01 subscribed
2026/11/19 10:05:00 read: read tcp 10.0.0.5:51234->104.18.2.3:443: read: connection reset by peer
2026/11/19 10:05:02 dial: dial tcp: lookup ws.tickdb.ai: no such host
2026/11/19 10:15:04 write: write tcp 10.0.0.5:51234->104.18.2.3:443: write: broken pipe
2026/11/19 10:25:06 read error: read tcp 10.0.0.5:51299->104.18.2.3:443: i/o timeout
2026/11/19 10:35:06 dial: dial tcp 10.0.0.3:5432: connect: connection refused
2026/11/19 10:35:07 dial: dial tcp: lookup redis: no such host
""",
            rows=(
                row("10:05:00 wss://ws.tickdb.ai -> reset", command="close"),
                row("10:05:02 GET wss://ws.tickdb.ai -> dns", command="open"),
                row("10:15:04 wss://ws.tickdb.ai -> reset", command="close"),
                row("10:25:06 wss://ws.tickdb.ai -> timeout", command="close"),
            ),
            skipped=4,
        ),
        # In words without a code, as programs on GitHub have it; a line close by that says more is the same end.
        Sample(
            """2026-11-19 10:00:00.250 INFO connected to wss://ws.tickdb.ai/v1
2026-11-19 10:05:00.250 WARN websocket disconnected, reconnecting in 5s
2026-11-19 10:05:05.250 INFO connected to wss://ws.tickdb.ai/v1
2026-11-19 10:10:00.250 WARN websocket disconnected
2026-11-19 10:10:00.260 ERROR code = 1011 (unexpected error), no reason
2026-11-19 10:15:00.250 WARN Disconnected: {:remote, :closed}
2026-11-19 10:20:00.250 INFO ws closed: 0 subscriptions
2026-11-19 10:20:01.250 INFO waiting until the websocket is closed
2026-11-19 10:20:02.250 INFO WebSocket connection closed
""",
            rows=(
                row("10:00:00.25 GET wss://ws.tickdb.ai/v1", command="open", error_type=None),
                row("10:05:00.25 wss://ws.tickdb.ai -> reset", command="close", close_code=None),
                row("10:05:05.25 GET wss://ws.tickdb.ai/v1", command="open", error_type=None),
                row("10:10:00.26", command="close", close_code=1011),
                row("10:15:00.25 -> reset", command="close", close_code=1006),
                row("10:20:02.25", command="close", close_code=None, error_type=None),
            ),
            skipped=3,
        ),
        # Polygon's client for Python, whose feed reports by the word in `status`.
        Sample(
            """2026-11-19 10:00:00,250 - DEBUG - connect: wss://socket.polygon.io/stocks
2026-11-19 10:00:01,250 - DEBUG - connected: [{"ev":"status","status":"connected","message":"Connected Successfully"}]
2026-11-19 10:00:02,250 - DEBUG - authed: [{"ev":"status","status":"auth_failed","message":"authentication failed"}]
2026-11-19 10:00:03,250 - DEBUG - recv: [{"ev":"T","sym":"AAPL","p":380.1,"s":100}]
""",
            rows=(
                row("10:00:01.25 wss://socket.polygon.io", vendor="polygon"),
                row("10:00:02.25 wss://socket.polygon.io", code="auth_failed"),
            ),
            skipped=2,
        ),
        # Starscream, 4 and 3, and Botkit.
        Sample(
            """2026-11-19 10:00:00.250000+0000 App[48:22] connecting to wss://ws.tickdb.ai/v1
2026-11-19 10:00:01.250000+0000 App[48:22] error Optional(Starscream.HTTPUpgradeError.notAnUpgrade(403))
2026-11-19 10:00:04.250000+0000 App[48:22] websocket is disconnected: Optional(Error Domain=WebSocket Code=404 "Invalid HTTP upgrade" UserInfo={NSLocalizedDescription=Invalid HTTP upgrade})
2026-11-19 10:00:07.250000+0000 App[48:22] websocket is disconnected: Optional("Invalid HTTP upgrade")
2026-11-19 10:00:10.250000+0000 App[48:22] error Optional(Starscream.WSError(type: Starscream.ErrorType.protocolError, message: "masked data", code: 1002))
2026-11-19T10:00:13.250Z notice: RTM close event: 1006 : 
2026-11-19T10:00:16.250Z notice: RTM close event: 4004 : gone
""",
            rows=(
                row("10:00:01.25 GET wss://ws.tickdb.ai -> 403", command="open"),
                row("10:00:04.25 GET wss://ws.tickdb.ai -> 404", command="open"),
                row("10:00:07.25 GET wss://ws.tickdb.ai -> other", command="open"),
                row("10:00:10.25", close_code=1002, message="masked data"),
                row("10:00:13.25 -> reset", close_code=1006),
                row("10:00:16.25", close_code=4004, message="gone"),
            ),
            skipped=1,
        ),
        # websocketpp's client (logger/basic.hpp, issue 559) and Socket.IO's for JavaScript (issue 1097
        # of socket.io-client): a status of 0 is none, and no close frame's code is told.
        Sample(
            """[2026-11-19 10:00:00] [connect] Successful connection
[2026-11-19 10:00:00] [connect] WebSocket Connection 10.0.0.9:443 v-2 "WebSocket++/0.8.2" /ws/v1 101
[2026-11-19 10:06:00] [fail] WebSocket Connection Unknown - "" /ws/v1 0 websocketpp.transport:2 Underlying Transport Error
2026-11-19T10:07:00.250Z engine.io-client:socket creating transport "websocket" +0ms
2026-11-19T10:08:00.250Z engine.io-client:socket socket close with reason: "ping timeout" +5m
2026-11-19T10:09:00.250Z engine.io-client:socket socket error {"type":"TransportError","description":503} +100ms
2026-11-19T10:10:00.250Z engine.io-client:socket socket error {"type":"TransportError"} +100ms
2026-11-19T10:10:00.251Z socket.io-client:manager connect_error +1ms
""",
            rows=(
                row("10:00:00 GET 10.0.0.9:443/ws/v1 -> 101", command="open", vendor="10.0.0.9"),
                row("10:06:00 GET -> other", command="open"),
                row("10:08:00.25 -> timeout", command="close"),
                row("10:09:00.25 GET -> 503", command="open"),
                row("10:10:00.25 GET -> other", command="open"),
            ),
            skipped=3,
        ),
        # Slack's SDKs and Socket.IO's client for Java; an answer that is no failure by itself is one here.
        Sample(
            """2026-11-19T10:00:00.250Z ws error Error: Unexpected server response: 200
2026-11-19 10:00:03,250 WARNING slack_bolt.App: Received an unexpected response for handshake (status: 200, response: HTTP/1.1 200 OK
Cache-Control: no-cache
Pragma: no-cache, session id: 6924c984-abe2-4326-b5b6-f930598b739c)
2026-11-19 10:00:06.250 error: A websocket error occurred: Client network socket disconnected before secure TLS connection was established
11-19 10:00:09.250 com.App D/io.socket.client.Manager: opening http://rt.tickdb.ai:80/
11-19 10:00:10.250 com.App D/.socket.engineio.client.Socket: socket error io.socket.engineio.client.EngineIOException: xhr poll error
11-19 10:00:10.250 com.App D/io.socket.client.Manager: connect_error
""",
            rows=(
                row("10:00:00.25 -> other", command="open"),
                row("10:00:03.25 -> other", command="open"),
                row("10:00:06.25 -> tls", command="open"),
                row("10:00:10.25 -> other", command="open"),
            ),
            skipped=4,
        ),
        # What tungstenite says of its own handshake, at debug.
        Sample(
            """2026-11-19T10:00:00.250000Z DEBUG tungstenite::handshake::client: Client handshake done.
2026-11-19T10:00:09.250000Z ERROR bot::ws: Connection(Protocol(ResetWithoutClosingHandshake))
""",
            rows=(row("10:00:00.25", command="open"), row("10:00:09.25 -> reset")),
        ),
    ),
)
