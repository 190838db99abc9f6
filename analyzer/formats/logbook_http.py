r"""Zalando's Logbook (Java) in its default style: a message as it went over the wire, behind its name.

Source: logbook, DefaultHttpLogFormatter. A request and its response bear the same identifier. The
time is what the logger puts before the first line, else the response's Date header.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.text_lines import ADDRESS

FORMAT = dialogue_format(
    "logbook_http",
    "Logbook (Java), HTTP style",
    (
        ("request", r"(?:Outgoing|Incoming) Request: (?P<key>[\w-]{6,36})\s*$"),
        ("response", r"(?:Outgoing|Incoming) Response: (?P<key>[\w-]{6,36})\s*$"),
        ("field", rf"^Remote: (?P<client_ip>{ADDRESS})\s*$"),
        ("part", r"^Remote: \S+\s*$"),
        ("field", r"^Duration: (?P<took>\d+ ms)\s*$"),
        ("field", rf"^(?P<method>{METHOD}) (?P<url>https?://\S+) HTTP/[0-9.]+\s*$"),
        ("field", r"^HTTP/[0-9.]+ (?P<status>\d{3})(?: [A-Za-z' -]*)?\s*$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 TRACE 1 --- [main] org.zalando.logbook.Logbook : Outgoing Request: 2d66e4bc9a0d11e5
Remote: localhost
POST https://api.tickdb.ai/v1/orders HTTP/1.1
Content-Type: application/json
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

{"symbol":"BTCUSDT"}
2026-11-19 10:00:00.281 TRACE 1 --- [main] org.zalando.logbook.Logbook : Incoming Response: 2d66e4bc9a0d11e5
Duration: 31 ms
HTTP/1.1 429 Too Many Requests
Retry-After: 2

{"code":3001,"message":"Rate limit exceeded"}
2026-11-19 10:00:01.250 TRACE 1 --- [main] org.zalando.logbook.Logbook : Incoming Request: 3d66e4bc9a0d11e5
Remote: 10.0.0.7
GET http://localhost:8080/v1/x HTTP/1.1
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders -> 429 in 31 ms",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    client_ip=None,
                ),
                row("10:00:01.25 GET localhost:8080/v1/x -> other", client_ip="10.0.0.7"),
            ),
            skipped=14,
        ),
        Sample(
            """TRACE org.zalando.logbook.Logbook - Outgoing Request: bc45f8d7969a3f7f
GET https://api.tickdb.ai/v1/x HTTP/1.1
TRACE org.zalando.logbook.Logbook - Incoming Response: bc45f8d7969a3f7f
Duration: 31 ms
HTTP/1.1 200 OK
""",
            rejects=1,
            skipped=4,
        ),
    ),
)
