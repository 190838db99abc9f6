r"""YARP, .NET's reverse proxy: where it sends a request to, and what was answered or why nothing was.

Source: Yarp.ReverseProxy, Forwarder/HttpForwarder.cs. Its lines name no method; a `ForwarderError` stands before
the words of a failure, and the exception below it. What breaks behind the answer's beginning is no answer
of its own. The console has no time unless TimestampFormat gives it one.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format

FORMAT = dialogue_format(
    "yarp",
    "YARP reverse proxy (HttpForwarder)",
    (
        ("part", r"Yarp\.ReverseProxy\.Forwarder\.HttpForwarder\[\d+\]\s*$"),
        ("request", r"\bProxying to (?P<url>https?://\S+) HTTP/\d"),
        ("response", r"\bReceived HTTP/[0-9.]+ response (?P<status>\d{3})\b"),
        (
            "cancel",
            r"\b(?P<error>(?:Request\w*|NoAvailableDestinations|Upgrade\w*): (?:The request |An error was |No available |Copying the request )[^\n]*)",
        ),
        ("reason", r"(?:^\s*|---> )(?P<error>System\.(?:\w+\.)*\w+Exception.*?: .*)$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 info: Yarp.ReverseProxy.Forwarder.HttpForwarder[9]
      Proxying to https://api.tickdb.ai/v1/a?x=1 HTTP/2 RequestVersionOrLower no-streaming
2026-11-19 10:00:00.281 info: Yarp.ReverseProxy.Forwarder.HttpForwarder[56]
      Received HTTP/2.0 response 429.
2026-11-19 10:00:01.250 info: Yarp.ReverseProxy.Forwarder.HttpForwarder[9]
      Proxying to https://api.tickdb.ai/v1/b HTTP/2 RequestVersionOrLower no-streaming
2026-11-19 10:01:41.250 warn: Yarp.ReverseProxy.Forwarder.HttpForwarder[48]
      RequestTimedOut: The request timed out before receiving a response.
      System.Threading.Tasks.TaskCanceledException: The operation was canceled.
         at System.Net.Http.Http2Connection.Http2Stream.ReadResponseHeadersAsync()
[2026-11-19 10:02:00.250 INF] Proxying to https://api.tickdb.ai/v1/c HTTP/2 RequestVersionOrLower
[2026-11-19 10:02:00.350 WRN] Request: An error was encountered before receiving a response.
System.Net.Http.HttpRequestException: Connection refused (api.tickdb.ai:443)
 ---> System.Net.Sockets.SocketException (111): Connection refused
[2026-11-19 10:02:01.250 INF] Proxying to https://api.tickdb.ai/v1/d HTTP/2 RequestVersionOrLower
[2026-11-19 10:02:01.350 INF] Received HTTP/1.1 response 200.
[2026-11-19 10:02:02.350 WRN] ResponseBodyCanceled: Copying the response body was canceled.
Received HTTP/1.1 response 503.
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a?x=1 -> 429 in 31 ms"),
                row("10:00:01.25 api.tickdb.ai/v1/b -> timeout in 100000 ms"),
                row("10:02:00.25 api.tickdb.ai/v1/c -> connect in 100 ms"),
                row("10:02:01.25 api.tickdb.ai/v1/d -> 200 in 100 ms"),
            ),
            rejects=1,
            skipped=13,
        ),
    ),
    bodiless=True,
)
