r"""Serilog.AspNetCore: what its middleware says of each request that a program answered.

Source: serilog/serilog-aspnetcore (Apache-2.0), src/Serilog.AspNetCore/AspNetCore/RequestLoggingOptions.cs:
`HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms`. The time is when the
answer was there, as the sink's template puts it before the message; one of day alone says no day.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

FORMAT = text_format(
    "serilog_requests",
    "Serilog's request logging (ASP.NET Core)",
    (
        rf"\bHTTP \"?(?P<method>{METHOD})\"? \"?(?P<target>/[^\s\"]*)\"? responded (?P<status>\d{{3}}) "
        r"in (?P<ms>\d+[.,]\d{4}) ms",
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [INF] HTTP GET /v1/market/ticker responded 429 in 31.2000 ms
[2026-11-19 10:00:01.250 +00:00 ERR] HTTP "POST" "/v1/orders" responded 503 in 250.0000 ms
2026-11-19 10:00:02.250 +00:00 [INF] Now listening on: http://[::]:8080
[10:00:03 INF] HTTP GET /v1/x responded 200 in 31.2000 ms
""",
            rows=(
                row("10:00:00.2188 GET /v1/market/ticker -> 429 in 31.2 ms"),
                row("10:00:01 POST /v1/orders -> 503 in 250 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """2026-11-19 12:00:00.250 +02:00 [Information] [] HTTP GET /v1/x responded 200 in 31.2000 ms
""",
            rows=(row("10:00:00.2188 GET /v1/x -> 200 in 31.2 ms"),),
        ),
    ),
    complete=r".* responded \d{3} in [\d.,]+ ms",
    sureness=0.9,
)
