r"""Ruby's Net::HTTP with `set_debug_output`, and what passes it on, such as HTTParty's `debug_output`.

Source: net-http, Net::BufferedIO and Net::HTTP#connect: what was written stands behind `<-`, what was read behind
`->`, each as Ruby shows a string. The time is what a logger put before the request, else the answer's
Date header.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format

_BEFORE = r"^(?:.{0,90}?[ \]])??"

FORMAT = dialogue_format(
    "net_http",
    "Net::HTTP (Ruby), set_debug_output",
    (
        (
            "connect",
            rf"{_BEFORE}opening connection to (?P<host>[^\s:]+)(?::(?P<port>\d+))?(?: through proxy \S+)?\.\.\.\s*$",
        ),
        ("written", rf"{_BEFORE}<- (?P<bytes>\"[A-Z]+ .*\")\s*$"),
        ("part", rf"{_BEFORE}<- \".*\"\s*$"),
        (
            "header",
            rf"{_BEFORE}-> \"(?P<name>[A-Za-z][A-Za-z0-9-]*): ?(?P<value>[^\"]*?)(?:\\r\\n)?\"\s*$",
        ),
        ("blank", rf"{_BEFORE}-> \"(?:\\r\\n)?\"\s*$"),
        # The size of a chunk.
        ("part", rf"{_BEFORE}-> \"[0-9A-Fa-f]+\\r\\n\"\s*$"),
        ("read", rf"{_BEFORE}-> (?P<bytes>\".*\")\s*$"),
        (
            "failure",
            rf"{_BEFORE}Conn close because of (?:connect )?error (?P<error>\S.*?)(?:,? and retry)?\s*$",
        ),
        (
            "part",
            rf"{_BEFORE}(?:opened|starting SSL for \S+|SSL established.*|reading (?:\d+ bytes|all)\.*|read \d+ bytes|Conn (?:close|keep-alive|socket closed))\s*$",
        ),
    ),
    (
        Sample(
            r"""opening connection to api.tickdb.ai:443...
opened
starting SSL for api.tickdb.ai:443...
SSL established, protocol: TLSv1.3, cipher: TLS_AES_256_GCM_SHA384
<- "GET /v1/x?symbol=BTC HTTP/1.1\r\nAccept: */*\r\nUser-Agent: Ruby\r\nHost: api.tickdb.ai\r\nX-Api-Key: aaaaaaaa-1111-4222-8333-444444444444\r\nConnection: close\r\n\r\n"
-> "HTTP/1.1 429 Too Many Requests\r\n"
-> "Content-Type: application/json\r\n"
-> "Retry-After: 2\r\n"
-> "Date: Thu, 19 Nov 2026 10:00:00 GMT\r\n"
-> "Content-Length: 45\r\n"
-> "\r\n"
reading 45 bytes...
-> "{\"code\":3001,\"message\":\"Rate limit \#{1}\"}"
read 45 bytes
Conn close
opening connection to api.tickdb.ai:443...
opened
<- "POST /v1/orders HTTP/1.1\r\nHost: api.tickdb.ai\r\nContent-Type: application/json\r\n\r\n"
<- "{\"side\":\"buy\"}"
-> "HTTP/1.1 200 OK\r\n"
-> "Date: Thu, 19 Nov 2026 10:00:01 GMT\r\n"
-> "Transfer-Encoding: chunked\r\n"
-> "\r\n"
-> "b\r\n"
reading 11 bytes...
-> "{\"code\":0}\n"
read 11 bytes
Conn keep-alive
<- "GET /v1/w HTTP/1.1\r\nHost: api.tickdb.ai\r\n\r\n"
-> "HTTP/1.1 200 OK\r\n"
-> "\r\n"
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?symbol=BTC -> 429",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                    message="Rate limit #{1}",
                ),
                row("10:00:01 POST api.tickdb.ai/v1/orders -> 200"),
            ),
            rejects=1,
            skipped=28,
        ),
        Sample(
            r"""D, [2026-11-19T10:00:00.250000 #7] DEBUG -- : opening connection to api.tickdb.ai:443...
D, [2026-11-19T10:00:00.281000 #7] DEBUG -- : <- "GET /v1/y HTTP/1.1\r\nHost: api.tickdb.ai\r\n\r\n"
D, [2026-11-19T10:00:00.312000 #7] DEBUG -- : -> "HTTP/1.1 503 Service Unavailable\r\n"
D, [2026-11-19T10:00:00.312000 #7] DEBUG -- : -> "Retry-After: 7\r\n"
D, [2026-11-19T10:00:00.312000 #7] DEBUG -- : -> "\r\n"
D, [2026-11-19T10:00:00.313000 #7] DEBUG -- : Conn close
D, [2026-11-19T10:00:01.250000 #7] DEBUG -- : <- "GET /v1/z HTTP/1.1\r\nHost: api.tickdb.ai\r\n\r\n"
D, [2026-11-19T10:00:04.250000 #7] DEBUG -- : Conn close because of error Net::ReadTimeout with #<TCPSocket:(closed)>, and retry
""",
            rows=(
                row(
                    "10:00:00.281 GET api.tickdb.ai/v1/y -> 503 in 31 ms",
                    retry_after_s=7.0,
                ),
                row("10:00:01.25 GET api.tickdb.ai/v1/z -> timeout in 3000 ms"),
            ),
            skipped=6,
        ),
    ),
)
