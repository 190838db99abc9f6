"""Hoverfly's journal, as `/api/v2/journal` gives it out: what its proxy was asked, and answered.

Source: Hoverfly, "REST API", GET /api/v2/journal. `timeStarted` is when a request came in, and
`latency` is in milliseconds, with a fraction.
"""

from __future__ import annotations

from analyzer.formats import Sample, opens_with, row
from analyzer.formats.kinds.object_fields import object_format

FORMAT = object_format(
    "hoverfly",
    "Hoverfly's journal (JSON)",
    opens_with(r'(?s)\s*\{\s*"journal"\s*:\s*\[\s*\{(?=.{0,16000}"timeStarted")'),
    document=("journal",),
    samples=(
        Sample(
            """{"journal":[{"request":{"path":"/v1/x","method":"GET","destination":"api.tickdb.ai","scheme":"https","query":"a=1","body":"","headers":{"X-API-Key":["aaaaaaaa-1111-4222-8333-444444444444"],"User-Agent":["curl/8"]}},"response":{"status":429,"body":"{\\"code\\":3001}","encodedBody":false,"headers":{"Retry-After":["2"]}},"mode":"capture","timeStarted":"2026-11-19T11:00:00.250+01:00","latency":31.2},
{"request":{"path":"/v1/y","method":"GET","destination":"api.tickdb.ai","scheme":"https","query":"","body":"","headers":{}},"response":{"status":502,"body":"Hoverfly error","encodedBody":false,"headers":{}},"mode":"simulate","timeStarted":"2026-11-19T10:00:01.250Z","latency":0.61334}, 7],"offset":0,"limit":25,"total":2}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 31.2 ms",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:01.25 GET https://api.tickdb.ai/v1/y -> 502 in 0.61334 ms"),
            ),
            rejects=1,
        ),
    ),
)
