r"""Ktor's client logging (Kotlin), at any level.

Source: ktor-client-logging, `REQUEST:`, `METHOD:`, `RESPONSE:`, `FROM:`, headers behind `->`, bodies
between `BODY START` and `BODY END`. The time is what the logger puts before the first line of each
message, else the answer's Date header.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_AT = r"(?:^|[\s:])"

FORMAT = dialogue_format(
    "ktor",
    "Ktor client logging (Kotlin)",
    (
        ("request", rf"{_AT}REQUEST: (?P<url>https?://\S+)\s*$"),
        ("response", rf"{_AT}RESPONSE: (?P<status>\d{{3}})(?: [A-Za-z][\w '-]*)?\s*$"),
        (
            "failure",
            rf"{_AT}(?:REQUEST|RESPONSE) (?P<url>https?://\S+) failed with exception: (?P<error>.*)$",
        ),
        ("field", rf"{_AT}METHOD: (?:HttpMethod\(value=)?(?P<method>{METHOD})\)?\s*$"),
        ("whose", rf"{_AT}FROM: (?P<url>https?://\S+)\s*$"),
        ("header", rf"{_AT}-> (?P<name>[A-Za-z][\w-]*): ?(?P<value>.*?)\s*$"),
        ("part", rf"{_AT}(?:COMMON HEADERS|CONTENT HEADERS|BODY Content-Type: .*|BODY END)\s*$"),
        ("blank", rf"{_AT}BODY START\s*$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 [main] INFO  io.ktor.client.HttpClient - REQUEST: https://api.tickdb.ai/v1/orders?a=1
METHOD: HttpMethod(value=POST)
COMMON HEADERS
-> X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
CONTENT HEADERS
-> Content-Length: 12
BODY Content-Type: application/json
BODY START
{"amount":1}
BODY END
2026-11-19 10:00:00.500 [main] INFO  io.ktor.client.HttpClient - RESPONSE: 429 Too Many Requests
METHOD: HttpMethod(value=POST)
FROM: https://api.tickdb.ai/v1/orders?a=1
COMMON HEADERS
-> Retry-After: 2
BODY Content-Type: application/json
BODY START
{"code":3001}
BODY END
2026-11-19 10:00:01.250 [main] INFO  io.ktor.client.HttpClient - REQUEST: https://api.tickdb.ai/v1/x
METHOD: HttpMethod(value=GET)
2026-11-19 10:00:02.250 [main] INFO  io.ktor.client.HttpClient - REQUEST https://api.tickdb.ai/v1/x failed with exception: io.ktor.client.plugins.HttpRequestTimeoutException: Request timeout has expired
2026-11-19 10:00:03.250 [main] INFO  c.t.Bot - order placed
2026-11-19 10:00:03.250 [main] INFO  c.t.Bot - HTTP RESPONSE: 400  - 130.6ms, 89 bytes
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders?a=1 -> 429 in 250 ms",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:01.25 GET /v1/x -> timeout"),
            ),
            skipped=22,
        ),
        Sample(
            """REQUEST: https://api.tickdb.ai/v1/x
METHOD: GET
RESPONSE: 200 OK
METHOD: GET
FROM: https://api.tickdb.ai/v1/x
""",
            rejects=1,
            skipped=4,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [worker-1] INFO  HttpClient - REQUEST: https://api.tickdb.ai/v1/x
METHOD: HttpMethod(value=GET)
2026-11-19 10:00:00.350 [worker-2] INFO  HttpClient - REQUEST: https://api.tickdb.ai/v1/y
METHOD: HttpMethod(value=POST)
2026-11-19 10:00:00.500 [worker-2] INFO  HttpClient - RESPONSE: 429 Too Many Requests
METHOD: HttpMethod(value=GET)
FROM: https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.600 [worker-3] INFO  HttpClient - RESPONSE: 200 OK
METHOD: HttpMethod(value=POST)
FROM: https://api.tickdb.ai/v1/y
""",
            rows=(
                row("GET /v1/x -> 429 in 250 ms"),
                row("POST /v1/y -> 200 in 250 ms"),
            ),
            skipped=8,
        ),
    ),
    has_threads=False,
)
