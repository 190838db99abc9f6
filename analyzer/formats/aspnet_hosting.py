r"""ASP.NET Core: `Request starting` and `Request finished`, on the console or by Serilog.

Source: Microsoft.AspNetCore.Hosting, HostingApplicationDiagnostics and HostingRequestFinishedLog. The
line that a request finished says all of it. The console has no time unless TimestampFormat gives it one.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_REQUEST = rf"HTTP/[0-9.]+ (?P<method>{METHOD}) (?P<url>https?://\S+)"

FORMAT = dialogue_format(
    "aspnet_hosting",
    "ASP.NET Core hosting diagnostics",
    (
        ("part", r"Microsoft\.AspNetCore\.Hosting\.Diagnostics\[\d+\]\s*$"),
        ("request", rf"Request starting {_REQUEST}"),
        (
            "response",
            rf"Request finished {_REQUEST}(?: \S+ \S+)? (?:- )+(?P<status>\d{{3}}) (?:(?P<sent>\d+)|null|-) .*?(?P<took>[0-9.,]+ ?ms)\s*$",
        ),
        ("response", r"Request finished in (?P<took>[0-9.,]+ ?ms) (?P<status>\d{3})\b"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 info: Microsoft.AspNetCore.Hosting.Diagnostics[1]
      Request starting HTTP/1.1 GET http://api.tickdb.ai/v1/x?a=1 - - -
2026-11-19 10:00:00.281 info: Microsoft.AspNetCore.Hosting.Diagnostics[2]
      Request finished HTTP/1.1 GET http://api.tickdb.ai/v1/x?a=1 - 429 57 application/json 31.2ms
2026-11-19 10:00:01.250 +00:00 [INF] Request starting HTTP/2 POST https://api.tickdb.ai/v1/orders application/json 12
2026-11-19 10:00:01.281 +00:00 [INF] Request finished HTTP/2 POST https://api.tickdb.ai/v1/orders - 201 null application/json 31.2ms
2026-11-19 10:00:02.250 +00:00 [INF] Now listening
Request finished HTTP/1.1 GET http://api.tickdb.ai/v1/y - 200 57 - 1ms
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31.2 ms", response_bytes=57),
                row("10:00:01.25 POST api.tickdb.ai/v1/orders -> 201 in 31.2 ms"),
            ),
            rejects=1,
            skipped=5,
        ),
    ),
)
