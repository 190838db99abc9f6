r""".NET's HttpClient as IHttpClientFactory logs it, on the console, by Serilog or NLog.

Source: Microsoft.Extensions.Http, LoggingHttpMessageHandler. An exchange is what its innermost
handler sent and received; the lines of the handlers around it, which also count retries, are parts.
The console has no time unless TimestampFormat gives it one.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

FORMAT = dialogue_format(
    "dotnet_httpclient",
    ".NET HttpClient (IHttpClientFactory)",
    (
        ("part", r"System\.Net\.Http\.HttpClient\..*\[\d+\]\s*$"),
        ("part", r"(?:Start processing HTTP request|End processing HTTP request) "),
        # Polly's retries, of what the handler within them logged.
        ("part", r"\bExecution attempt\. Source: '"),
        ("request", rf"Sending HTTP request \"?(?P<method>{METHOD})\"? \"?(?P<url>[^\s\"]+)"),
        (
            "response",
            r"Received HTTP response(?: headers)? after (?P<took>[0-9.,]+ ?ms) - \"?(?P<status>\d{3}|[A-Z]\w+)",
        ),
        # SanitizedHttpLogger names the call once more.
        (
            "response",
            rf"Received HTTP response (?P<method>{METHOD}) (?P<url>[^\s\"]+) - (?P<status>\d{{3}})\b.*? in (?P<took>[0-9.,]+ ?ms)",
        ),
        (
            "failure",
            rf"HTTP request (?P<method>{METHOD}) (?P<url>[^\s\"]+) failed(?: to respond)? (?:in|after) (?P<took>[0-9.,]+ ?ms)",
        ),
        # Also of the handlers around it, once more.
        ("cancel", r"HTTP request failed after (?P<took>[0-9.,]+ ?ms)"),
        # The standard strategy around the handlers gave up what has no answer yet.
        (
            "cancel",
            r"\bResilience event occurred\. EventName: '\"?(?P<error>OnTimeout)\"?', Source: '[^\n]*?Standard-\w+Timeout\b",
        ),
        ("part", r"\bResilience event occurred\. EventName: '"),
        ("reason", r"(?:^\s*|---> )(?P<error>(?:System|Javax?)\.(?:\w+\.)*\w+Exception.*?: .*)$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 info: System.Net.Http.HttpClient.Tickdb.LogicalHandler[100]
      Start processing HTTP request GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
2026-11-19 10:00:00.250 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[100]
      Sending HTTP request GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
2026-11-19 10:00:00.282 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[101]
      Received HTTP response headers after 31.2ms - 429
2026-11-19 10:00:00.285 info: System.Net.Http.HttpClient.Tickdb.LogicalHandler[101]
      End processing HTTP request after 35.3ms - 429
2026-11-19 10:00:01.000 +00:00 [INF] Sending HTTP request POST https://api.tickdb.ai/v1/orders
2026-11-19 10:00:02.000 +00:00 [INF] HTTP request failed after 1000.5ms
System.Net.Http.HttpRequestException: Connection refused (api.tickdb.ai:443)
2026-11-19 10:00:03.000 +00:00 [INF] order placed
Received HTTP response headers after 31.2ms - 429
2026-11-19 10:00:04.000 +00:00 [INF] Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:05.000 +00:00 [INF] HTTP request failed after 1000ms
System.Net.Http.HttpRequestException: Connection failure
 ---> Javax.Net.Ssl.SSLHandshakeException: Trust anchor for certification path not found.
""",
            rows=(
                row("10:00:00.25 GET ?symbol=BTCUSDT -> 429 in 31.2 ms"),
                row("10:00:01 POST /v1/orders -> connect in 1000.5 ms"),
                row("10:00:04 GET /v1/x -> tls in 1000 ms"),
            ),
            rejects=1,
            skipped=13,
        ),
        Sample(
            """[10:00] info: System.Net.Http.HttpClient.Refit.Generated+A, B, Version=1.0.0.0.ClientHandler[100]
      Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.282 info: System.Net.Http.HttpClient.A, B, Version=1.0.0.0.ClientHandler[101]
      Received HTTP response after 31.2ms - TooManyRequests
""",
            rows=(row("10:00:00.2508 /v1/x -> 429"),),
            skipped=3,
        ),
        # SanitizedHttpLogger; durations in the numbers of a culture that has a comma for decimals.
        Sample(
            """2026-11-19 10:00:00.250 info: Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.282 info: Received HTTP response GET https://api.tickdb.ai/v1/x - 429 in 31.2ms
2026-11-19 10:00:01,250 [12] INFO  System.Net.Http.HttpClient.Tickdb.ClientHandler - Sending HTTP request GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:01,439 [9] INFO  System.Net.Http.HttpClient.Tickdb.ClientHandler - Received HTTP response headers after 188,6041ms - 503
2026-11-19 10:00:02,250 [12] INFO  System.Net.Http.HttpClient.Tickdb.ClientHandler - Sending HTTP request GET https://api.tickdb.ai/v1/z
2026-11-19 10:00:03,488 [9] INFO  System.Net.Http.HttpClient.Tickdb.ClientHandler - Received HTTP response headers after 1,238.5ms - 200
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31.2 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 503 in 188.6041 ms"),
                row("10:00:02.25 GET api.tickdb.ai/v1/z -> 200 in 1238.5 ms"),
            ),
            skipped=3,
        ),
        # What failed is told by the handlers around it once more, and by the program.
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [INF] Start processing HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.250 +00:00 [INF] Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:01.250 +00:00 [INF] HTTP request failed after 1000.1ms
System.Net.Http.HttpRequestException: An error occurred while sending the request.
 ---> System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)
   at System.Net.Http.HttpConnection.SendAsync()
2026-11-19 10:00:01.251 +00:00 [INF] HTTP request failed after 1001.5ms
System.Net.Http.HttpRequestException: An error occurred while sending the request.
 ---> System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)
   at System.Net.Http.HttpConnection.SendAsync()
2026-11-19 10:00:01.252 +00:00 [ERR] feed failed
System.Net.Http.HttpRequestException: An error occurred while sending the request.
 ---> System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)
   at System.Net.Http.HttpConnection.SendAsync()
2026-11-19 10:00:02.250 +00:00 [INF] Sending HTTP request GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:02.282 +00:00 [INF] Received HTTP response headers after 31.2ms - 429
2026-11-19 10:00:02.283 +00:00 [WRN] Execution attempt. Source: 'tickdb-standard//Standard-Retry', Operation Key: '', Result: '429', Handled: 'True', Attempt: '0', Execution Time: 33.1ms
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> reset in 1000.1 ms"),
                row("10:00:02.25 GET api.tickdb.ai/v1/y -> 429 in 31.2 ms"),
            ),
            skipped=15,
        ),
        # What Microsoft.Extensions.Http.Resilience gave up and asked for again.
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [INF] Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:10.250 +00:00 [ERR] Resilience event occurred. EventName: 'OnTimeout', Source: 'tickdb-standard//Standard-AttemptTimeout', Operation Key: '', Result: ''
2026-11-19 10:00:10.251 +00:00 [WRN] Resilience event occurred. EventName: 'OnRetry', Source: 'tickdb-standard//Standard-Retry', Operation Key: '', Result: 'The operation didn't complete within the allowed timeout of '00:00:10'.'
2026-11-19 10:00:12.250 +00:00 [INF] Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:12.282 +00:00 [INF] Received HTTP response headers after 31.2ms - 200
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> timeout in 10000 ms"),
                row("10:00:12.25 GET api.tickdb.ai/v1/x -> 200 in 31.2 ms"),
            ),
            skipped=3,
        ),
    ),
    bodiless=True,
)
