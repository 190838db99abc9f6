r"""Faraday's logger middleware (Ruby).

Source: faraday, Faraday::Response::Logger and Faraday::Logging::Formatter. Headers are there by
default, bodies where `bodies: true` asks for them. The time is what Ruby's Logger puts before.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED, TIMED_OUT

FORMAT = dialogue_format(
    "faraday",
    "Faraday (Ruby)",
    (
        ("request", rf"(?:^|[^a-z] )request: (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        # Before 0.15.
        (
            "request",
            r"-- : (?P<method>get|post|put|delete|patch|head|options) (?P<url>https?://\S+)\s*$",
        ),
        ("response", r"(?:response: Status|-- Status:) (?P<status>\d{3})\s*$"),
        ("failure", r"-- (?:: )?(?:error|Faraday): (?P<error>.*)$"),
        (
            "header",
            r"(?:request|response): (?P<name>[A-Za-z][A-Za-z0-9-]*): \"?(?P<value>.*?)\"?\s*$",
        ),
        ("body", r"\bresponse: (?P<body>[{\[<].*)$"),
        ("part", r"\brequest: [{\[<]"),
    ),
    (
        Sample(
            """I, [2026-11-19T10:00:00.250000 #7]  INFO -- request: GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
I, [2026-11-19T10:00:00.250000 #7]  INFO -- request: X-API-Key: "aaaaaaaa-1111-4222-8333-444444444444"
Accept: "*/*"
I, [2026-11-19T10:00:00.281000 #7]  INFO -- response: Status 429
I, [2026-11-19T10:00:00.281000 #7]  INFO -- response: retry-after: "2"
I, [2026-11-19T10:00:01.000000 #7]  INFO -- request: POST https://api.tickdb.ai/v1/orders
E, [2026-11-19T10:00:02.000000 #7]  ERROR -- error: Net::ReadTimeout with #<TCPSocket:(closed)>
response: Status 200
""",
            rows=(
                THROTTLED | row(),
                TIMED_OUT,
            ),
            rejects=1,
            skipped=5,
        ),
        # With `raise_error` in front of the logger no answer is logged, only what the program rescues.
        Sample(
            """I, [2026-11-19T10:00:00.250000 #7]  INFO -- : request: GET https://api.tickdb.ai/v1/x
E, [2026-11-19T10:00:00.281000 #7] ERROR -- : Faraday::TooManyRequestsError: the server responded with status 429
I, [2026-11-19T10:00:01.000000 #7]  INFO -- : request: GET https://api.tickdb.ai/v1/y
E, [2026-11-19T10:00:02.000000 #7] ERROR -- : Faraday::ConnectionFailed: end of file reached
I, [2026-11-19T10:00:03.000000 #7]  INFO -- : request: GET https://api.tickdb.ai/v1/z
I, [2026-11-19T10:00:03.250000 #7]  INFO -- : response: Status 503
E, [2026-11-19T10:00:03.251000 #7] ERROR -- : Faraday::ServerError: the server responded with status 503
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01 /v1/y -> reset in 1000 ms"),
                row("10:00:03 /v1/z -> 503 in 250 ms"),
            ),
            skipped=4,
        ),
        # With `bodies: true`; what another middleware has parsed is printed as Ruby has it.
        Sample(
            """I, [2026-11-19T10:00:00.250000 #7]  INFO -- request: POST https://api.tickdb.ai/v1/x
I, [2026-11-19T10:00:00.250000 #7]  INFO -- request: {"symbol":"BTCUSDT","code":7}
I, [2026-11-19T10:00:00.281000 #7]  INFO -- response: Status 200
I, [2026-11-19T10:00:00.281000 #7]  INFO -- response: {"code":3001,"message":"slow down"}
I, [2026-11-19T10:00:01.000000 #7]  INFO -- request: GET https://api.tickdb.ai/v1/y
I, [2026-11-19T10:00:01.250000 #7]  INFO -- response: Status 404
I, [2026-11-19T10:00:01.250000 #7]  INFO -- response: {"code"=>2002, "message"=>"no such symbol"}
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/x -> 200 in 31 ms", code="3001"),
                row("10:00:01 /v1/y -> 404 in 250 ms", code="2002"),
            ),
            skipped=5,
        ),
    ),
)
