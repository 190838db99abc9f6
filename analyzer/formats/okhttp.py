r"""OkHttp's and Retrofit's HttpLoggingInterceptor, at any level, of OkHttp 2 to 5; Retrofit 1.

Source: okhttp3.logging.HttpLoggingInterceptor. Headers are in the log from level HEADERS on, bodies
from BODY on. The time is what the logger puts before a line, else the answer's Date header. OkHttp 2
shows the path alone, and the host in a header.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED, TIMED_OUT

FORMAT = dialogue_format(
    "okhttp",
    "OkHttp and Retrofit (HttpLoggingInterceptor)",
    (
        ("part", rf"--> END (?:{METHOD}|HTTP \().*$"),
        # Retrofit 1; why there was no answer is in the line after the URL.
        ("failure", r"---- ERROR (?P<url>https?://\S+)\s*$"),
        ("field", r"\bRetrofit\b.*?: (?P<error>[a-z]\w+(?:\.\w+)+(?:Exception|Error)\b.*)$"),
        ("part", r"---- END ERROR"),
        ("end", r"<--?- END HTTP(?: \((?P<sent>\d+)-byte body)?.*$"),
        (
            "failure",
            r"<-- HTTP FAILED: (?P<error>.*?)(?:\.? (?P<url>https?://\S+))?(?: \((?P<took>\d+ ?ms)\))?\s*$",
        ),
        (
            "request",
            rf"-?--> (?:HTTP )?(?P<method>{METHOD})(?: (?:(?P<url>https?://\S+)|(?P<path>/\S*)))?(?: (?:http/|h2|HTTP/)\S*)?"
            r"(?: \((?:(?P<received>\d+)|-1|unknown)-(?:byte|length) body\))?\s*$",
        ),
        (
            "response",
            r"<--(?: HTTP/\S+|- HTTP)? (?P<status>\d{3})(?: [^/(]*?)?(?: ?(?P<url>https?://\S+))?"
            r"(?: \((?P<took>\d+ ?ms)(?:, (?:(?P<sent>\d+)|unknown-length)[- ][^)]*)?\))?\s*$",
        ),
    ),
    (
        Sample(
            "2026-11-19 10:00:00.250 [main] DEBUG c.t.Api - --> GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT http/1.1\n"
            "2026-11-19 10:00:00.250 [main] DEBUG c.t.Api - X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "2026-11-19 10:00:00.250 [main] DEBUG c.t.Api - --> END GET\n"
            "2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - <-- 429 Too Many Requests https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT (31ms)\n"
            "2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - Retry-After: 2\n"
            "2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - \n"
            '2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - {"code":3001,"message":"Rate limit exceeded"}\n'
            "2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - <-- END HTTP (45-byte body)\n"
            "2026-11-19 10:00:01.000 [main] DEBUG c.t.Api - --> POST https://api.tickdb.ai/v1/orders h2 (12-byte body)\n"
            "2026-11-19 10:00:02.000 [main] DEBUG c.t.Api - <-- HTTP FAILED: java.net.SocketTimeoutException: timeout\n"
            "2026-11-19 10:00:03.000 [main] INFO c.t.Bot - order placed\n"
            "<-- 200 https://api.tickdb.ai/v1/x (5ms, 2-byte body)\n",
            rows=(
                THROTTLED | row("with 45 B", code="3001"),
                TIMED_OUT | row("10:00:01", request_bytes=12),
            ),
            rejects=1,
            skipped=9,
        ),
        Sample(
            """11-19 10:00:00.250  4711  4730 D OkHttp  : --> GET /v1/x?a=1 HTTP/1.1
