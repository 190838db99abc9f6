r"""Symfony's HttpClient (PHP), as Monolog prints it: a line for a request, one for its answer.

Source: symfony/http-client, CurlHttpClient, NativeHttpClient and TransportResponseTrait. Both lines
name the URL, by which they find one another; headers and bodies are not there. The time is what
Monolog puts before.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

# Of a log that has exceptions alone others read more.
_LOGGED = re.compile(r'\b(?:Request: "[A-Z]+|Response: "\d{3}) https?://')

FORMAT = dialogue_format(
    "symfony_http_client",
    "Symfony HttpClient (PHP)",
    (
        (
            "request",
            rf'\bRequest: "(?P<method>{METHOD}) (?P<url>https?://[^"\s]+)"',
        ),
        (
            "response",
            r'\bResponse: "(?P<status>\d{3}) (?P<url>https?://[^"\s]+)"'
            r"(?: (?P<took>[0-9.]+ s)econds(?: .*?\"http_method\":\"(?P<method>[A-Z]+))?)?",
        ),
        # What its exceptions say, where a program or Messenger prints them: of a call that is told
        # above nothing more, and of one whose client has no logger all that is known.
        (
            "response",
            r'\b(?P<logger>HTTP)/[0-9.]+ (?P<status>[345]\d\d)\b[^"\n]* returned for "(?P<key>(?P<url>https?://[^"\s]+))"',
        ),
        (
            "cancel",
            r'(?P<error>(?:Idle timeout reached|(?:Failed|Operation|Connection|Recv|Send|SSL|OpenSSL|Empty|Could|Couldn\'t|Unable)\b[^"\n]*)) for "(?P<url>https?://[^"\s]+)"',
        ),
        (
            "cancel",
            r"\bfopen\((?P<url>https?://[^)\s]+)\): (?P<error>Failed to open stream: [^\n\[{]*)",
        ),
        ("cancel", r'(?P<error>\bCould not resolve host [\\"]+[^"\n]+")'),
    ),
    (
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] http_client.INFO: Request: "GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT" [] []
[2026-11-19T10:00:00.260000+00:00] http_client.INFO: Request: "POST https://api.tickdb.ai/v1/orders" [] []
[2026-11-19T10:00:00.281000+00:00] http_client.INFO: Response: "429 https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT" [] []
[2026-11-19T10:00:00.300000+00:00] http_client.INFO: Response: "201 https://api.tickdb.ai/v1/orders" 0.039000 seconds {"http_method":"POST"} []
[2026-11-19T10:00:01.300000+00:00] http_client.INFO: Response: "503 https://api.tickdb.ai/v1/x" 0.250000 seconds {"http_method":"PUT","http_code":503} []
http_client.INFO: Response: "200 https://api.tickdb.ai/v1/orders" [] []
""",
            rows=(
                row("10:00:00.250000 GET /v1/market/ticker -> 429 in 31 ms", vendor="tickdb"),
                row("POST /v1/orders -> 201 in 39 ms"),
                row("10:00:01.05 PUT /v1/x -> 503 in 250 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
        # A logger of another name, and what the program says of the same calls.
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] bot.INFO: Request: "GET https://api.tickdb.ai/v1/x" [] []
[2026-11-19T10:00:00.281000+00:00] bot.INFO: Response: "429 https://api.tickdb.ai/v1/x" [] []
[2026-11-19T10:00:00.281500+00:00] bot.ERROR: HTTP/1.1 429 Too Many Requests returned for "https://api.tickdb.ai/v1/x". [] []
[2026-11-19T10:00:01.250000+00:00] bot.INFO: Request: "GET https://api.tickdb.ai/v1/y" [] []
[2026-11-19T10:00:02.250000+00:00] bot.ERROR: Idle timeout reached for "https://api.tickdb.ai/v1/y". [] []
[2026-11-19T10:00:03.250000+00:00] bot.INFO: Request: "GET https://api.tickdb.ai/v1/z" [] []
[2026-11-19T10:00:03.260000+00:00] bot.ERROR: Could not resolve host "api.tickdb.ai". [] []
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01.25 GET /v1/y -> timeout in 1000 ms"),
                row("10:00:03.25 GET /v1/z -> dns in 10 ms"),
            ),
            skipped=4,
        ),
        # Messenger, of a call that is told and of one that is not.
        Sample(
            r"""[2026-11-19T10:00:02.100000+00:00] http_client.INFO: Request: "POST https://api.tickdb.ai/v1/orders" [] []
[2026-11-19T10:00:02.200000+00:00] http_client.INFO: Response: "429 https://api.tickdb.ai/v1/orders" [] []
[2026-11-19T10:00:02.201000+00:00] messenger.WARNING: Error thrown while handling message App\Message\Order. Sending for retry #1 using 1000 ms delay. Error: "Handling "App\Message\Order" failed: HTTP/2 429  returned for "https://api.tickdb.ai/v1/orders"." {"class":"App\\Message\\Order","retryCount":1} []
[2026-11-19T10:00:05.201000+00:00] messenger.CRITICAL: Error thrown while handling message App\Message\Fill. Removing from transport after 3 retries. Error: "Handling "App\Message\Fill" failed: HTTP/2 429  returned for "https://api.tickdb.ai/v1/fills"." {"class":"App\\Message\\Fill"} []
[2026-11-19T10:00:06.100000+00:00] app.INFO: bye [] []
""",
            rows=(
                row("10:00:02.1 POST api.tickdb.ai/v1/orders -> 429 in 100 ms"),
                row("10:00:05.201 api.tickdb.ai/v1/fills -> 429"),
            ),
            skipped=3,
        ),
    ),
    logged=_LOGGED,
)
