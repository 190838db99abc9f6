r"""Java's own HTTP client (java.net.http), with `-Djdk.httpclient.HttpClient.log=requests,headers`.

Source: openjdk/jdk, jdk.internal.net.http, Log: `REQUEST: URL METHOD`, `RESPONSE: (METHOD URL) STATUS`. An answer
belongs to the call that it names. Headers stand in messages of their own, behind what they belong to.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

FORMAT = dialogue_format(
    "java_http_client",
    "Java's HTTP client (java.net.http)",
    (
        ("request", rf"\bREQUEST: (?P<url>https?://\S+) (?P<method>{METHOD})\s*$"),
        (
            "response",
            rf"\bRESPONSE: \((?P<method>{METHOD}) (?P<url>https?://[^\s)]+)\) (?P<status>\d{{3}})\b",
        ),
        (
            "part",
            r"\bHEADERS: (?:REQUEST|RESPONSE) HEADERS\b|\b(?:MISC|CHANNEL|SSL|FRAME|INFO: ERROR): ",
        ),
        # What a message of headers begins with.
        ("part", rf"^\s*(?:{METHOD} \S+ (?:HTTP/[0-9.]+|\d{{3}})|:status: \d{{3}})\s*$"),
        (
            "header",
            r"^\s*(?!(?:SEVERE|WARNING|INFO|CONFIG|FINE\w*): )(?P<name>[A-Za-z][A-Za-z0-9-]*): (?P<value>.*?)\s*$",
        ),
    ),
    (
        Sample(
            """Nov 19, 2026 10:00:00 AM jdk.internal.net.http.Http1Request headers
INFO: REQUEST: https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT GET
Nov 19, 2026 10:00:00 AM jdk.internal.net.http.Http1Request logHeaders
INFO: HEADERS: REQUEST HEADERS:
GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
Host: api.tickdb.ai

Nov 19, 2026 10:00:01 AM jdk.internal.net.http.Http1Response lambda$readHeadersAsync$0
INFO: HEADERS: RESPONSE HEADERS:
    content-length: 0
Nov 19, 2026 10:00:01 AM jdk.internal.net.http.MultiExchange lambda$responseAsyncImpl$7
INFO: RESPONSE: (GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT) 429 HTTP_1_1 Local port:  51234
2026-11-19 10:00:02.250 INFO jdk.httpclient.HttpClient - REQUEST: https://api.tickdb.ai/v1/orders POST
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429",
                    key_in="header:x-api-key",
                ),
                row("10:00:02.25 POST /v1/orders -> other"),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19 10:00:00.250 INFO HttpClient - REQUEST: https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT GET
    X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
2026-11-19 10:00:00.281 INFO HttpClient - RESPONSE: (GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT) 429 HTTP_2 Local port:  51234
    Retry-After: 2
""",
            rows=(THROTTLED | row(),),
            skipped=3,
        ),
        Sample(
            """REQUEST: https://api.tickdb.ai/v1/x GET
RESPONSE: (GET https://api.tickdb.ai/v1/x) 200 HTTP_2 Local port:  51234
""",
            rejects=1,
            skipped=1,
        ),
        Sample(
            """Nov 19, 2026 10:00:00 AM jdk.internal.net.http.Http1Request headers
INFO: REQUEST: https://api.tickdb.ai/v1/x GET
Nov 19, 2026 10:00:02 AM com.example.Bot main
SEVERE: call failed: java.net.http.HttpTimeoutException: request timed out
2026-11-19 10:00:03.250 INFO jdk.httpclient.HttpClient - REQUEST: https://api.tickdb.ai/v1/y GET
2026-11-19 10:00:03.500 SEVERE bot - call failed: java.io.IOException: HTTP/1.1 header parser received no bytes
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x -> timeout"),
                row("10:00:03.25 /v1/y -> reset in 250 ms"),
            ),
            skipped=4,
        ),
    ),
    has_threads=False,
)
