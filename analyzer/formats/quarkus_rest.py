r"""Quarkus' REST client (Java), its logger of requests and answers.

Source: quarkusio/quarkus, org.jboss.resteasy.reactive.client.logging.DefaultClientLogger: `Request: GET URL
Headers[…], Body:` and `Response: GET URL, Status[429 Too Many Requests], Headers[…], Body:`, bodies in
the lines behind. An answer belongs to the URL that it names.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

_CALL = rf"(?P<method>{METHOD}) (?P<url>https?://[^\s,]+)"
_HEADERS = r"Headers\[(?P<headers>[^\]]*)\]"

FORMAT = dialogue_format(
    "quarkus_rest",
    "Quarkus REST client (Java)",
    (
        ("request", rf"\bRequest: {_CALL} {_HEADERS}"),
        (
            "response",
            rf"\bResponse: {_CALL}, Status\[(?P<status>\d{{3}})[^\]]*\], {_HEADERS}(?:, (?P<opens>Body:)\s*$)?",
        ),
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 DEBUG [org.jbo.res.rea.cli.log.DefaultClientLogger] (vert.x-eventloop-thread-0) Request: GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT Headers[Accept=application/json User-Agent=Resteasy Reactive Client X-API-Key=aaaaaaaa-1111-4222-8333-444444444444], Empty body
2026-11-19 10:00:00,260 DEBUG [org.jbo.res.rea.cli.log.DefaultClientLogger] (vert.x-eventloop-thread-1) Request: POST https://api.tickdb.ai/v1/orders Headers[Accept=*/*], Body:
{"amount":1}
2026-11-19 10:00:00,281 DEBUG [org.jbo.res.rea.cli.log.DefaultClientLogger] (vert.x-eventloop-thread-0) Response: GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT, Status[429 Too Many Requests], Headers[content-length=13 retry-after=2], Body:
{"code":3001}
2026-11-19 10:00:00,360 DEBUG [org.jbo.res.rea.cli.log.DefaultClientLogger] (vert.x-eventloop-thread-1) Response: POST https://api.tickdb.ai/v1/orders, Status[201 Created], Headers[content-length=0], Body:

2026-11-19 10:00:01,000 INFO  [com.exa.Bot] (main) order placed
""",
            rows=(
                THROTTLED | row(code="3001"),
                row("10:00:00.26 POST api.tickdb.ai/v1/orders -> 201 with 0 B in 100 ms"),
            ),
            skipped=6,
        ),
        Sample(
            """Request: GET https://api.tickdb.ai/v1/x Headers[Accept=*/*], Empty body
Response: GET https://api.tickdb.ai/v1/x, Status[200 OK], Headers[content-length=0], Body:
""",
            rejects=1,
            skipped=1,
        ),
    ),
    has_threads=False,
)
