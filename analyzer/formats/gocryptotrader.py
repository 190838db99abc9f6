r"""GoCryptoTrader, what `verbose` prints of an exchange's requests.

Source: thrasher-corp/gocryptotrader (MIT), exchanges/request/request.go: `$name attempt 1 request path:`,
its headers, its type, then `HTTP status:` without a name and `$name raw response:`. An answer that is
no success is told by whoever asked, behind its own words; of what is tried again it says no reason.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_NAME = r"\| (?P<key>[^|\n:]{1,40}?)"

FORMAT = dialogue_format(
    "gocryptotrader",
    "GoCryptoTrader (Go), verbose",
    (
        ("request", rf"{_NAME} attempt (?P<try>\d+) request path: (?P<url>https?://\S+)"),
        ("header", rf"{_NAME} request header \[(?P<name>[\w-]+)\]: \[(?P<value>[^\n]*)\]\s*$"),
        ("field", rf"{_NAME} request type: (?P<method>{METHOD})\s*$"),
        ("part", rf"{_NAME} request body: "),
        ("response", r"\| HTTP status: (?P<status>[1-5]\d\d) [^|\n]*, Code: \d{3}\s*$"),
        ("field", rf"{_NAME} raw response: (?P<body>[^\n]*\S)\s*$"),
        ("failure", rf"{_NAME} (?P<error>request has failed)\. Retrying request in "),
        (
            "response",
            r"[|:] (?P<key>[^|\n:]{1,40}?) unsuccessful HTTP status code: (?P<status>[1-5]\d\d) raw response: (?P<body>[^\n]*\S)\s*$",
        ),
    ),
    (
        Sample(
            """[DEBUG] | REQUESTS | 19/11/2026 10:00:00 | TickDB attempt 1 request path: https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
[DEBUG] | REQUESTS | 19/11/2026 10:00:00 | TickDB request header [X-Api-Key]: [aaaaaaaa-1111-4222-8333-444444444444]
[DEBUG] | REQUESTS | 19/11/2026 10:00:00 | TickDB request type: GET
[DEBUG] | REQUESTS | 19/11/2026 10:00:01 | HTTP status: 200 OK, Code: 200
[DEBUG] | REQUESTS | 19/11/2026 10:00:01 | TickDB raw response: {"code":3001,"message":"no"}
[DEBUG] | REQUESTS | 19/11/2026 10:00:02 | TickDB attempt 1 request path: https://api.tickdb.ai/v1/a
[DEBUG] | REQUESTS | 19/11/2026 10:00:02 | TickDB request type: POST
[DEBUG] | REQUESTS | 19/11/2026 10:00:02 | TickDB request body: {"a":1}
[ERROR] | REQUESTS | 19/11/2026 10:00:03 | TickDB request has failed. Retrying request in 1s, attempt 1
[DEBUG] | REQUESTS | 19/11/2026 10:00:04 | TickDB attempt 2 request path: https://api.tickdb.ai/v1/a
[DEBUG] | REQUESTS | 19/11/2026 10:00:04 | TickDB request type: POST
[ERROR] | SYNC | 19/11/2026 10:00:05 | sync failed: TickDB unsuccessful HTTP status code: 429 raw response: {"code":3001,"message":"no"}
[WARN]  | ORDERS | 19/11/2026 10:00:06 | Order manager started
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 200",
                    key_in="header:x-api-key",
                    code="3001",
                ),
                row("10:00:02 POST https://api.tickdb.ai/v1/a -> other"),
                row("10:00:04 POST https://api.tickdb.ai/v1/a -> 429", attempt=1, code="3001"),
            ),
            skipped=10,
        ),
        Sample(
            """Bitstamp attempt 1 request path: https://www.bitstamp.net/api/v2/ticker/btcusd
| Bitstamp attempt 1 request path: https://www.bitstamp.net/api/v2/ticker/btcusd
| HTTP status: 200 OK, Code: 200
""",
            rejects=1,
            skipped=2,
        ),
    ),
    has_threads=False,
)
