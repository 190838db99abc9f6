r"""Symfony's HttpClient (PHP), as Monolog prints it: a line for a request, one for its answer.

Source: symfony/http-client, CurlHttpClient, NativeHttpClient and TransportResponseTrait. Both lines
name the URL, by which they find one another; headers and bodies are not there. The time is what
Monolog puts before.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue import METHOD, dialogue_format

FORMAT = dialogue_format(
    "symfony_http_client",
    "Symfony HttpClient (PHP)",
    (
        (
            "request",
            rf'http_client\.\w+: Request: "(?P<method>{METHOD}) (?P<url>https?://[^"\s]+)"',
        ),
        (
            "response",
            r'http_client\.\w+: Response: "(?P<status>\d{3}) (?P<url>https?://[^"\s]+)"'
            r"(?: (?P<took>[0-9.]+ s)econds(?: .*?\"http_method\":\"(?P<method>[A-Z]+))?)?",
        ),
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
    ),
)
