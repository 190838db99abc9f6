r"""Uvicorn's and Hypercorn's access lines, as they print them and as `logging` formats them anew.

Source: uvicorn.logging, AccessFormatter; hypercorn.logging. By default they have no time: it has to
stand before them, as collectors and `--log-config` put it.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

FORMAT = text_format(
    "uvicorn",
    "Uvicorn access lines",
    (
        rf'(?P<client_ip>{ADDRESS}|\[{ADDRESS}\]):\d+ - "(?P<request>{METHOD} \S+(?: HTTP/[0-9.]+)?)" (?P<status>\d{{3}})(?: [A-Z][A-Za-z \'-]*)?\s*$',
        # The fields in another order, as a formatter of somebody's own has them.
        rf'\[?(?P<client_ip>{ADDRESS}|\[{ADDRESS}\]):\d+\]?(?: -| \|)? (?P<status>\d{{3}})(?: [A-Z][A-Za-z \'-]*)? "(?P<request>{METHOD} \S+ HTTP/[0-9.]+)"\s*$',
        # A WebSocket that it refuses.
        rf'(?P<client_ip>{ADDRESS}|\[{ADDRESS}\]):\d+ - "WebSocket (?P<target>/\S*)" (?P<status>\d{{3}})\s*$',
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 INFO:     10.0.0.7:50312 - "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 429 Too Many Requests
2026-11-19 10:00:01,000 INFO:     ::1:50312 - "POST /v1/orders HTTP/1.1" 200
2026-11-19 10:00:01,000 INFO:     10.0.0.7:50313 - "WebSocket /v1/stream?a=1" 403
2026-11-19 10:00:01,000 INFO:     10.0.0.7:50314 - "WebSocket /v1/stream" [accepted]
INFO     2026-11-19T10:00:02 - [10.0.0.8:50315] 401 Unauthorized "POST /v1/orders?a=1 HTTP/1.1"
INFO     2026-11-19T10:00:03 - [10.0.0.8:50315] 200 OK "GET /v1/about HTTP/1.1"
2026-11-19 10:00:01,000 INFO:     Application startup complete.
INFO:     10.0.0.7:50312 - "GET / HTTP/1.1" 200 OK
""",
            rows=(
                row(
                    "10:00:00.25 GET /v1/market/ticker?symbol=BTCUSDT -> 429", client_ip="10.0.0.7"
                ),
                row("-> 200", client_ip="::1"),
                row("10:00:01 /v1/stream?a=1 -> 403", client_ip="10.0.0.7"),
                row("10:00:02 POST /v1/orders?a=1 -> 401", client_ip="10.0.0.8"),
                row("10:00:03 GET /v1/about -> 200", client_ip="10.0.0.8"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r'.*(?:" \d{3}|\b\d{3}[^"]* "[^"]+"\s*$)',
)
