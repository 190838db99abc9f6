r"""Micronaut's HTTP client (Java), at DEBUG or TRACE.

Source: micronaut-core, io.micronaut.http.client.netty.DefaultHttpClient: `Sending HTTP GET to`, `Received
response 200 from`; before version 2.3 the server stands in a line of its own. Headers are there at
TRACE. An answer belongs to the URL that it names.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

FORMAT = dialogue_format(
    "micronaut",
    "Micronaut HTTP client (Java)",
    (
        ("request", rf"\bSending HTTP (?P<method>{METHOD}) to (?P<url>https?://\S+)\s*$"),
        (
            "request",
            rf"\bSending HTTP Request: (?P<method>{METHOD}) (?P<path>/\S*)\s*$",
        ),
        (
            "field",
            r"\bChosen Server: (?P<scheme>https?)://(?P<host>[^(\s/:]+)\((?:-1|(?P<port>\d+))\)",
        ),
        (
            "response",
            r"HttpClient\b.*\bReceived response (?P<status>\d{3}) from (?P<url>https?://\S+)\s*$",
        ),
        (
            "header",
            r"\bTRACE\b.*HttpClient\b.* - (?P<name>[A-Za-z][\w-]*): (?P<value>.*?)\s*$",
        ),
        ("part", r"\bTRACE\b.*\b\w*HttpClient\b"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 [nioEventLoopGroup-1-2] DEBUG i.m.h.client.netty.DefaultHttpClient - Sending HTTP GET to https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
2026-11-19 10:00:00,251 [nioEventLoopGroup-1-2] TRACE i.m.h.client.netty.DefaultHttpClient - X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
2026-11-19 10:00:00,252 [nioEventLoopGroup-1-3] DEBUG i.m.h.client.netty.DefaultHttpClient - Sending HTTP POST to https://api.tickdb.ai/v1/orders
2026-11-19 10:00:00,281 [nioEventLoopGroup-1-2] DEBUG i.m.h.client.netty.DefaultHttpClient - Received response 429 from https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
2026-11-19 10:00:00,282 [nioEventLoopGroup-1-2] TRACE i.m.h.client.netty.DefaultHttpClient - Retry-After: 2
2026-11-19 10:00:00,352 |- DEBUG in i.m.h.c.netty.DefaultHttpClient:2423 [nioEventLoopGroup-1-3] - Received response 201 from https://api.tickdb.ai/v1/orders
2026-11-19 10:00:01,000 [nioEventLoopGroup-1-2] DEBUG i.m.h.client.netty.DefaultHttpClient - Sending HTTP Request: GET /v1/x
2026-11-19 10:00:01,001 [nioEventLoopGroup-1-2] DEBUG i.m.h.client.netty.DefaultHttpClient - Chosen Server: https://api.tickdb.ai(-1)
2026-11-19 10:00:02,000 [main] INFO c.t.Bot - order placed
""",
            rows=(
                THROTTLED | row(),
                row("10:00:00.252 POST api.tickdb.ai/v1/orders -> 201 in 100 ms"),
                row("10:00:01 GET https://api.tickdb.ai/v1/x -> other"),
            ),
            skipped=6,
        ),
        Sample(
            """DEBUG i.m.h.client.netty.DefaultHttpClient - Sending HTTP GET to https://api.tickdb.ai/v1/x
DEBUG i.m.h.client.netty.DefaultHttpClient - Received response 200 from https://api.tickdb.ai/v1/x
""",
            rejects=1,
            skipped=1,
        ),
    ),
    has_threads=False,
)
