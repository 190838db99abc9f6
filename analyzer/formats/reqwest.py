r"""reqwest's `connection_verbose` (Rust): what goes over the wire at level TRACE.

Source: reqwest::connect::verbose. Only HTTP/1 can be read: of HTTP/2 it shows frames.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

_LITERAL = r'b"(?:[^"\\]|\\.)*"'

FORMAT = dialogue_format(
    "reqwest",
    "reqwest connection_verbose (Rust)",
    (
        (
            "connect",
            r"reqwest::connect\S* starting new connection: (?P<scheme>https?)://(?P<host>[^/:\s]+)",
        ),
        ("written", rf"\b(?P<key>[0-9a-f]{{8}}) write(?: \(vectored\))?: (?P<bytes>{_LITERAL})"),
        ("read", rf"\b(?P<key>[0-9a-f]{{8}}) read: (?P<bytes>{_LITERAL})"),
        ("part", r"\b(?:hyper|h2|rustls|mio|want|tokio)\w*(?:::\w+)+"),
    ),
    (
        Sample(
            r"""[2026-11-19T10:00:00.100Z DEBUG reqwest::connect] starting new connection: https://api.tickdb.ai/
[2026-11-19T10:00:00.250Z TRACE reqwest::connect::verbose] 7e642c23 write: b"GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1\r\nx-api-key: aaaaaaaa-1111-4222-8333-444444444444\r\nhost: api.tickdb.ai\r\n\r\n"
[2026-11-19T10:00:00.281Z TRACE reqwest::connect::verbose] 7e642c23 read: b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\ncontent-length: 13\r\n\r\n"
[2026-11-19T10:00:00.281Z TRACE reqwest::connect::verbose] 7e642c23 read: b"{\"code\":3001}"
[2026-11-19T10:00:01.000Z TRACE reqwest::connect::verbose] 012eea0f write: b"POST /v1/orders HTTP/1.1\r\nhost: api.tickdb.ai\r\n\r\n"
[TRACE reqwest::connect::verbose] 0badbeef read: b"HTTP/1.1 200 OK\r\n\r\n"
""",
            rows=(
                THROTTLED | row("https:// with 13 B", code="3001"),
                row("10:00:01 POST /v1/orders -> other"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
)
