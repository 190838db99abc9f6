r"""Ruby's http gem (http.rb), its logging feature.

Source: http, lib/http/features/logging.rb: `> GET url` and `< 200 OK` at the level INFO, below each the
headers and the body at the level DEBUG. The time is what Ruby's Logger puts before; why a call failed the
program says.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_LOGGED = r"^(?:[DI], )?.{0,60}?\b(?:INFO|DEBUG)\b[ -]{1,4}(?:\S+ ?)?: "

FORMAT = dialogue_format(
    "http_rb",
    "http.rb (Ruby), logging feature",
    (
        ("request", rf"{_LOGGED}> (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        ("response", rf"{_LOGGED}< (?P<status>\d{{3}})(?: [A-Z][A-Za-z' -]*)?\s*$"),
        ("header", rf"{_LOGGED}(?P<name>[A-Z][A-Za-z0-9-]*): (?P<value>.*?)\s*$"),
        ("body", rf"{_LOGGED}(?P<body>[{{\[<].*)$"),
    ),
    (
        Sample(
            """I, [2026-11-19T10:00:00.250000 #7]  INFO -- : > POST https://api.tickdb.ai/v1/orders
D, [2026-11-19T10:00:00.250000 #7] DEBUG -- : X-Api-Key: aaaaaaaa-1111-4222-8333-444444444444
Host: api.tickdb.ai

{"a":1}
I, [2026-11-19T10:00:00.500000 #7]  INFO -- : < 429 Too Many Requests
D, [2026-11-19T10:00:00.500000 #7] DEBUG -- : Server: vendor/1 
Retry-After: 2

{"code":3001,"message":"Rate limit exceeded"}
I, [2026-11-19T10:00:01.250000 #7]  INFO -- : > GET https://api.tickdb.ai/v1/x
""",
            rows=(
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/orders -> 429 in 250 ms",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:01.25 GET https://api.tickdb.ai/v1/x -> other"),
            ),
            skipped=9,
        ),
        Sample(
            "INFO -- : > GET https://api.tickdb.ai/v1/y\nINFO -- : < 200 OK\n",
            rejects=1,
            skipped=1,
        ),
    ),
)
