r"""Apache HttpClient 4 and 5 (Java): its loggers `headers` and `wire`.

Source: Apache HttpComponents, "Logging practices". A connection's name joins the lines. Where both
loggers speak, what `wire` shows adds the bodies alone. WSO2's Synapse traces its wire alike, with what
a backend sends behind `>>`.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

# Before 4.3 a connection has no name.
_WHOSE = r"\b(?:(?P<key>http-outgoing-[\w-]+)|org\.apache\.http\.(?:headers|wire)(?: *-|:)?)"
_OUT, _IN = rf"{_WHOSE} >> ", rf"{_WHOSE} << "
_END = r"(?:\[\\r\]\[\\n\]|\[EOL\])\""
_BETWEEN = rf"{_WHOSE} (?:>>|<<) "
# Synapse's, of WSO2, says of each side what comes from it.
_SENDER = r"\b(?P<key>HTTPS?-Sender I/O dispatcher-\d+)"


def _wire(whose: str, sent: str, received: str) -> tuple[tuple[str, str], ...]:
    """The steps of a wire's lines, by the arrows behind whose it is."""
    either = rf"{whose} (?:>>|<<) \""
    return (
        (
            "request",
            rf"{whose} {sent} (?P<logger>\")(?P<method>{METHOD}) (?P<path>\S+) HTTP/[0-9.]+{_END}\s*$",
        ),
        (
            "response",
            rf"{whose} {received} (?P<logger>\")HTTP/[0-9.]+ (?P<status>\d{{3}})\b.*{_END}\s*$",
        ),
        ("header", rf"{either}(?P<name>[A-Za-z][\w-]*): ?(?P<value>.*?){_END}\s*$"),
        # The end of the head, the size of a chunk, and what was sent.
        ("part", rf"{either}(?:[0-9a-f]*{_END}|\[\\n\]\")\s*$"),
        ("body", rf"{whose} {received} \"(?P<body>.*?)(?:\[\\r\])?(?:\[\\n\])?\"\s*$"),
    )


