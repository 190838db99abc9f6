r"""Symfony's HttpClient (PHP), as Monolog prints it: a line for a request, one for its answer.

Source: symfony/http-client, CurlHttpClient, NativeHttpClient and TransportResponseTrait. Both lines
name the URL, by which they find one another; headers and bodies are not there. The time is what
Monolog puts before.
"""

from __future__ import annotations

from analyzer.formats import Sample
from analyzer.formats.kinds.dialogue import METHOD, dialogue_format

FORMAT = dialogue_format(
    "symfony_http_client",
    "Symfony HttpClient (PHP)",
    (
        (
            "request",
            rf'http_client\.\w+: Request: "(?P<method>{METHOD}) (?P<url>https?://[^"\s]+)"',
        ),
        ("response", r'http_client\.\w+: Response: "(?P<status>\d{3}) (?P<url>https?://[^"\s]+)"'),
    ),
    (
        Sample(
            "[2026-11-19T10:00:00.250000+00:00] http_client.INFO: Request: "
            '"GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT" [] []\n'
            "[2026-11-19T10:00:00.260000+00:00] http_client.INFO: Request: "
            '"POST https://api.tickdb.ai/v1/orders" [] []\n'
            "[2026-11-19T10:00:00.281000+00:00] http_client.INFO: Response: "
            '"429 https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT" [] []\n'
            "[2026-11-19T10:00:00.300000+00:00] http_client.INFO: Response: "
            '"201 https://api.tickdb.ai/v1/orders" [] []\n'
            'http_client.INFO: Response: "200 https://api.tickdb.ai/v1/orders" [] []\n',
            rows=(
                {
                    "ts": "2026-11-19T10:00:00.250000Z",
                    "vendor": "tickdb",
                    "method": "GET",
                    "path": "/v1/market/ticker",
                    "status": 429,
                    "duration_ms": 31.0,
                },
                {"method": "POST", "path": "/v1/orders", "status": 201, "duration_ms": 40.0},
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
