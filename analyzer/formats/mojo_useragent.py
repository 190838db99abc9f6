r"""Mojo::UserAgent's debugging (Perl, `MOJO_CLIENT_DEBUG=1`).

Source: Mojolicious, Mojo::UserAgent, _start, _connect, _read, _write: what goes over the wire in chunks,
each below a line with its URL, where the ends of lines show as `\x0d`. It has no time but the answer's
own and what a logger puts before each line.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_END = r"(?:\\x0d)?\s*$"

FORMAT = dialogue_format(
    "mojo_useragent",
    "Mojo::UserAgent (Perl), MOJO_CLIENT_DEBUG",
    (
        (
            "request",
            r"^(?P<pre>.{0,60}?)-- (?:Blocking|Non-blocking) request \((?P<url>(?:http|ws)s?://\S+)\)\s*$",
        ),
        ("field", rf"(?:^|\s)(?P<method>{METHOD}) \S+ HTTP/[0-9.]+{_END}"),
        (
            "response",
            rf"^(?:.{{0,60}} )?HTTP/[0-9.]+ (?P<status>\d{{3}})(?: [A-Z][A-Za-z' -]*)?{_END}",
        ),
        # How it failed the program says, behind the URL.
        (
            "part",
            r"(?:^|\s)-- (?:Client (?:>>>|<<<) Server|Connect \w+|Reusing connection \w+|Switching to non-blocking mode|Closing connection) ?(?:\(.*\))?\s*$",
        ),
        ("header", r"^(?:.{0,60} )?(?P<name>[A-Za-z][A-Za-z0-9-]*): (?P<value>[^\n]*?) ?\\x0d\s*$"),
        ("blank", r"^(?:.{0,60} )?\\x0d\s*$"),
    ),
    (
        Sample(
            r"""-- Blocking request (https://api.tickdb.ai/v1/x?a=1)
-- Connect 337aa2379f4b4b27400aa81ff6ed053f (https://api.tickdb.ai:443)
-- Client >>> Server (https://api.tickdb.ai/v1/x?a=1)
GET /v1/x?a=1 HTTP/1.1\x0d
Host: api.tickdb.ai\x0d
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\x0d
\x0d

-- Client >>> Server (https://api.tickdb.ai/v1/x?a=1)

-- Client <<< Server (https://api.tickdb.ai/v1/x?a=1)
HTTP/1.1 429 Too Many Requests\x0d
Server: vendor/1 \x0d
Date: Thu, 19 Nov 2026 10:00:00 GMT\x0d
Retry-After: 2\x0d
Content-Length: 45\x0d
\x0d

-- Client <<< Server (https://api.tickdb.ai/v1/x?a=1)
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
            skipped=19,
        ),
        # Behind a collector's times.
        Sample(
            r"""2026-11-19T10:00:00.250Z -- Blocking request (https://api.tickdb.ai/v1/orders)
2026-11-19T10:00:00.250Z -- Reusing connection 337aa237 (https://api.tickdb.ai:443)
2026-11-19T10:00:00.250Z -- Client >>> Server (https://api.tickdb.ai/v1/orders)
2026-11-19T10:00:00.250Z POST /v1/orders HTTP/1.1\x0d
2026-11-19T10:00:00.250Z Host: api.tickdb.ai\x0d
2026-11-19T10:00:00.250Z \x0d
2026-11-19T10:00:00.250Z {"a":1}
2026-11-19T10:00:00.500Z -- Client <<< Server (https://api.tickdb.ai/v1/orders)
2026-11-19T10:00:00.500Z HTTP/1.1 401 Unauthorized\x0d
2026-11-19T10:00:00.500Z \x0d
2026-11-19T10:00:00.500Z {"code":1001,"message":"Invalid API key"}
2026-11-19T10:00:01.250Z -- Blocking request (https://api.tickdb.ai/v1/y)
2026-11-19T10:00:01.250Z -- Connect 337aa238 (https://api.tickdb.ai:443)
""",
            rows=(
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/orders -> 401 in 250 ms", code="1001"
                ),
                row("10:00:01.25 https://api.tickdb.ai/v1/y -> other", method=None),
            ),
            skipped=11,
        ),
        # Its program's own message ends a body.
        Sample(
            r"""-- Blocking request (https://api.tickdb.ai/v1/x)
-- Client <<< Server (https://api.tickdb.ai/v1/x)
HTTP/1.1 401 Unauthorized\x0d
Date: Thu, 19 Nov 2026 10:00:00 GMT\x0d
\x0d
{"code":1001,"message":"Invalid API key"}
[2026-11-19 10:00:00.71256] [7] [error] call failed
""",
            rows=(row("10:00:00 https://api.tickdb.ai/v1/x -> 401", method=None, code="1001"),),
            skipped=6,
        ),
        Sample(
            "-- Blocking request (https://api.tickdb.ai/v1/x)\n"
            "-- Connect 337aa239 (https://api.tickdb.ai:443)\n",
            rejects=1,
            skipped=1,
        ),
    ),
    logged=re.compile(
        r"(?m)(?:^|\s)-- (?:(?:Blocking|Non-blocking) request|Client (?:>>>|<<<) Server) \("
    ),
)
