r"""Perl's LWP::UserAgent, whose messages a handler dumps.

Source: libwww-perl, LWP::UserAgent, "add_handler" and HTTP::Message, dump; LWP::Protocol. Of a call without
an answer LWP makes one of its own, status 500, which says so (`Client-Warning`). There is no time but the
answer's own, unless a logger puts one before each line.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_UNANSWERED = r"Can't connect to |read timeout|write timeout|Status read failed|Server closed connection|Write failed|Can't verify SSL"

FORMAT = dialogue_format(
    "libwww_perl",
    "LWP::UserAgent (Perl), messages dumped",
    (
        (
            "request",
            rf"^(?P<pre>(?:\S.{{0,58}}\d\S* )?)(?P<method>{METHOD}) (?P<url>https?://\S+)\s*$",
        ),
        ("failure", rf"^(?:.{{0,60}} )?500 (?P<error>(?:{_UNANSWERED})[^\n]*)$"),
        ("response", r"^(?:.{0,60} )?HTTP/[0-9.]+ (?P<status>\d{3})(?: [A-Z][A-Za-z' -]*)?\s*$"),
        ("part", r"(?:^|\s)\(no content\)\s*$"),
    ),
    (
        Sample(
            """GET https://api.tickdb.ai/v1/x?a=1
User-Agent: mm-bot/1.0
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

(no content)
HTTP/1.1 429 Too Many Requests
Date: Thu, 19 Nov 2026 10:00:00 GMT
Content-Length: 45
Retry-After: 2
Client-Date: Thu, 19 Nov 2026 10:00:00 GMT
Client-Peer: 127.0.0.1:443
Client-Response-Num: 1

{"code":3001,"message":"Rate limit exceeded"}
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 45 B",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
            ),
            skipped=13,
        ),
        # Behind a collector's times.
        Sample(
            r"""2026-11-19T10:00:00.250Z POST https://api.tickdb.ai/v1/orders
2026-11-19T10:00:00.250Z Content-Type: application/json
2026-11-19T10:00:00.250Z 
2026-11-19T10:00:00.250Z {"symbol":"BTC"}
2026-11-19T10:00:00.500Z HTTP/1.1 401 Unauthorized
2026-11-19T10:00:00.500Z Client-Response-Num: 1
2026-11-19T10:00:00.500Z 
2026-11-19T10:00:00.500Z {"code":1001,"message":"Invalid API key"}
2026-11-19T10:00:01.250Z GET https://api.tickdb.ai/v1/y
2026-11-19T10:00:01.250Z 
2026-11-19T10:00:01.250Z (no content)
2026-11-19T10:00:03.250Z 500 read timeout
2026-11-19T10:00:03.250Z Content-Type: text/plain
2026-11-19T10:00:03.250Z Client-Warning: Internal response
2026-11-19T10:00:03.250Z 
2026-11-19T10:00:03.250Z read timeout at /usr/share/perl5/Net/HTTP/Methods.pm line 274.\n
2026-11-19T10:00:04.250Z GET https://api.tickdb.ai/v1/z
2026-11-19T10:00:04.250Z 
2026-11-19T10:00:04.250Z (no content)
2026-11-19T10:00:04.500Z 500 Can't connect to api.tickdb.ai:443 (Connection refused)
2026-11-19T10:00:04.500Z Content-Type: text/plain
2026-11-19T10:00:04.500Z Client-Warning: Internal response
2026-11-19T10:00:04.500Z 
2026-11-19T10:00:04.500Z Can't connect to api.tickdb.ai:443 (Connection refused)\n
2026-11-19T10:00:04.500Z Connection refused at /usr/share/perl5/LWP/Protocol/http.pm line 50.\n
""",
            rows=(
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/orders -> 401 in 250 ms", code="1001"
                ),
                row("10:00:01.25 GET https://api.tickdb.ai/v1/y -> timeout in 2000 ms"),
                row("10:00:04.25 GET https://api.tickdb.ai/v1/z -> connect in 250 ms"),
            ),
            skipped=22,
        ),
        Sample(
            """GET https://api.tickdb.ai/v1/x
User-Agent: mm-bot/1.0

(no content)
500 Can't connect to api.tickdb.ai:443 (Connection refused)
Client-Warning: Internal response
""",
            rejects=1,
            skipped=5,
        ),
    ),
    logged=re.compile(r"(?m)^(?:.{0,60} )?Client-(?:Date|Peer|Response-Num|Warning): "),
)