11-19 10:00:00.250  4711  4730 D OkHttp  : Host: api.tickdb.ai
11-19 10:00:00.250  4711  4730 D OkHttp  : --> END GET
11-19 10:00:00.281  4711  4730 D OkHttp  : <-- HTTP/1.1 429 Too Many Requests (31ms)
11-19 10:00:00.281  4711  4730 D OkHttp  : Retry-After: 2
11-19 10:00:00.281  4711  4730 D OkHttp  : <-- END HTTP (45-byte body)
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms", retry_after_s=2.0),
            ),
            skipped=5,
        ),
        # Android's log has no blank lines.
        Sample(
            """2026-11-19 10:00:00.250  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  --> POST https://api.tickdb.ai/v1/orders
2026-11-19 10:00:00.250  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  Content-Length: 37
2026-11-19 10:00:00.250  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  {"url":"https://callback.tickdb.ai/"}
2026-11-19 10:00:00.250  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  --> END POST (37-byte body)
2026-11-19 10:00:00.281  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  <-- 404 https://api.tickdb.ai/v1/orders (31ms)
2026-11-19 10:00:00.281  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  content-type: application/json
2026-11-19 10:00:00.281  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  {"code":2002,"message":"no such symbol"}
2026-11-19 10:00:00.281  4711-4730  okhttp.OkHttpClient  com.tickdb.bot  I  <-- END HTTP (40-byte body)
""",
            rows=(row("10:00:00.25 POST /v1/orders -> 404 with 40 B in 31 ms", code="2002"),),
            skipped=7,
        ),
        Sample(
            """Nov 19, 2026 10:00:00 AM okhttp3.internal.platform.Platform log
INFO: --> GET https://api.tickdb.ai/v1/x
Nov 19, 2026 10:00:01 AM okhttp3.internal.platform.Platform log
INFO: <-- 429 https://api.tickdb.ai/v1/x (831ms, 57-byte body)
""",
            rows=(row("10:00:00 -> 429 with 57 B in 831 ms"),),
            skipped=3,
        ),
        Sample(
            """11-19 10:00:00.250: D/Retrofit(4711): ---> HTTP GET https://api.tickdb.ai/v1/x
11-19 10:00:00.250: D/Retrofit(4711): ---> END HTTP (no body)
11-19 10:00:00.281: D/Retrofit(4711): <--- HTTP 429 https://api.tickdb.ai/v1/x (31ms)
11-19 10:00:00.281: D/Retrofit(4711): Retry-After: 2
11-19 10:00:00.281: D/Retrofit(4711): <--- END HTTP (57-byte body)
11-19 10:00:01.250: D/Retrofit(4711): ---> HTTP GET https://api.tickdb.ai/v1/y
11-19 10:00:02.250: D/Retrofit(4711): ---- ERROR https://api.tickdb.ai/v1/y
11-19 10:00:02.250: D/Retrofit(4711): java.net.SocketTimeoutException: failed to connect after 1000ms
11-19 10:00:02.250: D/Retrofit(4711): ---- END ERROR
""",
            rows=(
                row("10:00:00.25 GET /v1/x -> 429 with 57 B in 31 ms", retry_after_s=2.0),
                row("10:00:01.25 /v1/y -> timeout"),
            ),
            skipped=7,
        ),
        # What another part of the program met meanwhile is not how the call ended, which its own lines tell.
        Sample(
            """2026-11-19 10:00:00.250 INFO okhttp.OkHttpClient - --> GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.260 ERROR com.bot.Prices - poll failed: java.net.SocketTimeoutException: timeout
2026-11-19 10:00:00.281 INFO okhttp.OkHttpClient - <-- 429 https://api.tickdb.ai/v1/x (31ms, 57-byte body)
2026-11-19 10:00:01.250 INFO okhttp.OkHttpClient - --> GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:02.250 INFO okhttp.OkHttpClient - <-- HTTP FAILED: java.net.SocketTimeoutException: timeout
2026-11-19 10:00:02.250 ERROR com.bot.Prices - poll failed: java.net.SocketTimeoutException: timeout
""",
            rows=(
                row("10:00:00.25 GET /v1/x -> 429 with 57 B in 31 ms"),
                row("10:00:01.25 GET /v1/y -> timeout in 1000 ms"),
            ),
            skipped=4,
        ),
    ),
)