FORMAT = dialogue_format(
    "apache_httpclient",
    "Apache HttpClient (Java), loggers headers and wire",
    (
        (
            "connect",
            r"onnection request.*\{\w*\}->(?P<scheme>https?)://(?P<host>[^/:\]\s]+)",
        ),
        ("request", rf"{_OUT}(?P<method>{METHOD}) (?P<path>\S+) HTTP/[0-9.]+\s*$"),
        ("response", rf"{_IN}HTTP/[0-9.]+ (?P<status>\d{{3}})\b[^\"]*$"),
        ("header", rf"{_BETWEEN}(?P<name>[A-Za-z][\w-]*): ?(?P<value>[^\[]*?)\s*$"),
        *_wire(_WHOSE, ">>", "<<"),
        *_wire(_SENDER, "<<", ">>"),
        # Of those who call the gateway the other side is told.
        ("part", rf"(?:{_SENDER}|\bHTTPS?-Listener I/O dispatcher-\d+) (?:>>|<<) "),
        ("part", rf"{_BETWEEN}|\bhttp-outgoing-[\w-]+\b|\bconn\.DefaultClientConnection\b"),
    ),
    (
        Sample(
            r"""2026-11-19 10:00:00,200 [main] DEBUG PoolingHttpClientConnectionManager - Connection request: [route: {s}->https://api.tickdb.ai:443][total kept alive: 0]
2026-11-19 10:00:00,250 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1
2026-11-19 10:00:00,250 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> Host: api.tickdb.ai
2026-11-19 10:00:00,250 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
2026-11-19 10:00:00,251 [main] DEBUG org.apache.http.wire - http-outgoing-0 >> "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1[\r][\n]"
2026-11-19 10:00:00,281 [main] DEBUG org.apache.http.wire - http-outgoing-0 << "HTTP/1.1 429 Too Many Requests[\r][\n]"
2026-11-19 10:00:00,281 [main] DEBUG org.apache.http.wire - http-outgoing-0 << "Retry-After: 2[\r][\n]"
2026-11-19 10:00:00,281 [main] DEBUG org.apache.http.wire - http-outgoing-0 << "{"code":3001}"
2026-11-19 10:00:00,281 [main] DEBUG org.apache.http.headers - http-outgoing-0 << HTTP/1.1 429 Too Many Requests
2026-11-19 10:00:01,000 [main] DEBUG org.apache.hc.client5.http.headers - http-outgoing-0 >> POST /v1/orders HTTP/1.1
http-outgoing-7 << HTTP/1.1 200 OK
""",
            rows=(
                THROTTLED | row("https://", code="3001"),
                row("10:00:01 /v1/orders", status=None),
            ),
            rejects=1,
            skipped=8,
        ),
        Sample(
            r"""2026-11-19 10:00:00,240 DEBUG org.apache.http.impl.conn.SingleClientConnManager: Get connection for route HttpRoute[{}->http://api.tickdb.ai]
2026-11-19 10:00:00,240 DEBUG org.apache.http.impl.conn.DefaultClientConnection: Sending request: GET /v1/x HTTP/1.1
2026-11-19 10:00:00,250 DEBUG org.apache.http.wire: >> "GET /v1/x HTTP/1.1[\r][\n]"
2026-11-19 10:00:00,250 DEBUG org.apache.http.wire: >> "Host: api.tickdb.ai[\r][\n]"
2026-11-19 10:00:00,250 DEBUG org.apache.http.headers: >> GET /v1/x HTTP/1.1
2026-11-19 10:00:00,281 DEBUG org.apache.http.wire: << "HTTP/1.1 429 Too Many Requests[\r][\n]"
2026-11-19 10:00:00,281 DEBUG org.apache.http.impl.conn.DefaultClientConnection: Receiving response: HTTP/1.1 429 Too Many Requests
2026-11-19 10:00:00,281 DEBUG org.apache.http.headers: << HTTP/1.1 429 Too Many Requests
2026-11-19 10:00:00,281 DEBUG org.apache.http.headers: << Retry-After: 2
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms", retry_after_s=2.0),),
            skipped=8,
        ),
        # WSO2's, of both of its sides.
        Sample(
            r"""[2026-11-19 10:00:00,250] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 << "GET /v1/x HTTP/1.1[\r][\n]"
[2026-11-19 10:00:00,250] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 << "Host: api.tickdb.ai[\r][\n]"
[2026-11-19 10:00:00,250] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 << "[\r][\n]"
[2026-11-19 10:00:00,281] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 >> "HTTP/1.1 429 Too Many Requests[\r][\n]"
[2026-11-19 10:00:00,281] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 >> "Retry-After: 2[\r][\n]"
[2026-11-19 10:00:00,281] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 >> "[\r][\n]"
[2026-11-19 10:00:00,281] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Sender I/O dispatcher-1 >> "{"code":3001}"
[2026-11-19 10:00:00,290] DEBUG {org.apache.synapse.transport.http.wire} - HTTPS-Listener I/O dispatcher-2 << "HTTP/1.1 429 Too Many Requests[\r][\n]"
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 429",
                    code="3001",
                    retry_after_s=2,
                    duration_ms=31.0,
                ),
            ),
            skipped=7,
        ),
        # What the program says of the same calls.
        Sample(
            r"""2026-11-19 10:00:00.250 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 >> GET /v1/x HTTP/1.1
2026-11-19 10:00:00.250 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 >> Host: api.tickdb.ai
2026-11-19 10:00:00.281 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 << HTTP/1.1 429 Too Many Requests
2026-11-19 10:00:00.281 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 << Retry-After: 2
2026-11-19 10:00:00.281 [main] DEBUG o.a.h.c.http.impl.classic.MainClientExec - http-outgoing-0 can be kept alive for 3 MINUTES
2026-11-19 10:00:00.281 [main] DEBUG o.a.h.c.h.i.c.InternalHttpClient - http-outgoing-0 releasing valid endpoint
2026-11-19 10:00:00.282 [main] ERROR c.t.Bot - call failed: org.apache.hc.client5.http.HttpResponseException: status code: 429, reason phrase: Too Many Requests
2026-11-19 10:00:01.250 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 >> GET /v1/y HTTP/1.1
2026-11-19 10:00:01.250 [main] DEBUG o.a.hc.client5.http.headers - http-outgoing-0 >> Host: api.tickdb.ai
2026-11-19 10:00:01.750 [pool-1] ERROR c.t.Db - java.net.SocketException: Connection reset
2026-11-19 10:00:02.250 [main] ERROR c.t.Bot - call failed
java.net.SocketTimeoutException: Read timed out
	at org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager.connect(PoolingHttpClientConnectionManager.java:450)
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01.25 /v1/y -> timeout in 1000 ms"),
            ),
            skipped=11,
        ),
    ),
)
