r"""Amazon API Gateway's execution logs: the call that it made of its integration, in several lines.

Source: API Gateway, "Set up CloudWatch logging for REST APIs", execution logging. Each line begins with
the id of the request that came in. What was not sent to an integration (a throttled request, a refused
one) is answered by the gateway itself: then the answer is its own.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ID = rf"\((?P<key>{_UUID})\) "

FORMAT = dialogue_format(
    "api_gateway_execution",
    "Amazon API Gateway execution log",
    (
        ("request", rf"{_ID}HTTP Method: (?P<method>{METHOD}), Resource Path: (?P<path>/\S*)"),
        ("field", rf"{_ID}(?:Endpoint request URI: |Sending request to )(?P<url>https?://\S+)"),
        (
            "response",
            rf"{_ID}Received response\. Status: (?P<status>\d{{3}}), Integration latency: (?P<took>\d+ ms)",
        ),
        (
            "cancel",
            rf"{_ID}Execution failed due to (?:a |an )?(?:configuration error: )?(?P<error>.+?)\s*$",
        ),
        ("cancel", rf"{_ID}Method completed with status: (?P<status>\d{{3}})"),
        ("part", rf"{_ID}"),
    ),
    (
        Sample(
            """2026-11-19T10:00:00.250Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Starting execution for request: 48752d0f-c99d-4cfa-a5a7-f3c6834d19e5
2026-11-19T10:00:00.250Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) HTTP Method: GET, Resource Path: /pets
2026-11-19T10:00:00.251Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Endpoint request URI: https://api.tickdb.ai/v1/x?a=1
2026-11-19T10:00:00.251Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Sending request to https://api.tickdb.ai/v1/x?a=1
2026-11-19T10:00:00.281Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Received response. Status: 503, Integration latency: 30 ms
2026-11-19T10:00:00.282Z (48752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Method completed with status: 502
2026-11-19T10:00:01.250Z (58752d0f-c99d-4cfa-a5a7-f3c6834d19e5) HTTP Method: POST, Resource Path: /orders
2026-11-19T10:00:01.251Z (58752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Sending request to https://api.tickdb.ai/v1/orders
2026-11-19T10:00:01.252Z (68752d0f-c99d-4cfa-a5a7-f3c6834d19e5) HTTP Method: GET, Resource Path: /limited
2026-11-19T10:00:01.253Z (68752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Method completed with status: 429
2026-11-19T10:00:30.250Z (58752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Execution failed due to a timeout error
2026-11-19T10:00:30.250Z (58752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Method completed with status: 504
(78752d0f-c99d-4cfa-a5a7-f3c6834d19e5) HTTP Method: GET, Resource Path: /no-time
(78752d0f-c99d-4cfa-a5a7-f3c6834d19e5) Method completed with status: 403
""",
            rows=(
                row("10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 503 in 30 ms"),
                row("10:00:01.25 POST api.tickdb.ai/v1/orders -> timeout in 29000 ms"),
                row("10:00:01.252 GET /limited -> 429 in 1 ms"),
            ),
            rejects=1,
            skipped=10,
        ),
    ),
)
